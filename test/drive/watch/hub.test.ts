import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CsdError } from '../../../src/contract/errors.ts';
import type { Event, EventOf } from '../../../src/contract/event.ts';
import type { Hub, Listening } from '../../../src/drive/session/hub-interface.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { killSession } from '../../../src/drive/spawn/kill/kill.ts';
import { createHub } from '../../../src/drive/watch/hub.ts';
import { SWEEP_MS } from '../../../src/drive/watch/scheduler.ts';
import { asked, bare, dialog, said } from '../../detect/screens.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { SteppedClock, settle } from '../../fakes/stepped-clock.ts';
import { bashGate, ScriptedAgent } from '../scripted.ts';
// Loaded when an agent ends; loading takes real time, which the fake clock does not measure.
import '../../../src/drive/redact/mask.ts';

/** Long enough for a change that a file shows, and shorter than a sweep; and one sweep. */
const SOON = 60;
const SWEEP = SWEEP_MS + 100;

let ctx: FakeContext;
let clock: SteppedClock;
let hub: Hub;

beforeEach(() => {
  clock = new SteppedClock();
  ctx = Object.assign(createFakeContext(), { clock });
  ctx.tmux.now = () => clock.now();
  ctx.files.onChange = (file) => ctx.watch.change(file);
  hub = createHub(ctx);
});
afterEach(async () => {
  hub.close();
  await settle();
  expect(ctx.watch.folders).toEqual(new Map());
  expect(ctx.tmux.surveyors.size).toBe(0);
});

/** An agent with its own session that has played one turn. */
async function start(name = 'job', id = name): Promise<ScriptedAgent> {
  const agent = new ScriptedAgent(ctx, name, id);
  agent.transcriptLag = 0;
  await saveSidecar(ctx, agent.sidecar);
  play(agent);
  agent.finishTurn();
  clock.advance(5000);
  return agent;
}

/** A turn begins. */
function play(agent: ScriptedAgent, prompt = 'say hello'): void {
  agent.take(prompt);
  clock.advance(0);
  agent.draw();
}

/** Reads a hub's events into a list as they come. */
function listen(listening: Listening = {}) {
  const over = new AbortController();
  const events: Event[] = [];
  const done = (async () => {
    for await (const event of hub.events({ ...listening, signal: over.signal })) events.push(event);
  })();
  return { events, done, stop: () => over.abort() };
}

const told = (events: Event[]) =>
  events.map((event) => {
    if (event.type === 'appeared' || event.type === 'changed')
      return `${event.type} ${event.session} ${event.state.status}`;
    if (event.type === 'snapshot')
      return `snapshot ${event.sessions.map((s) => `${s.session} ${s.state.status}`).join(', ')}`;
    return event.type === 'gone' ? `gone ${event.session}` : event.type;
  });

