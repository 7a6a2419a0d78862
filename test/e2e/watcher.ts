import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Event } from '../../src/contract/event.ts';
import { builtCsd, type Sandbox, settles } from './sandbox.ts';

/** A `csd watch` that runs, and what it has said so far. */
export class Watcher {
  readonly events: Event[] = [];
  stderr = '';
  /** The exit code, once it has ended. */
  code: number | null | undefined;
  private rest = '';
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(sandbox: Sandbox, args: string[] = [], env: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [builtCsd, 'watch', ...args], {
      env: { ...sandbox.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout.on('data', (part) => this.read(String(part)));
    this.child.stderr.on('data', (part) => {
      this.stderr += part;
    });
    this.child.on('exit', (code) => {
      this.code = code;
    });
  }

  /** What was told, in short: `changed job working`. */
  get told(): string[] {
    return this.events.map((event) => {
      const state = 'state' in event ? ` ${(event.state as { status: string }).status}` : '';
      return 'session' in event ? `${event.type} ${event.session}${state}` : event.type;
    });
  }

  /** Waits until it has told this; throws with all it told when it does not. */
  async until(what: string, fact: (told: string[], events: Event[]) => boolean = (told) => told.includes(what)) {
    if (!(await settles(() => fact(this.told, this.events), 30_000)))
      throw new Error(`${what} was not told, but ${this.told.join(', ')}\n${this.stderr}`);
  }

  /** Stops reading, so that the pipe fills up. */
  stall(): void {
    this.child.stdout.pause();
  }

  goOn(): void {
    this.child.stdout.resume();
  }

  /** Leaves the pipe for good. */
  hangUp(): void {
    this.child.stdout.destroy();
  }

  /** The exit code after this signal, or without one when it ends by itself. */
  async end(signal?: NodeJS.Signals): Promise<number | null | undefined> {
    if (signal) this.child.kill(signal);
    if (!(await settles(() => this.code !== undefined, 15_000))) {
      this.child.kill('SIGKILL');
      throw new Error('csd watch did not end');
    }
    return this.code;
  }

  private read(part: string): void {
    const lines = (this.rest + part).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.events.push(JSON.parse(line) as Event);
  }
}
