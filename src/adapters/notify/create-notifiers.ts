import { CsdError } from '../../contract/errors.ts';
import type { Notifiers, Words } from '../../ports/notifiers.ts';
import type { Processes } from '../../ports/processes.ts';
import { type Client, listClients, showMessage } from '../tmux/client.ts';
import { post } from './post.ts';
import { runProgram } from './run-program.ts';
import { BELL, notificationFor, writeToOwnTerminal, writeToTerminal } from './terminals.ts';

/** The time limit for a program of the desktop, ms. */
const DESKTOP_MS = 5000;

/** What the channels need from their process. */
export interface NotifierOptions {
  env: Readonly<Record<string, string | undefined>>;
  processes: Pick<Processes, 'find'>;
  platform: NodeJS.Platform;
}

/** The channels for notices on this machine. */
export function createNotifiers({ env, processes, platform }: NotifierOptions): Notifiers {
  /** The clients of the session's server and of the default server. */
  const clients = async (socket: string | undefined): Promise<(Client & { socket?: string })[]> => {
    const usual = await listClients(env);
    const own = socket === undefined ? [] : (await listClients(env, socket)).map((client) => ({ ...client, socket }));
    const known = new Set(own.map(({ tty }) => tty));
    return [...own, ...usual.filter(({ tty }) => !known.has(tty))];
  };
  const toTerminals = async (socket: string | undefined, sequenceFor: (kind: string) => string): Promise<void> => {
    let isHeard = false;
    for (const { tty, kind } of await clients(socket))
      isHeard = (await writeToTerminal(tty, sequenceFor(kind))) || isHeard;
    isHeard ||= writeToOwnTerminal(sequenceFor(env.LC_TERMINAL ?? env.TERM_PROGRAM ?? ''));
    if (!isHeard)
      throw new CsdError(
        'unsupported',
        'none of your terminals is attached to tmux now: attach one to get this notice',
      );
  };
  return {
    exec: runProgram,
    post,
    async desktop(words, socket) {
      const argv = await desktopProgram(words, { env, processes, platform });
      const isShown =
        argv !== undefined &&
        (await runProgram(argv, '', DESKTOP_MS).then(
          () => true,
          () => false,
        ));
      if (!isShown) await toTerminals(socket, (kind) => notificationFor(kind, words));
    },
    bell: (_words, socket) => toTerminals(socket, () => BELL),
    async tmux({ title, text }, socket) {
      const there = await clients(socket);
      if (there.length === 0)
        throw new CsdError('unsupported', 'no tmux client is attached now: attach one to get this notice');
      for (const client of there) await showMessage(env, `${title}: ${text}`, client.name, client.socket);
    },
  };
}

/** The program that shows a desktop notification, and its arguments; `undefined` if there is none, as over ssh. */
export async function desktopProgram(
  { title, text }: Words,
  { env, processes, platform }: NotifierOptions,
): Promise<string[] | undefined> {
  if (platform === 'darwin') {
    const program = await processes.find('osascript', env.PATH);
    // The texts are arguments of the script, never part of it.
    const lines = ['on run argv', 'display notification (item 2 of argv) with title (item 1 of argv)', 'end run'];
    return program === undefined ? undefined : [program, ...lines.flatMap((line) => ['-e', line]), '--', title, text];
  }
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  const program = await processes.find('notify-send', env.PATH);
  // It parses the text as markup.
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return program === undefined ? undefined : [program, '--app-name=csd', '--', title, escaped];
}
