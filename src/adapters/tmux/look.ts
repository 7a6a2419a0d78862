import type { Look, PaneAddress, PaneFacts } from '../../ports/tmux.ts';
import type { Commands, Ending } from './run-tmux.ts';

/** tmux refuses a command line above about 16 KB ("command too long"). */
const MAX_BYTES = 15_000;
/** Since 3.7 it also refuses one with more than 1000 words of any length (tested on 3.7c and 3.8). */
const MAX_WORDS = 950;
/**
 * Words of the command line, each command with the `;` before it: for the listing, for a pane in it, for a single pane.
 */
const LISTING_WORDS = 10;
const LISTED_WORDS = 5;
const SINGLE_WORDS = 11;
/** From this many panes of one server, listing all its panes costs less than asking for each pane's facts. */
const LISTED_FROM = 24;
/** The most bytes of the command line without the targets: for the listing, for a pane in it, for a single pane. */
const LISTING_BYTES = 350;
const LISTED_BYTES = 46;
const SINGLE_BYTES = 380;

const NUMBERS = [
  'pane_id',
  'pane_pid',
  'pane_dead',
  'pane_dead_status',
  'pane_dead_signal',
  'pane_in_mode',
  'cursor_x',
  'cursor_y',
  'cursor_flag',
  'pane_width',
  'pane_height',
  'bracket_paste_flag',
];
const TEXTS = ['session_name', 'pane_current_command', 'pane_title'];

/** Addresses on one server that fit into one command line, with their indexes in the caller's list. */
export interface Batch {
  socket: string | undefined;
  entries: { index: number; target: string }[];
  /** The facts come from one listing of all panes; all targets are then pane ids. */
  isListed: boolean;
}

/** Splits addresses by server, and by the length of the command line in bytes and words. */
export function batches(addresses: PaneAddress[]): Batch[] {
  const open = new Map<string, { batch: Batch; bytes: number; words: number }>();
  const all: Batch[] = [];
  const pinned = countPinned(addresses);
  for (const [index, { socket, target }] of addresses.entries()) {
    const isListed = isPinned(target) && (pinned.get(socket) ?? 0) >= LISTED_FROM;
    const bytes = (isListed ? LISTED_BYTES : SINGLE_BYTES) + 4 * Buffer.byteLength(target);
    const words = isListed ? LISTED_WORDS : SINGLE_WORDS;
    const key = `${isListed} ${socket}`;
    let current = open.get(key);
    if (!current || current.bytes + bytes > MAX_BYTES || current.words + words > MAX_WORDS) {
      current = { batch: { socket, entries: [], isListed }, bytes: LISTING_BYTES, words: LISTING_WORDS };
      open.set(key, current);
      all.push(current.batch);
    }
    current.bytes += bytes;
    current.words += words;
    current.batch.entries.push({ index, target });
  }
  return all;
}

/** The same panes, each asked separately. */
export function singly(batch: Batch): Batch[] {
  const size = Math.floor((MAX_BYTES - LISTING_BYTES) / (SINGLE_BYTES + 40));
  return cut({ ...batch, isListed: false }, size);
}

/** The same panes in two calls; a batch of one pane cannot be split. */
export function halves(batch: Batch): Batch[] {
  return cut(batch, Math.ceil(batch.entries.length / 2));
}

function cut(batch: Batch, size: number): Batch[] {
  const parts: Batch[] = [];
  for (let at = 0; at < batch.entries.length; at += size)
    parts.push({ ...batch, entries: batch.entries.slice(at, at + size) });
  return parts;
}

function isPinned(target: string): boolean {
  return /^%\d+$/.test(target);
}

function countPinned(addresses: PaneAddress[]): Map<string | undefined, number> {
  const counts = new Map<string | undefined, number>();
  for (const { socket, target } of addresses) if (isPinned(target)) counts.set(socket, (counts.get(socket) ?? 0) + 1);
  return counts;
}

/**
 * Commands that print the facts and the screen of each pane. `nonce` is a string that no screen contains; it separates
 * the fields, so no title or screen can be mistaken for another field. A missing pane is skipped, where a bare
 * `capture-pane` would end the whole call. tmux runs them all at one moment, so they are consistent: the screens of a
 * listing need no separators, because each has as many rows as its pane.
 */
export function lookCommands({ entries, isListed }: Batch, nonce: string): Commands {
  const texts = TEXTS.map((name) => `${nonce}#{${name}}`).join('');
  const facts = `${nonce}f ${NUMBERS.map((name) => `#{${name}}`).join(' ')}${texts}${nonce}`;
  // Aliases of if-shell, capture-pane and display-message, and short words keep the line short.
  const capture = (target: string) => ['if', `-Ft${target}`, existsFormat(target), `capturep -pet '${target}'`];
  if (isListed) return [['list-panes', '-a', '-F', facts], ...entries.map(({ target }) => capture(target))];
  return entries.flatMap(({ target }, place) => [
    ['display', '-p', '-t', target, `${facts}s ${place} #{pane_id}${nonce}`],
    capture(target),
  ]);
}

