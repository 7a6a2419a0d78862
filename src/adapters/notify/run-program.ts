import { spawn } from 'node:child_process';
import { CsdError } from '../../contract/errors.ts';

/**
 * Runs a program without a shell, with this text on its standard input; its output is discarded. Throws `spawn_failed`.
 */
export function runProgram(argv: readonly string[], input: string, timeoutMs: number): Promise<void> {
  const [program = '', ...args] = argv;
  return new Promise((done, fail) => {
    const refuse = (why: string) => fail(new CsdError('spawn_failed', `${program}: ${why}`));
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    child.on('error', (error: NodeJS.ErrnoException) => refuse(error.code ?? 'it cannot be started'));
    child.on('close', (code, signal) => {
      if (code === 0) done();
      else refuse(signal ? `ended by ${signal} (it has ${timeoutMs / 1000} s)` : `exit code ${code}`);
    });
    // A program that does not read its input has not failed.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
