import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { STATUSES, type State, type Status } from '../../contract/state.ts';
import type { Usage } from '../../contract/usage.ts';
import { waitsForPerson } from '../../contract/waits-for-person.ts';
import type { Context } from '../../drive/session/context.ts';
import { findSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { type Waited, type WaitOutcome, waitFor } from '../../drive/turns/wait.ts';
import { waitForAny } from '../../drive/turns/wait-any.ts';

const EXITS = { reached: 0, error: 1, timed_out: 2, awaiting_answer: 3, gated: 4, dead: 5 } as const;
type Outcome = keyof typeof EXITS;
const OUTCOMES = Object.keys(EXITS) as [Outcome, ...Outcome[]];

/** Every status in which the caller is needed, or in which nothing more will come. */
const NEEDS_CALLER: readonly Status[] = ['awaiting_answer', 'plan_ready', 'blocked', 'idle_done', 'dead'];

/** Every status in which nothing continues until a person answers. */
const NEEDS_PERSON = STATUSES.filter((status) => waitsForPerson({ status }));

const StatusList = z.string().check(
  z.refine((text) => toStatuses([text]).every((status) => (STATUSES as readonly string[]).includes(status)), {
    error: `not a status; there are ${STATUSES.join(', ')}`,
  }),
);

/** Waits until sessions have a status, and reports by its exit code which. */
export const wait = defineOperation({
  name: 'wait',
  summary:
    'wait until sessions need you, are done or are in a given status; without names, for the next one that needs you',
  input: z.strictObject({
    sessions: z.optional(z.array(SessionName)),
    for: z.optional(z.array(StatusList)),
    any: z.optional(z.boolean()),
    all: z.optional(z.boolean()),
    next: z.optional(z.boolean()),
    timeout: z._default(z.number().check(z.gte(0, { error: 'a number of seconds, 0 for no limit' })), 600),
  }),
  output: buildOutput,
  describe: {
    sessions: 'names of sessions (default: whichever needs you first, including sessions that start later)',
    for: `statuses, separated by commas (default: ${NEEDS_CALLER.join(',')}; without names ${NEEDS_PERSON.join(',')})`,
    any: 'until the first of them gets there',
    all: 'until all of them get there (default)',
    next: 'ignore the current status; wait for the next change to it',
    timeout: 'seconds to wait, 0 for no limit',
  },
  exclusive: [['any', 'all']],
  cli: {
    positionals: ['sessions'],
    examples: ['csd wait job', 'csd wait', 'csd wait a b c --any', 'csd wait job --for idle_done --timeout 60'],
    exit: (output) => EXITS[output.outcome],
    exitsOnStdout: true,
    exitCodes: {
      0: 'reached: a status of --for; without --for, the turn is done or the conversation was cleared',
      1: 'error: without --for, the turn failed or was interrupted',
      2: 'timed_out: not reached yet',
      3: 'awaiting_answer: without --for, the agent asked something',
      4: 'gated: without --for, a gate is on screen (plan_ready or blocked)',
      5: 'dead: a session or its agent is gone',
    },
  },
  async run({ sessions: names = [], ...input }, ctx: Context) {
    if (names.length === 0) return waitForAll(ctx, input);
    const ended = await waitFor(ctx, {
      sessions: names,
      cleared: input.for === undefined,
      statuses: input.for ? (toStatuses(input.for) as Status[]) : NEEDS_CALLER,
      any: input.any ?? false,
      next: input.next ?? false,
      timeoutMs: input.timeout * 1000,
    });
    const { outcome, waited } = decide(ended, input.for === undefined);
    const used = await usageOfAll(ctx, ended.sessions);
    const sessions = ended.sessions.map((one) => ({ ...one, ...used.get(one.session) }));
    return { outcome, session: waited.session, state: waited.state, ...used.get(waited.session), sessions };
  },
});

interface AllInput {
  all?: boolean | undefined;
  for?: string[] | undefined;
  next?: boolean | undefined;
  timeout: number;
}

/** Without names: the first session that has the status. */
async function waitForAll(ctx: Context, { all = false, for: lists, next = false, timeout }: AllInput) {
  if (all) throw new CsdError('bad_input', '--all needs named sessions: name them, or leave it out');
  const statuses = lists ? (toStatuses(lists) as Status[]) : NEEDS_PERSON;
  const found = await waitForAny(ctx, { statuses, next, timeoutMs: timeout * 1000 });
  if (!found) return { outcome: 'timed_out' as const, sessions: [] };
  const { session, state } = found;
  const waited: Waited = { session, state, standing: 'reached' };
  const used = (await usageOfAll(ctx, [waited])).get(session);
  const outcome = lists ? 'reached' : outcomeOf(state);
  return { outcome, session, state, ...used, sessions: [{ ...waited, ...used }] };
}

async function buildOutput() {
  const { State } = await import('../../contract/state.ts');
  const { Usage } = await import('../../contract/usage.ts');
  const usage = z.optional(Usage);
  const standing = z.enum(['waiting', 'reached', 'passed', 'dead']);
  return z.looseObject({
    outcome: z.enum(OUTCOMES),
    /** The session that the outcome is about; absent if none was named and the wait timed out. */
    session: z.optional(SessionName),
    state: z.optional(State),
    usage,
    sessions: z.array(z.looseObject({ session: SessionName, state: State, standing, usage })),
  });
}

/** What each remaining session has used; for a turn that has just ended, once the agent has reported it. */
async function usageOfAll(ctx: Context, waited: Waited[]): Promise<Map<string, { usage: Usage }>> {
  const { addUsage, settleUsage } = await import('../../drive/usage/read-usage.ts');
  const { findShownRecord } = await import('../../drive/observe/shown-record.ts');
  const found = await Promise.all(
    waited.map(async ({ session, state }): Promise<[string, { usage: Usage }][]> => {
      const sidecar = await findSidecar(ctx, session).catch(() => undefined);
      if (!sidecar || !ctx.backends.has(sidecar.backend)) return [];
      const isOver = state.status === 'idle_done' || state.status === 'awaiting_answer';
      const current = await findShownRecord(ctx, sidecar);
      return [[session, { usage: await (isOver ? settleUsage : addUsage)(ctx, sidecar, current) }]];
    }),
  );
  return new Map(found.flat());
}

function toStatuses(lists: string[]): string[] {
  return lists.flatMap((list) => list.split(',').map((status) => status.trim()));
}

/** The session that the outcome is about: the one that died or timed out, or the first that is not done. */
function decide({ ended, sessions }: WaitOutcome, byState: boolean): { outcome: Outcome; waited: Waited } {
  const is = (...standings: Waited['standing'][]) => sessions.filter(({ standing }) => standings.includes(standing));
  const there = is('reached', 'passed');
  const about = ended === 'dead' ? is('dead') : ended === 'timed_out' ? is('waiting') : there;
  const outcomes = about.map((waited): { outcome: Outcome; waited: Waited } => ({
    outcome: ended === 'reached' && byState ? outcomeOf(waited.state) : ended,
    waited,
  }));
  // A session that reached the status just at the timeout has timed out too.
  const [first] = sessions;
  const late = first && { outcome: ended, waited: first };
  const found = outcomes.find(({ outcome }) => outcome !== 'reached') ?? outcomes[0] ?? late;
  if (!found) throw new Error('a wait ended without a session');
  return found;
}

function outcomeOf(state: State): Outcome {
  switch (state.status) {
    case 'awaiting_answer':
      return 'awaiting_answer';
    case 'plan_ready':
    case 'blocked':
      return 'gated';
    case 'dead':
      return 'dead';
    case 'idle_done':
      return state.error !== undefined || state.interrupted ? 'error' : 'reached';
    default:
      return 'reached';
  }
}
