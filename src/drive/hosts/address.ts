import { CsdError } from '../../contract/errors.ts';
import { HOST, HOST_RULE, SESSION_NAME, SESSION_NAME_RULE } from '../../contract/names.ts';

/** A session's name, and its machine if it is not this one. */
export interface Address {
  name: string;
  host?: string;
}

/** Splits `NAME@HOST` at the first `@`, which no name contains. Checks nothing. */
export function splitAddress(text: string): Address {
  const at = text.indexOf('@');
  return at < 0 ? { name: text } : { name: text.slice(0, at), host: text.slice(at + 1) };
}

/** What is wrong with an address, for an error; `undefined` if it is valid. */
export function addressProblem(text: string): string | undefined {
  const { name, host } = splitAddress(text);
  if (!SESSION_NAME.test(name)) return SESSION_NAME_RULE;
  return host === undefined || HOST.test(host) ? undefined : HOST_RULE;
}

/** Throws `bad_input` for an invalid host. */
export function checkHost(host: string): string {
  if (HOST.test(host)) return host;
  throw new CsdError('bad_input', `${HOST_RULE}; got ${JSON.stringify(host)}`);
}

/** The hosts of lists such as `build,lab`, each once. Throws `bad_input` for an invalid one. */
export function readHosts(lists: readonly string[]): string[] {
  const words = lists.flatMap((list) => list.split(',')).map((word) => word.trim());
  return [...new Set(words.map(checkHost))];
}
