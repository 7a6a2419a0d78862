import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { joinContext } from '../../src/entry/create-context.ts';
import { describeFailure } from '../../src/faces/failure.ts';
import { callOperation } from '../../src/operations/call-operation.ts';
import { OPERATIONS } from '../../src/operations/index.ts';
import { onHosts } from '../../src/operations/on-hosts/index.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'csd-env-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ['home', 'state', 'workers', 'tmux', 'bin']) mkdirSync(join(folder, name));
symlinkSync('/etc', join(folder, 'link'));

/** Where there is neither an agent nor tmux nor ssh: nothing starts. */
const SOUND = {
  HOME: join(folder, 'home'),
  XDG_STATE_HOME: join(folder, 'state'),
  CSD_WORKER_DIR: join(folder, 'workers'),
  TMUX_TMPDIR: join(folder, 'tmux'),
  PATH: join(folder, 'bin'),
};

const VALUES: Record<string, string> = {
  'a relative path': 'a/b',
  'a line break': '/a\nb',
  'a terminal sequence': '\u001b[2J',
  'a huge text': `/${'x'.repeat(100_000)}`,
  'a link to a folder of others': join(folder, 'link'),
  'a path to nothing': join(folder, 'none/none'),
  'a file': '/etc/passwd',
  nothing: '',
  'a negative number': '-1',
  'an infinite number': '1e999',
};

const VARIABLES = [
  ...['CSD_CALL_ID', 'CSD_REMOTE_BIN', 'CSD_CLAUDE_BIN', 'CSD_CODEX_BIN', 'CSD_WORKER_DIR', 'CSD_SUBMIT_TIMEOUT'],
  ...['CSD_SUBMIT_RETRY_INTERVAL', 'CSD_VERIFIED_VERSIONS', 'CSD_CONVERSE_DIAG_FILE', 'CSD_DEBUG', 'CSD_MIRROR'],
  ...['TMUX', 'TMUX_PANE', 'TMUX_TMPDIR', 'TMPDIR', 'XDG_RUNTIME_DIR', 'XDG_STATE_HOME', 'XDG_CONFIG_HOME'],
  ...['CLAUDE_CONFIG_DIR', 'CODEX_HOME', 'NODE_OPTIONS', 'PATH', 'TERM'],
];

const table = onHosts(OPERATIONS);
const CALLS: [name: keyof typeof table, input: Record<string, unknown>][] = [
  ['ps', {}],
  ['list_workers', {}],
  ['state', { session: 'job' }],
  ['send', { session: 'job@build', prompt: 'hi' }],
  ['spawn', { name: 'job', cwd: folder }],
  ['spawn', { name: 'job', cwd: folder, backend: 'codex' }],
  ['launch', { name: 'job', cwd: folder }],
];

/** The failure of a call, as every face reports it; `undefined` if it succeeds. */
async function failureOf(env: Record<string, string>, [name, input]: (typeof CALLS)[number]) {
  const openHub = () => Promise.reject(new Error('nothing is watched'));
  const ctx = joinContext({ env, cwd: folder, version: '1.0.0' }, { home: join(folder, 'home'), openHub });
  try {
    await callOperation(await table[name](), input, ctx);
    return undefined;
  } catch (error) {
    return describeFailure(error).json;
  }
}

test.each(VARIABLES)('%s with any text is ignored, or the error is csd’s own and short', async (variable) => {
  for (const [kind, value] of Object.entries(VALUES)) {
    for (const call of CALLS) {
      const failure = await failureOf({ ...SOUND, [variable]: value }, call);
      const { error = '', code = '' } = failure ?? {};
      const seen = [kind, ...call, code, error.slice(0, 200)];
      expect(seen).not.toContain('internal');
      expect(/\n {4}at |[\u0000-\u001f]/.test(error) ? seen : undefined).toBeUndefined();
      if (!PATHS.includes(variable)) expect(error.length < 1000 ? undefined : seen).toBeUndefined();
    }
  }
});

/** An error about one of these names the whole path. */
const PATHS = ['CSD_WORKER_DIR', 'XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR', 'TMUX_TMPDIR'];
