import { beforeEach, describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import type { CsdError } from '../../../src/contract/errors.ts';
import { SessionId, Sidecar } from '../../../src/contract/session.ts';
import { killSession } from '../../../src/drive/spawn/kill/kill.ts';
import type { LaunchRequest } from '../../../src/drive/spawn/request.ts';
import { launch as launchAgent } from '../../../src/drive/spawn/spawn.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { FAKE_SOCKET, type FakePane } from '../../fakes/tmux.ts';

const ID = '11111111-2222-3333-4444-555555555555';
const COMPOSER = `${'─'.repeat(80)}\n❯ \n${'─'.repeat(80)}\n  ? for shortcuts`;
const TRUST = [
  'Accessing workspace:',
  '/work/app',
  '',
  'Quick safety check: Is this a project you created or one you trust?',
  '',
  '❯ No, exit',
  '  Yes, I trust this folder',
  '',
  'Enter to confirm · Esc to cancel',
].join('\n');

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
  ctx.processes.outputs.set('/bin/claude', '2.1.330 (Claude Code)\n');
  ctx.tmux.onStart = (_session, pane) => {
    pane.command = 'claude';
    ctx.clock.after(300, () => {
      pane.screen = COMPOSER;
    });
  };
});

/** Without the tap, whose arguments have their own tests. */
const launch = (world: FakeContext, request: LaunchRequest) => launchAgent(world, { noUsage: true, ...request });

const stored = (name: string): unknown => JSON.parse(ctx.files.texts.get(`/state/${name}.json`) ?? 'null');
const onlyPane = (): FakePane => {
  const [pane, ...others] = ctx.tmux.panes.values();
  if (!pane || others.length > 0) throw new Error('not one pane');
  return pane;
};
const nothingLeft = () => {
  expect([...ctx.tmux.panes.keys()]).toEqual([]);
  expect([...ctx.files.texts.keys()]).toEqual([]);
};

test('a launch starts the agent, returns once it has drawn something, and writes where it is into the sidecar', async () => {
  const { sidecar, marker_warning } = await launch(ctx, { sessionId: ID });
  const pane = onlyPane();
  expect(sidecar).toEqual({
    name: 'csd-app-11111111',
    session_id: ID,
    cwd: '/work/app',
    backend: 'claude',
    jsonl_path: `/home/me/.claude/projects/-work-app/${ID}.jsonl`,
    permission_mode: null,
    backend_version: '2.1.330',
    created: expect.any(Number),
    pane: pane.id,
    pane_pid: pane.pid,
    tmux_session: 'csd-app-11111111',
    tmux_socket: FAKE_SOCKET,
    config_dir: '/home/me/.claude',
    last_used: expect.any(Number),
    launch: { noUsage: true },
  });
  expect(marker_warning).toBeUndefined();
  expect(stored('csd-app-11111111')).toEqual(sidecar);
  expect(Sidecar.safeParse(sidecar).success).toBe(true);
  expect(pane.screen).toBe(COMPOSER);
  expect(pane.received).toEqual([]);
  const [session] = ctx.tmux.started;
  expect(session).toMatchObject({ cwd: '/work/app', width: 220, height: 50 });
  expect(session?.argv.slice(-3)).toEqual(['/bin/claude', '--session-id', ID]);
});

