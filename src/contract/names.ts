/**
 * `[A-Za-z0-9._-]`, starting with a letter, digit or `_`, without `..`, at most 200 characters: safe in a file name (at
 * most 255 bytes) and for tmux.
 */
export const SESSION_NAME = /^[A-Za-z0-9_](?!.*\.\.)[A-Za-z0-9._-]{0,199}$/;

/** The error text for an invalid name. */
export const SESSION_NAME_RULE =
  'a session name has letters, digits, ".", "_" and "-", starts with a letter, digit or "_", holds no "..", and is at most 200 long';

/** The id of a conversation, as agents give them: safe in a file name, and without glob characters. */
export const CONVERSATION_ID = /^[A-Za-z0-9_](?!.*\.\.)[A-Za-z0-9._-]{0,199}$/;

/**
 * A machine as `ssh` accepts it: an alias, a name or an address, with or without a user name and `@` before it. It has
 * no shell characters and cannot be an option.
 */
export const HOST = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}@)?[A-Za-z0-9_][A-Za-z0-9._:-]{0,252}$/;

/** The error text for an invalid host. */
export const HOST_RULE =
  'a host is an alias of ssh, a name or an address, or user@ and one of them: letters, digits, ".", "_", "-" and ":", the first a letter, digit or "_"';

/** The argument that starts csd as the guard, which an agent asks before each tool. The launcher knows it too. */
export const GUARD_WORD = '--guard';

/** The argument that starts csd to enforce the limits of one delegate. */
export const ENFORCE_WORD = '--enforce-limits';

/** The same, as a csd that has run since before an upgrade starts the new program. */
export const EARLIER_ENFORCE_WORD = '--hold';

/**
 * The default number of times that a prompt is pasted, and that Enter is pressed while the prompt is in the composer:
 * right after a paste an agent can lose the key.
 */
export const RETRIES = 5;

/** The default port of the gateway, the same as that of dev-sessions. */
export const GATEWAY_PORT = 6767;
