import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { ComposerGrammar } from '../../../detect/agent/backend.ts';
import type { Composer } from '../../../detect/screen/composer.ts';
import { lookOnce } from '../../observe/look-at.ts';
import { backendOf } from '../../session/backend-of.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { compareEcho, isNearlyAll } from '../match-paste.ts';
import { requireScreen } from '../preconditions.ts';
import { type Attached, readAttached } from './attachments.ts';

/** The pause between two looks, in ms. */
const POLL_MS = 25;
/** A paste usually shows within 0.1 s; after this time it is late or lost, in ms. */
const ECHO_MS = 1500;
/** How long a stopped or starved agent may take to read its keys again, in ms. */
const BARRIER_MS = 15_000;
/** How many unchanged looks a draft that shows part of the prompt needs before it counts. */
const STILL_LOOKS = 4;

/** A prompt that is in the composer completely. */
export interface Pasted {
  /** How many pastes it took. */
  pastes: number;
  /** The prompt as the agent accepted it, and will record it: image paths may have become attachments. */
  taken: string;
  /** How long the composer took to show it, in ms: the agent takes as long to read another key. */
  shownMs: number;
}

/** How the composer's content relates to the prompt. */
type Echo = Attached;

/**
 * Puts the text into an empty composer as one paste. A paste is repeated only if a key typed after it has shown and the
 * paste has not: then a starting agent lost it. Throws `not_accepted` with `step: paste`, or `composer_busy` if someone
 * else types at the same time.
 */
export async function pasteWhole(ctx: Context, sidecar: Sidecar, text: string, retries: number): Promise<Pasted> {
  const address = addressOf(sidecar);
  for (let attempt = 1; attempt <= Math.max(1, retries); attempt++) {
    await ctx.tmux.leaveMode(address);
    const since = ctx.clock.elapsed();
    await ctx.tmux.paste(address, text);
    let echo = await waitForEcho(ctx, sidecar, text);
    if (echo.match === 'empty') echo = await waitBehindKey(ctx, sidecar, text);
    if (echo.match === 'whole') return { pastes: attempt, taken: echo.taken, shownMs: ctx.clock.elapsed() - since };
    if (echo.match !== 'empty') await clearComposer(ctx, sidecar);
    else if (!(await readComposer(ctx, sidecar))) throw notShown(sidecar, 'its composer can no longer be read');
    if (echo.match === 'lost') {
      const why = 'the agent attached only some of the images that the prompt names: check their paths';
      throw notShown(sidecar, why);
    }
  }
  throw notShown(sidecar, 'the composer never showed the prompt');
}

/** Waits until the composer shows the whole text, keeps showing something else, or shows nothing for 1.5 s. */
async function waitForEcho(ctx: Context, sidecar: Sidecar, text: string): Promise<Echo> {
  const grammar = backendOf(ctx, sidecar).screen.composer;
  let last: Echo = { match: 'empty', taken: text };
  let draft = '';
  let still = 0;
  const whole = await pollUntil(ctx, { withinMs: ECHO_MS, everyMs: POLL_MS }, async (): Promise<Echo | undefined> => {
    const composer = await readComposer(ctx, sidecar);
    last = echoOf(composer, text, grammar);
    if (last.match === 'whole') return last;
    const shown = composer?.draft ?? '';
    still = shown === draft && last.match !== 'empty' ? still + 1 : 0;
    draft = shown;
    const believed = ((isTall(text) || composer?.cut) && coversEnd(draft, text)) || isNearlyAll(draft, text);
    return last.match === 'part' && still >= STILL_LOOKS && believed ? { ...last, match: 'whole' } : undefined;
  });
  if (whole) return whole;
  if (last.match === 'foreign') throw mixed(sidecar, draft);
  return last;
}

async function waitBehindKey(ctx: Context, sidecar: Sidecar, text: string): Promise<Echo> {
  await passKey(ctx, sidecar);
  return waitForEcho(ctx, sidecar, text);
}

/**
 * Types a blank and removes it, waiting until the composer has shown it; presses nothing while a menu is open. Keys
 * arrive in order: anything typed before has then been read, or was lost. Throws `not_accepted` if the agent reads no
 * key for 15 s.
 */
