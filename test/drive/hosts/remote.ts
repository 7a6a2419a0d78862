import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createClock } from '../../../src/adapters/create-clock.ts';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';
import type { CallReply, CallRequest } from '../../../src/contract/host-call.ts';
import { answerCall } from '../../../src/drive/hosts/answer-call.ts';
import type { Context } from '../../../src/drive/session/context.ts';
import { describeFailure } from '../../../src/faces/failure.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Channel, ChannelEnd, RemoteHost, Transport } from '../../../src/ports/transport.ts';
import { createFakeContext } from '../../fakes/context.ts';

/** How much faster the clock of these tests runs than real time. */
const TIMES = 10;

/** The real clock, faster. */
function fastClock(times: number): Clock {
  const real = createClock();
  return {
    ...real,
    elapsed: () => real.elapsed() * times,
    sleep: (ms, signal) => real.sleep(ms / times, signal),
  };
}

/** A context on the real disk and a fast clock, in its own folder; nothing else of it is real. */
export function diskContext(times = TIMES): Context & { folder: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'csd-hosts-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  const clock = fastClock(times);
  const files = createFiles(clock, createProcesses());
  return { ...createFakeContext(), folder, home: folder, clock, files, sessionsDir: join(folder, 'csd/sessions') };
}

/** Lines that one side writes and the other reads. */
class Pipe {
  private readonly lines: string[] = [];
  private wake: (() => void) | undefined;
  private isClosed = false;

  write(line: string): void {
    if (!this.isClosed) this.lines.push(line);
    this.wake?.();
  }

  close(): void {
    this.isClosed = true;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      const line = this.lines.shift();
      if (line !== undefined) yield line;
      else if (this.isClosed) return;
      else
        await new Promise<void>((done) => {
          this.wake = done;
        });
    }
  }
}

/** Another machine within this process: its csd, and a connection that breaks when told to. */
export class RemoteMachine implements Transport {
  readonly version = '1.0.0';
  /** The version and protocol that the csd there greets with. */
  there = '1.0.0';
  /** Its operation; `signal` aborts when nobody wants the result any more. */
  perform: (request: CallRequest, signal: AbortSignal) => Promise<unknown> = async () => ({});
  readonly requests: CallRequest[] = [];
  opened = 0;
  /** Decides for each connection, counted from 1, whether it is established; otherwise how it ended. */
  connects: (n: number) => ChannelEnd | undefined = () => undefined;
  /** Changes or drops a reply in transit: `cut` breaks the connection in its place. */
  onReply: (reply: CallReply, n: number) => CallReply | 'cut' = (reply) => reply;
  private cuts: (() => void)[] = [];

  constructor(private readonly ctx: Context) {}

  async open(_?: RemoteHost, _mostCharacters?: number): Promise<Channel> {
    const n = ++this.opened;
    const up = new Pipe();
    const down = new Pipe();
    const refused = this.connects(n);
    let end: (how: ChannelEnd) => void = () => undefined;
    const over = new Promise<ChannelEnd>((done) => {
      end = done;
    });
    const finish = (how: ChannelEnd) => {
      end(how);
      up.close();
      down.close();
    };
    const cut = () => finish({ code: 255, words: 'Connection to host closed by remote host.' });
    if (refused) finish(refused);
    else {
      this.cuts.push(cut);
      void this.answer(up, (reply) => {
        const told = this.onReply(reply, n);
        if (told === 'cut') cut();
        else down.write(JSON.stringify(told));
      }).then(() => finish({ code: 0, words: '' }));
    }
    return { lines: down, over, send: (line) => up.write(line), close: () => up.close() };
  }

  async drop(): Promise<void> {}

  /** Breaks every connection. */
  cutAll(): void {
    for (const cut of this.cuts.splice(0)) cut();
  }

  private async answer(up: Pipe, say: (reply: CallReply) => void): Promise<void> {
    const caller = {
      lines: up[Symbol.asyncIterator](),
      say: async (reply: CallReply) => {
        say(reply);
        return true;
      },
    };
    const perform = (request: CallRequest, signal: AbortSignal) => {
      this.requests.push(request);
      return this.perform(request, signal);
    };
    const callables = { version: this.there, perform, describe: (error: unknown) => describeFailure(error).json };
    await answerCall(this.ctx, caller, callables, new AbortController());
  }
}

/** A local context that reaches this machine. */
export function localContext(remote: RemoteMachine, env: Record<string, string> = {}, times = TIMES): Context {
  return { ...diskContext(times), env, reach: async () => remote };
}