describe('reported changes', () => {
  test('a snapshot, then each change that a file shows, at once and in order', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    expect(told(events)).toEqual(['snapshot job idle_done']);
    play(agent);
    await clock.pass(SOON);
    agent.open(bashGate('touch x'));
    await clock.pass(SOON);
    expect(told(events).slice(1)).toEqual(['changed job working', 'changed job blocked']);
    const [, second, third] = events as [Event, EventOf<'changed'>, EventOf<'changed'>];
    expect(third.seq).toBe(second.seq + 1);
    expect(third).toMatchObject({ previous: { status: 'working' }, alive: true, cwd: '/work/app', backend: 'claude' });
    expect(third.since).toBe(third.at);
    expect(hub.current()).toMatchObject([{ session: 'job', state: { status: 'blocked' } }]);
    expect(agent.pane.received).toEqual([]);
  });

  test.each([-3_600_000, 3_600_000])('the same if the clock of the machine is set by %i ms', async (ms) => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    clock.jump(ms);
    agent.open(bashGate('touch x'));
    await clock.pass(SWEEP);
    expect(told(events).slice(1)).toEqual(['changed job blocked']);
  });

  test('an unverified release is not a change, and is not mentioned in the previous state', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    await saveSidecar(ctx, { ...agent.sidecar, backend_version: '9.9.9' });
    await clock.pass(SWEEP);
    expect(told(events)).toEqual(['snapshot job idle_done']);
    expect(hub.current()).toMatchObject([{ state: { marker_warning: 'claude 9.9.9 is not verified' } }]);
    play(agent);
    await clock.pass(SOON);
    const [, changed] = events as [Event, EventOf<'changed'>];
    expect(changed.state).toMatchObject({ status: 'working', marker_warning: 'claude 9.9.9 is not verified' });
    expect(changed.previous).not.toHaveProperty('marker_warning');
  });

  test('a cleared conversation, each time, until the next prompt', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    const clear = async (shown: string[]) => {
      agent.conversation = shown;
      agent.log.prompt('<command-name>/clear</command-name>\n<command-message>clear</command-message>');
      agent.writeTranscript();
      agent.draw();
      await clock.pass(SWEEP);
      return agent.log.lastAt;
    };
    const times = [await clear(asked('/clear')), await clear([])];
    // A prompt that is in no file yet: it was asked.
    await clear(asked('say it again'));
    expect(told(events).slice(1)).toEqual(Array(3).fill('changed job spawning'));
    const cleared = events.slice(1).map((event) => (event as EventOf<'changed'>).cleared_at);
    expect(cleared).toEqual([...times, undefined]);
  });

  test('a change that no file shows, within one sweep', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    agent.writesStatus = false;
    agent.open(bashGate('touch x'));
    await clock.pass(SWEEP);
    expect(told(events)).toEqual(['snapshot job idle_done', 'changed job blocked']);
  });

  test('a screen drawn after its files: without waiting for a sweep', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    const { screen } = agent.pane;
    agent.open(bashGate('touch x'));
    const gate = agent.pane.screen;
    agent.pane.screen = screen;
    await clock.pass(40);
    agent.pane.screen = gate;
    await clock.pass(200);
    expect(told(events).at(-1)).toBe('changed job blocked');
  });

  describe('a dialog that is announced and drawn later is reported soon after it is drawn', () => {
    /** Draws the gate `ms` after it was announced, and returns how long after that it was reported. */
    async function delayOf(ms: number, announce: (agent: ScriptedAgent) => void): Promise<number> {
      const agent = await start();
      const { events } = listen();
      await clock.pass(SOON);
      play(agent);
      agent.transcriptLag = 0;
      await clock.pass(SWEEP);
      const { screen } = agent.pane;
      announce(agent);
      const opened = agent.pane.screen;
      agent.pane.screen = screen;
      await clock.pass(ms);
      agent.pane.screen = opened;
      const drawn = clock.now();
      await clock.pass(SWEEP);
      const last = events.at(-1) as EventOf<'changed'>;
      expect(told(events).at(-1)).toMatch(/^changed job (blocked|awaiting_answer)$/);
      return last.at - drawn;
    }

    /** As on an agent whose status file does not report a wait. */
    const asks = (agent: ScriptedAgent) => {
      agent.log.call('AskUserQuestion', 'ask', {
        questions: [{ question: 'Which?', options: [{ label: 'One' }, { label: 'Two' }] }],
      });
      agent.writeTranscript();
      agent.open({ title: 'Which', question: 'Which?', options: ['One', 'Two'] });
      agent.setStatus('busy');
    };

    test.each([520, 630, 770, 1310, 2650])('after a status file that waits, %i ms before', async (ms) => {
      expect(await delayOf(ms, (agent) => agent.open(bashGate('touch x')))).toBeLessThanOrEqual(40);
    });

    test.each([630, 1310])('after an open question in the transcript, %i ms before', async (ms) => {
      expect(await delayOf(ms, asks)).toBeLessThanOrEqual(40);
    });

    test('a dialog that never comes is looked for only for some seconds', async () => {
      const agent = await start();
      listen();
      await clock.pass(SOON);
      agent.setStatus('waiting');
      await clock.pass(4000);
      const looks = ctx.tmux.looks.length;
      await clock.pass(5 * SWEEP_MS);
      expect(ctx.tmux.looks.length - looks).toBeLessThanOrEqual(6);
    });
  });

  test('a whole turn between two looks: the turn differs, though the state does not', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    play(agent);
    agent.finishTurn();
    await clock.pass(3000);
    const last = events.at(-1) as EventOf<'changed'>;
    expect(last).toMatchObject({ type: 'changed', state: { status: 'idle_done', text: 'Hello.' } });
    const before = (events[0] as EventOf<'snapshot'>).sessions[0];
    expect(last.prompted_at).toBeGreaterThan(before?.prompted_at ?? Number.POSITIVE_INFINITY);
    expect(last.since).toBeGreaterThan(before?.since ?? Number.POSITIVE_INFINITY);
  });

  test('a cut gate that is drawn before its call and the status is reported once, whole', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    play(agent, 'go on');
    await clock.pass(3 * SWEEP);
    const command = Array.from({ length: 60 }, (_, n) => `touch tail-${n}`);
    agent.pane.screen = dialog({
      title: 'Bash command',
      body: ['', ...command, ''],
      question: 'Do you want to proceed?',
      options: ['Yes', 'No'],
      hint: 'Esc to cancel · Tab to amend',
    }).text;
    ctx.watch.change(agent.transcript);
    await clock.pass(150);
    agent.log.call('Bash', 'b', { command: command.join('\n') }, 'm');
    agent.writeTranscript();
    agent.setStatus('waiting');
    await clock.pass(SWEEP);
    const gates = events.filter((event) => event.type === 'changed' && event.state.status === 'blocked');
    expect(gates).toMatchObject([{ state: { prompt: expect.stringContaining('touch tail-0') } }]);
    expect((gates[0] as EventOf<'changed'>).state).not.toHaveProperty('truncated');
  });

  test('a screen caught between two redraws is not reported', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    const { screen } = agent.pane;
    agent.pane.screen = bare(said('Hello.')).text;
    ctx.watch.change(agent.transcript);
    await clock.pass(100);
    agent.pane.screen = screen;
    await clock.pass(SWEEP);
    expect(told(events)).toEqual(['snapshot job idle_done']);
    agent.pane.screen = bare(said('Hello.')).text;
    await clock.pass(2 * SWEEP);
    expect(told(events).slice(1)).toEqual(['changed job unknown']);
  });

  test('a tmux that fails once is asked again; a silent one makes the state unknown, not dead', async () => {
    await start();
    const { events } = listen();
    await clock.pass(SOON);
    ctx.tmux.failure = 'no answer';
    await clock.pass(SWEEP);
    ctx.tmux.failure = undefined;
    await clock.pass(SWEEP);
    expect(told(events)).toEqual(['snapshot job idle_done']);
    ctx.tmux.failure = 'no answer';
    await clock.pass(2 * SWEEP);
    expect(told(events)).toEqual(['snapshot job idle_done', 'changed job unknown']);
    ctx.tmux.failure = undefined;
    await clock.pass(SWEEP);
    expect(told(events).at(-1)).toBe('changed job idle_done');
  });

  test('the end of the agent, and the restart of the server', async () => {
    const [agent] = [await start(), await start('other')];
    const { events } = listen();
    await clock.pass(SOON);
    agent.pane.exit(3);
    await clock.pass(SWEEP);
    ctx.tmux.restartServer();
    await clock.pass(SWEEP);
    expect(told(events).slice(1)).toEqual(['changed job dead', 'changed other dead']);
    expect(hub.current()[0]?.state).toMatchObject({ status: 'dead', exit_code: 3 });
    await start('third');
    await clock.pass(SWEEP);
    expect(told(events)).toContain('appeared third idle_done');
    expect(hub.current().map(({ state }) => state.status)).toEqual(['dead', 'dead', 'idle_done']);
  });
});

