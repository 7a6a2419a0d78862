const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The arguments that are neither flags nor values of these flags; all that stands after a bare `--` counts. */
export function positionals(args: string[], valued: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') return [...found, ...args.slice(at + 1)];
    if (!word.startsWith('-')) found.push(word);
    else if (valued.has(word)) at++;
  }
  return found;
}

/** The value of the first of these flags, as `--flag VALUE` or `--flag=VALUE`, before a bare `--`. */
export function flagValue(args: string[], ...flags: string[]): string | undefined {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  for (const [at, word] of own.entries()) {
    const flag = flags.find((one) => word === one || word.startsWith(`${one}=`));
    if (flag !== undefined) return word === flag ? own[at + 1] : word.slice(flag.length + 1);
  }
  return undefined;
}

/** True where one of these flags stands before a bare `--`. */
export function hasFlag(args: string[], ...flags: string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((word) => flags.includes(word));
}

/** The text where it is the id of a conversation. */
export function asId(text: string | undefined): string | undefined {
  return text !== undefined && UUID.test(text) ? text : undefined;
}
