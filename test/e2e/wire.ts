import { execFileSync } from 'node:child_process';

/** Counted within this process, so that no two wires share a name or an address. */
let count = 0;

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

/** A network namespace, and its only wire: when that is unplugged, everything sent is lost silently. */
export class Wire {
  readonly namespace: string;
  /** Its address inside. */
  readonly address: string;
  private readonly near: string;

  constructor() {
    const n = count++;
    const id = `csd${process.pid % 100_000}w${n}`;
    this.namespace = id;
    this.near = `${id}a`;
    const block = `10.231.${process.pid % 256}`;
    this.address = `${block}.${4 * n + 2}`;
    ip('netns', 'add', id);
    try {
      ip('link', 'add', this.near, 'type', 'veth', 'peer', 'name', `${id}b`);
      ip('link', 'set', `${id}b`, 'netns', id);
      ip('address', 'add', `${block}.${4 * n + 1}/30`, 'dev', this.near);
      ip('-n', id, 'address', 'add', `${this.address}/30`, 'dev', `${id}b`);
      ip('-n', id, 'link', 'set', 'lo', 'up');
      ip('-n', id, 'link', 'set', `${id}b`, 'up');
      this.plug();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The command prefix that runs a program inside. */
  inside(program: string, args: string[]): [string, string[]] {
    return ['ip', ['netns', 'exec', this.namespace, program, ...args]];
  }

  pull(): void {
    ip('link', 'set', this.near, 'down');
  }

  plug(): void {
    ip('link', 'set', this.near, 'up');
  }

  dispose(): void {
    for (const words of [
      ['link', 'del', this.near],
      ['netns', 'del', this.namespace],
    ]) {
      try {
        ip(...words);
      } catch {
        // It was not created, or was removed with the other.
      }
    }
  }
}

/** Why machines cannot have their own network here; `undefined` if they can. */
export const noWires = (() => {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  try {
    new Wire().dispose();
    return undefined;
  } catch (error) {
    return `no network namespace can be made: ${(error as Error).message.split('\n').at(-2) ?? ''}`;
  }
})();
