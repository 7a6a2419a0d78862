import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Event } from '../../../src/contract/event.ts';
import { foldEvent } from '../../../src/contract/fold-event.ts';
import { renameSession } from '../../../src/drive/conversations/rename.ts';
import type { Hub } from '../../../src/drive/session/hub-interface.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { createHub } from '../../../src/drive/watch/hub.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { SteppedClock, settle } from '../../fakes/stepped-clock.ts';
import { ScriptedAgent } from '../scripted.ts';

const SOON = 60;
let ctx: FakeContext;
let clock: SteppedClock;
let hub: Hub;
const stops: (() => void)[] = [];

beforeEach(async () => {
  clock = new SteppedClock();
  ctx = Object.assign(createFakeContext(), { clock });
  ctx.tmux.now = () => clock.now();
  hub = createHub(ctx);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  hub.close();
  await settle();
});

async function start(name: string): Promise<ScriptedAgent> {
  const agent = new ScriptedAgent(ctx, name, name);
  agent.transcriptLag = 0;
  await saveSidecar(ctx, agent.sidecar);
  agent.take('say hello');
  agent.draw();
  agent.finishTurn();
  clock.advance(5000);
  return agent;
}

function listen(sessions?: string[]): Event[] {
  const over = new AbortController();
  const events: Event[] = [];
  void (async () => {
    for await (const event of hub.events({ signal: over.signal, ...(sessions && { sessions }) })) events.push(event);
  })();
  stops.push(() => over.abort());
  return events;
}

const told = (events: Event[]) =>
  events
    .filter(({ type }) => type !== 'usage')
    .map((event) => {
      if (event.type === 'snapshot') return `snapshot ${event.sessions.map(({ session }) => session)}`;
      if (event.type === 'gone') return `gone ${event.session} to ${event.renamed_to}`;
      if (event.type === 'appeared') return `appeared ${event.session} from ${event.renamed_from}`;
      return event.type === 'changed' ? `changed ${event.session} ${event.state.status}` : event.type;
    });

/** The changes of the files are reported in this order. */
test.each([
  ['the old file first', (file: string) => !file.endsWith('/b.json')],
  ['the new file first', (file: string) => !file.endsWith('/job.json')],
])('a reader that watches it by name is told, also about later changes: %s', async (_, isFirst) => {
  const agent = await start('job');
  await start('other');
  const late: string[] = [];
  ctx.files.onChange = (file) => (isFirst(file) ? ctx.watch.change(file) : late.push(file));
  const [one, all] = [listen(['job']), listen()];
  await clock.pass(SOON);
  await renameSession(ctx, 'job', 'b');
  await clock.pass(SOON);
  for (const file of late) ctx.watch.change(file);
  await clock.pass(SOON);
  const moved = ['gone job to b', 'appeared b from job'];
  expect(told(one)).toEqual(['snapshot job', ...moved]);
  expect(told(all)).toEqual(['snapshot job,other', ...moved]);
  agent.take('again');
  agent.draw();
  await clock.pass(2000);
  expect(told(one).at(-1)).toBe('changed b working');
  const known = new Map();
  for (const event of all) foldEvent(known, event);
  expect([...known.keys()].sort()).toEqual(['b', 'other']);
});

test('the time since when it is in its state stays', async () => {
  await start('job');
  const events = listen();
  await clock.pass(SOON);
  clock.advance(60_000);
  ctx.files.onChange = (file) => ctx.watch.change(file);
  await renameSession(ctx, 'job', 'b');
  await clock.pass(SOON);
  const [first] = events[0]?.type === 'snapshot' ? events[0].sessions : [];
  expect(events.find(({ type }) => type === 'appeared')).toMatchObject({ since: first?.since, state: first?.state });
});

test('another session that takes the old name at once appears, and is not mistaken for it', async () => {
  await start('job');
  const events = listen();
  await clock.pass(SOON);
  await renameSession(ctx, 'job', 'b');
  await saveSidecar(ctx, new ScriptedAgent(ctx, 'job', 'second').sidecar);
  ctx.watch.change('/state/job.json');
  await clock.pass(2500);
  ctx.watch.change('/state/b.json');
  await clock.pass(2500);
  const known = new Map();
  for (const event of events) foldEvent(known, event);
  expect([...known.keys()].sort()).toEqual(['b', 'job']);
  expect(known.get('b').state.status).toBe('idle_done');
  expect(known.get('job').state.status).toBe('spawning');
});
