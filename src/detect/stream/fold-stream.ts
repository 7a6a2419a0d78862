import type { StreamFact, StreamGate } from '../agent/stream-grammar.ts';
import { addUsage, type Counted } from './count.ts';
import { type OpenTools, toolEnded, withLeft, withTool } from './open-tools.ts';

/** A prompt that was written to the agent and whose turn is not over. `at` in ms since 1970. */
export interface PendingPrompt {
  id: string;
  turn: number;
  at: number;
  /** Its beginning. */
  start: string;
  /** The agent has said that a turn took it up. */
  taken: boolean;
  /** It was pending when the newest turn began, which may be its own. */
  before: boolean;
  /** It is in the agent's queue, as the agent reports. */
  queued: boolean;
}

/** How the newest turn ended. */
export interface EndedTurn {
  text: string;
  at: number;
  interrupted?: boolean;
  error?: string;
  stopReason?: string;
}

/** The summary of all records so far, as JSON values. Times are ms since 1970. */
export interface StreamState extends Counted, OpenTools {
  ready: boolean;
  conversation?: string;
  /** Every conversation that it was in, in order. */
  conversations: string[];
  model?: string;
  mode?: string;
  /** A turn is in flight. */
  running: boolean;
  /** The number of the newest turn, when its prompt was written, and the agent's id of it. */
  turn?: number;
  promptAt?: number;
  turnId?: string;
  pending: PendingPrompt[];
  gates: StreamGate[];
  detail?: 'streaming' | 'compacting' | 'retrying';
  retry?: string;
  /** The text of the newest message, and its id. */
  text: string;
  message?: string;
  last?: EndedTurn;
  clearedAt?: number;
}

/** How many characters of a prompt are kept. */
export const START_LENGTH = 200;

/** Before the first record. */
export function emptyStream(): StreamState {
  return {
    ready: false,
    conversations: [],
    running: false,
    pending: [],
    tools: [],
    left: [],
    gates: [],
    text: '',
    background: { shells: 0, agents: 0, other: 0 },
    usage: {},
    usedBefore: {},
  };
}

/**
 * Adds one fact, reported at `at`, to the state. Pure: does not change the given state. The end of a turn closes
 * everything open: tools, gates and the prompts that it took. A prompt whose turn is still to come stays.
 */
export function foldStream(state: StreamState, fact: StreamFact, at: number): StreamState {
  switch (fact.kind) {
    case 'ready':
      return { ...state, ready: true };
    case 'conversation':
      return inConversation(state, fact, at);
    case 'mode':
      return { ...state, mode: fact.mode };
    case 'prompted':
      return prompted(state, fact, at);
    case 'queued':
      return withPending(state, fact.id, { queued: true });
    case 'dropped':
    case 'refused':
      return { ...state, pending: state.pending.filter(({ id }) => id !== fact.id) };
    case 'lost':
      return withPending(state, fact.id, { queued: false, before: false });
    case 'taken':
      return taken(state, fact.id);
    case 'began':
      return began(state, fact, at);
    case 'detail':
      return withDetail(state, fact.detail, fact.retry);
    case 'delta':
      return state.detail === 'streaming' ? state : withDetail(state, 'streaming');
    case 'text':
      return withText(state, fact);
    case 'tool':
      return { ...quietDetail(state), ...withTool(state, fact) };
    case 'tool_ended':
      return { ...state, ...toolEnded(state, fact.id) };
    case 'stepped':
      return { ...state, ...withLeft(state) };
    case 'gate':
      return { ...state, gates: [...state.gates.filter(({ id }) => id !== fact.gate.id), fact.gate] };
    case 'gate_closed':
    case 'answered':
      return { ...state, gates: state.gates.filter(({ id }) => id !== fact.id) };
    case 'background':
      return { ...state, background: { shells: fact.shells, agents: fact.agents, other: fact.other } };
    case 'used':
      return { ...state, ...addUsage(state, fact.usage, at), ...contextOf(fact) };
    case 'ended':
      return ended(state, fact, at);
    case 'failed':
    case 'part':
    case 'note':
    case 'gate_answered':
    case 'interrupting':
      return state;
  }
}

/** True while a turn is in flight, or is due: a written prompt has not begun its turn yet. */
export function isBusy({ running, pending }: StreamState): boolean {
  return running || pending.length > 0;
}

/**
 * The prompts whose turn is still to come. If the turn in flight has returned none yet, the oldest prompt that was
 * pending when it began is its own.
 */
