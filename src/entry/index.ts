import * as z from 'zod/mini';
import manifest from '../../package.json' with { type: 'json' };
import { links } from '../adapters/fs/links.ts';
import { DEFAULT_BACKEND } from '../backends/index.ts';
import { Sidecar as WholeSidecar } from '../contract/session.ts';
import { splitAddress } from '../drive/hosts/address.ts';
import type { CallOptions, InputOf, OutputOf } from '../faces/library/calls.ts';
import { createDriver, type Driver } from '../faces/library/driver.ts';
import { OPERATIONS, type Operations } from '../operations/index.ts';
import { onHosts } from '../operations/on-hosts/index.ts';
import { createContext } from './compose.ts';
import { boundContext, type ContextOptions } from './create-context.ts';
import { createFaceHost } from './face-host.ts';
import { packageProgram } from './package-program.ts';

/** A driver of sessions for this process: `openDriver().state({ session: 'job' })`. */
export function openDriver(options: ContextOptions = {}): Driver {
  const { version } = manifest;
  const ctx = createContext({ version, ...options, program: options.program ?? packageProgram(import.meta.url) });
  return createDriver(onHosts(OPERATIONS) as Operations, {
    ...createFaceHost(ctx, version),
    async openDeltas(session, signal) {
      if (splitAddress(session).host !== undefined) return undefined;
      const { openDeltas } = await import('../drive/conversations/follow-deltas.ts');
      return openDeltas(boundContext(ctx, signal), session);
    },
    async *watchSafety(session, request, signal) {
      const { watchSafety } = await import('../drive/delegate/watch-safety.ts');
      yield* watchSafety(boundContext(ctx, signal), links, session, request);
    },
  });
}

/** Delegates one task and returns its outcome, as `csd delegate` prints it. Throws `CsdError`. */
export async function delegate(
  task: InputOf<'delegate'>,
  { signal, ...options }: ContextOptions & CallOptions = {},
): Promise<OutputOf<'delegate'>> {
  const driver = openDriver(options);
  try {
    return await driver.delegate(task, { signal });
  } finally {
    driver.close();
  }
}

export { BACKENDS } from '../backends/index.ts';
export { CsdError, ERRORS, type ErrorCode } from '../contract/errors.ts';
export type { AnyOperation, Operation } from '../contract/operation.ts';
export type {
  LimitEvent,
  SafetyEvent,
  SafetyRequest,
  ViolationEvent,
} from '../contract/safety.ts';
export { SessionId, SessionName } from '../contract/session.ts';
export { type Evidence, GATES, type Gate, STATUSES, State, type StateOf, type Status } from '../contract/state.ts';
export type { Context } from '../drive/session/context.ts';
export type { CallOptions, Driver } from '../faces/library/driver.ts';
export { type SafetyEvents, SafetyNet } from '../faces/library/safety-net.ts';
export { type SendOptions, Session, type SessionEvents, type WaitOptions } from '../faces/library/session.ts';
export type { SessionEvent } from '../faces/library/session-events.ts';
export { callOperation } from '../operations/call-operation.ts';
export { OPERATIONS, type OperationName, type OperationOf, type Operations } from '../operations/index.ts';
export { createContext } from './compose.ts';
export type { ContextOptions } from './create-context.ts';

/** A session's sidecar; the first csd left out the `backend`. */
export const Sidecar = z.extend(WholeSidecar, { backend: z._default(z.string(), DEFAULT_BACKEND) });
export type Sidecar = z.infer<typeof Sidecar>;
