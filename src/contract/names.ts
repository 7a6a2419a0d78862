/**
 * `[A-Za-z0-9._-]`, first a letter, digit or `_`, no `..`, at most 200 of them: safe as a part of a file's name, which may
 * have 255 bytes, and for tmux.
 */
export const SESSION_NAME = /^[A-Za-z0-9_](?!.*\.\.)[A-Za-z0-9._-]{0,199}$/;

/** What is said of a name that is none. */
export const SESSION_NAME_RULE =
  'a session name has letters, digits, ".", "_" and "-", starts with a letter, digit or "_", holds no "..", and is at most 200 long';

/** The id of a conversation, as agents give them: safe as a part of a file's name, and no pattern. */
export const CONVERSATION_ID = /^[A-Za-z0-9_](?!.*\.\.)[A-Za-z0-9._-]{0,199}$/;

/**
 * A machine as `ssh` takes it: an alias, a name or an address, with a user's name and `@` before it or not. Nothing in it is
 * special to a shell, and it is not an option.
 */
export const HOST = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}@)?[A-Za-z0-9_][A-Za-z0-9._:-]{0,252}$/;

/** What is said of a host that is none. */
export const HOST_RULE =
  'a host is an alias of ssh, a name or an address, or user@ and one of them: letters, digits, ".", "_", "-" and ":", the first a letter, digit or "_"';

/** The word by which csd is started as what an agent asks before each tool. The launcher knows it too. */
export const GUARD_WORD = '--guard';

/** The word by which csd is started to hold the limits of one delegate. */
export const HOLD_WORD = '--hold';

/**
 * How often a prompt is pasted, and Enter pressed while it stands in the composer, where nobody gives a number: right after
 * a paste an agent can swallow it.
 */
export const RETRIES = 5;

/** The port of the gateway where none is named, which is that of dev-sessions. */
export const GATEWAY_PORT = 6767;