describe('consent of the caller', () => {
  const argsOf = () => ctx.tmux.started.at(-1)?.argv.slice(-5) ?? [];

  test('avoids the warning by a setting of this session, not by an answer that holds for good', async () => {
    await launch(ctx, { sessionId: ID, bypass: true, consented: true, agentArgs: ['--model', 'opus'] });
    expect(argsOf()).toEqual([
      '--dangerously-skip-permissions',
      '--settings',
      '{"skipDangerousModePermissionPrompt":true}',
      '--model',
      'opus',
    ]);
  });

  test('leaves the caller’s own settings in force, with hooks too', async () => {
    const agentArgs = ['--settings={"skipDangerousModePermissionPrompt":false,"x":1}'];
    await launch(ctx, { sessionId: ID, bypass: true, consented: true, agentArgs });
    expect(argsOf().at(-1)).toBe('{"skipDangerousModePermissionPrompt":false,"x":1}');
    await launch(ctx, { name: 'two', bypass: true, consented: true, hooks: true });
    expect(ctx.files.texts.get('/hooks/two/settings.json')).toContain('"skipDangerousModePermissionPrompt": true');
  });

  test('changes nothing for an agent with checks, and is not assumed for one without', async () => {
    await launch(ctx, { name: 'one', consented: true });
    await launch(ctx, { name: 'two', bypass: true });
    for (const { argv } of ctx.tmux.started) expect(argv).not.toContain('--settings');
  });
});

describe('a model', () => {
  test('is passed in the words of the agent, before its own arguments', async () => {
    await launch(ctx, { sessionId: ID, options: { model: 'opus' }, agentArgs: ['--verbose'] });
    expect(ctx.tmux.started[0]?.argv.slice(-3)).toEqual(['--model', 'opus', '--verbose']);
  });

  test.each([[['--model', 'x']], [['--model=x']]])('is not passed twice: %j', async (agentArgs) => {
    const twice = launch(ctx, { sessionId: ID, options: { model: 'opus' }, agentArgs });
    await expect(twice).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('given twice') });
    expect(ctx.tmux.started).toEqual([]);
  });

  test('is refused for an agent without models', async () => {
    const plain = { ...claude.launch, options: {} };
    ctx.backends = new Map([['claude', { ...claude, launch: plain }]]);
    const refused = launch(ctx, { sessionId: ID, options: { model: 'opus' } });
    await expect(refused).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('claude takes no model'),
    });
  });
});

describe('the caller’s choices for a session', () => {
  const options = {
    system_prompt: 'Be brief.\nAlways.',
    allowed_tools: ['Read', 'Bash(git *)'],
    add_dir: ['lib'],
    effort: 'high',
  };

  test('are written as the agent has them, with folders resolved', async () => {
    ctx.files.folders.add('/work/app/lib');
    await launch(ctx, { sessionId: ID, options });
    const argv = ctx.tmux.started[0]?.argv.join('|');
    expect(argv).toContain(
      '--append-system-prompt|Be brief.\nAlways.|--allowed-tools|Read|--allowed-tools|Bash(git *)',
    );
    expect(argv).toContain('--add-dir|/work/app/lib|--effort|high');
  });

  test('with a folder that does not exist start nothing', async () => {
    const refused = launch(ctx, { sessionId: ID, options: { add_dir: ['none'] } });
    await expect(refused).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('/none') });
    expect(ctx.tmux.started).toEqual([]);
  });

  test.each([
    ['allowed_tools', ['Bash']],
    ['add_dir', ['lib']],
    ['agent', 'reviewer'],
  ])('may not widen permissions by %s for a caller that may not consent', async (option, value) => {
    ctx.files.folders.add('/work/app/lib');
    ctx.needsConsent = true;
    await expect(launch(ctx, { sessionId: ID, options: { [option]: value } })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await launch(ctx, { sessionId: ID, options: { effort: 'low', model: 'opus' } });
  });
});

test('without an id a new one is generated', async () => {
  const one = await launch(ctx, { name: 'one' });
  const two = await launch(ctx, { name: 'two' });
  expect(SessionId.safeParse(one.sidecar.session_id).success).toBe(true);
  expect(one.sidecar.session_id).not.toBe(two.sidecar.session_id);
});

test('no transcript is named in a folder whose name only the agent knows', async () => {
  const cwd = `/work/${'long/'.repeat(50)}app`;
  ctx.files.folders.add(cwd);
  expect((await launch(ctx, { cwd })).sidecar.jsonl_path).toBeNull();
});

