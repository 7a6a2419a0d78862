import { isatty } from 'node:tty';
import { listenToKeys } from '../../adapters/stdio/keyboard.ts';
import { CsdError } from '../../contract/errors.ts';
import type { ServiceHost } from '../../contract/service.ts';
import { runPlain } from '../../faces/top/plain.ts';
import { runTop } from '../../faces/top/top.ts';
import { createContext, ownProgram, terminalOf } from '../compose.ts';
import { createFaceHost } from '../face-host.ts';
import { attachTo } from './attach-main.ts';

interface TopInput {
  host?: string[] | undefined;
  all_hosts?: boolean | undefined;
  plain?: boolean | undefined;
}

/** Shows the sessions until the user quits. Throws `bad_input` without a terminal. */
export async function showTop({ host, all_hosts, plain = false }: TopInput, service: ServiceHost): Promise<number> {
  const { signal, version } = service;
  const ctx = createContext({ signal, version, program: ownProgram() });
  const face = createFaceHost(ctx, version);
  const hosts = { ...(host && { host }), ...(all_hosts && { all_hosts }) };
  const isDumb = !process.env.TERM || process.env.TERM === 'dumb';
  if (plain || (isDumb && isatty(0))) {
    await runPlain({ ...face, hosts, write: (text) => service.write('stdout', text), lines: process.stdin }, signal);
    return 0;
  }
  if (!isatty(0) || !isatty(1))
    throw new CsdError('bad_input', 'top needs a terminal: run it in one, or use `csd top --plain` or `csd ps`');
  const attach = async (session: string) => {
    const code = await attachTo(session, service);
    if (code !== 0) throw new CsdError('tmux_failed', `attach to ${session} ended with code ${code}`);
  };
  await runTop(
    {
      ...face,
      hosts,
      draw: (text) => service.stream('stdout', text),
      attach,
      cwd: ctx.cwd,
      time: ctx.clock.now,
      terminal: terminalOf(process.stdout),
      keyboard: { listen: (listener) => listenToKeys(process.stdin, listener) },
    },
    signal,
  );
  return 0;
}
