import { STATUSES } from '../../contract/state.ts';
import { askAll } from '../../drive/hosts/spread.ts';
import type { Context } from '../../drive/session/context.ts';
import { readConfig } from '../../drive/session/files/config-file.ts';
import { pickName } from '../../drive/spawn/names/fresh-name.ts';
import type { Ids } from '../../drive/spawn/request.ts';
import { AUTO } from '../label-flags.ts';
import { type Input, remoteCall } from './route.ts';

/** How often to retry when another process has taken the chosen name. */
const ATTEMPTS = 20;

/**
 * Runs `start` with a name that csd chooses if the input asks for one: a name that no session has, running or ended, on
 * the host, on this machine and on the configured hosts that answer. Retries with another name if it was taken in the
 * meantime.
 */
export async function withNameOfAll(
  ctx: Context,
  host: string,
  input: Input,
  start: (input: Input) => Promise<unknown>,
): Promise<unknown> {
  const { ids, name, ...rest } = input;
  if (ids === undefined && name !== AUTO) return start(input);
  // The csd there reports the conflict of both.
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

/**
 * The names of all sessions. A host that does not answer is ignored, except the target host: the start itself will fail
 * there.
 */
async function namesOn(ctx: Context, host: string): Promise<Set<string>> {
  const { hosts } = await readConfig(ctx);
  const names = hosts.map((one) => (typeof one === 'string' ? one : one.name));
  const call = remoteCall('ps', { status: [...STATUSES, 'ended'] });
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
