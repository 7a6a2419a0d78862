import type { Sidecar } from '../../contract/session.ts';
import { startOf } from '../../detect/screen/shown-turn.ts';
import { countEarlier } from '../../detect/verdict/entry.ts';
import { saysAnother } from '../../detect/verdict/rewound.ts';
import { type Entry, statusOf, transcriptPathOf } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../session/files/look-budget.ts';
import { isTrusted, refuseUntrusted } from '../session/files/private-files.ts';
import type { Observation } from '../session/observation.ts';
import { filesName } from '../session/sidecars/files-name.ts';

/** How many earlier prompts to keep: 5 kB. */
const MOST_EARLIER = 50;

/**
 * The folder in which csd processes share facts about a session: next to its sidecar, or the worker folder, which homes
 * share.
 */
export function folderOf(ctx: Context, { worker_dir }: Sidecar): string {
  return worker_dir ?? ctx.sessionsDir;
}

/** The file with the newest prompt sent to a session, for every csd process. */
export function entryPath(ctx: Context, sidecar: Sidecar): string {
  return `${folderOf(ctx, sidecar)}/${filesName(sidecar)}.entry`;
}

/** The newest prompt that was sent; `undefined` if there was none, or none for this agent. */
export async function readEntry(ctx: Context, sidecar: Sidecar): Promise<Entry | undefined> {
  const file = entryPath(ctx, sidecar);
  return (await isTrusted(ctx, file))
    ? parseEntry(await ctx.files.read(file, MOST_DOCUMENT_BYTES), sidecar)
    : undefined;
}

function parseEntry(text: string | undefined, sidecar: Sidecar): Entry | undefined {
  if (text === undefined) return undefined;
  try {
    const { agent, ...entry } = JSON.parse(text) as Entry & { agent: unknown };
    return agent === agentOf(sidecar) && isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Writes it atomically, 0600; throws `bad_sidecar` if others can access the file or its folder. */
export async function writeEntry(ctx: Context, sidecar: Sidecar, entry: Entry): Promise<void> {
  const file = entryPath(ctx, sidecar);
  await refuseUntrusted(ctx, file);
  await ctx.files.writeVolatile(file, entryText(sidecar, entry));
}

/** An entry as the file holds it. */
export function entryText(sidecar: Sidecar, entry: Entry): string {
  return `${JSON.stringify({ agent: agentOf(sidecar), ...entry })}\n`;
}

/**
 * A prompt that is being sent: until one of the two is called, every csd withholds the verdict on the previous turn.
 */
export interface Entering {
  turn: number;
  /** It was accepted; `turn` if its turn got another number. */
  confirm(outcome: 'submitted' | 'queued', turn?: number): Promise<void>;
  /** It was provably not accepted: the previous entry counts again. */
  withdraw(): Promise<void>;
}

/** Records that a prompt is about to be sent; `before` is the last look before that. */
export async function beginEntry(ctx: Context, before: Observation, text: string): Promise<Entering> {
  const { sidecar, signals, verdict } = before;
  const earlier = await readEntry(ctx, sidecar);
  const path = transcriptPathOf(signals.transcript);
  const size = path === undefined ? undefined : (await ctx.files.stat(path))?.size;
  const at = ctx.clock.now();
  const conversation = statusOf(signals.statusFile)?.sessionId;
  const entry: Entry = {
    turn: Math.max(at, (verdict.state.turn ?? 0) + 1, (earlier?.turn ?? 0) + 1),
    ...(verdict.state.turn === undefined ? {} : { before: verdict.state.turn }),
    outcome: 'pending',
    at,
    start: startOf(text),
    ...(signals.screen.kind === 'seen' ? { drawn: countEarlier(signals.screen.screen, text) } : {}),
    ...(signals.screen.kind === 'seen' && saysAnother(signals.screen.screen) ? { another: true } : {}),
    ...(path !== undefined && size !== undefined
      ? { transcript: { path, size } }
      : conversation !== undefined && { conversation }),
    ...(earlier && { earlier: promptsUpTo(earlier) }),
  };
  await writeEntry(ctx, sidecar, entry);
  return {
    turn: entry.turn,
    confirm: (outcome, turn = entry.turn) => writeEntry(ctx, sidecar, { ...entry, outcome, turn }),
    withdraw: () => (earlier ? writeEntry(ctx, sidecar, earlier) : removeEntry(ctx, sidecar)),
  };
}

/** What is kept of the prompts up to this one. */
function promptsUpTo({ turn, outcome, at, start, earlier = [] }: Entry): NonNullable<Entry['earlier']> {
  return [...earlier, { turn, outcome, at, start }].slice(-MOST_EARLIER);
}

/** False if a prompt was sent while the files were read: their turn may be the previous one. */
export function isSameEntry(one: Entry | undefined, other: Entry | undefined): boolean {
  return one?.turn === other?.turn && one?.at === other?.at;
}

/** Removes it; does nothing if there is none, or if others can access it. */
export async function removeEntry(ctx: Context, sidecar: Sidecar): Promise<void> {
  const file = entryPath(ctx, sidecar);
  if (await isTrusted(ctx, file)) await ctx.files.remove(file);
}

/** Identifies the agent: a later agent of the same name is another one. */
function agentOf({ pane, pane_pid, tmux_socket, session_id, agent_pid, agent_start }: Sidecar): string {
  const inShell = agent_pid === undefined ? [] : [agent_pid, agent_start];
  return pane_pid === undefined ? session_id : [tmux_socket, pane, pane_pid, ...inShell].join(' ');
}

function isEntry(entry: Entry): boolean {
  const { turn, at, outcome, start, before, transcript, conversation = '', earlier = [] } = entry;
  const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
  const isPlace = transcript === undefined || (typeof transcript.path === 'string' && isNumber(transcript.size));
  return (
    isNumber(turn) &&
    isNumber(at) &&
    ['pending', 'submitted', 'queued'].includes(outcome) &&
    typeof start === 'string' &&
    (before === undefined || isNumber(before)) &&
    isPlace &&
    typeof conversation === 'string' &&
    Array.isArray(earlier) &&
    earlier.every((one) => isNumber(one?.turn) && isNumber(one?.at) && typeof one?.start === 'string')
  );
}
