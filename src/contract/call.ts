/**
 * How one csd calls another: lines of JSON, over whatever carries them. The caller sends a `CallRequest`, then a
 * `CallerWord` where there is need; the other side says who it is and answers with replies, of which the last is an
 * `output`, a `failure`, or for a stream an `end`.
 */

/**
 * Another major cannot be understood; a newer minor adds only what an older side does without. Since 1.1 the state of a session is
 * answered also to a caller that sends nothing behind its request.
 */
export const PROTOCOL: ProtocolVersion = { major: 1, minor: 1 };

export interface ProtocolVersion {
  major: number;
  minor: number;
}

export interface CallRequest {
  protocol: ProtocolVersion;
  /** The csd that asks. */
  version: string;
  operation: string;
  input: Record<string, unknown>;
  /** The call is done once, however often it is asked for by this id: 32 hexadecimal digits. */
  id?: string;
  /** The call only waits: where the connection is lost and nobody asks again, it need not go on for long. */
  waits?: boolean;
  /** Each outcome, as the operation's `follow` of the command line gives it. */
  follow?: boolean;
  /** The caller is a model: it cannot agree to what a person is asked for. */
  by_model?: boolean;
}

/** What the caller may say after the request: that it has left on purpose, or that it is still there. */
export type CallerWord = { cancel: true } | { here: true };

export type CallReply =
  | { csd: { version: string; protocol: ProtocolVersion } }
  | { item: unknown }
  | { output: unknown }
  | { failure: { error: string; code: string; [datum: string]: unknown } }
  | { end: true };

/** The id of a call. */
export const CALL_ID = /^[0-9a-f]{32}$/;