describe('sessions that appear and disappear', () => {
  test('a session that a csd ends is gone, however long its agent takes, and is never dead', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    // Its pane disappears at once, its process later.
    ctx.processes.living.set(agent.pane.pid, 'mark');
    const killing = killSession(ctx, 'job');
    await clock.pass(1500);
    ctx.processes.living.delete(agent.pane.pid);
    await clock.pass(100);
    await killing;
    await clock.pass(SWEEP);
    expect(told(events)).toEqual(['snapshot job idle_done', 'gone job']);
  });

  test('a session whose end a csd left incomplete is dead in the end', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    ctx.files.put('/state/job.json.lock', '');
    agent.pane.exit(1);
    await clock.pass(8000);
    expect(told(events)).toEqual(['snapshot job idle_done', 'changed job dead']);
  });

  test('a session that is being ended is not dead meanwhile, even before its agent gets the request', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    ctx.files.put('/state/job.life.lock', '');
    agent.pane.exit(0);
    await clock.pass(SWEEP);
    expect(told(events)).toEqual(['snapshot job idle_done']);
    await saveSidecar(ctx, { ...agent.sidecar, ended: { at: clock.now(), how: 'command', begun: true } });
    await ctx.files.remove('/state/job.life.lock');
    await clock.pass(SOON);
    expect(told(events)).toEqual(['snapshot job idle_done', 'changed job dead']);
    expect(hub.current()[0]?.state).toMatchObject({ status: 'dead', reason: 'ended' });
  });

  test('a session that ends while tmux is asked for its pane is reported as ended, not as lost', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    const look = ctx.tmux.look.bind(ctx.tmux);
    let isHeld = true;
    ctx.tmux.look = async (addresses) => {
      const looks = await look(addresses);
      if (isHeld) {
        isHeld = false;
        await saveSidecar(ctx, { ...agent.sidecar, ended: { at: clock.now(), how: 'command', begun: true } });
        await settle();
      }
      return looks;
    };
    agent.pane.exit(0);
    ctx.tmux.restartServer();
    await clock.pass(2 * SWEEP);
    expect(told(events).at(-1)).toBe('changed job dead');
    expect(hub.current()[0]?.state).toMatchObject({ status: 'dead', reason: 'ended' });
  });

  test('are reported, including one that takes the name of another', async () => {
    const { events } = listen();
    await clock.pass(SOON);
    const agent = await start();
    await clock.pass(SOON);
    await saveSidecar(ctx, { ...agent.sidecar, backend_version: '2.1.330' });
    await clock.pass(SOON);
    expect(told(events)).toEqual(['snapshot ', 'appeared job idle_done']);
    await saveSidecar(ctx, { ...agent.sidecar, pane_pid: 7 });
    await clock.pass(SOON);
    await ctx.files.remove('/state/job.json');
    await clock.pass(SOON);
    expect(told(events).slice(2)).toEqual(['gone job', 'appeared job dead', 'gone job']);
  });

  test('a look without an event still notifies listeners that need it', async () => {
    const agent = await start();
    const heard: string[] = [];
    hub.onQuietLook((session) => heard.push(`${session} ${hub.seen(session)?.sidecar.backend_version}`));
    const { events } = listen();
    await clock.pass(SOON);
    expect(heard).toEqual([]);
    await saveSidecar(ctx, { ...agent.sidecar, backend_version: '2.1.330' });
    await clock.pass(SOON);
    expect(heard[0]).toBe('job 2.1.330');
    expect(told(events)).toEqual(['snapshot job idle_done']);
  });

  test('a hundred of them', async () => {
    const { events } = listen();
    await clock.pass(SOON);
    const agent = await start('s0');
    for (let n = 1; n < 100; n++) await saveSidecar(ctx, { ...agent.sidecar, name: `s${n}` });
    await clock.pass(SWEEP);
    expect(events.filter(({ type }) => type === 'appeared')).toHaveLength(100);
    for (let n = 0; n < 100; n++) await ctx.files.remove(`/state/s${n}.json`);
    await clock.pass(SWEEP);
    expect(events.filter(({ type }) => type === 'gone')).toHaveLength(100);
    expect(hub.current()).toEqual([]);
    expect([...ctx.watch.folders.keys()]).toEqual(['/state']);
  });

  test('an unreadable sidecar is a notice, once for each error in it', async () => {
    ctx.files.put('/state/bad.json', '{');
    const { events } = listen();
    await clock.pass(3 * SWEEP);
    ctx.files.put('/state/bad.json', '{}');
    await clock.pass(SOON);
    expect(told(events)).toEqual(['snapshot ', 'notice', 'notice']);
    for (const event of events.slice(1))
      expect(event).toMatchObject({ message: expect.stringContaining('/state/bad.json') });
  });

  test('a missing name is reported, and also when it appears', async () => {
    await start('other');
    const { events } = listen({ sessions: ['job'] });
    await clock.pass(SOON);
    expect(told(events)).toEqual(['snapshot ', 'notice']);
    expect(events[1]).toMatchObject({ message: expect.stringContaining('"job"') });
    await start();
    await start('third');
    await clock.pass(SOON);
    expect(told(events).slice(2)).toEqual(['appeared job idle_done']);
  });
});

