import type { Look, PaneAddress, PaneFacts } from '../ports/tmux.ts';
import type { Commands } from './tmux-call.ts';

/** tmux refuses a command line above about 16 KB ("command too long"). */
const MAX_BYTES = 15_000;
/** From this many panes on, one listing of all panes is shorter than a format per pane. */
const LISTING_FROM = 8;

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

/** Addresses on one server that fit one command line, with their places in the caller's list. */
export interface Batch {
  socket: string | undefined;
  entries: { index: number; target: string }[];
}

/** Splits addresses by server and by length of command line. */
export function batches(addresses: PaneAddress[]): Batch[] {
  const open = new Map<string | undefined, { batch: Batch; bytes: number }>();
  const all: Batch[] = [];
  for (const [index, { socket, target }] of addresses.entries()) {
    const bytes = 110 + 4 * Buffer.byteLength(target);
    let current = open.get(socket);
    if (!current || current.bytes + bytes > MAX_BYTES) {
      current = { batch: { socket, entries: [] }, bytes: 2500 };
      open.set(socket, current);
      all.push(current.batch);
    }
    current.bytes += bytes;
    current.batch.entries.push({ index, target });
  }
  return all;
}

/**
 * Commands that print facts and screen of each pane. `nonce` is a string that no screen can hold; it separates the
 * fields, so nothing a title or a screen says can be taken for another field. A pane that is not there is skipped,
 * where a bare `capture-pane` would end the whole call.
 */
export function lookCommands(entries: Batch['entries'], nonce: string): Commands {
  const texts = TEXTS.map((name) => `${nonce}#{${name}}`).join('');
  const facts = `${nonce}f ${NUMBERS.map((name) => `#{${name}}`).join(' ')}${texts}`;
  const listing = entries.length >= LISTING_FROM;
  const commands: Commands = listing ? [['list-panes', '-a', '-F', facts + nonce]] : [];
  for (const [place, { target }] of entries.entries()) {
    const head = `${listing ? '' : facts}${nonce}s ${place} #{pane_id}${nonce}`;
    // Aliases of display-message, if-shell and capture-pane: the line is short of room.
    commands.push(['display', '-p', '-t', target, head]);
    commands.push(['if', '-F', '-t', target, existsFormat(target), `capturep -p -e -t '${target}'`]);
  }
  return commands;
}

/** A format that is true only while the process of this very pane runs. */
export function aliveFormat(target: string): string {
  return `#{&&:${existsFormat(target)},#{?pane_dead,0,1}}`;
}

/** A format that is true only for the very pane or session: a missing target can expand to a client's own pane. */
function existsFormat(target: string): string {
  const session = exactSession(target);
  return session === undefined ? `#{==:#{pane_id},${target}}` : `#{==:#{session_name},${session}}`;
}

function exactSession(target: string): string | undefined {
  return /^=(.*):$/.exec(target)?.[1];
}

/** Reads what `lookCommands` printed: one entry per place, `undefined` where tmux did not get to it. */
export function parseLooks(stdout: string, entries: Batch['entries'], nonce: string): (Look | undefined)[] {
  const tokens = stdout.split(nonce);
  const panes = new Map<string, PaneFacts>();
  const looks: (Look | undefined)[] = entries.map(() => undefined);
  for (let at = 1; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token.startsWith('f ')) {
      const [session = '', command = '', title = ''] = tokens.slice(at + 1, at + 4);
      const facts = parseFacts(token.slice(2).split(' '), session, command, title);
      if (facts) panes.set(facts.pane, facts);
      at += 3;
    } else if (token.startsWith('s ')) {
      const [, place = '', pane = ''] = token.split(' ');
      const target = entries[Number(place)]?.target ?? '';
      const wanted = exactSession(target);
      const facts = panes.get(pane);
      const found = wanted === undefined ? pane === target : facts?.session === wanted;
      const screen = /^\n([\s\S]*)\n$/.exec(tokens[at + 1] ?? '')?.[1];
      at += 1;
      if (!found) looks[Number(place)] = { kind: 'gone', reason: `no pane ${target}` };
      else if (facts && screen !== undefined) looks[Number(place)] = { kind: 'seen', capture: { ...facts, screen } };
    }
  }
  return looks;
}

function parseFacts(fields: string[], session: string, command: string, title: string): PaneFacts | undefined {
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
