import { randomUUID } from 'node:crypto';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { StreamState } from '../../detect/stream/fold-stream.ts';
import { lookAt } from '../observe/look-at.ts';
import { requireScreen } from '../screen/preconditions.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { streamFiles } from '../session/sidecars/stream-files.ts';
import type { HostReply, HostRequest } from './host-protocol.ts';

/** How long the host may take to answer, in addition to its own wait for the agent, ms. */
const ANSWER_MS = 40_000;
/** How often to repeat a request, with the same id, while the host is alive and does not answer. */
const ATTEMPTS = 3;
/** When an agent ends, its host's socket disappears at once, and the pane up to this much later, ms. */
const GOING_MS = 3000;
const POLL_MS = 50;

/** A request without its id. */
export type Request = HostRequest extends infer One ? (One extends HostRequest ? Omit<One, 'id'> : never) : never;

/**
 * The state of a living session from its records; throws `dead`, or `not_ready` if its host has published nothing yet.
 */
export function requireStream(seen: Observation): StreamState {
  const { sidecar, verdict, signals, stream } = seen;
  // Throws an error that says what to do about an ended session.
  if (verdict.state.status === 'dead') requireScreen(seen);
  if (signals.liveness.kind === 'unsure')
    throw new CsdError(
      'tmux_failed',
      `tmux command failed: the pane of ${sidecar.name} could not be read: ${signals.liveness.reason}`,
    );
  if (stream) return stream;
  throw new CsdError('not_ready', `the host of session ${sidecar.name} has said nothing yet: try again in a moment`);
}

/**
 * Sends a request to the host of a session, once: if the connection breaks, the same request is sent again with its id,
 * and a host executes one id once. Throws `dead` if the host is gone, `timeout` if it does not answer.
 */
export async function askHost(ctx: Context, sidecar: Sidecar, request: Request): Promise<HostReply> {
  const { socket } = streamFiles(ctx, filesName(sidecar));
  const asked = { id: randomUUID(), ...request };
  const begun = ctx.clock.elapsed();
  for (let attempt = 0; attempt < ATTEMPTS || ctx.clock.elapsed() - begun < GOING_MS; attempt++) {
    if (attempt > 0) await ctx.clock.sleep(POLL_MS, ctx.signal);
    const reply = (await ctx.link.ask(socket, asked, ANSWER_MS, ctx.signal)) as HostReply | undefined;
    if (reply) return reply;
    requireStream(await lookAt(ctx, sidecar));
  }
  throw new CsdError(
    'timeout',
    `the host of session ${sidecar.name} does not answer: look with \`csd attach ${sidecar.name}\``,
  );
}

/** The error for something that needs a session with a screen. */
export function unsupported({ name }: Sidecar, what: string): CsdError {
  const message = `session ${name} has no screen (--driver stream): ${what}`;
  return new CsdError('unsupported', message, { driver: 'stream' });
}
