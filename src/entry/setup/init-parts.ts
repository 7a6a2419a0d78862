import path from 'node:path';
import { BACKENDS } from '../../backends/index.ts';

/** The parts that `csd init` can set up, with a description for help and questions. */
export const PARTS = {
  config: 'write a configuration that tells you on the desktop when sessions need you, where there is none',
  tmux: 'add the segment of the status bar and the key N to the configuration of tmux',
  service: 'write a systemd user unit, or a launchd agent, for csd serve',
  completion: 'install the completion for a shell',
} as const;
export type Part = keyof typeof PARTS;

/** Shells with a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** One thing to write: a new file, or a block that is added to an existing one. */
export interface Piece {
  part: Part;
  kind: 'file' | 'block';
  path: string;
  text: string;
  /** For a new file. */
  mode: number;
  /** What the user still has to do. */
  after?: string;
}

/** Where and for whom it is set up. */
export interface Setting {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** The command that starts csd. */
  program: readonly string[];
  /** The completion script of a shell. */
  completion(shell: Shell): string;
  /** True if the file exists. */
  isThere(file: string): boolean;
  /** The server also sends notices by the rules. */
  notifies: boolean;
}

const OPEN = '# >>> csd init >>>';
const CLOSE = '# <<< csd init <<<';

/** The pieces of the chosen parts. */
export function piecesOf(parts: readonly Part[], shell: Shell | undefined, setting: Setting): Piece[] {
  return parts.map((part) => {
    if (part === 'config') return configPiece(setting);
    if (part === 'tmux') return tmuxPiece(setting);
    if (part === 'service') return servicePiece(setting);
    return completionPiece(shell ?? 'bash', setting);
  });
}

function configPiece(setting: Setting): Piece {
  const text = `${JSON.stringify({ notify: [{ when: 'needs_you', do: 'desktop' }] }, null, 2)}\n`;
  return { part: 'config', kind: 'file', path: path.join(configHome(setting), 'csd/config.json'), text, mode: 0o600 };
}

/** The file that tmux reads: the usual one, unless only the other is there. */
function tmuxPiece(setting: Setting): Piece {
  const usual = path.join(setting.home, '.tmux.conf');
  const other = path.join(configHome(setting), 'tmux/tmux.conf');
  const file = !setting.isThere(usual) && setting.isThere(other) ? other : usual;
  const lines = [
    `set -ga status-right ' #(csd tmux-status)'`,
    `bind-key N run-shell -b "csd next --client '#{client_name}'"`,
  ];
  return {
    part: 'tmux',
    kind: 'block',
    path: file,
    text: blockOf(lines),
    mode: 0o644,
    after: `tmux source-file ${file}`,
  };
}

function servicePiece(setting: Setting): Piece {
  return setting.platform === 'darwin' ? launchdPiece(setting) : systemdPiece(setting);
}

/** Variables that csd and its agents need from the user's shell. */
const HANDED = [
  'PATH',
  'XDG_STATE_HOME',
  'XDG_CONFIG_HOME',
  'TMUX_TMPDIR',
  'CSD_WORKER_DIR',
  ...[...BACKENDS.values()].flatMap(({ launch }) => [launch.programVariable, launch.configVariable]),
];

function handed({ env }: Setting): [string, string][] {
  return HANDED.flatMap((name): [string, string][] => (env[name] ? [[name, env[name] ?? '']] : []));
}

function serveWords({ program, notifies }: Setting): string[] {
  return [...program, 'serve', ...(notifies ? ['--notify'] : [])];
}

function systemdPiece(setting: Setting): Piece {
  const quote = (word: string) => `"${word.replaceAll('%', '%%').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const words = serveWords(setting).map((word) => quote(word).replaceAll('$', '$$$$'));
  const text = [
    '[Unit]',
    'Description=csd: states and events of agent sessions',
    '',
    '[Service]',
    `ExecStart=${words.join(' ')}`,
    ...handed(setting).map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`),
    'SuccessExitStatus=143',
    'Restart=on-failure',
    '# tmux servers that a call starts outlive the service.',
    'KillMode=process',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
  const file = path.join(configHome(setting), 'systemd/user/csd.service');
  return { part: 'service', kind: 'file', path: file, text, mode: 0o644, after: 'systemctl --user enable --now csd' };
}

function launchdPiece(setting: Setting): Piece {
  const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const string = (text: string) => `<string>${xml(text)}</string>`;
  const variables = handed(setting).map(([name, value]) => `    <key>${name}</key>${string(value)}`);
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><dict>',
    '  <key>Label</key><string>csd.serve</string>',
    `  <key>ProgramArguments</key><array>${serveWords(setting).map(string).join('')}</array>`,
    '  <key>EnvironmentVariables</key><dict>',
    ...variables,
    '  </dict>',
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><true/>',
    '  <key>AbandonProcessGroup</key><true/>',
    '</dict></plist>',
    '',
  ].join('\n');
  const file = path.join(setting.home, 'Library/LaunchAgents/csd.serve.plist');
  return { part: 'service', kind: 'file', path: file, text, mode: 0o644, after: `launchctl load ${file}` };
}

function completionPiece(shell: Shell, setting: Setting): Piece {
  const data = absolute(setting.env.XDG_DATA_HOME) ?? path.join(setting.home, '.local/share');
  const after = 'open a new shell';
  // zsh searches no folder of the user by default.
  if (shell === 'zsh') {
    const file = path.join(absolute(setting.env.ZDOTDIR) ?? setting.home, '.zshrc');
    const lines = ['autoload -Uz compinit && compinit', 'source <(csd completion zsh)'];
    return { part: 'completion', kind: 'block', path: file, text: blockOf(lines), mode: 0o644, after };
  }
  const file =
    shell === 'fish'
      ? path.join(configHome(setting), 'fish/completions/csd.fish')
      : path.join(data, 'bash-completion/completions/csd');
  return { part: 'completion', kind: 'file', path: file, text: `${setting.completion(shell)}\n`, mode: 0o644, after };
}

function blockOf(lines: string[]): string {
  return `${[OPEN, ...lines, CLOSE].join('\n')}\n`;
}

function configHome({ env, home }: Setting): string {
  return absolute(env.XDG_CONFIG_HOME) ?? path.join(home, '.config');
}

function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}