describe('cost', () => {
  test('a changed file causes a look at its session only', async () => {
    const agent = await start();
    await start('other');
    listen();
    await clock.pass(SOON);
    ctx.tmux.looks.length = 0;
    for (let n = 0; n < 20; n++) ctx.watch.change(agent.transcript);
    await clock.pass(20);
    expect(ctx.tmux.looks).toEqual([[{ target: agent.pane.id }]]);
  });

  test('idle sessions are captured in one call per sweep, and no file of them is read', async () => {
    await start();
    await start('other');
    listen();
    await clock.pass(5000);
    ctx.tmux.looks.length = 0;
    let reads = 0;
    ctx.files.readBack = async () => {
      reads++;
      return undefined;
    };
    await clock.pass(10 * SWEEP_MS);
    expect(ctx.tmux.looks.length).toBeGreaterThanOrEqual(9);
    expect(ctx.tmux.looks.every((targets) => targets.length === 2)).toBe(true);
    expect(ctx.tmux.looks.length).toBeLessThanOrEqual(11);
    expect(reads).toBe(0);
  });

  test('from three on, only panes that may have changed are captured', async () => {
    const agent = await start();
    for (const name of ['b', 'c']) await start(name);
    const { events } = listen();
    await clock.pass(5000);
    ctx.tmux.looks.length = 0;
    ctx.tmux.surveys = 0;
    await clock.pass(10 * SWEEP_MS);
    expect(ctx.tmux.surveys).toBeGreaterThanOrEqual(9);
    expect(ctx.tmux.looks).toEqual([]);
    agent.writesStatus = false;
    agent.open(bashGate('touch x'));
    await clock.pass(SWEEP);
    expect(told(events).at(-1)).toBe('changed job blocked');
    agent.pane.exit(1);
    await clock.pass(SWEEP);
    expect(told(events).at(-1)).toBe('changed job dead');
    expect(ctx.tmux.looks.every((targets) => targets.length === 1)).toBe(true);
  });

  test('a change after a look, in the same second, is noticed all the same', async () => {
    const agent = await start();
    for (const name of ['b', 'c']) await start(name);
    clock.advance(500);
    const { events } = listen();
    await clock.pass(5000);
    agent.writesStatus = false;
    await clock.pass(600);
    // A sweep is 400 ms away: it sees the first drawing, and the second one follows within the same second.
    agent.conversation.push('a row', '');
    agent.draw();
    await clock.pass(500);
    const { cursor } = agent.pane;
    agent.open(bashGate('touch x'));
    agent.pane.cursor = cursor;
    await clock.pass(SWEEP);
    expect(told(events).at(-1)).toBe('changed job blocked');
  });

  test('a shared folder of sessions is watched once', async () => {
    const agent = await start();
    await start('other');
    listen();
    await clock.pass(SOON);
    const transcripts = agent.transcript.slice(0, agent.transcript.lastIndexOf('/'));
    expect(ctx.watch.folders.get(transcripts)?.size).toBe(1);
    await ctx.files.remove('/state/other.json');
    await clock.pass(SOON);
    expect(ctx.watch.folders.get(transcripts)?.size).toBe(1);
    await ctx.files.remove('/state/job.json');
    await clock.pass(SOON);
    expect(ctx.watch.folders.has(transcripts)).toBe(false);
  });

  test('without a listener nothing is watched, captured or waited for; the next one gets the changes', async () => {
    const agent = await start();
    const first = listen();
    await clock.pass(SOON);
    first.stop();
    await first.done;
    expect(ctx.watch.folders).toEqual(new Map());
    const looks = ctx.tmux.looks.length;
    play(agent);
    await clock.pass(2 * SWEEP);
    expect(ctx.tmux.looks).toHaveLength(looks);
    const second = listen();
    await clock.pass(SOON);
    expect(told(second.events)).toEqual(['snapshot job working']);
    const third = listen({ after: first.events[0]?.seq });
    await clock.pass(SOON);
    expect(told(third.events)).toEqual(['changed job working']);
  });
});

