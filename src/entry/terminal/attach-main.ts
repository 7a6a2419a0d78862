import { isatty } from 'node:tty';
import { terminalArgs } from '../../adapters/ssh/terminal-args.ts';
import { runInTerminal } from '../../adapters/stdio/terminal.ts';
import { fitToTerminal } from '../../adapters/tmux/fit.ts';
import { CsdError } from '../../contract/errors.ts';
import type { ServiceHost } from '../../contract/service.ts';
import { splitAddress } from '../../drive/hosts/address.ts';
import { findHost } from '../../drive/hosts/find-host.ts';
import type { Context } from '../../drive/session/context.ts';
import { addressOf, isOurPane, tmuxSessionOf } from '../../drive/session/panes/pane.ts';
import { shellWord } from '../../drive/session/shell-words.ts';
import { loadSole } from '../../drive/session/sidecars/sidecar-store.ts';
import { createContext } from '../compose.ts';

/**
 * Gives the terminal to tmux, in the session with the agent's pane, and returns its exit code after the person has
 * detached. The session has the size of the terminal meanwhile. From inside the same tmux server it switches to the
 * session instead.
 */
export async function attachTo(name: string | undefined, { signal }: ServiceHost): Promise<number> {
  const ctx = createContext({ signal });
  const { name: own, host } = splitAddress(name ?? '');
  if (host !== undefined) return attachFar(ctx, own, host, signal);
  const sidecar = await loadSole(ctx, name);
  const [look] = await ctx.tmux.look([addressOf(sidecar)]);
  if (look?.kind === 'failed') throw new CsdError('tmux_failed', look.reason);
  if (look?.kind !== 'seen' || !isOurPane(look.capture, sidecar))
    throw new CsdError('dead', `the pane of session ${JSON.stringify(sidecar.name)} is gone: end it and start another`);
  const server = sidecar.tmux_socket === undefined ? [] : ['-S', sidecar.tmux_socket];
  const target = `=${look.capture.session || tmuxSessionOf(sidecar)}`;
  const way = await verb(ctx, sidecar.tmux_socket);
  const words = [...server, way, '-t', target];
  refuseWithoutTerminal('tmux', words);
  const tmux = await ctx.processes.find('tmux', ctx.env.PATH);
  if (tmux === undefined) throw new CsdError('no_tmux', 'tmux is not installed: it must be on PATH');
  // A switched client remains after this process has ended: nothing could restore the size.
  if (way === 'switch-client') return runInTerminal(tmux, words, signal);
  const { columns, rows } = process.stdout;
  const fixSize = await fitToTerminal({ env: ctx.env, socket: sidecar.tmux_socket, target }, { columns, rows });
  try {
    return await runInTerminal(tmux, words, signal);
  } finally {
    await fixSize();
  }
}

/** The same on another machine, through its csd, in a terminal of ssh; the person may be asked for a password there. */
async function attachFar(ctx: Context, name: string, host: string, signal: AbortSignal): Promise<number> {
  const words = terminalArgs(await findHost(ctx, host), name);
  refuseWithoutTerminal('ssh', words);
  const ssh = await ctx.processes.find('ssh', ctx.env.PATH);
  if (ssh === undefined) throw new CsdError('bad_input', 'ssh is not installed or not on PATH: install it');
  return runInTerminal(ssh, words, signal);
}

/** Throws `bad_input` with the command to run if this is not a terminal. */
function refuseWithoutTerminal(program: string, words: readonly string[]): void {
  if (isatty(0) && isatty(1)) return;
  const command = [program, ...words].map(shellWord).join(' ');
  throw new CsdError('bad_input', `attach needs a terminal: run it in one, or \`${command}\``, { command });
}

/** The tmux command that shows the session in this terminal, which may already show another one of the same server. */
async function verb(ctx: Context, socket: string | undefined): Promise<string> {
  const [inside] = (ctx.env.TMUX ?? '').split(',');
  if (!inside) return 'attach-session';
  const paths = await Promise.all([inside, socket ?? inside].map((file) => ctx.files.realPath(file)));
  if (paths[0] === paths[1]) return 'switch-client';
  const message = `this terminal is inside another tmux server, ${inside}: detach first, or run \`env -u TMUX csd attach\` to nest them`;
  throw new CsdError('bad_input', message);
}
