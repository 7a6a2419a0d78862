import { spawn, spawnSync } from 'node:child_process';

/** Set in the copy of a program that runs without network, to the pid of the process that started it. */
const INSIDE = 'CSD_LIVE_ISOLATED';

/** True in the copy that `rerunWithoutNetwork` started. */
export const isIsolated = (): boolean => process.env[INSIDE] !== undefined;

/**
 * Runs this program again in a network namespace with only loopback and returns its exit code; `undefined` if that is
 * not allowed, or has already happened.
 */
export async function rerunWithoutNetwork(): Promise<number | undefined> {
  if (isIsolated()) return undefined;
  const into = ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  if (spawnSync('unshare', [...into, 'true'], { stdio: 'ignore' }).status !== 0) return undefined;
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('unshare', [...into, ...again], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: String(process.pid) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 130)));
}

/**
 * Calls `body` once the program that started this copy has ended without notice, as by SIGKILL; checks every second.
 * Does nothing in a program that is not such a copy: a shell may leave it behind on purpose.
 */
export function onParentGone(body: () => void): void {
  if (!isIsolated()) return;
  const parent = Number(process.env[INSIDE]);
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    body();
  }, 1000);
  timer.unref();
}
