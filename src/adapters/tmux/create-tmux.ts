import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Look, NewPane, NewSession, Tmux } from '../../ports/tmux.ts';
import { randomName } from '../random.ts';
import { type Batch, batches, halves, lookCommands, parseLooks, singly } from './look.ts';
import { explainHostile, isTaken, PANE, readPanes, renaming, taken, tellPane } from './new-session.ts';
import {
  type Commands,
  describeFailure,
  type Ending,
  failure,
  runTmux,
  saysGone,
  saysNoServer,
  saysTooLong,
  type TmuxOptions,
} from './run-tmux.ts';
import { createSurveyor } from './survey.ts';
import { createTyping, line, type Run } from './typing.ts';

/**
 * tmux, 3.2 or newer. Targets are exact (`%5`, `=name:`), output is UTF-8 whatever the locale. A call without an answer
 * after `timeoutMs` (5000) is killed and counts as failed.
 */
export function createTmux(options: TmuxOptions): Tmux {
  const run = (socket: string | undefined, commands: Commands, stdin?: string) =>
    runTmux(options, socket, commands, stdin);
  /** For commands that have succeeded if their target is gone. */
  const end = async (socket: string | undefined, commands: Commands) => {
    const ending = await run(socket, commands);
    if (ending.code !== 0 && !saysGone(ending)) throw failure(ending, commands);
  };

  return {
    newSession: (session) => startSession(session, run),
    respawn: (session) => respawnPane(session, run),

    async history({ socket, target }) {
      const commands = [['capture-pane', '-p', '-S', '-', '-t', target]];
      const ending = await run(socket, commands);
      if (ending.code !== 0) throw failure(ending, commands);
      return ending.stdout;
    },

    ownServer: () => ownServer(options.env),
    serverVariables: ['TMUX', 'TMUX_TMPDIR'],
    servers: async (processes) => (await import('./servers.ts')).findServers(options.env, processes),
    listPanes: async (socket) => (await import('./list-panes.ts')).listPanes(options, socket),

    async look(addresses) {
      const looks: Look[] = [];
      const answered = await Promise.all(batches(addresses).map((batch) => lookAt(batch, run)));
      for (const { index, look } of answered.flat()) looks[index] = look;
      return looks;
    },

    surveyor: (socket) => createSurveyor(options, socket),

    ...createTyping(options, run),
    leaveMode: (address) => end(address.socket, [['copy-mode', '-q', '-t', address.target]]),
    killPane: (address) => end(address.socket, [['kill-pane', '-t', address.target]]),
    killSession: (name, socket) => end(socket, [['kill-session', '-t', `=${name}`]]),

    async renameSession(name, to, socket) {
      const ending = await run(socket, renaming(name, to));
      if (ending.code !== 0) throw isTaken(ending) ? taken(to) : failure(ending, renaming(name, to));
    },

    async hasSession(name, socket) {
      const commands = [['has-session', '-t', `=${name}`]];
      const ending = await run(socket, commands);
      if (ending.code === 0) return true;
      if (saysGone(ending)) return false;
      throw failure(ending, commands);
    },
  };
}

function ownServer(env: TmuxOptions['env']): string {
  const under = env.TMUX?.split(',')[0];
  return under || path.join(env.TMUX_TMPDIR || '/tmp', `tmux-${process.geteuid?.() ?? 0}`, 'default');
}

/**
 * One call starts the session and sets its options, so that even an agent that dies at once leaves its last screen.
 * `resize-window` fixes the size: tmux ignores `-x`/`-y` if a small client is attached, and a later client must not
 * shrink it. A mistake in the user's configuration is shown over the first pane of a server, in a mode, which is left
 * (seen on 3.2a and 3.3a, not since 3.5a). tmux's own "Pane is dead" row would scroll the last screen. To tmux a
 * working folder is a format, so `#` is doubled.
 */
