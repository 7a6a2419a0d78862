import type { Screen } from '../../detect/screen/screen.ts';
import { beginAlike } from '../../detect/screen/shown-turn.ts';
import type { Entry, Signals } from '../../detect/verdict/signals.ts';

/**
 * What a fixture keeps of the last prompt that csd sent: everything that a verdict needs of an `Entry`, and no text.
 * Times are ms since 1970 and are shifted like all others.
 */
export interface KeptEntry extends Omit<Entry, 'start' | 'transcript' | 'conversation' | 'earlier'> {
  /** Which of the fixture's `drawnPrompts`, which are masked, begin like it. */
  alike: number[];
  /** How many lines of the recorded transcript came before it; `null` if it was entered into another file. */
  lines?: number | null;
}

/** Describes the observation's entry; `undefined` if there is none. `kept`: the recorded part of the transcript. */
export function keepEntry(
  { entry, screen }: Signals,
  kept: { path: string; text: string; start: number } | undefined,
): KeptEntry | undefined {
  if (!entry) return undefined;
  const { start, transcript, conversation: _, earlier: __, ...rest } = entry;
  const drawn = screen.kind === 'seen' ? drawnPrompts(screen.screen) : [];
  const alike = [...drawn.keys()].filter((n) => beginAlike(drawn[n] ?? '', start));
  if (transcript === undefined) return { ...rest, alike };
  const isSame = kept !== undefined && kept.path === transcript.path;
  return { ...rest, alike, lines: isSame ? linesBefore(kept.text, transcript.size - kept.start) : null };
}

/** The prompts of the conversation on a screen, including that of its newest turn. */
export function drawnPrompts({ prompts, shown }: Screen): string[] {
  return shown?.prompt === undefined ? prompts : [...prompts, shown.prompt];
}

/** How many lines of a text begin within its first bytes. */
function linesBefore(text: string, bytes: number): number {
  if (bytes <= 0) return 0;
  const before = Buffer.from(text).subarray(0, bytes).toString();
  return before.split('\n').length - (before.endsWith('\n') ? 1 : 0);
}
