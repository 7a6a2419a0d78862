import { randomUUID } from 'node:crypto';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { StreamState } from '../../detect/stream/fold.ts';
import { lookAt, requireScreen } from '../screen/preconditions.ts';
import type { Context } from '../session/context.ts';
import { filesName } from '../session/files-name.ts';
import type { Observation } from '../session/observation.ts';
import { streamFiles } from '../session/stream-files.ts';
import type { HostReply, HostRequest } from './host-protocol.ts';

/** How long the host may take to answer, beyond what it waits for the agent itself, ms. */
const ANSWER_MS = 40_000;
/** So often a request is made again, under the same id, while the host lives and does not answer. */
const ATTEMPTS = 3;
/** An agent that ends takes its host's socket with it at once, and the pane is gone only so much later, ms. */
const GOING_MS = 3000;
const POLL_MS = 50;

/** A request without its id. */
export type Request = HostRequest extends infer One ? (One extends HostRequest ? Omit<One, 'id'> : never) : never;

/** What the records of a living session amount to; throws `dead`, or `not_ready` where its host has said nothing yet. */
export function requireStream(seen: Observation): StreamState {
  const { sidecar, verdict, signals, stream } = seen;
  // Says what can be done about one that has ended.
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
 * Asks the host of a session, once: where the connection breaks, the same request is made again under its id, and a host carries
 * out one id once. Throws `dead` where the host is gone, `timeout` where it does not answer.
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

/** The error for something that only a session with a screen can do. */
export function unsupported({ name }: Sidecar, what: string): CsdError {
  const message = `session ${name} has no screen (--driver stream): ${what}`;
  return new CsdError('unsupported', message, { driver: 'stream' });
}
