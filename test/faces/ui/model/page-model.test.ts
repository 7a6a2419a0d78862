import { expect, test } from 'vitest';
import type { Event, Watched } from '../../../../src/contract/event.ts';
import {
  countOf,
  EMPTY,
  find,
  isLost,
  type Model,
  namesOf,
  rowsOf,
  taken,
} from '../../../../src/faces/ui/model/page-model.ts';

const watched = (session: string, state: object, cwd = '/work'): Watched =>
  ({ session, cwd, backend: 'x', alive: true, since: 1, at: 1, state }) as Watched;
const gated = watched('gated', {
  status: 'blocked',
  gate: 'permission',
  gate_id: 'g',
  question: 'Go?',
  prompt: 'Go?',
  options: [],
});
const busy = watched('busy@far', { status: 'working', tools: ['Read'] }, '/other');
const done = watched('done', { status: 'idle_done', text: 'All is well.' });
const over = watched('over', { status: 'dead', reason: 'ended' });
const snapshot = { type: 'snapshot', seq: 1, at: 1, sessions: [done, busy, gated] } as unknown as Event;
const model: Model = { ...taken(EMPTY, snapshot), ended: [over] };

test('sessions that need the person come first', () => {
  expect(namesOf(model)).toEqual(['gated', 'done', 'busy@far']);
});

test.each([
  ['all', ['gated', 'done', 'busy@far']],
  ['you', ['gated']],
  ['working', ['busy@far']],
  ['done', ['done']],
  ['ended', ['over']],
] as const)('the list of %s contains %j, and its count says so', (chip, names) => {
  expect([namesOf({ ...model, chip }), countOf(model, chip)]).toEqual([names, names.length]);
});

test.each([
  ['well', ['done']],
  ['READ', ['busy@far']],
  ['/other', ['busy@far']],
  ['far', ['busy@far']],
  ['asks perm', ['gated']],
  ['review', ['done']],
  ['nothing of this', []],
])('the filter %j leaves %j', (filter, names) => {
  const details = new Map([['done', { tags: ['review'] }]]);
  expect(namesOf({ ...model, filter, details })).toEqual(names);
});

test('a renamed session stays open, with its unsent text', () => {
  const gone = { type: 'gone', seq: 2, at: 2, session: 'gated', renamed_to: 'moved' } as unknown as Event;
  const appeared = { ...gated, type: 'appeared', seq: 3, session: 'moved', renamed_from: 'gated' } as unknown as Event;
  const open: Model = {
    ...model,
    chosen: 'gated',
    dialog: { kind: 'end', session: 'gated' },
    drafts: new Map([
      ['gated', 'not so'],
      ['done', 'and now'],
    ]),
    details: new Map([['gated', { tags: ['review'] }]]),
  };
  const next = [gone, appeared].reduce(taken, open);
  expect(find(next, next.chosen)?.state).toEqual(gated.state);
  expect([next.chosen, next.dialog, ...next.drafts]).toEqual([
    'moved',
    undefined,
    ['moved', 'not so'],
    ['done', 'and now'],
  ]);
  expect(next.details.get('moved')).toEqual({ tags: ['review'] });
  const another = taken({ ...open, chosen: 'done', dialog: { kind: 'new' } }, gone);
  expect([another.chosen, another.dialog]).toEqual(['done', { kind: 'new' }]);
});

test('groups have headings', () => {
  const rows = rowsOf({ ...model, grouping: 'host' }).map((row) =>
    'heading' in row ? `# ${row.heading}` : row.seen.session,
  );
  expect(rows).toEqual(['# this machine', 'gated', 'done', '# far', 'busy@far']);
});

test('events update the model, usage is kept over time, and ended sessions are found', () => {
  const usage = (at: number, context_used: number | null) =>
    ({ type: 'usage', seq: at, at, session: 'done', usage: { cost_usd: at / 10, context_used } }) as unknown as Event;
  const next = [usage(2, 10), usage(3, null)].reduce(taken, model);
  expect(next.samples.get('done')).toEqual([
    { at: 2, cost: 0.2, context: 10 },
    { at: 3, cost: 0.3, context: null },
  ]);
  expect(find(next, 'done')?.usage?.cost_usd).toBe(0.3);
  const gone = taken(next, { type: 'gone', seq: 4, at: 4, session: 'done' } as Event);
  expect([find(gone, 'done'), find(gone, 'over')]).toEqual([undefined, over]);
});

test('a shown session is lost if no list has it, but not during a restart or if nothing could be asked', () => {
  const again = { ...model, ended: [], chosen: 'over' };
  const [others, all] = [[{ name: 'gated' }], [{ name: 'gated' }, { name: 'over' }]];
  expect(isLost(again, others)).toBe(true);
  expect(isLost(again, all)).toBe(false);
  expect(isLost(again, undefined)).toBe(false);
  expect(isLost({ ...model, chosen: 'over' }, others)).toBe(false);
  expect(isLost({ ...model, chosen: undefined }, others)).toBe(false);
});
