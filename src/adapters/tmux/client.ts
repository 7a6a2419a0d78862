import { CsdError } from '../../contract/errors.ts';
import { describeFailure, runTmux, type TmuxOptions } from './run-tmux.ts';

/** How long a message stays in the status line, ms. */
const MESSAGE_MS = 8000;
/** The answer of a tmux before 3.2 to `display-popup`. */
const UNKNOWN_COMMAND = /^(unknown command|ambiguous command)/m;

/** A terminal that shows a tmux server. */
export interface Client {
  /** The name for tmux's `-c`. */
  name: string;
  /** The path of its terminal. */
  tty: string;
  /** The kind of terminal that it reported to tmux, such as `iTerm2 3.5`; empty if it reported none. */
  kind: string;
  session: string;
}

/** Escapes text for a tmux format: nothing in it is expanded, run or taken for a time. */
function literalFormat(text: string): string {
  return text.replaceAll('#', '##').replaceAll('%', '%%');
}

/** The clients of the server at this socket (the caller's own if absent); none if no server runs. */
export async function listClients(env: TmuxOptions['env'], socket?: string): Promise<Client[]> {
  const format = ['#{client_name}', '#{client_tty}', '#{client_termtype}', '#{client_session}'].join('\t');
  const { code, stdout } = await runTmux({ env }, socket, [['list-clients', '-F', format]]);
  if (code !== 0) return [];
  return stdout.split('\n').flatMap((line) => {
    const [name = '', tty = '', kind = '', session = ''] = line.split('\t');
    return name === '' ? [] : { name, tty, kind, session };
  });
}

/**
 * The session that the client shows; without a client, the one of the caller's terminal; `undefined` if there is none.
 */
export async function sessionOfClient(env: TmuxOptions['env'], client?: string): Promise<string | undefined> {
  const words = ['display-message', ...(client === undefined ? [] : ['-c', client]), '-p', '#{client_session}'];
  const { code, stdout } = await runTmux({ env }, undefined, [words]);
  return code === 0 ? stdout.trim() || undefined : undefined;
}

/** Shows the session of exactly this name to the client. Throws `tmux_failed`. */
export async function switchClient(env: TmuxOptions['env'], session: string, client?: string): Promise<void> {
  await must(env, ['switch-client', ...(client === undefined ? [] : ['-c', client]), '-t', `=${session}`]);
}

/** Shows one line in the client's status line. Throws `tmux_failed`. */
export async function showMessage(
  env: TmuxOptions['env'],
  text: string,
  client?: string,
  socket?: string,
): Promise<void> {
  const to = client === undefined ? [] : ['-c', client];
  await must(env, ['display-message', ...to, '-d', String(MESSAGE_MS), '--', literalFormat(text)], socket);
}

/**
 * Runs a shell command in a popup over the client, until it ends. Throws `unsupported` if this tmux has no popups,
 * `tmux_failed`.
 */
export async function openPopup(env: TmuxOptions['env'], command: string, client?: string): Promise<void> {
  const to = client === undefined ? [] : ['-c', client];
  const words = ['display-popup', ...to, '-E', '-w', '80%', '-h', '60%', command];
  const ending = await runTmux({ env, timeoutMs: 2 ** 31 - 1 }, undefined, [words]);
  if (UNKNOWN_COMMAND.test(ending.stderr)) {
    const message = 'this tmux has no popups: use 3.2 or newer, or `csd tmux-popup --here` in a pane';
    throw new CsdError('unsupported', message);
  }
  if (ending.failure !== undefined) throw new CsdError('tmux_failed', describeFailure(ending, [words]));
}

async function must(env: TmuxOptions['env'], words: string[], socket?: string): Promise<void> {
  const ending = await runTmux({ env }, socket, [words]);
  if (ending.code !== 0) throw new CsdError('tmux_failed', describeFailure(ending, [words]));
}
