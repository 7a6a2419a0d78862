import type { Screen } from '../detect/screen.ts';
import type { TurnFacts } from '../detect/turn.ts';
import { isSamePrompt, isStartOf } from './echo.ts';
import type { Observation } from './observe.ts';

/** What became of a prompt and which signal showed it. */
export interface Proof {
  outcome: 'submitted' | 'queued';
  confirmed_by: 'hook' | 'transcript' | 'status_file' | 'screen';
}

/** Agent and `csd` read the same clock, but a record can be stamped a moment before its key was counted, in ms. */
const STAMP_SLACK_MS = 50;

/** Proof that the agent took the prompt for a turn, or into its queue. `since`: when Enter was pressed, ms since 1970. */
export function proveTurn(seen: Observation, before: Observation, text: string, since: number): Proof | undefined {
  if (hasHook(seen, before, text)) return { outcome: 'submitted', confirmed_by: 'hook' };
  const found = findRecord(seen, before, text, since);
  if (found) return { outcome: found.queued && isWorking(seen) ? 'queued' : 'submitted', confirmed_by: 'transcript' };
  const screen = screenOf(seen);
  if (screen?.composer?.draft !== '') return undefined;
  if (isWorking(before)) return screen.queuedHint ? { outcome: 'queued', confirmed_by: 'screen' } : undefined;
  const status = seen.signals.statusFile.kind === 'read' ? seen.signals.statusFile.status : undefined;
  if (status?.status === 'busy' && status.updatedAt >= since - STAMP_SLACK_MS) {
    return { outcome: 'submitted', confirmed_by: 'status_file' };
  }
  return screen.activity ? { outcome: 'submitted', confirmed_by: 'screen' } : undefined;
}

/**
 * Proof that the agent ran one of its own commands, which leaves no prompt behind: it ended, its record stands in the
 * transcript, a menu or view opened, or the conversation shows the command. `unknown` when it says that there is none.
 */
export function proveCommand(
  seen: Observation,
  before: Observation,
  text: string,
  since: number,
  unknown: RegExp,
): Proof | 'unknown' | undefined {
  const submitted: Proof = { outcome: 'submitted', confirmed_by: 'screen' };
  if (seen.verdict.state.status === 'dead') return submitted;
  const ran = turnOf(seen)?.command;
  if (ran?.at !== undefined && ran.at >= since - STAMP_SLACK_MS && text.trim().startsWith(ran.name)) {
    return { outcome: 'submitted', confirmed_by: 'transcript' };
  }
  const [now, then] = [screenOf(seen), screenOf(before)];
  if (!now) return undefined;
  if (countRows(now, (row) => unknown.test(row)) > (then ? countRows(then, (row) => unknown.test(row)) : 0))
    return 'unknown';
  if (now.menu || now.overlay) return submitted;
  if (now.composer?.draft !== '') return undefined;
  const shown = (row: string) => row.replace(/^\S\s+/, '').trim() === text.trim() && !/^\s/.test(row);
  const above = (screen: Screen) => countRows(screen, shown, screen.composer?.top ?? 0);
  return above(now) > (then ? above(then) : 0) ? submitted : undefined;
}

/** True while a turn is in flight. */
export function isWorking({ verdict }: Observation): boolean {
  return verdict.state.status === 'working';
}

/** The agent reported this prompt after `before`; says nothing where it reports no events. */
function hasHook(seen: Observation, before: Observation, text: string): boolean {
  const [now, then] = [seen.signals.hooks, before.signals.hooks];
  if (now?.kind !== 'read' || then?.kind !== 'read') return false;
  return now.hooks.events.some(
    ({ end, prompt, cut }) =>
      end > then.hooks.end && prompt !== undefined && (cut ? isStartOf(prompt, text) : isSamePrompt(prompt, text)),
  );
}

function findRecord(seen: Observation, before: Observation, text: string, since: number) {
  const earlier = turnOf(before)?.prompts.length ?? 0;
  return turnOf(seen)
    ?.prompts.filter(
      (prompt, index) =>
        isSamePrompt(prompt.text, text) &&
        (prompt.at === undefined ? index >= earlier : prompt.at >= since - STAMP_SLACK_MS),
    )
    .at(-1);
}

function turnOf({ signals }: Observation): TurnFacts | undefined {
  return signals.transcript.kind === 'read' ? signals.transcript.turn : undefined;
}

function screenOf({ signals }: Observation): Screen | undefined {
  return signals.screen.kind === 'seen' ? signals.screen.screen : undefined;
}

function countRows(screen: Screen, test: (row: string) => boolean, end = screen.rows.length): number {
  return screen.rows.slice(0, end).filter((row) => test(row.text)).length;
}
