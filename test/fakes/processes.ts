import type { Processes, ProcessFacts, ProcessLook, Question, Standing } from '../../src/ports/processes.ts';

/** Processes by id, and programs by name or path; `signals` lists the sent signals. */
export class FakeProcesses implements Processes {
  readonly userId = 1000;
  readonly programs = new Map<string, string>();
  readonly outputs = new Map<string, string>();
  /** Living processes and their start marks. */
  readonly living = new Map<number, string>();
  /** Files that processes hold open; `undefined` if the platform does not report them. */
  open: Map<number, string[]> | undefined = new Map();
  readonly signals: [number, string][] = [];
  /** The result of `list` for the living ones that are described here; their marks are those of `living`. */
  readonly described = new Map<number, Omit<ProcessFacts, 'pid' | 'mark' | 'standing'>>();
  /** The job-control state of processes; in the foreground unless set. */
  readonly stands = new Map<number, Standing>();
  readonly places = new Map<number, { folder?: string; program?: string }>();
  /** Signals that end a process; a stubborn one needs SIGKILL. */
  endsOn: string[] = ['SIGTERM', 'SIGKILL'];

  async find(program: string): Promise<string | undefined> {
    return this.programs.get(program);
  }

  /** Detached programs that were started. */
  readonly apart: string[][] = [];

  async startApart(program: string, args: string[]): Promise<void> {
    this.apart.push([program, ...args]);
  }

  async output(program: string): Promise<string | undefined> {
    return this.outputs.get(program);
  }

  /** The lines that a program prints when it is asked. */
  readonly answers = new Map<string, string[]>();

  async ask(program: string, _args: string[], { isAnswer }: Question): Promise<string | undefined> {
    return this.answers.get(program)?.find(isAnswer);
  }

  isAlive(pid: number): boolean {
    return this.living.has(pid);
  }

  async startedAt(pid: number): Promise<string | undefined> {
    return this.living.get(pid);
  }

  async look(pid: number): Promise<ProcessLook | undefined> {
    const mark = this.living.get(pid);
    return mark === undefined ? undefined : { mark, standing: this.stands.get(pid) ?? 'foreground' };
  }

  async list(variables: string[]): Promise<ProcessFacts[]> {
    return [...this.described].flatMap(([pid, facts]) => {
      const mark = this.living.get(pid);
      const asked = Object.entries(facts.environment).filter(([name]) => variables.includes(name));
      const standing = facts.terminal === '' ? 'none' : (this.stands.get(pid) ?? 'foreground');
      return mark === undefined ? [] : [{ pid, mark, ...facts, standing, environment: Object.fromEntries(asked) }];
    });
  }

  async place(pid: number): Promise<{ folder?: string; program?: string }> {
    return this.places.get(pid) ?? {};
  }

  /** Children of processes, and their children. */
  readonly families = new Map<number, number[]>();

  async descendants(pid: number): Promise<number[]> {
    return this.families.get(pid) ?? [];
  }

  /** The processor time that processes have used, ms. */
  readonly cpu = new Map<number, number>();

  async cpuMs(pid: number): Promise<number | undefined> {
    return this.cpu.get(pid);
  }

  async openFiles(pid: number, wanted: (path: string) => boolean): Promise<string[] | undefined> {
    return this.open && (this.open.get(pid) ?? []).filter(wanted);
  }

  terminate(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
    this.signals.push([pid, signal]);
    if (this.endsOn.includes(signal)) this.living.delete(pid);
  }
}