test('folder, size, arguments and resume are passed on; links are resolved only for the transcript', async () => {
  ctx.files.folders.add('/work/link');
  ctx.files.links.set('/work/link', '/real/place');
  const request = {
    cwd: '../link',
    sessionId: ID,
    resume: true,
    size: { width: 44, height: 18 },
    agentArgs: ['--model', 'x y'],
  };
  const { sidecar } = await launch(ctx, request);
  expect(sidecar).toMatchObject({ name: 'csd-link-11111111', cwd: '/work/link' });
  expect(sidecar.jsonl_path).toBe(`/home/me/.claude/projects/-real-place/${ID}.jsonl`);
  expect(ctx.tmux.started[0]).toMatchObject({ cwd: '/work/link', width: 44, height: 18 });
  expect(ctx.tmux.started[0]?.argv.slice(-5)).toEqual(['/bin/claude', '--resume', ID, '--model', 'x y']);
});

test('a fork is recorded as one', async () => {
  const fork = await launch(ctx, { sessionId: ID, resume: true, name: 'fork', agentArgs: ['--fork-session'] });
  expect(fork.sidecar).toMatchObject({ forked: true });
  expect((await launch(ctx, { name: 'plain' })).sidecar).not.toHaveProperty('forked');
});

test.each([
  ['/work/My app (2)', 'csd-My-app-2-11111111'],
  ['/', 'csd-root-11111111'],
  ['/work/日本', 'csd-root-11111111'],
  ['/work/..hidden', 'csd-hidden-11111111'],
])('the default name for %s is %s', async (cwd, name) => {
  ctx.files.folders.add(cwd);
  expect((await launch(ctx, { cwd, sessionId: ID })).sidecar.name).toBe(name);
});

test('a name with dots has the tmux form', async () => {
  const { sidecar } = await launch(ctx, { name: 'a.b' });
  expect([sidecar.name, sidecar.tmux_session, onlyPane().session]).toEqual(['a.b', 'a_b', 'a_b']);
  await expect(launch(ctx, { name: 'a_b' })).rejects.toMatchObject({ code: 'name_taken' });
});

describe('the environment', () => {
  const started = () => {
    const argv = ctx.tmux.started[0]?.argv ?? [];
    const unset = argv.flatMap((word, i) => (argv[i - 1] === '-u' ? [word] : []));
    return { program: argv[0], unset, set: ctx.tmux.started[0]?.env };
  };

  test('variables that the caller does not have are removed from the agent too', async () => {
    await launch(ctx, {});
    expect(started().program).toBe('env');
    expect(started().unset).toEqual(
      expect.arrayContaining(['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CONFIG_DIR']),
    );
    expect(started().set).toEqual({});
  });

  test('the caller’s own choices are kept, a secret is on no command line, nesting marks are always removed', async () => {
    Object.assign(ctx.env, { CLAUDECODE: '1', CLAUDE_CODE_USE_BEDROCK: '1', ANTHROPIC_API_KEY: 'sk-secret' });
    ctx.env.CLAUDE_CONFIG_DIR = '/conf';
    const { sidecar } = await launch(ctx, { sessionId: ID });
    expect(started().unset).toContain('CLAUDECODE');
    expect(started().unset).not.toContain('CLAUDE_CODE_USE_BEDROCK');
    expect(started().unset).not.toContain('CLAUDE_CONFIG_DIR');
    expect(started().set).toMatchObject({ CLAUDE_CONFIG_DIR: '/conf' });
    expect(JSON.stringify(ctx.tmux.started)).not.toContain('sk-secret');
    expect(sidecar).toMatchObject({ config_dir: '/conf', jsonl_path: `/conf/projects/-work-app/${ID}.jsonl` });
  });

  test('an empty configuration folder is unset', async () => {
    ctx.env.CLAUDE_CONFIG_DIR = '';
    const { sidecar } = await launch(ctx, {});
    expect(started().unset).toContain('CLAUDE_CONFIG_DIR');
    expect(sidecar.config_dir).toBe('/home/me/.claude');
  });

  test('an agent named by its variable is started', async () => {
    ctx.env.CSD_CLAUDE_BIN = './mine';
    ctx.processes.programs.set('/work/app/mine', '/work/app/mine');
    await launch(ctx, {});
    expect(ctx.tmux.started[0]?.argv).toContain('/work/app/mine');
  });
});

