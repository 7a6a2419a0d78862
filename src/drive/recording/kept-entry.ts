import type { Screen } from '../../detect/screen/screen.ts';
import { beginAlike } from '../../detect/screen/shown-turn.ts';
import type { Entry, Signals } from '../../detect/verdict/signals.ts';

/**
 * What a fixture keeps of the prompt that csd entered last: all that a verdict needs of an `Entry`, and no text. Times are
 * ms since 1970 and are shifted like all others.
 */
export interface KeptEntry extends Omit<Entry, 'start' | 'transcript'> {
  /** Which of `drawnPrompts` of the fixture's screen begin like it: it holds those as they were masked. */
  alike: number[];
  /** How many lines of the recorded transcript stood before it; `null` where it was entered into another file. */
  lines?: number | null;
}

/** Describes the entry of what was observed; `undefined` where there is none. `kept`: the part of the transcript that is recorded. */
export function keepEntry(
  { entry, screen }: Signals,
  kept: { path: string; text: string; start: number } | undefined,
): KeptEntry | undefined {
  if (!entry) return undefined;
  const { start, transcript, ...rest } = entry;
  const drawn = screen.kind === 'seen' ? drawnPrompts(screen.screen) : [];
  const alike = [...drawn.keys()].filter((n) => beginAlike(drawn[n] ?? '', start));
  if (transcript === undefined) return { ...rest, alike };
  const isSame = kept !== undefined && kept.path === transcript.path;
  return { ...rest, alike, lines: isSame ? linesBefore(kept.text, transcript.size - kept.start) : null };
}

/** The prompts of the conversation that a screen shows, with that of its newest turn. */
export function drawnPrompts({ prompts, shown }: Screen): string[] {
  return shown?.prompt === undefined ? prompts : [...prompts, shown.prompt];
}

/** How many lines of a text begin in its first so many bytes. */
function linesBefore(text: string, bytes: number): number {
  if (bytes <= 0) return 0;
  const before = Buffer.from(text).subarray(0, bytes).toString();
  return before.split('\n').length - (before.endsWith('\n') ? 1 : 0);
}
