import { CsdError } from '../../contract/errors.ts';
import type { RemoteHost } from '../../ports/transport.ts';

/** A program name that a shell takes literally. */
const PLAIN = /^(?:~\/)?[\w.+@%:,/-]+$/;

/**
 * The arguments of an `ssh` that shows a session of another machine in this terminal. `name` is a session's name, which
 * has no shell characters. A login shell finds csd there. Throws `bad_input` for a program name with shell characters.
 */
export function terminalArgs({ name: host, destination, program }: RemoteHost, name: string): string[] {
  if (!PLAIN.test(program))
    throw new CsdError(
      'bad_input',
      `attach on ${host}: the program ${JSON.stringify(program)} contains shell characters: log in there and attach by hand`,
    );
  const attach = `exec ${program} attach ${name}`;
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the shell's own
  const command = [
    "exec /bin/sh -c '",
    'csd_shell=${SHELL:-/bin/sh}; [ -x "$csd_shell" ] || csd_shell=/bin/sh; ',
    `case $csd_shell in *csh) exec "$csd_shell" -c "${attach}";; esac; `,
    `exec "$csd_shell" -l -c "${attach}"`,
    "'",
  ].join('');
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the shell's own
  return ['-t', '--', destination, command];
}
