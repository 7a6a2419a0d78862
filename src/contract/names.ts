/** `[A-Za-z0-9._-]`, first a letter, digit or `_`, no `..`: safe as a file name and for tmux. */
export const SESSION_NAME = /^[A-Za-z0-9_](?!.*\.\.)[A-Za-z0-9._-]*$/;

/** What is said of a name that is none. */
export const SESSION_NAME_RULE =
  'a session name has letters, digits, ".", "_" and "-", starts with a letter, digit or "_", and holds no ".."';