async function startSession(session: NewSession, run: Run): Promise<NewPane> {
  const { name, width, height, socket } = session;
  const size = ['-x', String(width), '-y', String(height)];
  const window = `=${name}:`;
  const commands = [
    ['new-session', '-d', '-P', '-F', PANE, '-s', name, ...size, ...programWords(session)],
    ['show-options', '-s', 'exit-unattached'],
    ['set-option', '-t', window, 'destroy-unattached', 'off'],
    ...keepDeadPane(window),
    ['set-option', '-w', '-t', window, 'pane-border-status', 'off'],
    ['resize-window', '-t', window, ...size],
    ['copy-mode', '-q', '-t', window],
    tellPane(window),
  ];
  const ending = await runWith(session.env, run, socket, commands);
  if (isTaken(ending)) throw taken(name);
  const [made, pane] = readPanes(ending);
  const hostile = explainHostile(ending, made, pane);
  if (hostile !== undefined || !pane) {
    await run(socket, [['kill-session', '-t', `=${name}`]]).catch(() => {});
    // A hook may have renamed the session or moved its pane.
    if (made) await run(socket, [['kill-pane', '-t', made.pane]]).catch(() => {});
    if (hostile !== undefined) throw new CsdError('spawn_failed', hostile);
    throw new CsdError('tmux_failed', `${describeFailure(ending, commands)} (csd needs tmux 3.2 or newer)`);
  }
  return pane;
}

async function respawnPane(session: NewSession, run: Run): Promise<NewPane> {
  const window = `=${session.name}:`;
  const commands = [
    ...keepDeadPane(window),
    ['respawn-pane', '-k', '-t', window, ...programWords(session)],
    tellPane(window),
  ];
  const ending = await runWith(session.env, run, session.socket, commands);
  const [pane] = ending.code === 0 ? readPanes(ending) : [];
  if (!pane) throw failure(ending, commands);
  return pane;
}

/** Folder, variables and program in the form of new-session and respawn-pane. */
function programWords({ cwd, argv, env }: NewSession): string[] {
  const pairs = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  // tmux runs a single word in a shell.
  const words = argv.length === 1 ? ['env', ...argv] : argv;
  return ['-c', cwd.replaceAll('#', '##'), ...pairs, '--', ...words];
}

/** A URL with a user, a password or parameters: it may contain the key of a gateway. */
function isPrivateUrl(value: string): boolean {
  return /[@?]/.test(value.split('://').slice(1).join());
}

/**
 * Runs commands that contain these variables. Every user of the machine can read the command line of a process, so if a
 * value may be secret, the commands go to tmux through its standard input: in one line, which ends at the first command
 * that fails.
 */
function runWith(env: NewSession['env'], run: Run, socket: string | undefined, commands: Commands): Promise<Ending> {
  if (!Object.values(env).some((value) => isPrivateUrl(value))) return run(socket, commands);
  return run(socket, [['start-server'], ['source-file', '-']], `${line(commands)}\n`);
}

function keepDeadPane(window: string): Commands {
  return [
    ['set-option', '-w', '-t', window, 'remain-on-exit', 'on'],
    ['set-option', '-q', '-w', '-t', window, 'remain-on-exit-format', ''],
  ];
}

/**
 * tmux 3.3a sometimes misses the end of a process: its pane is dead, but the exit status stays unknown until another
 * child of the server ends. This starts such a child and looks at those panes again.
 */
async function lookAt(batch: Batch, run: Run): Promise<{ index: number; look: Look }[]> {
  const looks = await lookOnce(batch, run);
  const unexplained = batch.entries.filter((_, place) => isUnexplained(looks[place]));
  if (unexplained.length > 0) {
    await run(batch.socket, [['run-shell', 'true']]);
    const again = await lookOnce({ ...batch, entries: unexplained }, run);
    for (const [n, entry] of unexplained.entries()) looks[batch.entries.indexOf(entry)] = again[n] as Look;
  }
  return batch.entries.map(({ index }, place) => ({ index, look: looks[place] as Look }));
}

function isUnexplained(look: Look | undefined): boolean {
  if (look?.kind !== 'seen' || !look.capture.dead) return false;
  return look.capture.exitCode === undefined && look.capture.signal === undefined;
}

async function lookOnce(batch: Batch, run: Run): Promise<Look[]> {
  // Begins with a letter: tmux would take a word that begins with a dash for a flag.
  const nonce = `x${randomName()}`;
  const commands = lookCommands(batch, nonce);
  const ending = await run(batch.socket, commands);
  // The longest accepted line differs between releases: a request refused for its length is split.
  if (saysTooLong(ending) && batch.entries.length > 1) return lookInParts(halves(batch), run);
  const reason = ending.code === 0 ? 'tmux command failed: unreadable answer' : describeFailure(ending, commands);
  const rest: Look = { kind: saysNoServer(ending) ? 'gone' : 'failed', reason };
  const looks = parseLooks(ending, batch, nonce);
  if (looks) return looks.map((look) => look ?? rest);
  return lookInParts(singly(batch), run);
}

async function lookInParts(parts: Batch[], run: Run): Promise<Look[]> {
  return (await Promise.all(parts.map((part) => lookOnce(part, run)))).flat();
}
