import type { OverlayGrammar, ScreenGrammar } from '../agent/backend.ts';
import { blockAbove } from './completion-list.ts';
import type { Composer } from './composer.ts';
import type { Row } from './rows.ts';

/** The view that covers the conversation or a part of it, recognized by the rows above its composer or the last rows. */
export function findOverlay(
  rows: Row[],
  composer: Composer | undefined,
  grammar: ScreenGrammar,
): OverlayGrammar | undefined {
  const tail = rows.slice(composer ? Math.max(0, composer.top - 2) : -6);
  const list = composer?.draft ? blockAbove(rows, composer.top) : [];
  return grammar.overlays.find(
    ({ shows, completes, withComposer, top }) =>
      (!composer || withComposer) &&
      ((top ? rows.slice(0, 2) : tail).some(({ text }) => shows.test(text)) ||
        list.some(({ text }) => completes?.test(text))),
  );
}
