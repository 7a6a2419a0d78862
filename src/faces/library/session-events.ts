import { isDeepStrictEqual } from 'node:util';
import { CsdError } from '../../contract/errors.ts';
import type { Event, Watched } from '../../contract/event.ts';
import { joinSignals } from '../../contract/join-signals.ts';
import type { State } from '../../contract/state.ts';
import type { Calls, DriverHost } from './calls.ts';
import { type TurnPart, TurnReader } from './turn-reader.ts';

/** The agent said something; a piece is a whole message of a turn, as in its transcript. */
export interface TextEvent {
  type: 'text';
  text: string;
}
/** Without a screen: the model is producing this text; the resulting `text` event contains all of it. */
export interface DeltaEvent {
  type: 'delta';
  text: string;
}
/** The agent called a tool. */
export interface ToolUseEvent {
  type: 'tool_use';
  name: string;
  input: unknown;
}
/** The session waits for an answer: a gate, a plan, or a question with options. */
export interface GateEvent {
  type: 'gate';
  gate_id: string;
  state: State;
}
/** A turn is over: done, or with a question in text. */
export interface ResultEvent {
  type: 'result';
  outcome: 'done' | 'failed' | 'interrupted' | 'awaiting_answer';
  text: string;
  state: State;
}
/** The state of the session has changed. The first event of each stream is one. */
export interface StateEvent {
  type: 'state';
  state: State;
}
/** The agent has ended, or the session was removed; the last event. */
export interface CloseEvent {
  type: 'close';
  reason: string;
}
export type SessionEvent = TextEvent | DeltaEvent | ToolUseEvent | GateEvent | ResultEvent | StateEvent | CloseEvent;

/** How often the transcript of a turn in flight is read, ms. */
const READ_MS = 250;
/** How often to read the model's current output, if it is available, ms. */
const DELTA_MS = 50;

/** `since`: the number of a turn to include completely; `onRename` is called with each new name of the session. */
interface FollowOptions {
  signal: AbortSignal;
  since: number | undefined;
  onRename?(name: string): void;
}

/**
 * The events of one session from now on, and all of the turn with the number `since` if it has begun. Ends with
 * `close`, or with the signal; a renamed session is followed under its new name. Throws `no_such_session` at once if
 * the session does not exist.
 */
export async function* followSession(
  calls: Calls,
  host: DriverHost,
  name: string,
  { signal, since, onRename = () => undefined }: FollowOptions,
): AsyncGenerator<SessionEvent, void, undefined> {
  const turn = new TurnReader(calls, name, signal);
  // Read before the state: everything after this is included, however late the first event arrives.
  await turn.skip(since);
  const atStart = await calls.state({ session: name }, { signal });
  let current = name;
  let readDelta = await host.openDeltas(name, signal);
  const delta = async (): Promise<DeltaEvent[]> => {
    const text = (await readDelta?.()) ?? '';
    return text === '' ? [] : [{ type: 'delta', text }];
  };
  const pauseMs = readDelta ? DELTA_MS : READ_MS;
  let sinceRead = 0;
  const teller = new Teller();
  const over = new AbortController();
  const { signal: listening, release } = joinSignals([signal, over.signal]);
  const events = host.events({ sessions: [name], signal: listening })[Symbol.asyncIterator]();
  try {
    let next = events.next();
    for (;;) {
      const seen = await (teller.isWorking ? either(host, next, pauseMs) : next);
      yield* await delta();
      if (seen === 'tick') {
        sinceRead += pauseMs;
        if (sinceRead < READ_MS) continue;
        sinceRead = 0;
        yield* piecesOf(await turn.read());
        continue;
      }
      if (seen.done) return;
      next = events.next();
      const event = seen.value;
      const watched = watchedIn(event, current);
      // A session that is not in a snapshot may have gone before it, or be so new that it comes later.
      const isMissing = event.type === 'snapshot' && !watched && !(await isThere(calls, current, signal));
      if (event.type === 'gone' && event.renamed_to !== undefined) {
        current = event.renamed_to;
        turn.session = current;
        onRename(current);
        if (readDelta) readDelta = await host.openDeltas(current, signal).catch(() => undefined);
        continue;
      }
      if (event.type === 'gone' || isMissing) {
        yield { type: 'close', reason: 'the session was forgotten' };
        return;
      }
      if (!watched) continue;
      // Its texts first: they are in the transcript before the turn is reported as over.
      const isFirst = !teller.hasBegun;
      if (isFirst) yield* teller.begin(atStart);
      const pieces = piecesOf(await turn.read());
      yield* pieces;
      yield* teller.tell(watched, !isFirst || pieces.length > 0 || isOfLater(watched.state, atStart, since));
      if (watched.state.status === 'dead') {
        yield { type: 'close', reason: watched.state.reason ?? 'the agent has ended' };
        return;
      }
    }
  } finally {
    // One event is always requested in advance: only the signal ends that.
    over.abort();
    await events.return?.(undefined);
    release();
  }
}

