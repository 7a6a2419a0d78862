import { CsdError } from '../../contract/errors.ts';
import type { Context } from '../session/context.ts';
import { RemoteFailure } from './host-failures.ts';
import { qualify } from './qualify.ts';
import { callRemote, type RemoteCall } from './remote-call.ts';
import { withinTime } from './within-time.ts';

/** Runs an operation on another machine; sessions in its output and in its failure become `NAME@HOST`. */
export async function callOn(ctx: Context, host: string, call: RemoteCall): Promise<unknown> {
  try {
    return qualify(await callRemote(ctx, host, call), host);
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    throw new CsdError(error.code, error.message, qualify(error.data, host), { cause: error });
  }
}

/** A host's answer in time: its output, or why it is unreachable. */
export type HostAnswer = { host: string; output: unknown } | { host: string; unreachable: string };

/** How long to wait for the slowest host of a list, in ms. */
const LIST_MS = 5000;

/**
 * Asks every host at once. Throws any failure that is not the transport's; but what one of several machines reports, or
 * its version, hides none of the others (`alone`: there are none).
 */
export function askAll(
  ctx: Context,
  hosts: readonly string[],
  call: RemoteCall,
  alone = hosts.length === 1,
): Promise<HostAnswer[]> {
  return Promise.all(hosts.map((host) => askInTime(ctx, host, call, alone)));
}

async function askInTime(ctx: Context, host: string, call: RemoteCall, alone: boolean): Promise<HostAnswer> {
  const late = () => new CsdError('unreachable', `no answer within ${LIST_MS / 1000} s`, { host });
  try {
    const answer = (signal: AbortSignal) => callOn(ctx, host, { ...call, signal });
    return { host, output: await withinTime(ctx, { ms: LIST_MS, late, signal: ctx.signal }, answer) };
  } catch (error) {
    ctx.signal?.throwIfAborted();
    // One machine with an unusable answer must not hide the others.
    const isSilent = error instanceof CsdError && (error.code === 'unreachable' || error.data.malformed !== undefined);
    const isTold = !alone && error instanceof CsdError && isOfHost(error);
    if (!isSilent && !isTold) throw error;
    return { host, unreachable: error.message.replace(`${host} is unreachable: `, '') };
  }
}

/** True if the error is about the csd there, rather than about the call. */
function isOfHost({ code, cause }: CsdError): boolean {
  return code === 'version_mismatch' || cause instanceof RemoteFailure;
}
