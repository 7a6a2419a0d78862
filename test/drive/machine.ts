import type { ProcessFacts } from '../../src/ports/processes.ts';
import type { FakeContext } from '../fakes/context.ts';
import type { FakePane } from '../fakes/tmux.ts';

/** The relevant data of a process; the rest is that of a shell in the foreground. */
interface Described extends Partial<Omit<ProcessFacts, 'pid' | 'mark'>> {
  words: string[];
}

/** The processes of a machine that a test describes, below the panes of its tmux. */
export class Machine {
  private next = 90_000;

  constructor(private readonly ctx: FakeContext) {}

  /** A pane with its first process. */
  pane(session: string, words: string[], more: Partial<Described> = {}): FakePane {
    const pane = this.ctx.tmux.add(session);
    pane.command = words[0] ?? '';
    this.describe(pane.pid, { words, parent: 1, terminal: `pts/${pane.pid}`, ...more });
    return pane;
  }

  /** A process below another, on its terminal. */
  child(parent: number, words: string[], more: Partial<Described> = {}): number {
    const pid = this.next++;
    const terminal = this.ctx.processes.described.get(parent)?.terminal ?? '';
    this.describe(pid, { words, parent, terminal, ...more });
    return pid;
  }

  /** The status file that claude writes for a process. */
  status(pid: number, fields: Record<string, unknown> = {}, config = '/home/me/.claude'): void {
    const at = this.ctx.clock.now();
    const status = {
      pid,
      sessionId: id(pid),
      cwd: '/work/app',
      kind: 'interactive',
      entrypoint: 'cli',
      status: 'idle',
    };
    this.ctx.files.put(`${config}/sessions/${pid}.json`, JSON.stringify({ ...status, updatedAt: at, ...fields }));
  }

  end(pid: number): void {
    this.ctx.processes.living.delete(pid);
  }

  private describe(pid: number, { standing, ...facts }: Described): void {
    const rest = { parent: 1, since: this.ctx.clock.now() - 60_000, terminal: '', environment: { HOME: '/home/me' } };
    this.ctx.processes.described.set(pid, { ...rest, ...facts });
    this.ctx.processes.living.set(pid, `start of ${pid}`);
    if (standing) this.ctx.processes.stands.set(pid, standing);
  }
}

/** A conversation's id derived from a process id. */
export const id = (pid: number) => `00000000-0000-4000-8000-${String(pid).padStart(12, '0')}`;
