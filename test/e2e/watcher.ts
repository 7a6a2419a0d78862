import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Event } from '../../src/contract/event.ts';
import { commandOf } from '../program.ts';
import { type Sandbox, settles } from './sandbox.ts';

/** A `csd` that continues to run, and the lines it has printed so far. */
export class Lines {
  readonly lines: string[] = [];
  stderr = '';
  /** The exit code, once it has ended. */
  code: number | null | undefined;
  private rest = '';
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(sandbox: Sandbox, args: string[], env: Record<string, string> = {}) {
    const [program, words] = commandOf(args);
    this.child = spawn(program, words, {
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

  /** Its shells that still run. */
  get shells(): number[] {
    const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n');
    const processes = all.map((line) => line.trim().split(/\s+/));
    const own = processes.filter(
      ([, parent, name = '']) => Number(parent) === this.child.pid && /(^|\/)sh$/.test(name),
    );
    return own.map(([pid]) => Number(pid));
  }

  /** Waits until the lines show the fact; throws all of them if they do not. */
  async until(fact: (lines: string[]) => boolean): Promise<void> {
    if (await settles(() => fact(this.lines), 30_000)) return;
    throw new Error(`not printed, but ${this.lines.join('\n')}\n${this.stderr}`);
  }

  /** Stops reading, so that the pipe fills up. */
  stall(): void {
    this.child.stdout.pause();
  }

  goOn(): void {
    this.child.stdout.resume();
  }

  /** Closes the pipe for good. */
  hangUp(): void {
    this.child.stdout.destroy();
  }

  /** Sends it a signal. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exit code after this signal, or without one when it ends by itself. */
  async end(signal?: NodeJS.Signals): Promise<number | null | undefined> {
    if (signal) this.child.kill(signal);
    if (!(await settles(() => this.code !== undefined, 15_000))) {
      this.child.kill('SIGKILL');
      throw new Error('it did not end');
    }
    return this.code;
  }

  private read(part: string): void {
    const lines = (this.rest + part).split('\n');
    this.rest = lines.pop() ?? '';
    this.lines.push(...lines);
  }
}

/** A running `csd watch`, and its events so far. */
export class Watcher extends Lines {
  constructor(sandbox: Sandbox, args: string[] = [], env: Record<string, string> = {}) {
    super(sandbox, ['watch', ...args], env);
  }

  get events(): Event[] {
    return this.lines.map((line) => JSON.parse(line) as Event);
  }

  /** Its events in short: `changed job working`. */
  get told(): string[] {
    return this.events.map((event) => {
      const state = 'state' in event ? ` ${(event.state as { status: string }).status}` : '';
      return 'session' in event ? `${event.type} ${event.session}${state}` : event.type;
    });
  }

  /** Waits until it has reported this: words of `told`, or an event that satisfies a test. */
  tells(what: string | ((told: string[], events: Event[]) => boolean)): Promise<void> {
    return this.until(() => (typeof what === 'string' ? this.told.includes(what) : what(this.told, this.events)));
  }
}
