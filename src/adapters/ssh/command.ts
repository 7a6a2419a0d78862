import type { RemoteHost } from '../../ports/transport.ts';

/** Seconds to connect, and between two keep-alives; a connection that misses two of them is dropped. */
const CONNECT_SECS = 10;
const ALIVE_SECS = 5;
const KEPT_SECS = 60;

/**
 * The command for the shell of the other machine. It is constant: no user's text is a part of it. The first line of
 * standard input names the csd there. A login shell finds it and has the user's environment; input and output of its
 * profile are kept apart from the request and the answer. The C shell cannot do that, so it does not run as a login
 * shell here.
 */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the shell's own
export const COMMAND = [
  "exec /bin/sh -c '",
  'IFS= read -r CSD_CALLED || exit 1; ',
  'case $CSD_CALLED in "~/"*) CSD_CALLED=$HOME/${CSD_CALLED#??};; esac; export CSD_CALLED; ',
  'csd_shell=${SHELL:-/bin/sh}; [ -x "$csd_shell" ] || csd_shell=/bin/sh; ',
  'case $csd_shell in *csh) exec "$csd_shell" -c "exec \\"\\$CSD_CALLED\\" call";; esac; ',
  'exec 3<&0 4>&1 </dev/null >/dev/null; ',
  'exec "$csd_shell" -l -c "exec \\"\\$CSD_CALLED\\" call <&3 >&4 3<&- 4>&-"',
  "'",
].join('');
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the shell's own

/** The options of every `ssh` call; `socket` keeps the connection for the next one. */
export function sshArgs({ destination }: RemoteHost, socket: string | undefined): string[] {
  const kept =
    socket === undefined
      ? { ControlPath: 'none' }
      : { ControlMaster: 'auto', ControlPath: socket, ControlPersist: KEPT_SECS };
  const options = {
    ...kept,
    BatchMode: 'yes',
    ConnectTimeout: CONNECT_SECS,
    ServerAliveInterval: ALIVE_SECS,
    ServerAliveCountMax: 2,
    LogLevel: 'ERROR',
    // Turns off settings of the user's configuration that are for interactive logins.
    RequestTTY: 'no',
    RemoteCommand: 'none',
    ClearAllForwardings: 'yes',
    ForwardX11: 'no',
    ForwardAgent: 'no',
    PermitLocalCommand: 'no',
    StdinNull: 'no',
    ForkAfterAuthentication: 'no',
    SessionType: 'default',
  };
  const words = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  // Older releases of ssh must not fail on options of newer ones.
  return ['-T', '-o', 'IgnoreUnknown=StdinNull,ForkAfterAuthentication,SessionType', ...words, '--', destination];
}
