import { execFile } from 'node:child_process';
import type { PaneFacts } from '../../src/ports/tmux.ts';
import { patience } from './wait.ts';

const FIELDS = [
  'pane_id',
  'pane_pid',
  'session_name',
  'pane_current_command',
  'pane_dead',
  'pane_dead_status',
  'pane_in_mode',
  'pane_width',
  'pane_height',
  'cursor_x',
  'cursor_y',
  'cursor_flag',
  'bracket_paste_flag',
  'pane_title',
];

/** A separate tmux server, driven directly: what the lab needs to record the agent without the driver under test. */
export class Terminal {
  constructor(private readonly env: Record<string, string>) {}

  /** Runs one tmux command; throws with tmux's words when it fails. */
  tmux(...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, stdout: string, stderr: string) =>
        error ? reject(new Error(`tmux ${args[0]}: ${stderr.trim() || error.message}`)) : resolve(stdout);
      const child = execFile(
        'tmux',
        ['-u', ...args],
        { env: this.env, timeout: patience(10_000), maxBuffer: 1 << 24 },
        done,
      );
      child.stdin?.end();
    });
  }

  /** Starts a detached session whose pane stays when its program ends; returns the pane's id. */
  async start(name: string, cwd: string, size: { width: number; height: number }, argv: string[]): Promise<string> {
    const geometry = ['-x', String(size.width), '-y', String(size.height)];
    const command = `exec ${argv.map(quote).join(' ')}`;
    const open = ['new-session', '-d', '-P', '-F', '#{pane_id}', '-s', name, ...geometry, '-c', cwd];
    // The option is set on the server before the agent's session, so that an agent that dies at once leaves its screen.
    const format = ['set-option', '-g', '-q', 'remain-on-exit-format', '', ';'];
    const keep = ['set-option', '-g', 'remain-on-exit', 'on', ';', ...format];
    return (await this.tmux('-f', '/dev/null', 'start-server', ';', ...keep, ...open, command)).trim();
  }

  async facts(pane: string): Promise<PaneFacts> {
    const format = FIELDS.map((field) => `#{${field}}`).join('\t');
    const row = (await this.tmux('display-message', '-p', '-t', pane, format)).replace(/\n$/, '').split('\t');
    const [
      id = '',
      pid,
      session = '',
      command = '',
      dead,
      status,
      inMode,
      width,
      height,
      x,
      y,
      shown,
      bracket,
      title = '',
    ] = row;
    return {
      pane: id,
      pid: Number(pid),
      session,
      command,
      dead: dead === '1',
      ...(dead === '1' && status ? { exitCode: Number(status) } : {}),
      inMode: inMode !== '0',
      title,
      width: Number(width),
      height: Number(height),
      cursor: { x: Number(x), y: Number(y), ...(shown === '0' ? { hidden: true } : {}) },
      ...(bracket ? { bracketedPaste: bracket === '1' } : {}),
    };
  }

  /** The visible screen with its colours, captured as the driver captures it. */
  capture(pane: string): Promise<string> {
    return this.tmux('capture-pane', '-p', '-e', '-t', pane);
  }

  /** The visible screen as plain text, without trailing blanks. */
  async text(pane: string): Promise<string> {
    return plain(await this.tmux('capture-pane', '-p', '-t', pane));
  }

  async press(pane: string, ...keys: string[]): Promise<void> {
    await this.tmux('send-keys', '-t', pane, ...keys);
  }

  async type(pane: string, text: string): Promise<void> {
    await this.tmux('send-keys', '-t', pane, '-l', '--', text);
  }

  async paste(pane: string, file: string): Promise<void> {
    await this.tmux('load-buffer', '-b', 'lab', file, ';', 'paste-buffer', '-p', '-d', '-b', 'lab', '-t', pane);
  }

  /** The first processes of the panes whose program still runs. */
  async livePids(): Promise<number[]> {
    const out = await this.tmux('list-panes', '-a', '-F', '#{pane_dead} #{pane_pid}').catch(() => '');
    return out.split('\n').flatMap((row) => (row.startsWith('0 ') ? [Number(row.slice(2))] : []));
  }
}

/** A screen without colours and trailing blanks. */
export function plain(screen: string): string {
  const bare = screen.replace(/\x1b\[[0-9;:?]*[ -/]*[@-~]/g, '').replace(/\x1b\][^\x07\x1b]*(\x07|\x1b\\)/g, '');
  return bare.replace(/[ \t]+$/gm, '').replace(/\n+$/, '');
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
