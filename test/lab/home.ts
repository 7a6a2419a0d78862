import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a scene's home is set up with before the agent starts. */
export interface HomeOptions {
  /** The working folder is trusted already. Default true. */
  trusted?: boolean;
  /** The key in the environment was approved in an earlier session. Default true. */
  keyApproved?: boolean;
  /** `~/.claude/settings.json`, as an object or as raw text. */
  settings?: Record<string, unknown> | string;
  /** Files below the working folder; those that end in `.sh` become executable. */
  files?: Record<string, string>;
}

/** The folders one scene lives in, all below `root`, and the environment it runs in. */
export interface Place {
  root: string;
  home: string;
  cwd: string;
  configDir: string;
  env: Record<string, string>;
}

/** No key: made up, and of a form that the agent takes for one. */
export const KEY = 'sk-ant-fake-key-0123456789ab';

/**
 * Makes a home of its own, with onboarding done, and a clean environment that reaches the scripted API alone.
 * What the agent reads there was measured on releases 2.1.158 to 2.1.330.
 */
export async function makePlace(binary: string, apiUrl: string, options: HomeOptions = {}): Promise<Place> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'csd-')));
  const place = { root, home: join(root, 'home'), cwd: join(root, 'work'), configDir: join(root, 'home', '.claude') };
  const bin = join(root, 'bin');
  for (const folder of [place.configDir, place.cwd, bin, join(root, 'tmux')]) await mkdir(folder, { recursive: true });
  await symlink(binary, join(bin, 'claude'));
  // Where the native installer puts it: without it 2.1.173 warns of a broken installation in every session.
  await mkdir(join(place.home, '.local', 'bin'), { recursive: true });
  await symlink(binary, join(place.home, '.local', 'bin', 'claude'));
  await writeFile(join(place.home, '.claude.json'), JSON.stringify(globalConfig(place.cwd, options)));
  const { settings } = options;
  if (settings !== undefined) {
    await writeFile(
      join(place.configDir, 'settings.json'),
      typeof settings === 'string' ? settings : JSON.stringify(settings),
    );
  }
  for (const [name, text] of Object.entries(options.files ?? {})) {
    await mkdir(dirname(join(place.cwd, name)), { recursive: true });
    await writeFile(join(place.cwd, name), text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
  }
  return { ...place, env: environment(place.home, bin, root, apiUrl) };
}

function globalConfig(cwd: string, { trusted = true, keyApproved = true }: HomeOptions) {
  return {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: keyApproved ? [KEY.slice(-20)] : [], rejected: [] },
    projects: trusted ? { [cwd]: { hasTrustDialogAccepted: true } } : {},
  };
}

function environment(home: string, bin: string, root: string, apiUrl: string): Record<string, string> {
  return {
    HOME: home,
    PATH: [bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin'].join(':'),
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    SHELL: '/bin/sh',
    TMUX_TMPDIR: join(root, 'tmux'),
    XDG_STATE_HOME: join(root, 'state'),
    ANTHROPIC_BASE_URL: apiUrl,
    ANTHROPIC_API_KEY: KEY,
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    IS_SANDBOX: '1',
  };
}
