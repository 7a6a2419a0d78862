import { beforeEach, expect, test } from 'vitest';
import { type Check, examine } from '../../../src/drive/machine/doctor.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

let ctx: FakeContext;
let programs: Record<string, string>;
beforeEach(() => {
  ctx = createFakeContext();
  programs = { tmux: 'tmux 3.4', claude: '2.1.330 (Claude Code)' };
  ctx.processes.find = async (program) => (Object.hasOwn(programs, program) ? `/bin/${program}` : undefined);
  ctx.processes.output = async (program) => programs[program.replace('/bin/', '')];
});

const byName = (checks: Check[]) => Object.fromEntries(checks.map((check) => [check.check, check]));

test('a complete machine is reported as such, and a merely absent part is a note', async () => {
  const checks = byName(await examine(ctx));
  expect(Object.values(checks).filter(({ status }) => status === 'failed')).toEqual([]);
  expect(checks.tmux).toEqual({ check: 'tmux', status: 'ok', found: 'tmux 3.4 (/bin/tmux)' });
  expect(checks['agent claude']).toEqual({ check: 'agent claude', status: 'ok', found: '2.1.330 (/bin/claude)' });
  expect(checks['agent codex']).toMatchObject({ status: 'note', remedy: expect.stringContaining('CSD_CODEX_BIN') });
  expect([...ctx.files.texts.keys()]).toEqual([]);
});

test('a state folder that cannot be written is reported, even if only a parent exists', async () => {
  programs.sh = 'refused\n';
  for (const folder of [ctx.sessionsDir, '/']) {
    ctx.files.isFolder = async (place) => place === folder;
    expect(byName(await examine(ctx))['state folder']).toMatchObject({
      status: 'failed',
      found: `${folder} cannot be written`,
      remedy: expect.stringContaining('XDG_STATE_HOME'),
    });
  }
  programs.sh = '';
  expect(byName(await examine(ctx))['state folder']?.status).toBe('ok');
});

test.each([
  ['tmux 3.1c', 'failed'],
  ['tmux 2.9', 'failed'],
  ['tmux 3.2', 'ok'],
  ['tmux 3.10', 'ok'],
  ['tmux 10.0', 'ok'],
  ['tmux next-3.8', 'ok'],
  ['tmux master', 'ok'],
  ['something', 'failed'],
])('%s: %s', async (version, status) => {
  programs.tmux = version;
  expect(byName(await examine(ctx)).tmux?.status).toBe(status);
});

test('without tmux, without any agent, or with an invalid program, it says what to do', async () => {
  programs = {};
  const bare = byName(await examine(ctx));
  expect(bare.tmux).toMatchObject({ status: 'failed', remedy: expect.stringContaining('brew install tmux') });
  expect(bare['agent claude']).toMatchObject({ status: 'failed', remedy: expect.stringContaining('npm install') });
  programs = { tmux: 'tmux 3.4', codex: 'codex-cli 0.169.0' };
  ctx.env = { ...ctx.env, CSD_CLAUDE_BIN: '/no/such' };
  const named = byName(await examine(ctx));
  expect(named['agent claude']).toMatchObject({ status: 'failed', found: 'CSD_CLAUDE_BIN=/no/such is not a program' });
  expect(named['agent codex']).toMatchObject({ status: 'ok' });
});

test('an unverified release, a failing tmux and a broken sidecar are reported', async () => {
  programs.claude = '9.9.9';
  ctx.tmux.failure = 'lost server';
  ctx.files.texts.set('/state/old.json', 'no JSON');
  const checks = byName(await examine(ctx));
  expect(checks['agent claude']?.found).toBe('claude 9.9.9 is not verified (/bin/claude)');
  expect(checks['tmux server']).toMatchObject({ status: 'failed', remedy: expect.stringContaining('TMUX_TMPDIR') });
  expect(checks.sessions).toMatchObject({
    status: 'note',
    found: expect.stringContaining('/state/old.json: not JSON'),
  });
});

test('the configuration, the files of a server and the folder of the hooks are checked', async () => {
  const fine = byName(await examine(ctx));
  expect(fine.configuration).toMatchObject({ status: 'ok', found: expect.stringContaining('none is needed') });
  expect(fine.server).toMatchObject({ status: 'ok', found: expect.stringContaining('no csd serve runs') });
  expect(fine.hooks).toMatchObject({ status: 'ok', found: expect.stringContaining('made with the first worker') });
  await ctx.files.writeAtomic('/home/me/.config/csd/config.json', '{"notify":[{"when":"bloked","do":"bell"}]}');
  expect(byName(await examine(ctx)).configuration).toMatchObject({
    status: 'failed',
    found: expect.stringContaining('notify[0].when'),
    remedy: expect.stringContaining('csd config'),
  });
  await ctx.files.writeAtomic('/run/serve.lock', JSON.stringify({ pid: 77 }));
  ctx.processes.isAlive = (pid) => pid === 77;
  expect(byName(await examine(ctx)).server?.found).toContain('csd serve runs (process 77)');
  const examineFile = ctx.files.examine.bind(ctx.files);
  ctx.files.examine = async (place, demand) =>
    place === '/run' || place.includes('csd-workers') || place === ctx.env.CSD_WORKER_DIR
      ? { kind: 'open', path: place, text: `${place} is open to others` }
      : examineFile(place, demand);
  ctx.env.CSD_WORKER_DIR = '/shared/workers';
  const open = byName(await examine(ctx));
  expect(open.server).toMatchObject({ status: 'note', remedy: expect.stringContaining('chmod 700') });
  expect(open.hooks).toMatchObject({ status: 'note', remedy: expect.stringContaining('CSD_WORKER_DIR') });
});
