import { beforeEach, describe, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { endSession } from '../../../src/drive/conversations/end.ts';
import { resumeSession } from '../../../src/drive/conversations/resume.ts';
import { observe, observeOnce } from '../../../src/drive/observe/observe.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { beginEntry } from '../../../src/drive/signals/entries.ts';
import { Log } from '../../detect/records.ts';
import { asked, bare, composer, dialog, said } from '../../detect/screens.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { bashGate, ScriptedAgent } from '../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
});

const look = async (changes: Partial<Sidecar> = {}) => {
  const [seen] = await observe(ctx, [{ ...agent.sidecar, ...changes }]);
  return seen;
};
const stateOf = async (changes: Partial<Sidecar> = {}) => (await look(changes))?.verdict.state;
const finish = (text = 'Hello.') => {
  agent.take('say hello');
  agent.finishTurn(text);
  ctx.clock.advance(5000);
};

describe('one session', () => {
  test('its states, from start to end', async () => {
    expect(await stateOf()).toMatchObject({ status: 'spawning' });
    agent.take('say hello');
    agent.draw();
    expect(await stateOf()).toMatchObject({ status: 'working' });
    agent.open(bashGate('touch x'));
    expect(await stateOf()).toMatchObject({ status: 'blocked', gate: 'permission', selected: 1 });
    agent.close();
    agent.finishTurn();
    expect(await stateOf()).toMatchObject({ status: 'idle_done', text: 'Hello.' });
    agent.pane.exit(3);
    expect(await stateOf()).toMatchObject({ status: 'dead', exit_code: 3 });
    expect((await look())?.alive).toBe(false);
  });

  test.each([
    ['the pane is gone', () => ctx.tmux.panes.clear(), 'dead', false],
    [
      'tmux does not answer: that proves nothing',
      () => Object.assign(ctx.tmux, { failure: 'mismatch' }),
      'unknown',
      true,
    ],
    ['another process has the pane’s id', () => Object.assign(agent.sidecar, { pane_pid: 1 }), 'dead', false],
    [
      'an agent that this build does not know',
      () => Object.assign(agent.sidecar, { backend: 'other' }),
      'unknown',
      true,
    ],
  ])('%s', async (_, prepare, status, alive) => {
    finish();
    prepare();
    expect(await look()).toMatchObject({ alive, verdict: { state: { status } } });
  });

  test('a pane whose process tmux has forgotten is identified by its session', async () => {
    finish();
    agent.pane.forgotten = true;
    expect(await stateOf()).toMatchObject({ status: 'idle_done' });
    agent.pane.exit(3);
    expect(await stateOf()).toMatchObject({ status: 'dead', exit_code: 3, reason: 'the agent has ended' });
    agent.pane.session = 'theirs';
    expect(await stateOf()).toEqual({
      status: 'dead',
      reason: 'the pane is gone; another has its id',
      resumable: true,
    });
  });

  test('a dead agent reports its last words, without secrets, and only from its own pane', async () => {
    finish();
    const rows = Array.from({ length: 20 }, (_, n) => `\x1b[31mrow ${n}\x1b[39m   `);
    agent.pane.screen = [...rows, '', 'token ghp_Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3d', '', ''].join('\n');
    expect(await stateOf()).not.toHaveProperty('last_lines');
    agent.pane.exit(3);
    const { last_lines } = (await stateOf()) as { last_lines: string[] };
    expect(last_lines).toHaveLength(20);
    expect(last_lines.slice(17)).toEqual(['row 18', 'row 19', expect.stringMatching(/^token \S+$/)]);
    expect(last_lines.join()).not.toContain('Ab3dEf6hIj9k');
    Object.assign(agent.sidecar, { pane_pid: 1 });
    expect(await stateOf()).not.toHaveProperty('last_lines');
  });

  test('no file of a dead session is read', async () => {
    finish();
    agent.pane.exit(0);
    expect((await look())?.signals).toMatchObject({ transcript: { kind: 'absent' }, statusFile: { kind: 'absent' } });
  });

  test('an old sidecar without a pinned pane is found by its session', async () => {
    finish();
    const { pane: _, pane_pid: __, tmux_session: ___, ...old } = agent.sidecar;
    const [seen] = await observe(ctx, [old]);
    expect(seen?.verdict.state).toMatchObject({ status: 'idle_done' });
  });

  test.each(['bash', 'node', '2.1.330'])('an agent behind %s is alive while its composer is drawn', async (command) => {
    finish();
    agent.pane.command = command;
    const { pane_pid: _, ...old } = agent.sidecar;
    const [seen] = await observe(ctx, [old]);
    expect(seen).toMatchObject({ alive: true, verdict: { state: { status: 'idle_done' } } });
  });

  test.each([
    ['has no file yet', undefined],
    ['has an empty file', ''],
  ])('just after a clear the turn that is still drawn is not told again: the new conversation %s', async (_, text) => {
    const before = await look();
    if (!before) throw new Error('not observed');
    const entering = await beginEntry(ctx, before, 'say hello');
    ctx.clock.advance(400);
    finish();
    await entering.confirm('submitted');
    expect(await stateOf()).toMatchObject({ status: 'idle_done', text: 'Hello.', turn: entering.turn });
    const next = '00000000-0000-4000-8000-000000000002';
    const status = { pid: agent.pane.pid, sessionId: next, status: 'idle', updatedAt: ctx.clock.now() };
    ctx.files.put(`/home/me/.claude/sessions/${agent.pane.pid}.json`, JSON.stringify(status));
    if (text !== undefined) ctx.files.put(agent.transcript.replace(agent.id, next), text);
    expect(await stateOf()).toMatchObject({ status: 'working' });
    ctx.clock.advance(2000);
    expect(await stateOf()).toMatchObject({ status: 'spawning', turn: entering.turn });
  });

  test('after a clear the new conversation counts', async () => {
    finish();
    const status = { pid: agent.pane.pid, sessionId: 'new', status: 'idle', updatedAt: ctx.clock.now() };
    ctx.files.put(`/home/me/.claude/sessions/${agent.pane.pid}.json`, JSON.stringify(status));
    agent.conversation = ['❯ /clear', ''];
    agent.draw();
    ctx.clock.advance(5000);
    expect(await stateOf()).toMatchObject({ status: 'spawning' });
  });

  test.each([
    ['the first prompt', () => {}],
    ['a later one', finish],
  ])('each turn that a person begins after a clear behind %s has a number of its own', async (_, begin) => {
    begin();
    const before = await look();
    const entering = await beginEntry(ctx, before as NonNullable<typeof before>, 'go on');
    agent.take('go on');
    await entering.confirm('submitted');
    agent.finishTurn('Done.');
    ctx.clock.advance(5000);
    expect(await stateOf()).toMatchObject({ text: 'Done.', turn: entering.turn });

    const next = new Log(() => ctx.clock.now());
    agent.conversation = [];
    const numbers = [entering.turn];
    for (const prompt of ['one', 'two', 'go on']) {
      ctx.clock.advance(20_000);
      next.prompt(prompt).answer(`Said ${prompt}.`).ended();
      ctx.files.put(agent.transcript.replace(agent.id, 'new'), next.text);
      const status = { pid: agent.pane.pid, sessionId: 'new', status: 'idle', updatedAt: ctx.clock.now() };
      ctx.files.put(`/home/me/.claude/sessions/${agent.pane.pid}.json`, JSON.stringify(status));
      agent.conversation.push(`❯ ${prompt}`, '', ...said(`Said ${prompt}.`));
      agent.draw();
      ctx.clock.advance(5000);
      const state = await stateOf();
      expect(state).toMatchObject({ status: 'idle_done', text: `Said ${prompt}.` });
      expect(state?.turn).toBeGreaterThan(numbers.at(-1) ?? 0);
      numbers.push(state?.turn ?? 0);
    }
  });

  test.each([
    ['2.1.158', undefined],
    ['9.9.9', 'marker_warning'],
  ])('release %s: %s', async (backend_version, warning) => {
    finish();
    const state = await stateOf({ backend_version });
    expect(state?.marker_warning === undefined ? undefined : 'marker_warning').toBe(warning);
  });
});

