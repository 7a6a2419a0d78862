import { type CsdError, ERRORS, type ErrorCode } from '../contract/errors.ts';

/** What every face says of a failure: the JSON `{error, code, ...data}`, and the code of the error table. */
export interface Failure {
  json: { error: string; code: ErrorCode; [datum: string]: unknown };
  code: ErrorCode;
}

/** The failure as the faces tell it; whatever is no `CsdError` is `internal`. */
export function describeFailure(error: unknown): Failure {
  if (isCsdError(error)) {
    const head = { error: error.message, code: error.code };
    return { json: { ...head, ...error.data, ...head }, code: error.code };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { json: { error: message, code: 'internal' }, code: 'internal' };
}

// Told by its name: the program is several bundles, and each has a class of its own.
function isCsdError(error: unknown): error is CsdError {
  return error instanceof Error && error.name === 'CsdError' && Object.hasOwn(ERRORS, (error as CsdError).code);
}
