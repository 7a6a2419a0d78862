import type { ComposerGrammar } from '../../../detect/agent/backend.ts';
import { compareEcho, type EchoMatch, squeeze } from '../match-paste.ts';

/** What the agent made of a prompt with image paths. `taken` is the prompt as the agent will record it. */
export interface Attached {
  match: EchoMatch | 'lost';
  taken: string;
}

/** Where an agent splits a paste into paths: at line ends, and at a blank before the root of a file system. */
const PIECES = /[\r\n]+|(?<![ \t])[ \t]+(?=\/|[A-Za-z]:\\)/;

/**
 * Compares a draft that has attachments with the prompt whose paths became them; `undefined` if it has none except
 * those that the prompt itself spells out. The rest of the prompt stays as text, in order. Files that the agent cannot
 * open stay too, or, on some releases, are left out (`lost`). `collapsed` as for `compareEcho`.
 */
export function readAttached(
  draft: string,
  prompt: string,
  { attachment }: Pick<ComposerGrammar, 'attachment'>,
  collapsed: RegExp | false,
): Attached | undefined {
  if (!attachment) return undefined;
  const tokens = draft.match(attachment.token) ?? [];
  const attached = tokens.length - (prompt.match(attachment.token)?.length ?? 0);
  if (attached <= 0) return undefined;
  const plain = prompt.replaceAll(attachment.token, '');
  const pieces = plain.split(PIECES).map((text) => ({ text, image: attachment.path.test(text.trim()) }));
  const images = pieces.filter(({ image }) => image).length;
  if (attached > images) {
    const repeated = images > 0 && attached % images === 0;
    return { match: repeated ? 'repeated' : 'foreign', taken: draft };
  }
  const rest = draft.replaceAll(attachment.token, '');
  const left = pieces.filter(({ image }) => !image).map(({ text }) => text);
  if (collapsed || rest.trim() === '') {
    const match = left.length === 0 ? 'whole' : compareEcho(rest, left.join('\n'), collapsed);
    if (match !== 'empty') return { match: lostUnless(attached === images, match), taken: join(tokens, left) };
  }
  const skipped = countSkipped(squeeze(rest), pieces);
  if (skipped === attached) return { match: 'whole', taken: draft };
  if (skipped !== undefined) return { match: 'lost', taken: draft };
  const match = compareEcho(rest, left.join('\n'), collapsed);
  return { match: match === 'empty' ? 'part' : match, taken: join(tokens, left) };
}

function join(tokens: string[], left: string[]): string {
  return [tokens.join(' '), ...left].join('\n');
}

function lostUnless(all: boolean, match: EchoMatch): Attached['match'] {
  return match === 'whole' && !all ? 'lost' : match;
}

/**
 * How many images must be left out of the pieces so that the others, in order, make up the whole text; `undefined` if
 * impossible.
 */
function countSkipped(text: string, pieces: { text: string; image: boolean }[]): number | undefined {
  // The positions in the text that the pieces so far may have reached, each with the fewest images left out.
  let reached = new Map([[0, 0]]);
  for (const piece of pieces) {
    const letters = squeeze(piece.text);
    const next = new Map<number, number>();
    const keep = (at: number, skipped: number) => next.set(at, Math.min(skipped, next.get(at) ?? skipped));
    for (const [at, skipped] of reached) {
      if (text.startsWith(letters, at)) keep(at + letters.length, skipped);
      if (piece.image) keep(at, skipped + 1);
    }
    reached = next;
  }
  return reached.get(text.length);
}