describe('a screen caught between two redraws', () => {
  test('is looked at again', async () => {
    finish();
    const { screen } = agent.pane;
    agent.pane.screen = bare(said('Hello.')).text;
    ctx.clock.after(100, () => Object.assign(agent.pane, { screen }));
    expect(await stateOf()).toMatchObject({ status: 'idle_done' });
    expect(ctx.tmux.looks.length).toBeGreaterThan(1);
  });

  test('but only for 0.4 s, and it is never called done', async () => {
    finish();
    agent.pane.screen = bare(said('Hello.')).text;
    const since = ctx.clock.now();
    expect(await stateOf()).toMatchObject({ status: 'unknown' });
    expect(ctx.clock.now() - since).toBeLessThanOrEqual(500);
  });

  test('one look takes one capture', async () => {
    finish();
    agent.pane.screen = bare(said('Hello.')).text;
    await observeOnce(ctx, [agent.sidecar]);
    expect(ctx.tmux.looks).toHaveLength(1);
  });

  test('a view that covers the state is not waited for', async () => {
    finish();
    const rows = [...asked('say hello'), '─'.repeat(80), '  Showing detailed transcript · ctrl+o to toggle'];
    agent.pane.screen = bare(rows).text;
    expect(await stateOf()).toMatchObject({ status: 'unknown', overlay: 'transcript' });
    expect(ctx.tmux.looks).toHaveLength(1);
  });
});

