/** Every way an operation can fail: the exit code of the CLI and the status of HTTP. `docs/errors.md` explains each. */
export const ERRORS = {
  bad_input: { exit: 1, http: 400 },
  no_such_session: { exit: 1, http: 404 },
  name_taken: { exit: 1, http: 409 },
  too_many_sessions: { exit: 1, http: 429 },
  already_open: { exit: 1, http: 409 },
  bad_sidecar: { exit: 1, http: 500 },
  bad_report: { exit: 1, http: 502 },
  no_tmux: { exit: 1, http: 503 },
  tmux_failed: { exit: 1, http: 502 },
  no_agent: { exit: 1, http: 503 },
  spawn_failed: { exit: 1, http: 502 },
  dead: { exit: 1, http: 410 },
  no_conversation: { exit: 1, http: 409 },
  conversation_gone: { exit: 1, http: 410 },
  folder_gone: { exit: 1, http: 410 },
  wrong_conversation: { exit: 1, http: 502 },
  not_ended: { exit: 1, http: 409 },
  paused: { exit: 1, http: 409 },
  over_budget: { exit: 1, http: 409 },
  not_an_agent: { exit: 1, http: 409 },
  unsupported: { exit: 1, http: 409 },
  untrusted_folder: { exit: 1, http: 409 },
  gated: { exit: 1, http: 409 },
  composer_busy: { exit: 1, http: 409 },
  not_ready: { exit: 1, http: 409 },
  not_accepted: { exit: 1, http: 502 },
  refused_by_hook: { exit: 1, http: 409 },
  no_gate: { exit: 1, http: 409 },
  no_question: { exit: 1, http: 409 },
  not_a_delegate: { exit: 1, http: 409 },
  no_such_option: { exit: 1, http: 400 },
  gate_changed: { exit: 1, http: 409 },
  no_such_agent: { exit: 1, http: 404 },
  ambiguous: { exit: 1, http: 409 },
  already_tracked: { exit: 1, http: 409 },
  not_tracked: { exit: 1, http: 409 },
  no_pane: { exit: 1, http: 409 },
  not_confirmed: { exit: 1, http: 409 },
  turn_failed: { exit: 1, http: 502 },
  locked: { exit: 1, http: 409 },
  timeout: { exit: 1, http: 504 },
  already_serving: { exit: 1, http: 409 },
  unauthorized: { exit: 1, http: 401 },
  forbidden: { exit: 1, http: 403 },
  not_found: { exit: 1, http: 404 },
  wrong_method: { exit: 1, http: 405 },
  too_large: { exit: 1, http: 413 },
  storage_failed: { exit: 1, http: 507 },
  stopped: { exit: 1, http: 503 },
  unreachable: { exit: 255, http: 502 },
  version_mismatch: { exit: 1, http: 502 },
  remote_failed: { exit: 1, http: 502 },
  internal: { exit: 1, http: 500 },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/**
 * Why a wait ended: csd itself was told to stop. This is not a `CsdError`, so no operation handles it as its own
 * failure.
 */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** An expected failure. `message` names the input and the remedy; the JSON error includes `data` unchanged. */
export class CsdError extends Error {
  override readonly name = 'CsdError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly data: Record<string, unknown> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What the machine refuses wherever csd opens something, by the system's code: no fault of csd. */
const LACKS: Record<string, string> = {
  EMFILE: 'too many files are open: raise the limit with `ulimit -n`',
  ENFILE: 'too many files are open on this machine: end some programs',
};

/** The system's code of a failed call, such as `EIO`, with words if it names what the machine lacks. */
export function systemFault(error: unknown): { errno: string; lack?: string } | undefined {
  const errno = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  if (typeof errno !== 'string' || !/^E[A-Z0-9]+$/.test(errno)) return undefined;
  return Object.hasOwn(LACKS, errno) ? { errno, lack: LACKS[errno] as string } : { errno };
}

/** True for a CsdError, by its name: the program consists of several bundles, each with its own class. */
export function isCsdError(error: unknown): error is CsdError {
  return error instanceof Error && error.name === 'CsdError' && Object.hasOwn(ERRORS, (error as CsdError).code);
}

/**
 * Any failure in words for a caller: the message of an expected one. Of any other only its kind, never its message,
 * which is the engine's and may contain what the caller must not see.
 */
export function sayFailure(error: unknown): string {
  if (isCsdError(error) || (error instanceof Error && error.name === 'Stopped')) return error.message;
  const fault = systemFault(error);
  if (fault) return fault.lack ?? `the system says ${fault.errno}`;
  return `csd failed in an unexpected way (${kindOf(error)})`;
}

/** The name of an exception's class. */
export function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
