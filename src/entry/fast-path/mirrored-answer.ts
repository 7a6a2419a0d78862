import { isDeepStrictEqual } from 'node:util';
import type { State } from '../../contract/state.ts';
import type { Context } from '../../drive/session/context.ts';
import { readSmall } from '../../drive/session/files/look-budget.ts';
import type { Observation } from '../../drive/session/observation.ts';
import { findSidecar, sidecarPath } from '../../drive/session/sidecars/sidecar-store.ts';
import { readEntry } from '../../drive/signals/entries.ts';
import { toJson } from '../../operations/text/escape-output.ts';

/** The shell reads a longer state through a program: its own `read` makes one system call per byte. */
const SHORT_BYTES = 3000;
/** csd writes no sidecar of more bytes or lines; the shell would take too long to compare it. */
const MOST_SIDECAR_BYTES = 4000;
const MOST_SIDECAR_LINES = 100;

/** The writer of the answers: its version, its process, and its start mark from `Processes.startedAt`. */
export interface Writer {
  version: string;
  pid: number;
  mark: string | undefined;
}

/**
 * The file from which the shell can safely print a mirrored state in place of `csd state NAME`. Four lines:
 *
 *     VERSION PID START UPTIME TIME ENTRY LENGTH
 *     the folder of the sidecars
 *     the session's sidecar as it was when the state was judged, its lines joined
 *     the state, as `csd state` prints it
 *
 * START is the writer's mark in clock ticks and UPTIME the machine's in whole seconds, `-` if the platform does not
 * provide them; TIME is in s since 1970. ENTRY is the turn of the newest prompt that csd entered and that the state is
 * about, `-` if there was none. LENGTH is `short` or `long`. `scripts/launcher.sh` reads it.
 *
 * `undefined` if the state may depend on the caller, as for a sidecar that pins no pane, if it is not that of the newest
 * look, or if it is older than the newest prompt.
 */
export async function answerOf(
  ctx: Context,
  writer: Writer,
  state: State,
  seen: Observation | undefined,
): Promise<string | undefined> {
  if (seen === undefined || ctx.env.CSD_VERIFIED_VERSIONS || !isDeepStrictEqual(seen.verdict.state, state))
    return undefined;
  const { sidecar, signals } = seen;
  const { pane, pane_pid, tmux_socket, config_dir, worker_dir } = sidecar;
  const isPinned = [pane, pane_pid, tmux_socket, config_dir].every((field) => field !== undefined);
  if (!isPinned || worker_dir !== undefined || ctx.sessionsDir.includes('\n')) return undefined;
  const newest = (seen.stream ? await readEntry(ctx, sidecar) : signals.entry)?.turn;
  if (newest !== undefined && (state.turn ?? 0) < newest) return undefined;
  // The host says the state of a session without a screen, and may say it before the sender has written the entry.
  const entered = newest === undefined ? '-' : seen.stream ? state.turn : newest;
  // The text first: if the file is replaced meanwhile, the texts differ, and the reader notices.
  const text = await readSmall(ctx.files, sidecarPath(ctx, sidecar.name));
  if (text === undefined || !isDeepStrictEqual(await findSidecar(ctx, sidecar.name), sidecar)) return undefined;
  const lines = text.split('\n');
  if (Buffer.byteLength(text) > MOST_SIDECAR_BYTES || lines.length > MOST_SIDECAR_LINES) return undefined;
  const answer = toJson(seen.verdict.state);
  const length = Buffer.byteLength(answer) > SHORT_BYTES ? 'long' : 'short';
  const head = [...(await stampOf(ctx, writer)), entered, length].join(' ');
  return `${[head, ctx.sessionsDir, lines.join(''), answer].join('\n')}\n`;
}

/** VERSION, PID, START, UPTIME and TIME, which show the shell that the writer is running and wrote recently. */
export async function stampOf(ctx: Context, { version, pid, mark }: Writer): Promise<(string | number)[]> {
  const start = mark !== undefined && /^\d+$/.test(mark) ? mark : '-';
  const uptime = /^\d+/.exec((await readSmall(ctx.files, '/proc/uptime')) ?? '')?.[0] ?? '-';
  return [version, pid, start, uptime, Math.floor(ctx.clock.now() / 1000)];
}

/** Everything in a look on which the answer depends. */
export function basisOf({ sidecar, signals, verdict }: Observation): unknown {
  return [sidecar, signals.entry?.turn, verdict.state];
}