describe('a permission dialog that is still being drawn', () => {
  const tail = Array.from({ length: 60 }, (_, n) => `touch tail-${n}`);
  const gate = (title: string, body: string[], question: string) =>
    dialog({ title, body: ['', ...body, ''], question, options: ['Yes', 'No'], hint: 'Esc to cancel · Tab to amend' })
      .text;
  const tall = gate('Bash command', tail, 'Do you want to proceed?');
  const call = () => {
    agent.log.call('Bash', 'b', { command: tail.join('\n') }, 'm');
    agent.transcriptLag = 0;
    agent.writeTranscript();
  };

  test('is reported when its call is in the transcript, which is written after the screen', async () => {
    agent.take('go on');
    ctx.clock.advance(5000);
    agent.pane.screen = tall;
    ctx.clock.after(100, () => {
      call();
      agent.setStatus('waiting');
    });
    const state = await stateOf();
    expect(state).toMatchObject({ status: 'blocked', prompt: expect.stringContaining('touch tail-0') });
    expect(state).not.toHaveProperty('truncated');
  });

  test('is reported as partial if no call comes, 0.4 s late', async () => {
    agent.take('go on');
    ctx.clock.advance(5000);
    agent.pane.screen = tall;
    const since = ctx.clock.now();
    expect(await stateOf()).toMatchObject({ status: 'blocked', truncated: true });
    expect(ctx.clock.now() - since).toBeLessThanOrEqual(500);
  });

  test('is looked at again while a placeholder is shown in place of its call', async () => {
    agent.take('go on');
    agent.setStatus('waiting');
    const edit = (row: string) => gate('Edit file', [row], 'Do you want to make this edit to e.ts?');
    agent.pane.screen = edit('…');
    ctx.clock.after(100, () => Object.assign(agent.pane, { screen: edit('1 -alpha') }));
    expect(await stateOf()).toMatchObject({ status: 'blocked', prompt: expect.stringContaining('-alpha') });
  });
});

