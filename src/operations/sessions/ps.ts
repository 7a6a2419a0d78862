import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { Creator, ShownSidecar, Tag } from '../../contract/session.ts';
import { STATUSES, type State } from '../../contract/state.ts';
import { listSessions, toEntry } from '../../drive/observe/list-sessions.ts';
import type { Context } from '../../drive/session/context.ts';
import { selectorOf } from '../../drive/session/sidecars/select-sessions.ts';
import { listSidecars } from '../../drive/session/sidecars/sidecar-store.ts';
import { PS_FLAGS, renderSessions } from './ps-table.ts';

type Output = z.infer<Awaited<ReturnType<typeof buildOutput>>>;

const INPUT = z.strictObject({
  all: z.optional(z.boolean()),
  creator: z.optional(Creator),
  tag: z.optional(z.array(Tag)),
  status: z.optional(z.array(z.enum([...STATUSES, 'ended']))),
  cwd: z.optional(z.string().check(z.minLength(1, { error: 'the folder is empty' }))),
});
type Input = z.infer<typeof INPUT>;

/**
 * Lists every session with its state, from one look at all. A sidecar that cannot be read is listed and does not stop
 * the rest.
 */
export const ps = defineOperation({
  name: 'ps',
  summary: 'list the sessions and what each is doing',
  input: INPUT,
  output: buildOutput,
  describe: {
    all: 'also ended sessions, and running agents that are not sessions yet (see discover)',
    creator: 'only sessions of this creator',
    tag: 'only sessions with this tag; repeated, with all of them',
    status: 'only sessions with this status, or ended ones; repeated, with any of them',
    cwd: 'only sessions in this folder or below it',
  },
  cli: {
    examples: [
      'csd ps',
      'csd ps --json',
      'csd ps --watch',
      'csd ps --all',
      'csd ps --wide --sort need',
      'csd ps --columns name,state,cost,tags',
      'csd ps --tag review --status blocked --status idle_done',
      'csd ps --creator job --cwd .',
    ],
    render: renderSessions,
    isPainted: true,
    shown: PS_FLAGS,
    follow: {
      flag: 'watch',
      short: 'w',
      help: 'refresh the list at each change, until a signal ends it',
      outputs: (input, ctx) => follow(ctx as Context, input),
    },
  },
  async run(input, ctx: Context): Promise<Output> {
    const { all = false, status } = input;
    const where = await selectorOf(ctx, input);
    const ended = all || status?.includes('ended') === true;
    const isWanted = (entry: Output['sessions'][number]) => hasStatus(entry.state, status);
    if (!all) {
      const listed = await listSessions(ctx, { ended, ...(where && { where }) });
      return { ...listed, sessions: listed.sessions.filter(isWanted) };
    }
    const { listUntracked } = await import('../../drive/machine/found-agents.ts');
    const [listed, untracked] = await Promise.all([
      listSessions(ctx, { ended, ...(where && { where }) }),
      listUntracked(ctx),
    ]);
    const others = await Promise.all(untracked.map(async (entry) => (!where || (await where(entry)) ? [entry] : [])));
    return { ...listed, sessions: [...listed.sessions, ...others.flat()].filter(isWanted) };
  },
});

function hasStatus(state: State, wanted: Input['status']): boolean {
  if (wanted === undefined) return true;
  const isEnded = state.status === 'dead' && state.reason === 'ended';
  return wanted.includes(isEnded ? 'ended' : state.status);
}

/** The least time between two lists, in ms. */
const GAP_MS = 50;
/** A list is repeated at least this often, in ms. */
const LONGEST_MS = 60_000;

/** Throws `bad_input` for a list whose changes no event reports. */
export function refuseToFollow(input: Pick<Input, 'all' | 'status'>): void {
  if (input.all) throw new CsdError('bad_input', '--watch follows sessions only: leave out --all or --watch');
  if (input.status?.includes('ended'))
    throw new CsdError('bad_input', '--watch does not follow ended sessions: leave out --status ended or --watch');
}

/** The current list, and a new one whenever the hub reports a change. */
async function* follow(ctx: Context, input: Input): AsyncGenerator<Output, void, undefined> {
  refuseToFollow(input);
  const where = (await selectorOf(ctx, input)) ?? (async () => true);
  yield await ps.run(input, ctx);
  const { Changes } = await import('../../drive/watch/change-signal.ts');
  const hub = await ctx.hub();
  const changes = new Changes(ctx);
  try {
    for (;;) {
      await changes.next(LONGEST_MS);
      const { sidecars, broken } = await listSidecars(ctx);
      const known = new Map(hub.current().map((seen) => [seen.session, seen]));
      const sessions: Output['sessions'] = [];
      for (const sidecar of sidecars) {
        const seen = known.get(sidecar.name);
        if (seen && !sidecar.ended && hasStatus(seen.state, input.status) && (await where(sidecar)))
          sessions.push(toEntry({ ...seen, sidecar }));
      }
      yield { sessions, ...(broken.length > 0 && { broken }) };
      await ctx.clock.sleep(GAP_MS);
    }
  } catch (error) {
    if (!ctx.signal?.aborted) throw error;
  } finally {
    changes.close();
  }
}

async function buildOutput() {
  const { State } = await import('../../contract/state.ts');
  const { Usage } = await import('../../contract/usage.ts');
  const since = z.optional(z.number());
  const more = {
    alive: z.boolean(),
    state: State,
    since,
    usage: z.optional(Usage),
    marker_warning: z.optional(z.string()),
  };
  const entry = z.extend(ShownSidecar, more);
  const broken = z.looseObject({ name: z.string(), path: z.string(), error: z.string() });
  return z.looseObject({ sessions: z.array(entry), broken: z.optional(z.array(broken)) });
}
