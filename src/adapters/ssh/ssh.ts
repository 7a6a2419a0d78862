import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { CsdError } from '../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Processes } from '../../ports/processes.ts';
import type { Channel, ChannelEnd, RemoteHost, Transport } from '../../ports/transport.ts';
import { COMMAND, sshArgs } from './command.ts';
import { controlSocket, isPrivate } from './control.ts';
import { MOST_ROUTE_BYTES, routeFile, routeText } from './kept-route.ts';

/** What the transport needs from its process. `folder` is for the sockets of kept connections. */
export interface SshNeeds {
  version: string;
  env: Readonly<Record<string, string | undefined>>;
  folder: string;
  clock: Clock;
  files: Files;
  processes: Processes;
}

/** The most characters of another machine's stderr that are kept. */
const MOST_WORDS = 16 * 1024;
/** How long a call waits for another one that is connecting to the same host, in ms. */
const CONNECTING_MS = 4000;
/**
 * How long to wait for the last stderr after the program has ended, in ms: a kept connection can hold the pipe open.
 */
const LAST_WORDS_MS = 50;

/** Reaches other machines with the system's OpenSSH and its keys, aliases, jump hosts and known hosts. */
export function createSsh(needs: SshNeeds): Transport {
  const { version, env, folder, processes } = needs;
  const find = async () => {
    const ssh = await processes.find('ssh', env.PATH);
    if (ssh === undefined) throw new CsdError('unreachable', 'ssh is not installed or not on PATH: install it');
    return ssh;
  };
  return {
    version,
    async open(host, mostCharacters) {
      const ssh = await find();
      const socket = controlSocket(folder, host.destination);
      const begin = () => channelTo(host, start(needs, ssh, host, socket), needs.clock, mostCharacters);
      return socket === undefined || existsSync(socket) ? begin() : oneFirst(needs, socket, begin);
    },
    async drop(host) {
      const socket = controlSocket(folder, host.destination);
      if (socket === undefined || !existsSync(socket)) return;
      await processes.output(await find(), ['-o', `ControlPath=${socket}`, '-O', 'exit', '--', host.destination], 1000);
      await needs.files.remove(socket);
    },
    async remember(host) {
      const file = routeFile(folder, host.name);
      const socket = controlSocket(folder, host.destination);
      if (file === undefined || socket === undefined || host.config === undefined || !isPrivate(folder)) return;
      const args = [...sshArgs(host, socket), COMMAND];
      const text = routeText({ version, config: host.config, socket, program: host.program, args });
      if (text === undefined) return needs.files.remove(file);
      if ((await needs.files.read(file, MOST_ROUTE_BYTES)) !== text) await needs.files.writeVolatile(file, text);
    },
  };
}

/**
 * Of many simultaneous calls the first one connects, and the others use its connection: a server refuses some of too
 * many connections that are not authenticated yet.
 */
async function oneFirst({ files, clock }: SshNeeds, socket: string, open: () => Channel): Promise<Channel> {
  return files
    .withLock(`${socket}.lock`, CONNECTING_MS, async () => {
      const channel = open();
      const giveUpAt = clock.elapsed() + CONNECTING_MS;
      let isOver = false;
      void channel.over.then(() => {
        isOver = true;
      });
      while (!isOver && !existsSync(socket) && clock.elapsed() < giveUpAt) await clock.sleep(5);
      return channel;
    })
    .catch((error: unknown) => {
      if (error instanceof CsdError && error.code === 'locked') return open();
      throw error;
    });
}

function start({ env }: SshNeeds, ssh: string, host: RemoteHost, socket: string | undefined) {
  // In its own process session: a signal from the terminal reaches only csd, which then ends the call cleanly.
  return spawn(ssh, [...sshArgs(host, socket), COMMAND], { stdio: 'pipe', env: { ...env }, detached: true });
}

function channelTo(
  host: RemoteHost,
  child: ChildProcessWithoutNullStreams,
  clock: Clock,
  mostCharacters: number,
): Channel {
  // A failed write shows as the end of the program.
  child.stdin.on('error', () => undefined);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MOST_WORDS);
  });
  const said = new Promise<void>((done) => child.stderr.once('close', done));
  const over = new Promise<ChannelEnd>((done) => {
    child.once('error', (error) => done({ code: 255, words: error.message }));
    child.once('exit', (code, signal) => {
      const end = () => done({ code: code ?? 255, words: words || (signal ? `ssh was ended by ${signal}` : '') });
      void Promise.race([said, clock.sleep(LAST_WORDS_MS)]).then(end);
    });
  });
  // Without a listener Node would discard what is left in the pipe when the program ends.
  child.stdout.setEncoding('utf8').on('readable', () => undefined);
  child.stdin.write(`${host.program}\n`);
  return {
    lines: linesOf(child, host.name, mostCharacters),
    over,
    send: (line) => void (child.stdin.writable && child.stdin.write(`${line}\n`)),
    close: () => {
      // ssh must still deliver what was sent last; it ends when the remote program or the connection does.
      child.stdin.end();
      child.stdout.removeAllListeners('readable').resume();
    },
  };
}

async function* linesOf(
  child: ChildProcessWithoutNullStreams,
  host: string,
  mostCharacters: number,
): AsyncGenerator<string> {
  // Earlier pieces are not searched again: a line may come in thousands of pieces.
  let rest: string[] = [];
  let length = 0;
  try {
    for await (const chunk of child.stdout) {
      const lines = String(chunk).split('\n');
      const open = lines.pop() ?? '';
      for (const line of lines) {
        if (length + line.length > mostCharacters) throw tooLong(host, mostCharacters);
        yield rest.join('') + line;
        rest = [];
        length = 0;
      }
      rest.push(open);
      length += open.length;
      if (length > mostCharacters) throw tooLong(host, mostCharacters);
    }
  } catch (error) {
    // Anything else is a stream that has been closed: `over` says how it ended.
    if (!(error instanceof CsdError)) return;
    child.kill();
    throw error;
  }
}

function tooLong(host: string, mostCharacters: number): CsdError {
  const message = `${host} sent a line of more than ${mostCharacters} characters, which no csd does: see what its login shell runs as csd`;
  return new CsdError('remote_failed', message, { host, malformed: '' });
}
