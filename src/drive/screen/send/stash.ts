import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { Composer } from '../../../detect/screen/composer.ts';
import { lookAt } from '../../observe/look-at.ts';
import type { Context } from '../../session/context.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { requireScreen } from '../preconditions.ts';
import { clearComposer, isGhost } from './paste.ts';

/** A draft that was removed from the composer, and whether it has been restored. */
export interface Stashed {
  stashed: string;
  restored: boolean;
}

/** The pause between two looks, in ms. */
const POLL_MS = 50;
/** A draft that changes within this time is being typed, in ms. */
const AT_REST_MS = 400;
/** How long the composer may take to be free again, and to show the draft, in ms each. */
const FREE_MS = 5000;
/** A composer may scroll if it has more rows than this. */
const MOST_ROWS = 5;
/** Cells at either side of the composer that no draft fills. */
const MARGIN = 4;

/**
 * Runs `body` with an empty composer and restores the draft afterwards, also if `body` throws. Throws `composer_busy`,
 * having changed nothing, for a draft that cannot be read exactly. If the composer does not become free, the draft is
 * not restored: it is in the result, or in the error.
 */
export async function withDraftStashed<T>(
  ctx: Context,
  sidecar: Sidecar,
  body: () => Promise<T>,
): Promise<T | (T & Stashed)> {
  const draft = await takeDraft(ctx, sidecar);
  if (draft === undefined) return body();
  try {
    const result = await body();
    return { ...result, stashed: draft, restored: await putBack(ctx, sidecar, draft) };
  } catch (error) {
    const restored = await putBack(ctx, sidecar, draft).catch(() => false);
    if (!(error instanceof CsdError)) throw error;
    throw new CsdError(error.code, error.message, { ...error.data, stashed: draft, restored }, { cause: error });
  }
}

/** Removes the draft; `undefined` if there is none, or a menu or mode that the sender refuses anyway. */
async function takeDraft(ctx: Context, sidecar: Sidecar): Promise<string | undefined> {
  const before = await readDraft(ctx, sidecar);
  if (!before || (await isGhost(ctx, sidecar, before.composer))) return undefined;
  await ctx.clock.sleep(AT_REST_MS, ctx.signal);
  const now = await readDraft(ctx, sidecar);
  const why =
    now?.composer.draft !== before.composer.draft ? 'someone is typing' : whyNotExact(now.composer, now.width);
  if (why !== undefined) {
    const message = `the draft in the composer of ${sidecar.name} cannot be set aside (${why}): send or clear it first`;
    throw new CsdError('composer_busy', message, { draft: before.composer.draft });
  }
  await clearComposer(ctx, sidecar);
  return now?.composer.draft;
}

async function readDraft(ctx: Context, sidecar: Sidecar) {
  const seen = await lookAt(ctx, sidecar);
  const { composer, menu, commandMode } = requireScreen(seen);
  if (!composer || menu || commandMode || composer.shell || composer.draft === '') return undefined;
  return { composer, width: seen.pane?.width ?? 0 };
}

/**
 * Why the screen does not show the draft exactly: it has text that is collapsed, scrolled away, or wrapped where a row
 * could end.
 */
function whyNotExact({ draft, pasted, attached, cut }: Composer, width: number): string | undefined {
  if (cut) return 'part of it is scrolled away';
  if (pasted) return 'it holds a collapsed paste';
  if (attached) return 'it holds an attachment';
  const rows = draft.split('\n');
  if (rows.length > MOST_ROWS) return `it has more than ${MOST_ROWS} rows`;
  const wraps = rows.some((row, n) => {
    const [next] = (rows[n + 1] ?? '').trimStart().split(' ');
    // A cell is one or two columns wide: counted as two, so that no wrapped text is taken for a separate row.
    return n + 1 < rows.length && cells(row) + 1 + cells(next ?? '') >= width - MARGIN;
  });
  return wraps ? 'it may be wrapped' : undefined;
}

function cells(text: string): number {
  return [...text].reduce((sum, char) => sum + (char < '\u0300' ? 1 : 2), 0);
}

/** Pastes the draft into an empty composer; false if there is none, or the draft does not appear. */
async function putBack(ctx: Context, sidecar: Sidecar, draft: string): Promise<boolean> {
  if (!(await showsWithin(ctx, sidecar, ''))) return false;
  await ctx.tmux.leaveMode(addressOf(sidecar));
  await ctx.tmux.paste(addressOf(sidecar), draft);
  return showsWithin(ctx, sidecar, draft);
}

async function showsWithin(ctx: Context, sidecar: Sidecar, draft: string): Promise<boolean> {
  const shown = await pollUntil(ctx, { withinMs: FREE_MS, everyMs: POLL_MS }, async () => {
    const { composer, menu } = requireScreen(await lookAt(ctx, sidecar));
    return (composer && !menu && composer.draft === draft) || undefined;
  });
  return shown === true;
}