describe('many sessions', () => {
  test('are captured in one call, each judged by its own files', async () => {
    const other = new ScriptedAgent(ctx, 'other');
    other.open(bashGate('touch x'));
    finish();
    const seen = await observe(ctx, [agent.sidecar, other.sidecar, { ...agent.sidecar, name: 'gone', pane: '%9' }]);
    expect(seen.map(({ verdict }) => verdict.state.status)).toEqual(['idle_done', 'blocked', 'dead']);
    expect(ctx.tmux.looks).toHaveLength(1);
  });

  test('only the unclear ones are captured again', async () => {
    const other = new ScriptedAgent(ctx, 'other');
    finish();
    const { screen } = agent.pane;
    agent.pane.screen = bare(said('Hello.')).text;
    ctx.clock.after(50, () => Object.assign(agent.pane, { screen }));
    await observe(ctx, [other.sidecar, agent.sidecar]);
    expect(ctx.tmux.looks.map((targets) => targets.length)).toEqual([2, 1]);
  });

  test('no sessions give no states, without a call', async () => {
    expect(await observe(ctx, [])).toEqual([]);
    expect(ctx.tmux.looks).toEqual([]);
  });
});

describe('the plan of a plan gate', () => {
  const gate = (hint: string) =>
    dialog({
      question: 'Claude has written up a plan and is ready to execute. Would you like to proceed?',
      options: ['Yes, and use auto mode', 'Yes, manually approve edits', 'Tell Claude what to change'],
      hint,
    });
  const show = (hint: string) => Object.assign(agent.pane, { screen: gate(hint).text });

  test.each([
    ['in the home of the caller', '/home/me/.claude/plans/mine.md', '~/.claude/plans/mine.md'],
    ['by its full path, if it is in the session’s folder', '/work/app/plans/mine.md', '/work/app/plans/mine.md'],
  ])('%s', async (_, file, shown) => {
    ctx.files.put(file, '# Mine').put('/home/me/.claude/plans/newer.md', '# Another session’s');
    show(`ctrl+g to edit in Vim · ${shown}`);
    expect(await stateOf()).toMatchObject({ status: 'plan_ready', plan_file: file, plan: '# Mine' });
  });

  test('in the agent’s home, which is not the caller’s', async () => {
    ctx.home = '/home/other';
    ctx.files.put('/home/me/.claude/plans/mine.md', '# Mine');
    show('ctrl+g to edit in Vim · ~/.claude/plans/mine.md');
    expect(await stateOf()).toMatchObject({ plan_file: '/home/me/.claude/plans/mine.md', plan: '# Mine' });
  });

  test('that nobody wrote to disk: null, never the newest file of the folder', async () => {
    ctx.files.put('/home/me/.claude/plans/newer.md', '# Another session’s');
    show('Esc to cancel');
    expect(await stateOf()).toMatchObject({ status: 'plan_ready', plan_file: null, plan: null });
  });

  test('that is only in the transcript', async () => {
    agent.log.prompt('plan it').call('ExitPlanMode', 't', { plan: '# Told' });
    agent.writeTranscript();
    show('Esc to cancel');
    expect(await stateOf()).toMatchObject({ status: 'plan_ready', plan_file: null, plan: '# Told' });
  });

  test('is not read if there is no plan gate', async () => {
    ctx.files.put('/home/me/.claude/plans/mine.md', '# Mine');
    agent.pane.screen = composer({ above: ['  ~/.claude/plans/mine.md'] }).text;
    expect((await look())?.signals.plan).toEqual({ kind: 'absent' });
  });
});

test('sessions of one folder without status files read each of its transcripts a few times, however many there are', async () => {
  const world = createFakeContext();
  const agents = Array.from({ length: 24 }, (_, n) => {
    const id = `00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`;
    const one = new ScriptedAgent(world, `job${n}`, id);
    one.writesStatus = false;
    one.take('say hello');
    one.finishTurn();
    world.files.texts.delete(`/home/me/.claude/sessions/${one.pane.pid}.json`);
    return one;
  });
  world.clock.advance(5000);
  let reads = 0;
  const { readBack, list } = world.files;
  let lists = 0;
  world.files.readBack = (...args) => {
    if (args[0].endsWith('.jsonl')) reads++;
    return readBack.apply(world.files, args);
  };
  world.files.list = (folder) => {
    if (folder.includes('/projects/')) lists++;
    return list.call(world.files, folder);
  };
  const seen = await observe(
    world,
    agents.map(({ sidecar }) => sidecar),
  );
  expect(seen.map(({ verdict }) => verdict.state.status)).toEqual(agents.map(() => 'idle_done'));
  expect(seen.some(({ signals }) => signals.transcript.kind === 'read' && signals.transcript.note !== undefined)).toBe(
    true,
  );
  expect(reads).toBeLessThanOrEqual(4 * agents.length);
  expect(lists).toBeLessThanOrEqual(agents.length);
});

