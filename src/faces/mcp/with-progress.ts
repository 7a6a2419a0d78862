import type { FaceHost } from '../host.ts';

/** How often a long call reports its progress, ms. */
const PROGRESS_MS = 5000;

/** Tells a client that its call continues: `progress` is the seconds so far, `message` what happened. */
export type Report = (progress: number, message: string) => Promise<void>;

/**
 * Runs `body` and reports every few seconds, and through `say` at once; a report that cannot be sent ends the reports.
 */
export async function withProgress<T>(
  host: FaceHost,
  report: Report | undefined,
  body: (say: (message: string) => void) => Promise<T>,
): Promise<T> {
  if (report === undefined) return body(() => undefined);
  const started = host.now();
  const over = new AbortController();
  let told = 0;
  const say = async (message: string): Promise<void> => {
    if (over.signal.aborted) return;
    // Progress must increase with each report, even if two fall into one ms.
    told = Math.max(told + 0.001, (host.now() - started) / 1000);
    await report(told, message).catch(() => over.abort());
  };
  const beat = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await host.pause(PROGRESS_MS, over.signal).catch(() => undefined);
      await say(`waiting for ${Math.round((host.now() - started) / 1000)} s`);
    }
  };
  void beat();
  try {
    return await body((message) => void say(message));
  } finally {
    over.abort();
  }
}
