import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import { nodeBinding } from '../process/node-binding.ts';

/** How often to check a stream that does not report by itself, ms: a check is one system call. */
const LOOK_MS = 200;
const GONE = new Set(['EPIPE', 'ECONNRESET']);

/**
 * Calls `gone` once when the pipe or socket behind `fd` has lost its last reader, without writing to it: at once for a
 * pipe on Linux, otherwise within 0.2 s. Files and terminals have no reader to lose. Checks until the signal aborts.
 */
export async function onReaderGone(fd: number, clock: Clock, signal: AbortSignal, gone: () => void): Promise<void> {
  const facts = fstatSync(fd);
  if (!facts.isFIFO() && !facts.isSocket()) return;
  // Linux accepts an empty write to a pipe without checking for readers; macOS, and every socket, answer with EPIPE.
  if (!facts.isFIFO() || process.platform !== 'linux') void lookAgain(() => isWritable(fd), clock, signal, gone);
  else if (process.versions.bun === undefined) listen(fd, gone);
  else void lookAgain(await poller(fd), clock, signal, gone);
}

async function lookAgain(hasReader: () => boolean, clock: Clock, signal: AbortSignal, gone: () => void): Promise<void> {
  try {
    while (hasReader()) await clock.sleep(LOOK_MS, signal);
    gone();
  } catch {
    // The signal ends the loop.
  }
}

function isWritable(fd: number): boolean {
  try {
    writeSync(fd, new Uint8Array(0));
    return true;
  } catch (error) {
    return !GONE.has((error as NodeJS.ErrnoException).code ?? '');
  }
}

/**
 * Lets the event loop poll the write end of a pipe, which reports POLLERR when the last reader closes. Node polls a
 * stream only for reading, and only a TCP handle reads from a write-only descriptor; the read fails and consumes
 * nothing. If Node has no such handle, or the pipe belongs to another user, the next write detects the closed reader.
 */
function listen(fd: number, gone: () => void): void {
  try {
    const handle = tcpHandle();
    if (!handle) return;
    // A separate descriptor that cannot read, whatever the first one can.
    const end = openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
    if (handle.open(end) !== 0) {
      closeSync(end);
      return;
    }
    const options: object = { handle };
    new Socket(options)
      .on('error', () => undefined)
      .once('close', gone)
      .resume()
      .unref();
  } catch (error) {
    // A named pipe without readers cannot be opened.
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') gone();
  }
}

interface Handle {
  open(fd: number): number;
}

/** A TCP handle of Node without a connection; `undefined` if it is not available. */
function tcpHandle(): Handle | undefined {
  const tcp = nodeBinding<{ TCP: new (kind: number) => Handle }>('tcp_wrap');
  const SOCKET = 0;
  return tcp && new tcp.TCP(SOCKET);
}

/**
 * Checks whether a pipe has a reader with poll(2), which the runtime of the single-file binary can call; always true on
 * a system without this library.
 */
async function poller(fd: number): Promise<() => boolean> {
  const [POLLERR, REVENTS] = [8, 6];
  const asked = new DataView(new ArrayBuffer(8));
  asked.setInt32(0, fd, true);
  // Not a literal: Node and its bundler have no such module.
  const module: string = 'bun:ffi';
  try {
    const { symbols } = (await import(module)).dlopen('libc.so.6', {
      poll: { args: ['ptr', 'u64', 'i32'], returns: 'i32' },
    });
    return () => symbols.poll(asked, 1, 0) < 1 || (asked.getInt16(REVENTS, true) & POLLERR) === 0;
  } catch {
    return () => true;
  }
}
