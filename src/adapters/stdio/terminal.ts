import { spawn } from 'node:child_process';

/**
 * Gives this process's terminal to a program until it ends, and returns its exit code; 128 and more if a signal ended
 * it.
 */
export function runInTerminal(program: string, args: string[], signal: AbortSignal): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    const end = () => child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    child.on('error', fail);
    child.on('close', (code) => {
      signal.removeEventListener('abort', end);
      done(code ?? 128);
    });
  });
}
