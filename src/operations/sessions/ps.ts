import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { ShownSidecar } from '../../contract/session.ts';
import { listSessions, toEntry } from '../../drive/observe/list-sessions.ts';
import type { Context } from '../../drive/session/context.ts';
import { listSidecars } from '../../drive/session/sidecar-store.ts';
import { inCell } from '../escape-output.ts';
import { renderColumns, summarise } from '../table.ts';
import { tellContext, tellCost } from '../usage-words.ts';

type Output = z.infer<Awaited<ReturnType<typeof buildOutput>>>;

/** Lists every session with its state, from one look at all. A sidecar that cannot be read is named and left alone. */
export const ps = defineOperation({
  name: 'ps',
  summary: 'list the sessions and what each is doing',
  input: z.strictObject({ all: z.optional(z.boolean()) }),
  output: buildOutput,
  describe: { all: 'also sessions that were ended, and agents that run and are no sessions yet, see discover' },
  cli: {
    examples: ['csd ps', 'csd ps --json', 'csd ps --watch', 'csd ps --all'],
    render: renderTable,
    muted: ({ sessions }) => sessions.flatMap(({ tracked }, n) => (tracked === false ? [n + 1] : [])),
    follow: {
      flag: 'watch',
      short: 'w',
      help: 'show the list anew with each change, until a signal ends it',
      outputs: ({ all }, ctx) => follow(ctx as Context, all),
    },
  },
  async run({ all }, ctx: Context): Promise<Output> {
    if (!all) return listSessions(ctx);
    const { listUntracked } = await import('../../drive/machine/found-agents.ts');
    const [listed, untracked] = await Promise.all([listSessions(ctx, { ended: true }), listUntracked(ctx)]);
    return { ...listed, sessions: [...listed.sessions, ...untracked] };
  },
});

/** Two lists are this far apart at least, in ms. */
const GAP_MS = 50;
/** One is given this often in any case, in ms. */
const LONGEST_MS = 60_000;

/** The list as it is, and again whenever the hub tells of a change. */
async function* follow(ctx: Context, all = false): AsyncGenerator<Output, void, undefined> {
  if (all) throw new CsdError('bad_input', 'only sessions are followed: leave out --all, or --watch');
  yield await ps.run({}, ctx);
  const { Changes } = await import('../../drive/watch/change-signal.ts');
  const hub = await ctx.hub();
  const changes = new Changes(ctx);
  try {
    for (;;) {
      await changes.next(LONGEST_MS);
      const { sidecars, broken } = await listSidecars(ctx);
      const known = new Map(hub.current().map((seen) => [seen.session, seen]));
      const sessions = sidecars.flatMap((sidecar) => {
        const seen = known.get(sidecar.name);
        return seen && !sidecar.ended ? [toEntry(sidecar, seen.alive, seen.state, seen.usage)] : [];
      });
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
  const more = { alive: z.boolean(), state: State, usage: z.optional(Usage), marker_warning: z.optional(z.string()) };
  const entry = z.extend(ShownSidecar, more);
  const broken = z.looseObject({ name: z.string(), path: z.string(), error: z.string() });
  return z.looseObject({ sessions: z.array(entry), broken: z.optional(z.array(broken)) });
}

function renderTable(output: Output): string {
  const rows = output.sessions.map((s) => [
    s.name,
    s.alive ? 'yes' : 'no',
    summarise(s.state),
    s.usage ? tellCost(s.usage) : '-',
    s.usage ? tellContext(s.usage) : '-',
    s.cwd,
  ]);
  const broken = (output.broken ?? []).map((b) => `cannot read ${inCell(b.path)}: ${inCell(b.error)}`);
  if (rows.length === 0) return ['no sessions', ...broken].join('\n');
  return [renderColumns([['NAME', 'ALIVE', 'STATE', 'COST', 'CONTEXT', 'CWD'], ...rows]), ...broken].join('\n');
}
