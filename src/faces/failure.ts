import { type CsdError, ERRORS, type ErrorCode } from '../contract/errors.ts';

/** A failure in every face: the JSON `{error, code, ...data}`, and the code of the error table. */
export interface Failure {
  json: { error: string; code: ErrorCode; [datum: string]: unknown };
  code: ErrorCode;
}

/** What the machine refuses wherever csd opens something, by the system's code: no fault of csd. */
const LACKS: Record<string, string> = {
  EMFILE: 'too many files are open: raise the limit with `ulimit -n`',
  ENFILE: 'too many files are open on this machine: end some programs',
};

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
  const errno = error instanceof Error ? String((error as NodeJS.ErrnoException).code) : '';
  const lack = Object.hasOwn(LACKS, errno) ? LACKS[errno] : undefined;
  if (lack !== undefined) return { json: { error: lack, code: 'storage_failed', errno }, code: 'storage_failed' };
  const kind = error instanceof Error ? error.name : typeof error;
  const message = `csd failed in an unexpected way (${kind}): please report what you did; CSD_DEBUG=1 tells more on stderr`;
  return { json: { error: message, code: 'internal' }, code: 'internal' };
}

// Recognized by its name: the program consists of several bundles, each with its own class.
function isCsdError(error: unknown): error is CsdError {
  return error instanceof Error && error.name === 'CsdError' && Object.hasOwn(ERRORS, (error as CsdError).code);
}
