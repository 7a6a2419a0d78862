import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Question } from '../../ports/processes.ts';

/** Asks a program through its standard streams, see `Processes.ask`. */
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
      // Its child processes may keep the pipes open.
      child.stdout.destroy();
    };
    const rows = createInterface({ input: child.stdout });
    rows.on('line', (line) => {
      if (isAnswer(line)) end(line);
    });
    child.on('error', () => end(undefined));
    child.on('exit', () => end(undefined));
    // A program that has ended reads no more lines.
    child.stdin.on('error', () => undefined);
    child.stdin.write(lines.map((line) => `${line}\n`).join(''));
  });
}