describe('postures', () => {
  test.each([
    [{ permissionMode: 'PLAN' }, ['--permission-mode', 'plan'], 'plan'],
    [{ permissionMode: 'manual' }, ['--permission-mode', 'default'], 'default'],
    [{ permissionMode: 'default' }, ['--permission-mode', 'default'], 'default'],
    [{ autoAccept: true }, ['--permission-mode', 'acceptEdits'], 'acceptEdits'],
    [{ bypass: true }, ['--dangerously-skip-permissions'], 'bypassPermissions'],
  ])('%j', async (posture, words, mode) => {
    const { sidecar } = await launch(ctx, { sessionId: ID, ...posture });
    const argv = ctx.tmux.started[0]?.argv ?? [];
    expect(argv.slice(argv.indexOf(ID) + 1)).toEqual(words);
    expect(sidecar.permission_mode).toBe(mode);
  });
});

describe('refused before anything is started', () => {
  test.each([
    ['a missing folder', { cwd: '/work/none' }, 'bad_input', /\/work\/none/],
    ['an invalid id', { sessionId: 'x' }, 'bad_input', /"x" is not a UUID/],
    ['resume without an id', { resume: true }, 'bad_input', /id/],
    ['a bad name', { name: 'a/b' }, 'bad_input', /"a\/b"/],
    ['an unknown backend', { backend: 'other' }, 'bad_input', /"other".*claude/],
    ['an unknown mode', { permissionMode: 'wild' }, 'bad_input', /"wild".*acceptEdits.*plan/],
    ['two postures', { permissionMode: 'plan', bypass: true }, 'bad_input', /exclude/],
  ])('%s', async (_what, request, code, message) => {
    await expect(launch(ctx, request)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(ctx.tmux.started).toEqual([]);
    nothingLeft();
  });

  test('an agent that is not installed', async () => {
    ctx.processes.programs.clear();
    await expect(launch(ctx, {})).rejects.toMatchObject({
      code: 'no_agent',
      message: expect.stringMatching(/install it \(npm install -g [^;]*$/),
    });
    ctx.processes.programs.set('codex', '/bin/codex');
    const another = expect.stringMatching(/; codex is installed: use it with --backend codex$/);
    await expect(launch(ctx, {})).rejects.toMatchObject({ code: 'no_agent', message: another });
    const resumed = launch(ctx, { sessionId: '00000000-0000-4000-8000-000000000001', resume: true });
    await expect(resumed).rejects.toMatchObject({ message: expect.not.stringMatching(/--backend/) });
    ctx.env.CSD_CLAUDE_BIN = 'nope';
    const error = { code: 'no_agent', message: expect.stringMatching(/"nope" \(from CSD_CLAUDE_BIN\)/) };
    await expect(launch(ctx, {})).rejects.toMatchObject(error);
    nothingLeft();
  });

  test('a failing tmux', async () => {
    ctx.tmux.failure = 'protocol version mismatch';
    await expect(launch(ctx, {})).rejects.toMatchObject({ code: 'tmux_failed' });
    nothingLeft();
  });
});

describe('the name', () => {
  test('of a living session is taken, and the session left alone', async () => {
    const { sidecar } = await launch(ctx, { name: 'job' });
    await expect(launch(ctx, { name: 'job' })).rejects.toMatchObject({ code: 'name_taken' });
    expect(stored('job')).toEqual(sidecar);
    expect(onlyPane().pid).toBe(sidecar.pane_pid);
  });

  test("of a person's tmux session is taken", async () => {
    const theirs = ctx.tmux.add('job');
    await expect(launch(ctx, { name: 'job' })).rejects.toMatchObject({ code: 'name_taken' });
    expect(onlyPane()).toBe(theirs);
  });

  test('of a dead session is free again', async () => {
    const first = await launch(ctx, { name: 'job' });
    onlyPane().exit(0);
    const second = await launch(ctx, { name: 'job' });
    expect(onlyPane().pid).toBe(second.sidecar.pane_pid);
    expect(second.sidecar.pane_pid).not.toBe(first.sidecar.pane_pid);
  });

  test('is taken while its pane id belongs to another session after a restart, without harm to that one', async () => {
    await launch(ctx, { name: 'job' });
    ctx.tmux.restartServer();
    const theirs = ctx.tmux.add('theirs');
    const { sidecar } = await launch(ctx, { name: 'job' });
    expect([...ctx.tmux.panes.keys()]).toEqual([theirs.id, sidecar.pane]);
  });

  test('of two concurrent launches goes to one', async () => {
    const results = await Promise.allSettled([launch(ctx, { name: 'job' }), launch(ctx, { name: 'job' })]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((stored('job') as Sidecar).pane).toBe(onlyPane().id);
  });

  test('of an unreadable sidecar is refused, and the file left alone', async () => {
    ctx.files.put('/state/job.json', '{');
    await expect(launch(ctx, { name: 'job' })).rejects.toMatchObject({ code: 'bad_sidecar' });
    expect(ctx.files.texts.get('/state/job.json')).toBe('{');
    expect(ctx.tmux.started).toEqual([]);
  });
});

describe('a failed start leaves nothing', () => {
  test('an agent that ends at once: its exit code and last words are reported', async () => {
    ctx.tmux.onStart = (_session, pane) => {
      pane.screen = '\x1b[31merror: unknown option\x1b[39m';
      ctx.clock.after(150, () => pane.exit(2));
    };
    await expect(launch(ctx, { name: 'job' })).rejects.toMatchObject({
      code: 'spawn_failed',
      message: 'the agent ended at once, with exit code 2: error: unknown option',
      data: { exit_code: 2, screen: 'error: unknown option' },
    });
    nothingLeft();
  });

  test('an agent whose exit code is reported shortly after its end', async () => {
    ctx.tmux.onStart = (_session, pane) => {
      ctx.clock.after(150, () => pane.exit());
      ctx.clock.after(450, () => pane.exit(3));
    };
    await expect(launch(ctx, {})).rejects.toMatchObject({ code: 'spawn_failed', data: { exit_code: 3, screen: '' } });
    nothingLeft();
  });

  test('an agent whose end tmux does not report', async () => {
    ctx.tmux.onStart = (_session, pane) => pane.exit();
    const message = 'the agent ended at once: (nothing on its screen)';
    await expect(launch(ctx, {})).rejects.toMatchObject({ code: 'spawn_failed', message });
    nothingLeft();
  });

  test('a pane that disappears at once', async () => {
    ctx.tmux.onStart = (_session, pane) => ctx.clock.after(50, () => ctx.tmux.panes.delete(pane.id));
    await expect(launch(ctx, {})).rejects.toMatchObject({ code: 'spawn_failed' });
    nothingLeft();
  });

  test('a pane of another size', async () => {
    ctx.tmux.forcedSize = { width: 2, height: 1 };
    await expect(launch(ctx, {})).rejects.toMatchObject({
      code: 'spawn_failed',
      message: expect.stringContaining('2x1'),
    });
    nothingLeft();
  });

  test('a sidecar that cannot be written', async () => {
    ctx.files.writeError = new Error('ENOSPC');
    await expect(launch(ctx, {})).rejects.toThrow('ENOSPC');
    expect(ctx.tmux.started).toHaveLength(1);
    nothingLeft();
  });
});

test('a silent agent is not waited for without end', async () => {
  ctx.tmux.onStart = undefined;
  const before = ctx.clock.now();
  await launch(ctx, { name: 'job' });
  expect(ctx.clock.now() - before).toBeLessThan(11_000);
});

describe('the tap of the status line', () => {
  const USAGE = '/usage/job';
  const start = (request: LaunchRequest = {}) => launchAgent(ctx, { name: 'job', sessionId: ID, ...request });
  const args = () => ctx.tmux.started.at(-1)?.argv ?? [];
  const text = (file: string) => ctx.files.texts.get(`${USAGE}/${file}`);
  const settings = () => JSON.parse(text('settings.json') ?? 'null') as Record<string, unknown>;
  const put = (file: string, command: string, more = {}) =>
    ctx.files.put(file, JSON.stringify({ statusLine: { type: 'command', command, ...more } }));
  const personal = () => /^c=(.*)$/m.exec(text('tap') ?? '')?.[1];

  test('is a command in the settings of this session only, in its own files', async () => {
    const { sidecar } = await start();
    expect(sidecar.usage_path).toBe(USAGE);
    expect(args().slice(-5)).toEqual(['/bin/claude', '--session-id', ID, '--settings', `${USAGE}/settings.json`]);
    expect(settings()).toEqual({ statusLine: { type: 'command', command: `exec sh '${USAGE}/tap'` } });
    expect(personal()).toBe('');
    for (const file of ['report.0', 'report.1', 'log.jsonl', 'id']) expect(text(file)).toBe('');
  });

  test('becomes the command that the agent would choose: local before project before user', async () => {
    put('/home/me/.claude/settings.json', 'mine', { padding: 4 });
    await start();
    expect(personal()).toBe("'mine'");
    // The agent merges settings key by key: the padding stays unchanged.
    expect(settings()).toEqual({ statusLine: { type: 'command', command: `exec sh '${USAGE}/tap'` } });
    put('/work/app/.claude/settings.json', "echo 'ours'");
    await killSession(ctx, 'job');
    await start();
    expect(personal()).toBe(`'echo '\\''ours'\\'''`);
    put('/work/app/.claude/settings.local.json', 'local');
    await killSession(ctx, 'job');
    await start();
    expect(personal()).toBe("'local'");
    await killSession(ctx, 'job');
    await start({ agentArgs: ['--setting-sources', 'user'] });
    expect(personal()).toBe("'mine'");
    await killSession(ctx, 'job');
    await start({ agentArgs: ['--settings', '{"statusLine":{"type":"command","command":"flag","padding":1},"x":2}'] });
    expect(personal()).toBe("'flag'");
    expect(settings()).toMatchObject({ statusLine: { padding: 1 }, x: 2 });
  });

  test.each(['/work', '/work/app'])(
    'leaves the status line to the agent if releases differ in whose local settings count: those of %s',
    async (where) => {
      put('/home/me/.claude/settings.json', 'mine');
      put(`${where}/.claude/settings.local.json`, 'local');
      ctx.files.folders.add('/work/.git');
      await start();
      expect(stored('job')).not.toHaveProperty('usage_path');
      expect(args()).not.toContain('--settings');
      await killSession(ctx, 'job');
      await start({ agentArgs: ['--setting-sources', 'user'] });
      expect(personal()).toBe("'mine'");
      await killSession(ctx, 'job');
      ctx.files.put(`${where}/.claude/settings.local.json`, '{"permissions":{}}');
      await start();
      expect(personal()).toBe("'mine'");
    },
  );

  test.each(['foreign', 'open'] as const)(
    'leaves the status line to the agent if it comes from a file that is %s',
    async (flaw) => {
      const project = '/work/app/.claude/settings.json';
      put('/home/me/.claude/settings.json', 'mine');
      put(project, 'theirs');
      ctx.files.distrusted.set(project, flaw);
      await start();
      expect(stored('job')).not.toHaveProperty('usage_path');
      expect(args()).not.toContain('--settings');
      await killSession(ctx, 'job');
      await expect(start({ maxCost: 1 })).rejects.toMatchObject({ code: 'bad_input' });
      // What is not executed is not checked: another's file without a status line, or one that the agent does not read.
      ctx.files.put(project, '{}');
      await start();
      expect(personal()).toBe("'mine'");
      await killSession(ctx, 'job');
      put(project, 'theirs');
      await start({ agentArgs: ['--setting-sources', 'user'] });
      expect(personal()).toBe("'mine'");
    },
  );

  test('never becomes the tap of another session', async () => {
    put('/home/me/.claude/settings.json', 'mine');
    const own = JSON.stringify({ statusLine: { type: 'command', command: "exec sh '/usage/other/tap'" } });
    await start({ agentArgs: ['--settings', own] });
    expect(personal()).toBe("'mine'");
  });

  test('is in the settings of the hooks, if there are any', async () => {
    await start({ hooks: true });
    expect(args().filter((arg) => arg === '--settings')).toHaveLength(1);
    expect(JSON.parse(ctx.files.texts.get('/hooks/job/settings.json') ?? '')).toMatchObject({
      statusLine: { command: `exec sh '${USAGE}/tap'` },
      hooks: { Stop: expect.anything() },
    });
  });

  test('is omitted on request, for unreadable settings, and for an agent without a status line', async () => {
    await start({ noUsage: true });
    await launchAgent(ctx, { name: 'two', agentArgs: ['--settings', '{broken'] });
    expect(args().slice(-2)).toEqual(['--settings', '{broken']);
    await launchAgent(ctx, { name: 'three', backend: 'codex' });
    expect([...ctx.files.texts.keys()].filter((file) => file.startsWith('/usage'))).toEqual([]);
    expect(stored('two')).not.toHaveProperty('usage_path');
  });

  test('is removed with the session, and if that does not start', async () => {
    await start();
    await killSession(ctx, 'job');
    expect([...ctx.files.texts.keys()].filter((file) => file.startsWith('/usage'))).toEqual([]);
    ctx.tmux.forcedSize = { width: 2, height: 1 };
    await expect(start()).rejects.toMatchObject({ code: 'spawn_failed' });
    nothingLeft();
  });

  test('earlier usage of a conversation counts when it is continued, and no other conversation with that name', async () => {
    const report = '{"session_id":"a","cost":{"total_cost_usd":1}}\n';
    ctx.files.put(`${USAGE}/report.1`, report);
    ctx.files.put(`${USAGE}/log.jsonl`, '');
    await start({ resume: true });
    expect(text('log.jsonl')).toBe(`{"kind":"last","report":${report.trim()}}\n{"kind":"launch"}\n`);
    expect(text('report.1')).toBe('');
    await killSession(ctx, 'job');
    ctx.files.put(`${USAGE}/report.1`, report);
    await start();
    expect(text('log.jsonl')).toBe('');
  });
});

describe('hooks', () => {
  const folder = '/hooks/csd-app-11111111';

  test('are requested by a settings file of the session, and kill removes it', async () => {
    const { sidecar } = await launch(ctx, { sessionId: ID, hooks: true, agentArgs: ['--model', 'opus'] });
    expect(sidecar.events_path).toBe(`${folder}/events.jsonl`);
    expect(ctx.files.texts.get(`${folder}/events.jsonl`)).toBe('');
    expect(JSON.parse(ctx.files.texts.get(`${folder}/settings.json`) ?? '')).toHaveProperty('hooks.Stop');
    expect(ctx.tmux.started[0]?.argv.slice(-4)).toEqual(['--settings', `${folder}/settings.json`, '--model', 'opus']);
    await killSession(ctx, sidecar.name);
    nothingLeft();
  });

  test('of an agent that ends at once leave nothing', async () => {
    ctx.tmux.onStart = (_session, pane) => {
      pane.dead = true;
      pane.exitCode = 1;
    };
    await expect(launch(ctx, { sessionId: ID, hooks: true })).rejects.toMatchObject({ code: 'spawn_failed' });
    nothingLeft();
  });

  test('are only requested if asked for', async () => {
    const { sidecar } = await launch(ctx, { sessionId: ID });
    expect(sidecar).not.toHaveProperty('events_path');
    expect(ctx.tmux.started[0]?.argv).not.toContain('--settings');
  });
});

describe('the version', () => {
  test('causes a warning if it is unverified, until it is declared verified', async () => {
    ctx.processes.outputs.set('/bin/claude', '9.9.9 (Claude Code)');
    const { sidecar, marker_warning } = await launch(ctx, { name: 'one' });
    expect([sidecar.backend_version, marker_warning]).toEqual(['9.9.9', expect.stringContaining('9.9.9')]);
    ctx.env.CSD_VERIFIED_VERSIONS = '1.0.0, 9.9.9';
    expect((await launch(ctx, { name: 'two' })).marker_warning).toBeUndefined();
  });

  test('is null and causes a warning if it is not reported', async () => {
    ctx.processes.outputs.clear();
    const { sidecar, marker_warning } = await launch(ctx, { name: 'one' });
    expect([sidecar.backend_version, marker_warning]).toEqual([null, expect.stringContaining('not known')]);
  });
});

describe('trust', () => {
  /** The trust gate with its unsafe option first; Enter on it ends the agent. */
  const playTrust = (after: string) => {
    ctx.tmux.onStart = (_session, pane) => {
      pane.command = 'claude';
      ctx.clock.after(400, () => {
        pane.screen = TRUST;
      });
      let row = 0;
      pane.onKey = (key) => {
        if (key === 'Down') row = 1;
        if (key === 'Down') pane.screen = TRUST.replace('❯ No', '  No').replace('  Yes', '❯ Yes');
        if (key === 'Enter' && row === 0) pane.exit(1);
        if (key === 'Enter' && row === 1) pane.screen = after;
      };
    };
  };

  test('answers the gate and returns when the composer is up', async () => {
    playTrust(COMPOSER);
    await launch(ctx, { name: 'job', trust: true });
    expect(onlyPane().keys).toEqual(['Down', 'Enter']);
    expect(onlyPane().screen).toBe(COMPOSER);
  });

  test('presses nothing when no gate comes', async () => {
    await launch(ctx, { name: 'job', trust: true });
    expect(onlyPane().received).toEqual([]);
  });

  test('is not answered without the flag', async () => {
    playTrust(COMPOSER);
    await launch(ctx, { name: 'job' });
    expect(onlyPane().received).toEqual([]);
    expect(onlyPane().screen).toBe(TRUST);
  });

  test('is reported as unanswered when no known screen comes, and the session is kept', async () => {
    ctx.tmux.onStart = (_session, pane) => {
      pane.command = 'claude';
      pane.screen = 'Loading';
    };
    await expect(launch(ctx, { name: 'job', trust: true })).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('"job"'),
    });
    expect(onlyPane().received).toEqual([]);
    expect(stored('job')).not.toBeNull();
  });

  test('an agent that ends before its gate leaves nothing', async () => {
    ctx.tmux.onStart = (_session, pane) => {
      pane.command = 'claude';
      pane.screen = 'Loading';
      ctx.clock.after(1500, () => {
        pane.screen = 'thread/start failed: token ghp_Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3d\n\n';
        pane.exit();
      });
      ctx.clock.after(1900, () => pane.exit(3));
    };
    const error = await launch(ctx, { name: 'job', trust: true }).catch((e: CsdError) => e as CsdError);
    expect(error).toMatchObject({
      code: 'spawn_failed',
      message: expect.stringMatching(/^the agent ended while .*, with exit code 3: thread\/start failed/),
      data: {
        exit_code: 3,
        screen: expect.stringMatching(/^thread\/start failed: token \S+$/),
        state: { status: 'dead' },
      },
    });
    expect(JSON.stringify(error)).not.toContain('Ab3dEf6hIj9k');
    expect((error as CsdError).message).not.toContain('Ab3dEf6hIj9k');
    nothingLeft();
  });

  test('waits for a gate that comes late', async () => {
    playTrust(COMPOSER);
    const play = ctx.tmux.onStart;
    ctx.tmux.onStart = (session, pane) => {
      pane.screen = 'Loading';
      ctx.clock.after(4000, () => play?.(session, pane));
    };
    await launch(ctx, { name: 'job', trust: true });
    expect(onlyPane().keys).toEqual(['Down', 'Enter']);
  });
});
