import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import { nodeBinding } from '../process/node-binding.ts';

/** How often a stream is looked at that tells nothing by itself, ms: a look is one system call. */
const LOOK_MS = 200;
const GONE = new Set(['EPIPE', 'ECONNRESET']);

/**
 * Calls `gone` once when nobody reads the pipe or socket behind `fd` any longer, without a byte written to it: at once
 * for a pipe on Linux, else within 0.2 s. A file and a terminal have no reader to lose. Looks until the signal aborts.
 */
export async function onReaderGone(fd: number, clock: Clock, signal: AbortSignal, gone: () => void): Promise<void> {
  const facts = fstatSync(fd);
  if (!facts.isFIFO() && !facts.isSocket()) return;
  // Linux answers an empty write to a pipe before it looks for readers; macOS, and every socket, answer by EPIPE.
  if (!facts.isFIFO() || process.platform !== 'linux') void lookAgain(() => isWritable(fd), clock, signal, gone);
  else if (process.versions.bun === undefined) listen(fd, gone);
  else void lookAgain(await poller(fd), clock, signal, gone);
}

async function lookAgain(hasReader: () => boolean, clock: Clock, signal: AbortSignal, gone: () => void): Promise<void> {
  try {
    while (hasReader()) await clock.sleep(LOOK_MS, signal);
    gone();
  } catch {
    // The signal ends the looks.
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
 * Has the event loop poll the writing end of a pipe, which tells (POLLERR) when the last reader has closed its own. Node
 * polls a stream only to read from it, and one that can only be written to is read as a TCP handle alone; the read fails
 * and takes nothing. Where Node has no such handle to give, or the pipe is another person's, the next write tells.
 */
function listen(fd: number, gone: () => void): void {
  try {
    const handle = tcpHandle();
    if (!handle) return;
    // A descriptor of its own, that cannot read whatever the first one can.
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

/** A TCP handle of Node without a connection; `undefined` where there is none. */
function tcpHandle(): Handle | undefined {
  const tcp = nodeBinding<{ TCP: new (kind: number) => Handle }>('tcp_wrap');
  const SOCKET = 0;
  return tcp && new tcp.TCP(SOCKET);
}

/** Whether a pipe has a reader, by poll(2), which the runtime of the single-file binary can call; a system without this library says yes. */
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