/** Names of shells, as a pattern that a tmux format can contain. */
const SHELLS = '^-?(ba|z|fi|da|k|tc|c)?sh$';

/** A format that is 1 for a pane whose keys tmux also sends to other panes of its window. */
export const SHARED = '#{&&:#{pane_synchronized},#{!=:#{window_panes},1}}';

/**
 * A format that is true only while this pane's process runs, its keys go to it alone, and, for a receiver that is free
 * of shells, no shell has the input.
 */
export function readyFormat({ target, receiver }: PaneAddress): string {
  const alive = `#{&&:${existsFormat(target)},#{?pane_dead,0,#{?${SHARED},0,1}}}`;
  return receiver?.shellFree ? `#{&&:${alive},#{?#{m/r:${SHELLS},#{pane_current_command}},0,1}}` : alive;
}

/** A format that is true only for exactly this pane or session: a missing target can expand to a client's own pane. */
function existsFormat(target: string): string {
  const session = exactSession(target);
  return session === undefined ? `#{==:#{pane_id},${target}}` : `#{==:#{session_name},${session}}`;
}

function exactSession(target: string): string | undefined {
  return /^=(.*):$/.exec(target)?.[1];
}

/**
 * Parses the output of `lookCommands`: one entry per index, `undefined` where tmux stopped before it; `undefined`
 * altogether if the screens of a listing do not have the listed heights, which no known tmux does.
 */
export function parseLooks(
  { code, stdout }: Ending,
  { entries, isListed }: Batch,
  nonce: string,
): (Look | undefined)[] | undefined {
  const tokens = stdout.split(nonce);
  if (!isListed) return parseSingle(tokens, entries);
  return code === 0 ? parseListed(tokens, entries) : entries.map(() => undefined);
}

/** The facts of all panes of the server, then the rows of the requested screens. */
function parseListed(tokens: string[], entries: Batch['entries']): Look[] | undefined {
  const panes = new Map<string, PaneFacts>();
  for (let at = 1; at + 4 < tokens.length; at += 5) {
    const facts = parseFacts(tokens, at);
    if (facts) panes.set(facts.pane, facts);
  }
  // The text before the first row ends the listing's last line, the text after the last row ends the output.
  const rows = (tokens.at(-1) ?? '').split('\n');
  let row = 1;
  const looks = entries.map(({ target }): Look => {
    const facts = panes.get(target);
    if (!facts) return { kind: 'gone', reason: `no pane ${target}` };
    const screen = rows.slice(row, row + facts.height).join('\n');
    row += facts.height;
    return { kind: 'seen', capture: { ...facts, screen } };
  });
  return row === Math.max(rows.length - 1, 1) ? looks : undefined;
}

const PRINTING_HOOK =
  'a hook in the configuration of tmux prints into the output of tmux (`tmux show-hooks -g`: after-capture-pane, after-display-message or the like): change the hook so that it prints nothing';

/** More rows than the pane has come from a hook, and it is unknown whether they are above or below the screen. */
function parseSingle(tokens: string[], entries: Batch['entries']): (Look | undefined)[] {
  const looks: (Look | undefined)[] = entries.map(() => undefined);
  for (let at = 1; at + 5 < tokens.length; at += 6) {
    const facts = parseFacts(tokens, at);
    const [, place = '', pane = ''] = (tokens[at + 4] ?? '').split(' ');
    const target = entries[Number(place)]?.target ?? '';
    const wanted = exactSession(target);
    const found = wanted === undefined ? pane === target : facts?.session === wanted;
    const screen = /^\n([\s\S]*)\n$/.exec(tokens[at + 5] ?? '')?.[1];
    if (!found) looks[Number(place)] = { kind: 'gone', reason: `no pane ${target}` };
    else if (facts && screen !== undefined && screen.split('\n').length > facts.height)
      looks[Number(place)] = { kind: 'failed', reason: PRINTING_HOOK };
    else if (facts && screen !== undefined) looks[Number(place)] = { kind: 'seen', capture: { ...facts, screen } };
  }
  return looks;
}

/** The facts of one pane, which begin at this token. */
function parseFacts(tokens: string[], at: number): PaneFacts | undefined {
  const [numbers = '', session = '', command = '', title = ''] = tokens.slice(at, at + 4);
  const fields = numbers.replace(/^f /, '').split(' ');
  const [pane = '', pid, dead, status, signal, mode, x, y, visible, width, height, bracketed] = fields;
  if (!/^%\d+$/.test(pane) || fields.length !== NUMBERS.length) return undefined;
  return {
    pane,
    pid: Number(pid),
    session,
    command,
    dead: dead === '1',
    ...(status ? { exitCode: Number(status) } : {}),
    ...(signal ? { signal } : {}),
    inMode: mode !== '' && mode !== '0',
    title,
    width: Number(width),
    height: Number(height),
    cursor: { x: Number(x), y: Number(y), ...(visible === '0' ? { hidden: true } : {}) },
    ...(bracketed ? { bracketedPaste: bracketed === '1' } : {}),
  };
}