describe('an earlier conversation that a person has opened in a session', () => {
  const OTHER = '00000000-0000-4000-8000-000000000009';
  /** A prompt is entered and answered, and a person goes back to a conversation that had a turn before. */
  const world = async ({ fresh = false, answered = true, lagging = false } = {}) => {
    const earlier = new ScriptedAgent(createFakeContext(), 'job', OTHER);
    earlier.log.prompt('an older prompt').answer('An older answer.').ended();
    ctx.clock.advance(60_000);
    if (!fresh) finish('The first answer.');
    const before = await look();
    if (!before) throw new Error('not observed');
    const entering = await beginEntry(ctx, before, 'say hello again');
    agent.log.prompt('say hello again');
    if (answered) agent.log.answer('The newest answer.').ended();
    if (!lagging) agent.writeTranscript();
    await entering.confirm('submitted');
    ctx.files.put(agent.transcript.replace(agent.id, OTHER), earlier.log.text);
    const status = { pid: agent.pane.pid, sessionId: OTHER, status: 'idle', updatedAt: ctx.clock.now() };
    ctx.files.put(`/home/me/.claude/sessions/${agent.pane.pid}.json`, JSON.stringify(status));
    agent.conversation = [...asked('an older prompt'), ...said('An older answer.')];
    agent.draw();
    ctx.clock.advance(5000);
    return entering.turn;
  };

  test.each([false, true])(
    'is what the session shows, once the prompt had its turn (a fresh session: %s)',
    async (fresh) => {
      const turn = await world({ fresh });
      const state = await stateOf();
      expect(state).toMatchObject({ status: 'idle_done', text: 'An older answer.' });
      expect(state?.turn).toBeLessThan(turn);
    },
  );

  test.each([{ answered: false }, { lagging: true }])(
    'is not an answer while that turn is not over: %o',
    async (how) => {
      await world(how);
      expect(await stateOf()).toMatchObject({ status: 'working' });
    },
  );
});

