import { connect } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import type { StreamLink } from '../../ports/stream.ts';

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
        return typeof text === 'string' ? (JSON.parse(text) as Record<string, unknown>) : undefined;
      } finally {
        patience.abort();
      }
    },
  };
}

/** The line that comes back; `undefined` where there is none. */
function answerOf(path: string, line: string, stop: AbortSignal): Promise<string | undefined> {
  return new Promise((done) => {
    const parts: Buffer[] = [];
    const socket = connect(path);
    const finish = () => {
      socket.destroy();
      const text = Buffer.concat(parts).toString('utf8');
      done(text.endsWith('\n') ? text : undefined);
    };
    stop.addEventListener('abort', finish, { once: true });
    socket.once('connect', () => socket.write(line));
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      if (part.at(-1) === 0x0a) finish();
    });
    socket.once('error', finish);
    socket.once('close', finish);
  });
}
