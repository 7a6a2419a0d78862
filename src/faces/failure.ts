import { type ErrorCode, isCsdError, kindOf, systemFault } from '../contract/errors.ts';

/** A failure in every face: the JSON `{error, code, ...data}`, and the code of the error table. */
export interface Failure {
  json: { error: string; code: ErrorCode; [datum: string]: unknown };
  code: ErrorCode;
}

/**
 * The failure in the form of the faces. Anything other than a `CsdError` or the stop of csd itself is a bug in csd:
 * `internal`, with the kind of the error but not its message, which may contain what the caller must not see.
 */
export function describeFailure(error: unknown): Failure {
  if (isCsdError(error)) {
    const head = { error: error.message, code: error.code };
    return { json: { ...head, ...error.data, ...head }, code: error.code };
  }
  if (error instanceof Error && error.name === 'Stopped')
    return { json: { error: error.message, code: 'stopped' }, code: 'stopped' };
  const fault = systemFault(error);
  if (fault?.lack !== undefined)
    return { json: { error: fault.lack, code: 'storage_failed', errno: fault.errno }, code: 'storage_failed' };
  const message = `csd failed in an unexpected way (${kindOf(error)}): please report what you did; CSD_DEBUG=1 tells more on stderr`;
  return { json: { error: message, code: 'internal' }, code: 'internal' };
}