describe('readers', () => {
  test('a reader that reconnects gets what it missed; for changes no longer stored, resync and a snapshot', async () => {
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    play(agent);
    await clock.pass(SOON);
    agent.open(bashGate('touch x'));
    await clock.pass(SOON);
    const [snapshot, working, blocked] = events;
    const back = listen({ after: working?.seq });
    const lost = listen({ after: (snapshot?.seq ?? 0) - 10 });
    const ahead = listen({ after: (blocked?.seq ?? 0) + 1 });
    await clock.pass(SOON);
    expect(told(back.events)).toEqual(['changed job blocked']);
    for (const { events } of [lost, ahead]) expect(told(events)).toEqual(['resync', 'snapshot job blocked']);
    // A reader that is disconnected right after the resync asks again, and gets it again.
    expect(lost.events[0]?.seq).toBe((snapshot?.seq ?? 0) - 10);
  });

  test('a slow reader is told to start again, and delays nobody', async () => {
    const agent = await start();
    const slow = hub.events()[Symbol.asyncIterator]();
    const [, { events }] = [await Promise.all([slow.next(), clock.pass(SOON)]), listen()];
    await clock.pass(SOON);
    for (let n = 0; n < 1001; n++) {
      agent[n % 2 === 0 ? 'open' : 'close'](bashGate('touch x'));
      await clock.pass(40, 20);
    }
    expect(events.filter(({ type }) => type === 'changed').length).toBeGreaterThan(1000);
    const read = [(await slow.next()).value, (await slow.next()).value] as Event[];
    expect(told(read)).toEqual(['resync', `snapshot job ${hub.current()[0]?.state.status}`]);
    play(agent);
    await clock.pass(SOON);
    expect((await slow.next()).value).toEqual(events.at(-1));
  });

  test('without tmux the first reader gets an error', async () => {
    await start();
    ctx.tmux.look = async () => {
      throw new CsdError('no_tmux', 'tmux is not installed');
    };
    const reading = hub.events()[Symbol.asyncIterator]().next();
    const failed = expect(reading).rejects.toMatchObject({ code: 'no_tmux' });
    await clock.pass(SOON);
    await failed;
  });

  test('all end when the hub is closed', async () => {
    await start();
    const readers = [listen(), listen()];
    await clock.pass(SOON);
    hub.close();
    await Promise.all(readers.map(({ done }) => done));
    expect(told(readers[0]?.events ?? [])).toEqual(['snapshot job idle_done']);
  });
});