async function isThere(calls: Calls, session: string, signal: AbortSignal): Promise<boolean> {
  try {
    await calls.state({ session }, { signal });
    return true;
  } catch (error) {
    if (error instanceof Error && (error as { code?: unknown }).code === 'no_such_session') return false;
    throw error;
  }
}

function piecesOf(parts: TurnPart[]): (TextEvent | ToolUseEvent)[] {
  return parts.flatMap((part): (TextEvent | ToolUseEvent)[] => {
    if (part.kind === 'text') return [{ type: 'text', text: part.text ?? '' }];
    return part.kind === 'tool' ? [{ type: 'tool_use', name: part.name ?? '', input: part.input }] : [];
  });
}

/**
 * Whether a state belongs to a turn that was in flight when the stream began, began later, or is to be included
 * completely.
 */
function isOfLater({ turn = 0 }: State, atStart: State, since: number | undefined): boolean {
  if (atStart.status === 'working' || turn > (atStart.turn ?? 0)) return true;
  return since !== undefined && turn >= since;
}

/** The next event, or after a moment a tick. */
async function either(
  host: DriverHost,
  next: Promise<IteratorResult<Event>>,
  ms: number,
): Promise<IteratorResult<Event> | 'tick'> {
  const over = new AbortController();
  const tick = host.pause(ms, over.signal).then(
    () => 'tick' as const,
    () => 'tick' as const,
  );
  try {
    return await Promise.race([next, tick]);
  } finally {
    over.abort();
  }
}

function watchedIn(event: Event, name: string): Watched | undefined {
  if (event.type === 'snapshot') return event.sessions.find(({ session }) => session === name);
  return event.type === 'appeared' || event.type === 'changed' ? (event as Watched) : undefined;
}

/** Turns a session's states into events. */
class Teller {
  private last: State | undefined;
  private gate: string | undefined;
  private result: string | undefined;
  private hasWorked = false;

  get hasBegun(): boolean {
    return this.last !== undefined;
  }

  get isWorking(): boolean {
    return this.last?.status === 'working';
  }

  /** The initial state of the stream. Its turn was over before anyone listened, or its end is reported later. */
  *begin(state: State): Generator<StateEvent, void, undefined> {
    this.last = state;
    yield { type: 'state', state };
  }

  /** `isNews`: the end of the turn may be reported. An end from before anyone listened is not news. */
  *tell(
    { state, prompted_at }: Watched,
    isNews: boolean,
  ): Generator<StateEvent | GateEvent | ResultEvent, void, undefined> {
    if (!isDeepStrictEqual(state, this.last)) yield { type: 'state', state };
    this.last = state;
    const gate = 'gate_id' in state && typeof state.gate_id === 'string' ? state.gate_id : undefined;
    if (gate !== undefined && gate !== this.gate) yield { type: 'gate', gate_id: gate, state };
    this.gate = gate;
    if (state.status === 'working') this.hasWorked = true;
    const result = resultOf(state);
    if (!result) return;
    const key = JSON.stringify([state.turn, prompted_at, result.outcome, result.text]);
    if (isNews && (this.hasWorked || key !== this.result)) yield result;
    this.result = key;
    this.hasWorked = false;
  }
}

function resultOf(state: State): ResultEvent | undefined {
  if ((state.queued ?? 0) > 0) return undefined;
  if (state.status === 'awaiting_answer' && state.options === undefined)
    return { type: 'result', outcome: 'awaiting_answer', text: state.question, state };
  if (state.status !== 'idle_done') return undefined;
  const outcome = state.error !== undefined ? 'failed' : state.interrupted ? 'interrupted' : 'done';
  return { type: 'result', outcome, text: state.text ?? '', state };
}

/** For a caller that passes an empty name. */
export function requireName(name: string): string {
  if (name !== '') return name;
  throw new CsdError('bad_input', 'the name of the session is empty');
}
