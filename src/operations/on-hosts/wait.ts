import { CsdError } from '../../contract/errors.ts';

/** The output of `wait` for the sessions of one machine. */
export interface WaitOutput {
  outcome: string;
  session: string;
  state: unknown;
  usage?: unknown;
  sessions: { session: string; state: unknown; standing: string; usage?: unknown }[];
}

/** One part of a wait: it starts when called, and the signal ends it early. */
export type WaitPart = (signal: AbortSignal) => Promise<WaitOutput>;

/**
 * Waits for sessions of several machines at once, as `wait` does for those of one machine: with `any` the first that is
 * done ends the wait; a death or the timeout always does. `glance` gets the current states of a part that was ended
 * early. Throws the first failure of a part.
 */
export async function waitForParts(
  parts: readonly WaitPart[],
  {
    any,
    order,
    glance,
  }: { any: boolean; order: readonly string[]; glance(part: number): Promise<WaitOutput['sessions']> },
): Promise<WaitOutput> {
  const stop = new AbortController();
  const outputs: (WaitOutput | undefined)[] = parts.map(() => undefined);
  try {
    await new Promise<void>((done, fail) => {
      let left = parts.length;
      parts.forEach((part, n) => {
        part(stop.signal).then((output) => {
          outputs[n] = output;
          left--;
          if (left === 0 || endsAll(output, any)) done();
        }, fail);
      });
    });
  } finally {
    stop.abort(new Error('another session has ended the wait'));
  }
  const sessions = await Promise.all(outputs.map(async (output, n) => output?.sessions ?? glance(n)));
  const rows = new Map(sessions.flat().map((row) => [row.session, row]));
  const ended = outputs.filter((output) => output !== undefined);
  const about = aboutOf(ended, any, order);
  return { ...about, sessions: order.flatMap((name) => rows.get(name) ?? []) };
}

function endsAll({ outcome, sessions }: WaitOutput, any: boolean): boolean {
  if (outcome === 'timed_out') return false;
  return any || sessions.some(({ standing }) => standing === 'dead');
}

/** The part that the outcome is about: one with a death, one that timed out, or the first that is not done. */
function aboutOf(ended: WaitOutput[], any: boolean, order: readonly string[]): WaitOutput {
  const sorted = [...ended].sort((a, b) => order.indexOf(a.session) - order.indexOf(b.session));
  const late = sorted.find(({ outcome }) => outcome === 'timed_out');
  const there = sorted.filter(({ outcome }) => outcome !== 'timed_out');
  const died = there.find(({ sessions }) => sessions.some(({ standing }) => standing === 'dead'));
  const open = there.find(({ outcome }) => outcome !== 'reached');
  const found = any ? (open ?? there[0] ?? late) : (died ?? late ?? open ?? sorted[0]);
  if (found === undefined) throw new CsdError('internal', 'a wait ended without a session');
  return found;
}