export async function passKey(ctx: Context, sidecar: Sidecar): Promise<void> {
  const address = addressOf(sidecar);
  const first = await lookOnce(ctx, sidecar);
  // A menu would take the blank for a choice. Its opening key was read, so nothing typed before is still on its way.
  if (requireScreen(first).menu) return;
  const before = markOf(first);
  await ctx.tmux.press(address, [' ']);
  const shown = await pollUntil(
    ctx,
    { withinMs: BARRIER_MS, everyMs: POLL_MS },
    async () => markOf(await lookOnce(ctx, sidecar)) !== before || undefined,
  );
  if (!shown) throw notShown(sidecar, 'the agent does not read its keys');
  const { menu, composer } = requireScreen(await lookOnce(ctx, sidecar));
  if (composer && !menu) await ctx.tmux.press(address, ['BSpace']);
}

/**
 * True if the text in the composer is an unmarked ghost text: a typed blank makes it disappear. Only if the terminal's
 * cursor is before the text; the blank is removed, and a person's draft is unchanged.
 */
export async function isGhost(ctx: Context, sidecar: Sidecar, { atStart, draft }: Composer): Promise<boolean> {
  if (!atStart) return false;
  const address = addressOf(sidecar);
  await ctx.tmux.leaveMode(address);
  await ctx.tmux.press(address, [' ']);
  let seen: Composer | undefined;
  await pollUntil(ctx, { withinMs: ECHO_MS, everyMs: POLL_MS }, async () => {
    seen = await readComposer(ctx, sidecar);
    return seen?.atStart && seen.draft === draft ? undefined : true;
  });
  if (seen) await ctx.tmux.press(address, ['BSpace']);
  return seen?.draft === '';
}

/** What a typed blank changes: the position of the cursor, or the text in the composer. */
function markOf(seen: Observation): string {
  const { composer, menu } = requireScreen(seen);
  return JSON.stringify([seen.pane?.cursor, composer?.draft, menu?.body]);
}

async function readComposer(ctx: Context, sidecar: Sidecar): Promise<Composer | undefined> {
  const { composer, menu } = requireScreen(await lookOnce(ctx, sidecar));
  if (menu) throw notShown(sidecar, 'a menu opened while the prompt was being typed');
  return composer;
}

function echoOf(composer: Composer | undefined, text: string, grammar: ComposerGrammar): Echo {
  if (!composer) return { match: 'empty', taken: text };
  const collapsed = composer.pasted && grammar.collapsed;
  const attached = readAttached(composer.draft, text, grammar, collapsed);
  return attached ?? { match: compareEcho(composer.draft, text, collapsed), taken: text };
}

/** A composer of limited height shows the rows around its cursor, which is at the end of a paste. */
function coversEnd(draft: string, text: string): boolean {
  const tail = draft.replace(/\s+/g, '').slice(-12);
  return text.replace(/\s+/g, '').endsWith(tail);
}

function isTall(text: string): boolean {
  return text.split('\n').length > 3 || text.length > 300;
}

/**
 * Clears the composer row by row and makes sure that it is empty; only for text that csd typed or the agent gave back.
 */
export async function clearComposer(ctx: Context, sidecar: Sidecar): Promise<void> {
  const { clearRow, clearAhead } = backendOf(ctx, sidecar).input;
  for (let rows = 0; rows < 80; rows++) {
    const composer = await readComposer(ctx, sidecar);
    if (composer && composer.draft === '') return;
    await ctx.tmux.press(addressOf(sidecar), clearAhead === undefined ? [clearRow] : [clearRow, clearAhead]);
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
  throw new CsdError('not_accepted', `the composer of ${sidecar.name} could not be emptied`, { step: 'clear' });
}

function notShown(sidecar: Sidecar, why: string): CsdError {
  return new CsdError('not_accepted', `prompt not accepted by the TUI of ${sidecar.name}: ${why}`, { step: 'paste' });
}

function mixed(sidecar: Sidecar, draft: string): CsdError {
  const message = `someone else is typing into the composer of ${sidecar.name}: it was left as it is, with the prompt of csd in it`;
  return new CsdError('composer_busy', message, { step: 'paste', draft });
}
