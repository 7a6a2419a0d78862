import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Question } from '../../ports/processes.ts';

/** Asks a program by its standard streams, as `ask` of the port says. */
export function askProgram(
  program: string,
  args: string[],
  { cwd, env, lines, isAnswer }: Question,
  timeoutMs: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: env as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const end = (answer: string | undefined) => {
      resolve(answer);
      rows.close();
      child.kill('SIGKILL');
      // What it has started may hold the pipes open.
      child.stdout.destroy();
    };
    const rows = createInterface({ input: child.stdout });
    rows.on('line', (line) => {
      if (isAnswer(line)) end(line);
    });
    child.on('error', () => end(undefined));
    child.on('exit', () => end(undefined));
    // One that has ended takes no more lines.
    child.stdin.on('error', () => undefined);
    child.stdin.write(lines.map((line) => `${line}\n`).join(''));
  });
}
