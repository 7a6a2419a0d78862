import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeScratchFolder } from './scratch.ts';

/** The setup of a scene's home before the agent starts. */
export interface HomeOptions {
  /** The working folder is trusted already. Default true. */
  trusted?: boolean;
  /** The key in the environment was approved in an earlier session. Default true. */
  keyApproved?: boolean;
  /** `~/.claude/settings.json`, as an object or as raw text. */
  settings?: Record<string, unknown> | string;
  /** Files below the working folder; those that end in `.sh` become executable. */
  files?: Record<string, string>;
  /** `subscription`: a made-up login instead of the key; `none`: neither. Default `key`. */
  login?: 'key' | 'subscription' | 'none';
  /** The agent was started before. Default true. */
  onboarded?: boolean;
  /** The working folder, below the scene's folder. Default `work`. */
  folder?: string;
  /** The agent is started in a symbolic link to the working folder. */
  linked?: boolean;
  /**
   * The configuration folder below the scene's folder, passed on as a variable. Default `home/.claude`, without one.
   */
  configFolder?: string;
  /** The working folder is a git repository. */
  repository?: boolean;
  /**
   * The features that the agent's maker has switched on, as the agent cached them at an earlier start; it uses them
   * only with telemetry on.
   */
  features?: Record<string, unknown>;
  /** More variables. */
  env?: Record<string, string>;
  /** A model that the agent knows, in place of an unknown slug; see `LabAgent.knownModel`. */
  model?: string;
  /** More of the agent's configuration file, in its own format; `HERE` stands for the working folder. */
  config?: string;
}

/** The folders of one scene, all below `root`, and the environment it runs in. */
export interface Place {
  root: string;
  home: string;
  /** Symbolic links resolved. */
  cwd: string;
  /** Where agents are started: `cwd`, or a link to it. */
  start: string;
  configDir: string;
  env: Record<string, string>;
}

/** No real key: invented, in a form that the agent accepts as one. */
export const KEY = 'sk-ant-fake-key-0123456789ab';

/**
 * Makes a separate home, with onboarding done, and a clean environment that reaches only the scripted API. What the
 * agent reads there was measured on releases 2.1.158 to 2.1.330.
 */
export async function makePlace(binary: string, apiUrl: string, options: HomeOptions = {}): Promise<Place> {
  const root = await makeScratchFolder();
  const { folder = 'work', configFolder = 'home/.claude', login = 'key', linked = false } = options;
  const home = join(root, 'home');
  const cwd = join(root, folder);
  const start = linked ? join(root, 'link') : cwd;
  const place = { root, home, cwd, start, configDir: join(root, configFolder) };
  const bin = join(root, 'bin');
  for (const folder of [place.configDir, place.cwd, bin, join(root, 'tmux')]) await mkdir(folder, { recursive: true });
  if (linked) await symlink(cwd, start);
  await symlink(binary, join(bin, 'claude'));
  // Where the native installer puts it: otherwise 2.1.173 warns about a broken installation in every session.
  await mkdir(join(place.home, '.local', 'bin'), { recursive: true });
  await symlink(binary, join(place.home, '.local', 'bin', 'claude'));
  // Next to the configuration folder, but inside one that the variable names.
  const globalFile = join(options.configFolder === undefined ? home : place.configDir, '.claude.json');
  await writeFile(globalFile, JSON.stringify(globalConfig(place.cwd, options)));
  if (login === 'subscription') {
    await writeFile(join(place.configDir, '.credentials.json'), JSON.stringify({ claudeAiOauth: LOGIN }));
  }
  const settings = withPersonalSettings(options.settings);
  if (settings !== undefined) await writeFile(join(place.configDir, 'settings.json'), settings);
  for (const [name, text] of Object.entries(options.files ?? {})) {
    await mkdir(dirname(join(place.cwd, name)), { recursive: true });
    await writeFile(join(place.cwd, name), text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
  }
  const env: Record<string, string> = { ...environment(place.home, bin, root), ...apiEnvironment(apiUrl) };
  const own: Record<string, string> = options.configFolder === undefined ? {} : { CLAUDE_CONFIG_DIR: place.configDir };
  if (options.features) for (const name of QUIET) delete env[name];
  if (login !== 'key') delete env.ANTHROPIC_API_KEY;
  return { ...place, env: { ...env, ...own, ...options.env } };
}

/**
 * The text of the settings file. `CSD_LAB_SETTINGS`, a JSON object, is added to the settings of each scene that does not
 * write the file as text: it stands for the habits of a person.
 */
function withPersonalSettings(settings: HomeOptions['settings']): string | undefined {
  const personal = process.env.CSD_LAB_SETTINGS;
  if (personal === undefined) return typeof settings === 'object' ? JSON.stringify(settings) : settings;
  if (typeof settings === 'string') return settings;
  return JSON.stringify({ ...JSON.parse(personal), ...settings });
}

/** Prevents the agent from contacting its maker; it then ignores the cached features, too. */
const QUIET = ['DISABLE_TELEMETRY', 'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC'];

/** A subscriber's login that no server knows. */
const LOGIN = {
  accessToken: 'sk-ant-oat01-fake-token-0123456789',
  refreshToken: 'sk-ant-ort01-fake-token-0123456789',
  expiresAt: Date.UTC(2100, 0, 1),
  scopes: ['user:inference', 'user:profile'],
  subscriptionType: 'max',
  rateLimitTier: 'default_claude_max_5x',
};
const ACCOUNT = {
  accountUuid: '00000000-0000-4000-8000-00000000000a',
  emailAddress: 'user@example.com',
  organizationUuid: '00000000-0000-4000-8000-00000000000b',
};

function globalConfig(cwd: string, options: HomeOptions) {
  const { trusted = true, keyApproved = true, onboarded = true, login } = options;
  return {
    ...(onboarded ? { hasCompletedOnboarding: true, theme: 'dark' } : {}),
    ...(login === 'subscription' ? { oauthAccount: ACCOUNT } : {}),
    ...(options.features ? { cachedGrowthBookFeatures: options.features } : {}),
    customApiKeyResponses: { approved: keyApproved ? [KEY.slice(-20)] : [], rejected: [] },
    projects: trusted ? { [cwd]: { hasTrustDialogAccepted: true } } : {},
  };
}

/** A clean environment for a separate home. */
export function environment(home: string, bin: string, root: string): Record<string, string> {
  return {
    HOME: home,
    // For a tmux other than the machine's own, if one is to be tested.
    PATH: [
      bin,
      ...tmuxFolder(),
      dirname(process.execPath),
      '/usr/local/bin',
      '/usr/bin',
      '/bin',
      '/opt/homebrew/bin',
    ].join(':'),
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    SHELL: '/bin/sh',
    TMUX_TMPDIR: join(root, 'tmux'),
    XDG_STATE_HOME: join(root, 'state'),
    CSD_WORKER_DIR: join(root, 'workers'),
  };
}

function tmuxFolder(): string[] {
  return process.env.TMUX_BIN ? [dirname(process.env.TMUX_BIN)] : [];
}

function apiEnvironment(apiUrl: string): Record<string, string> {
  return {
    ANTHROPIC_BASE_URL: apiUrl,
    ANTHROPIC_API_KEY: KEY,
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    IS_SANDBOX: '1',
  };
}