export function waitingPrompts({ running, pending }: StreamState): PendingPrompt[] {
  const waiting = pending.filter((one) => !one.taken);
  if (!running || waiting.length < pending.length) return waiting;
  const own = waiting.find((one) => one.before);
  return waiting.filter((one) => one !== own);
}

type Fact<Kind extends StreamFact['kind']> = Extract<StreamFact, { kind: Kind }>;

function inConversation(state: StreamState, { id, model, mode, fresh }: Fact<'conversation'>, at: number): StreamState {
  const { conversations } = state;
  const known = {
    conversation: id,
    conversations: conversations.includes(id) ? conversations : [...conversations, id],
    ...(model === undefined ? {} : { model }),
    ...(mode === undefined ? {} : { mode }),
  };
  // An agent may clear its conversation without saying so: then another one begins.
  const isOther = state.conversation !== undefined && state.conversation !== id;
  if (!fresh && !isOther) return { ...state, ...known };
  const { last: _, turn: __, promptAt: ___, contextUsed: ____, ...rest } = state;
  return { ...rest, ...known, text: '', clearedAt: at };
}

function prompted(state: StreamState, { id, text, turn }: Fact<'prompted'>, at: number): StreamState {
  if (state.pending.some((one) => one.id === id)) return state;
  const prompt = { id, turn, at, start: text.slice(0, START_LENGTH), taken: false, before: false, queued: false };
  return { ...state, pending: [...state.pending, prompt] };
}

function withPending(state: StreamState, id: string, change: Partial<PendingPrompt>): StreamState {
  return { ...state, pending: state.pending.map((one) => (one.id === id ? { ...one, ...change } : one)) };
}

/** A prompt returned under another id was taken before: it begins no turn. */
function taken(state: StreamState, id: string): StreamState {
  const prompt = state.pending.find((one) => one.id === id);
  if (!prompt) return state;
  const { clearedAt: _, ...rest } = withPending(state, id, { taken: true, queued: false });
  return { ...rest, running: true, turn: Math.max(prompt.turn, state.turn ?? 0), promptAt: prompt.at };
}

function began(state: StreamState, { id }: Fact<'began'>, at: number): StreamState {
  const [first] = state.pending;
  const isTaken = state.pending.some((one) => one.taken);
  // A turn without a prompt was begun by the agent itself.
  const own = isTaken ? {} : { turn: first?.turn ?? Math.max(at, (state.turn ?? 0) + 1), promptAt: first?.at ?? at };
  const pending = state.pending.map((one) => ({ ...one, before: true }));
  const { turnId: _, ...rest } = quiet(state);
  const begun = { ...rest, ...own, ...(id === undefined ? {} : { turnId: id }) };
  return { ...begun, pending, running: true, text: '', tools: [], gates: [] };
}

/** Without what is true only during a moment of a turn. */
function quiet(state: StreamState): StreamState {
  const { detail: _, retry: __, message: ___, ...rest } = state;
  return rest;
}

function withDetail(state: StreamState, detail: StreamState['detail'], retry?: string): StreamState {
  return {
    ...quietDetail(state),
    ...(detail === undefined ? {} : { detail }),
    ...(retry === undefined ? {} : { retry }),
  };
}

function quietDetail(state: StreamState): StreamState {
  const { detail: _, retry: __, ...rest } = state;
  return rest;
}

/** The blocks of one message share its id. */
function withText(state: StreamState, { text, message, contextUsed }: Fact<'text'>): StreamState {
  const joined = state.message === message && state.text !== '' ? [state.text, text].join('\n\n') : text;
  return { ...quietDetail(state), text: joined, message, ...contextOf({ contextUsed }) };
}

function contextOf({ contextUsed }: { contextUsed?: number | undefined }): { contextUsed?: number } {
  return contextUsed === undefined ? {} : { contextUsed };
}

function ended(state: StreamState, fact: Fact<'ended'>, at: number): StreamState {
  const { command, text, interrupted, error, stopReason, usage } = fact;
  const pending = waitingPrompts({ ...state, running: true });
  const { clearedAt, ...rest } = quiet({ ...state, ...withLeft(state) });
  const over = { ...rest, pending, running: false, tools: [], gates: [], ...addUsage(state, usage, at) };
  // A slash command is not a turn: the state before it still applies.
  if (command) return { ...over, ...(clearedAt === undefined ? {} : { clearedAt }) };
  const last: EndedTurn = {
    text: interrupted && text === '' ? state.text : text,
    at,
    ...(interrupted ? { interrupted } : {}),
    ...(error === undefined ? {} : { error }),
    ...(stopReason === undefined ? {} : { stopReason }),
  };
  return { ...over, last };
}
