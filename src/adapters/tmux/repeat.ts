import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createClock } from '../create-clock.ts';
import { argvOf, type Commands, TIMEOUT_MS, type TmuxOptions } from './run-tmux.ts';

/** A tmux call that is made repeatedly. */
export interface RepeatedCall {
  /** Makes the call and returns its output, `undefined` if it failed. A call in progress is shared. */
  run(): Promise<string | undefined>;
  /** Ends the process behind it; a call in progress fails. The next `run` starts it again. */
  end(): void;
}

/** Makes the call for each line it reads, and ends with its input. */
const SHELL = 'while read -r _; do "$0" "$@" </dev/null 2>/dev/null; printf "\\nend %s\\n" $?; done';
const ANSWERED = /\nend (\d+)\n$/;

/**
 * Prepares a call that a small shell makes on request: starting a program from Node itself costs 3 ms of CPU, because
 * the system first copies its memory tables. The shell starts with the first call, keeps no process alive, and ends
 * with this process, however that ends.
 */
export function repeatTmux(options: TmuxOptions, socket: string | undefined, commands: Commands): RepeatedCall {
  return new ShellCall(options, argvOf(socket, commands));
}

class ShellCall implements RepeatedCall {
  private shell: ChildProcess | undefined;
  private current: Promise<string | undefined> | undefined;
  private answer: (printed: string | undefined) => void = () => undefined;

  constructor(
    private readonly options: TmuxOptions,
    private readonly argv: string[],
  ) {}

  run(): Promise<string | undefined> {
    this.current ??= this.ask().finally(() => {
      this.current = undefined;
    });
    return this.current;
  }

  end(): void {
    const { shell } = this;
    this.shell = undefined;
    this.answer(undefined);
    // Together with its call, which may hang: the shell leads its own process group.
    if (shell?.pid !== undefined) killGroup(shell.pid);
  }

  private async ask(): Promise<string | undefined> {
    const answered = new Promise<string | undefined>((done) => {
      this.answer = done;
    });
    this.shell ??= this.start();
    this.shell.stdin?.write('\n');
    const over = new AbortController();
    const late = createClock().sleep(this.options.timeoutMs ?? TIMEOUT_MS, over.signal);
    late.then(
      () => this.end(),
      () => undefined,
    );
    return answered.finally(() => over.abort('answered'));
  }

  private start(): ChildProcess {
    const { env, program = 'tmux' } = this.options;
    const stdio = ['pipe', 'pipe', 'ignore'] as const;
    const shell = spawn('/bin/sh', ['-c', SHELL, program, ...this.argv], {
      cwd: '/',
      env,
      stdio: [...stdio],
      detached: true,
    });
    shell.unref();
    for (const stream of [shell.stdin, shell.stdout]) (stream as Socket | null)?.unref?.();
    const fail = () => {
      if (this.shell !== shell) return;
      this.shell = undefined;
      this.answer(undefined);
    };
    let printed = '';
    shell.stdout?.setEncoding('utf8').on('data', (part: string) => {
      printed += part;
      const code = ANSWERED.exec(printed)?.[1];
      if (code === undefined) return;
      if (this.shell === shell) this.answer(code === '0' ? printed.replace(ANSWERED, '') : undefined);
      printed = '';
    });
    shell.stdin?.on('error', fail);
    shell.on('error', fail);
    shell.on('exit', fail);
    return shell;
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
