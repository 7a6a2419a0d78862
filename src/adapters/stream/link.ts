import { lstatSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { parseObject } from '../../contract/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StreamLink } from '../../ports/stream.ts';
import { examine } from '../fs/trust.ts';

/** The most bytes of a host's answer; a longer one counts as none. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Asks over Unix sockets, one connection for each request. */
export function createStreamLink(clock: Clock): StreamLink {
  return {
    async ask(socket, request, timeoutMs, signal) {
      const patience = new AbortController();
      const stop = signal === undefined ? patience.signal : AbortSignal.any([patience.signal, signal]);
      try {
        const over = clock.sleep(timeoutMs, stop).catch(() => undefined);
        const text = await Promise.race([answerOf(socket, `${JSON.stringify(request)}\n`, stop), over]);
        signal?.throwIfAborted();
        // A host answers with an object; anything else counts as no answer.
        return typeof text === 'string' ? parseObject(text) : undefined;
      } finally {
        patience.abort();
      }
    },
  };
}

/**
 * True for a socket of this user in a folder where nobody else can replace it: what is sent there is typed to an agent.
 */
function isOwnSocket(file: string): boolean {
  try {
    const facts = lstatSync(file);
    if (!facts.isSocket() || facts.uid !== process.geteuid?.()) return false;
  } catch {
    return false;
  }
  return examine(path.dirname(file), { is: 'folder', closed: 'guarded' }) === undefined;
}

/** The line that comes back; `undefined` if there is none. */
async function answerOf(file: string, line: string, stop: AbortSignal): Promise<string | undefined> {
  if (!isOwnSocket(file)) return undefined;
  return new Promise((done) => {
    const parts: Buffer[] = [];
    let length = 0;
    const socket = connect(file);
    const finish = () => {
      socket.destroy();
      const text = Buffer.concat(parts).toString('utf8');
      done(text.endsWith('\n') ? text : undefined);
    };
    stop.addEventListener('abort', finish, { once: true });
    socket.once('connect', () => socket.write(line));
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (part.at(-1) === 0x0a || length > MOST_BYTES) finish();
    });
    socket.once('error', finish);
    socket.once('close', finish);
  });
}
