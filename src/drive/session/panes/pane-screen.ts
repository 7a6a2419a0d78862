import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { Context } from '../context.ts';
import { addressOf, isOurPane } from './pane.ts';

/**
 * The content of a session's pane: its rows joined by `
 * `, with SGR sequences and no other control characters. Sizes in cells.
 */
export interface View {
  [field: string]: unknown;
  screen: string;
  width: number;
  height: number;
  cursor: { x: number; y: number };
}

/**
 * The visible part of the session's pane; for a dead one its last content. Throws `dead` if the pane is gone, or
 * `tmux_failed`.
 */
export async function viewPane(ctx: Context, sidecar: Sidecar): Promise<View> {
  const [look] = await ctx.tmux.look([addressOf(sidecar)]);
  if (look?.kind === 'failed') throw new CsdError('tmux_failed', look.reason);
  if (look?.kind !== 'seen' || !isOurPane(look.capture, sidecar))
    throw new CsdError('dead', `the pane of session ${JSON.stringify(sidecar.name)} is gone: end it and start another`);
  const { screen, width, height, cursor } = look.capture;
  return { screen: keepColours(screen), width, height, cursor };
}

/** The newest lines of the pane with its scrollback, as plain text without trailing empty rows. */
export async function readNewest(ctx: Context, sidecar: Sidecar, lines: number): Promise<string> {
  const text = dropColours(keepColours(await ctx.tmux.history(addressOf(sidecar)))).trimEnd();
  return text.split('\n').slice(-lines).join('\n');
}

/**
 * SGR sequences; OSC, DCS and similar sequences up to their end; any other escape; other control characters except row
 * ends.
 */
const CONTROLS =
  /(\x1b\[[\d;:]*m)|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?|[\x00-\x09\x0b-\x1f\x7f-\x9f]/g;

/** The text with its colours and without anything else that acts on a terminal. */
export function keepColours(screen: string): string {
  return screen.replace(CONTROLS, (_all, colour: string | undefined) => colour ?? '');
}

/** The text without its colours. */
export function dropColours(screen: string): string {
  return screen.replace(/\x1b\[[\d;:]*m/g, '');
}
