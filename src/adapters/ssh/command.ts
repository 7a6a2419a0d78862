import type { FarHost } from '../../ports/transport.ts';

/** Seconds to connect, and between two signs of life; a connection that misses two of them is given up. */
const CONNECT_SECS = 10;
const ALIVE_SECS = 5;
const KEPT_SECS = 60;

/**
 * What the shell of the other machine is given, always the same: nothing that anybody wrote is a part of it. The name of csd
 * there comes as the first line of standard input. A login shell finds it and has the person's environment; what its profile
 * reads and prints reaches neither the request nor the answer. The C shell can do neither, and is not a login shell here.
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

/** The options of every call of `ssh`; `socket` keeps the connection for the next one. */
export function sshArgs({ destination }: FarHost, socket: string | undefined): string[] {
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
    // What the person's configuration may ask for of an interactive login is not for this.
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
  // Options of later releases of ssh are not errors to an earlier one.
  return ['-T', '-o', 'IgnoreUnknown=StdinNull,ForkAfterAuthentication,SessionType', ...words, '--', destination];
}
