import { type CsdError, ERRORS, type ErrorCode } from '../contract/errors.ts';

/** What every face says of a failure: the JSON `{error, code, ...data}`, and the code of the error table. */
export interface Failure {
  json: { error: string; code: ErrorCode; [datum: string]: unknown };
  code: ErrorCode;
}

/**
 * The failure as the faces tell it. Whatever is neither a `CsdError` nor the stop of csd itself is a fault of csd's own: `internal`, which tells its kind
 * and not its words, for these may hold what the caller must not see.
 */
export function describeFailure(error: unknown): Failure {
  if (isCsdError(error)) {
    const head = { error: error.message, code: error.code };
    return { json: { ...head, ...error.data, ...head }, code: error.code };
  }
  if (error instanceof Error && error.name === 'Stopped')
    return { json: { error: error.message, code: 'stopped' }, code: 'stopped' };
  const kind = error instanceof Error ? error.name : typeof error;
  const message = `csd failed in an unexpected way (${kind}): please report what you did; CSD_DEBUG=1 tells more on stderr`;
  return { json: { error: message, code: 'internal' }, code: 'internal' };
}

// Told by its name: the program is several bundles, and each has a class of its own.
function isCsdError(error: unknown): error is CsdError {
  return error instanceof Error && error.name === 'CsdError' && Object.hasOwn(ERRORS, (error as CsdError).code);
}
