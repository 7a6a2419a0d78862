/**
 * How one csd calls another: lines of JSON over any transport. The caller sends a `CallRequest`, then `CallerWord`s if
 * needed; the other side says who it is and answers with replies. The last reply is an `output`, a `failure`, or for a
 * stream an `end`.
 */

/**
 * Different major versions cannot understand each other; a newer minor version adds only what an older side can ignore.
 * Since 1.1 a caller that sends nothing after its request also gets the state of a session.
 */
export const PROTOCOL: ProtocolVersion = { major: 1, minor: 1 };

/** How many characters a reply may have: the largest contain a plan of 1 MiB, or a thousand sessions. */
export const MOST_REPLY = 8 * 1024 * 1024;

export interface ProtocolVersion {
  major: number;
  minor: number;
}

export interface CallRequest {
  protocol: ProtocolVersion;
  /** The calling csd. */
  version: string;
  operation: string;
  input: Record<string, unknown>;
  /** A call with this id (32 hexadecimal digits) is done once, however often it is requested. */
  id?: string;
  /** The call only waits: if the connection is lost and nobody asks again, the other side may give it up soon. */
  waits?: boolean;
  /** Send each outcome, as `--watch` and other `follow` flags of the command line do. */
  follow?: boolean;
  /** The caller is a model, which cannot give the consent that a person is asked for. */
  by_model?: boolean;
}

/** What the caller may say after the request: that it left on purpose, or that it is still there. */
export type CallerWord = { cancel: true } | { here: true };

export type CallReply =
  | { csd: { version: string; protocol: ProtocolVersion } }
  | { item: unknown }
  | { output: unknown }
  | { failure: { error: string; code: string; [datum: string]: unknown } }
  | { end: true };

/** The id of a call. */
export const CALL_ID = /^[0-9a-f]{32}$/;