describe('folders that cannot be watched', () => {
  test('at the limit the hub reports so once, and finds changes by itself', async () => {
    ctx.watch.refuse = (folder) => (folder === '/state' ? undefined : { kind: 'limit', reason: `${folder}: ENOSPC` });
    const agent = await start();
    await start('other');
    const { events } = listen();
    await clock.pass(2 * SWEEP);
    const notices = events.filter(({ type }) => type === 'notice');
    expect(notices).toMatchObject([{ message: expect.stringContaining('limit') }]);
    // The screen stays unchanged: only the files show it.
    agent.log.answer('Again.').ended();
    agent.writeTranscript();
    await clock.pass(2 * SWEEP);
    expect(told(events).at(-1)).toBe('changed job idle_done');
    expect(hub.current()[0]?.state).toMatchObject({ text: 'Again.' });
  });

  test('a folder that does not exist yet is waited for in its nearest parent', async () => {
    const there = new Set(['/', '/home', '/home/me', '/state']);
    ctx.watch.refuse = (folder) => (there.has(folder) ? undefined : { kind: 'absent', reason: 'ENOENT' });
    const agent = await start();
    const { events } = listen();
    await clock.pass(SOON);
    expect(ctx.watch.folders.get('/home/me')?.size).toBeGreaterThan(0);
    expect(ctx.watch.folders.has('/home')).toBe(false);
    const made = ['/home/me/.claude', '/home/me/.claude/sessions', '/home/me/.claude/projects'];
    for (const folder of [...made, '/home/me/.claude/projects/-work-app']) {
      there.add(folder);
      ctx.watch.change(folder);
    }
    await clock.pass(2 * SOON);
    expect(ctx.watch.folders.get('/home/me')).toBeUndefined();
    play(agent);
    await clock.pass(SOON);
    expect(told(events)).toEqual(['snapshot job idle_done', 'changed job working']);
  });
});

