import type { Screen } from '../../../detect/screen/screen.ts';
import { beginAlike } from '../../../detect/screen/shown-turn.ts';
import { countEarlier, countPrompts } from '../../../detect/verdict/entry.ts';
import { screenOf, statusOf, turnOf } from '../../../detect/verdict/signals.ts';
import type { Observation } from '../../session/observation.ts';
import { isSamePrompt, isStartOf } from '../match-paste.ts';
import { requireScreen } from '../preconditions.ts';

/** What happened to a prompt and which signal showed it. */
export interface Proof {
  outcome: 'submitted' | 'queued';
  confirmed_by: 'hook' | 'transcript' | 'status_file' | 'screen';
}

/** Agent and `csd` read the same clock, but a record's timestamp can be slightly earlier than the key's, in ms. */
const STAMP_SLACK_MS = 50;

/**
 * Proof that the agent started a turn with the prompt or queued it: its record, or its row among the queued prompts.
 * `since`: when Enter was pressed, ms since 1970.
 */
export function proveTurn(seen: Observation, before: Observation, text: string, since: number): Proof | undefined {
  const found = findRecord(seen, text, since);
  return found && { outcome: found.queued && isWorking(before) ? 'queued' : 'submitted', confirmed_by: 'transcript' };
}

/**
 * True if the hint about queued prompts is new and the composer empty: the prompt is queued, or a hook is examining it.
 */
export function isNewInQueue(seen: Observation, before: Observation): boolean {
  const screen = screenOf(seen.signals.screen);
  if (screen?.composer?.draft !== '' || !isWorking(before)) return false;
  return screen.queuedHint && !screenOf(before.signals.screen)?.queuedHint;
}

/**
 * A sign that the agent accepted the prompt and works on it: its hook was called, it is busy, or a turn is drawn. One
 * of the user's hooks can still refuse the prompt, which 2.1.158 and 2.1.332 decide while they are busy.
 */
export function findSign(seen: Observation, before: Observation, text: string, since: number): Proof | undefined {
  if (hasHook(seen, before, text)) return { outcome: 'submitted', confirmed_by: 'hook' };
  const screen = screenOf(seen.signals.screen);
  if (screen?.composer?.draft !== '') return undefined;
  if (isWorking(before)) return screen.queuedHint ? { outcome: 'queued', confirmed_by: 'screen' } : undefined;
  const status = statusOf(seen.signals.statusFile);
  if (status?.status === 'busy' && status.updatedAt >= since - STAMP_SLACK_MS) {
    return { outcome: 'submitted', confirmed_by: 'status_file' };
  }
  return screen.activity ? { outcome: 'submitted', confirmed_by: 'screen' } : undefined;
}

/** True while the screen ends in this prompt, unanswered. */
export function isEchoed(seen: Observation, text: string): boolean {
  const { newestPrompt } = screenOf(seen.signals.screen) ?? {};
  return newestPrompt !== undefined && beginAlike(newestPrompt, text);
}

/** True if the screen shows this prompt with an answer. */
export function isAnswered(seen: Observation, text: string): boolean {
  const { shown } = screenOf(seen.signals.screen) ?? {};
  return shown?.answered === true && shown.prompt !== undefined && beginAlike(shown.prompt, text);
}

/**
 * True if the agent's own status has changed since Enter was pressed, or the screen shows one more prompt with this
 * text.
 */
export function hasStirred(seen: Observation, before: Observation, text: string, since: number): boolean {
  if ((statusOf(seen.signals.statusFile)?.updatedAt ?? 0) >= since - STAMP_SLACK_MS) return true;
  const [now, then] = [screenOf(seen.signals.screen), screenOf(before.signals.screen)];
  return now !== undefined && countPrompts(now, text) > (then ? countEarlier(then, text) : 0);
}

/** Why one of the user's hooks refused the prompt: its message, from the transcript or else the screen. */
export function findRefusal(seen: Observation, before: Observation, refused: RegExp | undefined): string | undefined {
  const reason = turnOf(seen.signals.transcript)?.since?.refused;
  if (reason !== undefined || !refused) return reason;
  const [now, then] = [screenOf(seen.signals.screen), screenOf(before.signals.screen)];
  const isRow = (row: string) => refused.test(row);
  if (!now || countRows(now, isRow) <= (then ? countRows(then, isRow) : 0)) return undefined;
  const texts = now.rows.map(({ text }) => text);
  const at = texts.findLastIndex(isRow);
  const end = texts.findIndex((row, n) => n > at && row.trim() === '');
  const rows = [refused.exec(texts[at] ?? '')?.[1] ?? '', ...texts.slice(at + 1, end === -1 ? undefined : end)];
  return rows
    .map((row) => row.trim())
    .join(' ')
    .trim();
}

/**
 * Proof that the agent ran one of its own commands, which leaves no prompt behind: it ended, its record is in the
 * transcript, a menu or view opened, or the conversation shows the command. `unknown` if the agent says that there is
 * no such command.
 */
export function proveCommand(
  seen: Observation,
  before: Observation,
  { text, since }: { text: string; since: number },
  unknown: RegExp,
): Proof | 'unknown' | undefined {
  const submitted: Proof = { outcome: 'submitted', confirmed_by: 'screen' };
  if (seen.verdict.state.status === 'dead') return submitted;
  const ran = turnOf(seen.signals.transcript)?.command;
  if (ran?.at !== undefined && ran.at >= since - STAMP_SLACK_MS && text.trim().startsWith(ran.name)) {
    return { outcome: 'submitted', confirmed_by: 'transcript' };
  }
  const [now, then] = [screenOf(seen.signals.screen), screenOf(before.signals.screen)];
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

/** The agent reported this prompt after `before`; false if it reports no events. */
function hasHook(seen: Observation, before: Observation, text: string): boolean {
  const [now, then] = [seen.signals.hooks, before.signals.hooks];
  if (now?.kind !== 'read' || then?.kind !== 'read') return false;
  return now.hooks.events.some(
    ({ end, prompt, cut }) =>
      end > then.hooks.end && prompt !== undefined && (cut ? isStartOf(prompt, text) : isSamePrompt(prompt, text)),
  );
}

/** The prompt's record: younger than the key, or behind the transcript's end at that time. */
function findRecord(seen: Observation, text: string, since: number) {
  const turn = turnOf(seen.signals.transcript);
  const record = turn?.prompts.findLast((prompt) => isSamePrompt(prompt.text, text));
  const isBehind = turn?.since !== undefined && (turn.since.prompts > 0 || turn.since.enqueued);
  const isYounger = record?.at !== undefined && record.at >= since - STAMP_SLACK_MS;
  return isYounger || isBehind ? record : undefined;
}

function countRows(screen: Screen, test: (row: string) => boolean, end = screen.rows.length): number {
  return screen.rows.slice(0, end).filter((row) => test(row.text)).length;
}

/** How many rows the composer has, 0 if none is drawn. */
export function rowsOf(seen: Observation): number {
  const { composer } = requireScreen(seen);
  return composer ? composer.bottom - composer.top : 0;
}
