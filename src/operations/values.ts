import { STATUSES } from '../contract/state.ts';
import type { Context } from '../drive/session/context.ts';

/** Input fields that take the name of a session, by name. */
const SESSIONS = ['session', 'sessions', 'others'];

/**
 * The possible values of an input field, for shell completion; empty if unknown. `backend` is the agent on the command
 * line. Reads files of this machine only.
 */
export async function valuesOf(ctx: Context, field: string, backend?: string): Promise<string[]> {
  if (SESSIONS.includes(field)) return namesIn(await ctx.files.list(ctx.sessionsDir), '.json');
  if (field === 'worker') return workers(ctx);
  if (field === 'tools')
    return ['core', 'all', 'cms', 'dev-sessions', ...Object.keys((await import('./index.ts')).OPERATIONS)];
  if (field === 'for' || field === 'status') return [...STATUSES];
  if (field === 'host') return hosts(ctx);
  if (field === 'tag' || field === 'creator') return labels(ctx, field);
  return (await import('./start-flags.ts')).startValues(ctx, field, backend);
}

async function workers(ctx: Context): Promise<string[]> {
  const { listMetas } = await import('../drive/session/sidecars/worker-files.ts');
  // An untrusted worker folder offers no names.
  const metas = await listMetas(ctx).catch(() => []);
  return metas.map((meta) => meta.tmux_name).sort();
}

/** The hosts of the configuration; none if it cannot be read. */
async function hosts(ctx: Context): Promise<string[]> {
  const { allHosts } = await import('../drive/hosts/find-host.ts');
  return allHosts(ctx).catch(() => []);
}

async function labels(ctx: Context, field: 'tag' | 'creator'): Promise<string[]> {
  const { listSidecars } = await import('../drive/session/sidecars/sidecar-store.ts');
  const { sidecars } = await listSidecars(ctx).catch(() => ({ sidecars: [] }));
  const all = sidecars.flatMap(({ tags = [], creator = [] }) => (field === 'tag' ? tags : creator));
  return [...new Set(all)].sort();
}

function namesIn(files: string[], ending: string): string[] {
  return files.flatMap((file) => (file.endsWith(ending) ? [file.slice(0, -ending.length)] : [])).sort();
}