describe('usage of a session', () => {
  const report = (cost: number) => `{"session_id":"job","cost":{"total_cost_usd":${cost}}}\n`;

  /** A session whose agent has reported a cost to its status line. */
  async function metered(cost: number): Promise<ScriptedAgent> {
    const agent = await start();
    await saveSidecar(ctx, { ...agent.sidecar, usage_path: '/usage/job' });
    ctx.files.put('/usage/job/log.jsonl', '');
    tell(cost);
    return agent;
  }
  let turn = 0;
  function tell(cost: number): void {
    ctx.files.put(`/usage/job/report.${turn++ % 2}`, report(cost));
  }
  const costs = (events: Event[]) =>
    events.flatMap((event) => (event.type === 'usage' ? [(event as EventOf<'usage'>).usage.cost_usd] : []));

  test('is in the snapshot of a subscriber, and an event when it changes', async () => {
    await metered(0.25);
    const reader = listen();
    await clock.pass(SOON);
    expect(reader.events[0]).toMatchObject({ type: 'snapshot', sessions: [{ usage: { cost_usd: 0.25 } }] });
    await clock.pass(2000);
    tell(0.5);
    await clock.pass(SOON);
    expect(costs(reader.events)).toEqual([0.5]);
    const later = listen();
    await clock.pass(SOON);
    expect(later.events[0]).toMatchObject({ type: 'snapshot', sessions: [{ usage: { cost_usd: 0.5 } }] });
    for (const one of [reader, later]) one.stop();
    await Promise.all([reader.done, later.done]);
  });

  test('is reported at most once a second, and the last value always', async () => {
    await metered(0);
    const reader = listen();
    await clock.pass(2000);
    for (let n = 1; n <= 25; n++) {
      tell(n);
      await clock.pass(100);
    }
    await clock.pass(1500);
    const events = reader.events.filter(({ type }) => type === 'usage');
    const gaps = events.slice(1).map((event, n) => event.at - (events[n]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    expect(costs(events).at(-1)).toBe(25);
    expect(events.length).toBeLessThanOrEqual(4);
    reader.stop();
    await reader.done;
  });

  test('is not reported again without a change, and not for a session without any', async () => {
    const agent = await start();
    const reader = listen();
    await clock.pass(SWEEP);
    play(agent, 'more');
    agent.finishTurn();
    await clock.pass(2 * SWEEP);
    expect(reader.events.filter(({ type }) => type === 'usage')).toEqual([]);
    expect(reader.events[0]).not.toHaveProperty('sessions.0.usage');
    reader.stop();
    await reader.done;
  });

  test('is read from the transcript of a session without a tap when that has grown', async () => {
    const agent = await start();
    const reader = listen();
    await clock.pass(SWEEP);
    play(agent, 'more');
    const usage = { input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 0, output_tokens: 1 };
    agent.log.raw({ type: 'assistant', message: { id: 'm', model: 'claude-sonnet-5-5', usage, content: [] } });
    agent.finishTurn();
    await clock.pass(2 * SWEEP);
    const told = reader.events.filter(({ type }) => type === 'usage');
    expect(told).toMatchObject([{ session: 'job', usage: { context_used: 100, input_tokens: null, cost_usd: null } }]);
    reader.stop();
    await reader.done;
  });
});