describe('a background session that an agent has left behind', () => {
  const job = (from: Record<string, string>) => {
    const [[id = '', conversation = ''] = []] = Object.entries(from);
    ctx.processes.living.set(77, 'start');
    const status = { pid: 77, sessionId: `${id}-of-its-own`, kind: 'bg', jobId: id, status: 'idle', updatedAt: 1 };
    ctx.files.put('/home/me/.claude/sessions/77.json', JSON.stringify(status));
    const workers = { [id]: { dispatch: { launch: { mode: 'resume', sessionId: conversation } } } };
    ctx.files.put('/home/me/.claude/daemon/roster.json', JSON.stringify({ proto: 1, workers }));
    finish();
    agent.pane.exit(0);
  };

  test.each(['id', 'transcript'] as const)('is known by the roster of its daemon, which has its %s', async (how) => {
    job({ a9b989d2: how === 'id' ? agent.id : agent.transcript });
    expect(await stateOf()).toMatchObject({ status: 'dead', background_session: { id: 'a9b989d2' } });
  });

  test('that is a copy is not taken for the conversation, which has ended', async () => {
    job({ a9b989d2: 'of-a-copy' });
    const id = '00000000-0000-4000-8000-000000000008';
    const status = { pid: 77, sessionId: id, kind: 'bg', jobId: 'a9b989d2', status: 'idle', updatedAt: 1 };
    ctx.files.put('/home/me/.claude/sessions/77.json', JSON.stringify(status));
    const copied = JSON.stringify({ type: 'user', sessionId: id, session_id: agent.id });
    ctx.files.put(agent.transcript.replace(agent.id, id), copied);
    const record = (forkSourceAlive: boolean) =>
      ctx.files.put('/home/me/.claude/jobs/a9b989d2/state.json', JSON.stringify({ forkSourceAlive }));
    record(false);
    expect(await stateOf()).toMatchObject({ background_session: { id: 'a9b989d2' } });
    record(true);
    expect(await stateOf()).not.toHaveProperty('background_session');
  });

  describe('and that the daemon has still to start', () => {
    const left = (record: object, screen = 'backgrounded · a9b989d2') => {
      finish();
      agent.pane.screen = screen;
      agent.pane.exit(0);
      const createdAt = new Date(ctx.clock.now()).toISOString();
      const file = '/home/me/.claude/jobs/a9b989d2/state.json';
      ctx.files.put(file, JSON.stringify({ state: 'working', createdAt, firstTerminalAt: null, ...record }));
    };

    test('is known by the last screen and its record, and nothing can be resumed', async () => {
      left({});
      const state = await stateOf();
      expect(state).toMatchObject({
        status: 'dead',
        reason: expect.stringContaining('its conversation continues in the background as a9b989d2'),
        background_session: { id: 'a9b989d2' },
      });
      expect(state).not.toHaveProperty('resumable');
      await saveSidecar(ctx, agent.sidecar);
      await expect(resumeSession(ctx, agent.sidecar.name)).rejects.toMatchObject({
        code: 'already_open',
        data: { background_session: { id: 'a9b989d2' } },
      });
    });

    test('is still known after the session was ended, which removes the last screen', async () => {
      left({});
      await saveSidecar(ctx, agent.sidecar);
      const { resumable, sidecar } = await endSession(ctx, agent.sidecar.name);
      expect([resumable, sidecar.ended.background]).toEqual([false, 'a9b989d2']);
      expect(await endSession(ctx, agent.sidecar.name)).toMatchObject({ already: true, resumable: false });
      const [seen] = await observe(ctx, [sidecar]);
      const background_session = { id: 'a9b989d2' };
      expect(seen?.verdict.state).toMatchObject({ status: 'dead', resumable: false, background_session });
      await expect(resumeSession(ctx, agent.sidecar.name)).rejects.toMatchObject({ code: 'already_open' });
      ctx.clock.advance(180_000);
      expect(await endSession(ctx, agent.sidecar.name)).toMatchObject({ already: true, resumable: true });
    });

    test.each<[string, object, string?]>([
      ['is over', { firstTerminalAt: '2026-01-01T00:00:00.000Z' }],
      ['is a copy', { forkSourceAlive: true }],
      ['has no time', { createdAt: 'soon' }],
      ['is not named by the screen', {}, 'bye'],
    ])('is not if it %s', async (_, record, screen) => {
      left(record, screen);
      expect(await stateOf()).toMatchObject({ status: 'dead', resumable: true });
    });

    test('does not keep the session for good', async () => {
      left({});
      ctx.clock.advance(180_000);
      expect(await stateOf()).toMatchObject({ status: 'dead', resumable: true });
      expect(await stateOf()).not.toHaveProperty('background_session');
    });
  });

  test('of another conversation is ignored', async () => {
    job({ a9b989d2: agent.transcript.replace(agent.id, '00000000-0000-4000-8000-000000000007') });
    expect(await stateOf()).not.toHaveProperty('background_session');
  });

  test.each(['[]', 'null', '{"workers":{"a9b989d2":null}}', '{"workers":[1]}', 'no JSON'])(
    '%s names none',
    async (text) => {
      job({ a9b989d2: agent.id });
      ctx.files.put('/home/me/.claude/daemon/roster.json', text);
      expect(await stateOf()).not.toHaveProperty('background_session');
    },
  );
});
