import { STATUSES } from '../../contract/state.ts';
import { askAll } from '../../drive/hosts/spread.ts';
import { readConfig } from '../../drive/session/config-file.ts';
import type { Context } from '../../drive/session/context.ts';
import { pickName } from '../../drive/spawn/fresh-name.ts';
import type { Ids } from '../../drive/spawn/request.ts';
import { AUTO } from '../label-flags.ts';
import { farCall, type Input } from './route.ts';

/** How often another process may take the name that was chosen before this gives up. */
const ATTEMPTS = 20;

/**
 * Runs `start` with a name where the input leaves that to csd: one that no session has, alive or ended, on the host, on this machine and
 * on the hosts of the configuration that answer; with another one where it was taken meanwhile.
 */
export async function withNameOfAll(
  ctx: Context,
  host: string,
  input: Input,
  start: (input: Input) => Promise<unknown>,
): Promise<unknown> {
  const { ids, name, ...rest } = input;
  if (ids === undefined && name !== AUTO) return start(input);
  // The csd there says what is wrong with both.
  if (ids !== undefined && name !== undefined && name !== AUTO) return start(input);
  const taken = await namesOn(ctx, host);
  for (let attempt = 1; ; attempt++) {
    const chosen = pickName((ids as Ids | undefined) ?? 'words', taken);
    try {
      return await start({ ...rest, name: chosen });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'name_taken' || attempt >= ATTEMPTS) throw error;
      taken.add(chosen);
    }
  }
}

/** The names of all sessions. A host that does not answer has no say, but for the one where the session is to be: that fails by itself. */
async function namesOn(ctx: Context, host: string): Promise<Set<string>> {
  const { hosts } = await readConfig(ctx);
  const names = hosts.map((one) => (typeof one === 'string' ? one : one.name));
  const call = farCall('ps', { status: [...STATUSES, 'ended'] });
  const [own, answers] = await Promise.all([
    ctx.files.list(ctx.sessionsDir),
    askAll(ctx, [...new Set([host, ...names])], call),
  ]);
  const rows = answers.flatMap((answer) => {
    if (!('output' in answer)) return [];
    const { sessions = [], broken = [] } = answer.output as {
      sessions?: { name: string }[];
      broken?: { name: string }[];
    };
    return [...sessions, ...broken].map(({ name }) => name.split('@', 1)[0] ?? '');
  });
  return new Set([...own.map((file) => file.split('.', 1)[0] ?? ''), ...rows]);
}
