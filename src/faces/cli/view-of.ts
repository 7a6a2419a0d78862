import { CsdError } from '../../contract/errors.ts';
import type { ShownFlag, View } from '../../contract/operation.ts';
import type { CliHost } from './cli-host.ts';
import type { ParsedArgs } from './protect-args.ts';

/** How this command line wants the result shown, and the target of the output. */
export function viewOf(host: CliHost, shown: readonly ShownFlag[] = [], { options }: ParsedArgs): View {
  const { terminal } = host;
  const given = shown.flatMap(({ flag, kind }): [string, string | true][] => {
    const values = options[flag];
    if (values === undefined) return [];
    return [[flag, kind === 'boolean' ? true : kind === 'list' ? values.join(',') : (values.at(-1) ?? true)]];
  });
  return {
    ...(terminal && { terminal: { columns: terminal.size().columns, colours: terminal.colours } }),
    now: host.now(),
    flags: Object.fromEntries(given),
  };
}

/** Throws `bad_input` for an invalid value of one of these flags. */
export function checkShown(shown: readonly ShownFlag[] = [], { options }: ParsedArgs): void {
  for (const { flag, kind, choices } of shown) {
    if (choices === undefined) continue;
    for (const value of (options[flag] ?? []).flatMap((word) => (kind === 'list' ? String(word).split(',') : word))) {
      if (choices.includes(String(value))) continue;
      const known = choices.join(', ');
      throw new CsdError('bad_input', `--${flag}: unknown value ${JSON.stringify(value)}: choose from ${known}`);
    }
  }
}
