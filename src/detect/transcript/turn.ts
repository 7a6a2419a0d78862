import type { AskedQuestion } from '../../contract/state.ts';
import { openTools } from './collect-open-calls.ts';
import { withoutCommandPrompts } from './command-prompts.ts';
import type { ServiceError, ToolUse, TranscriptFact } from './facts.ts';
import { inOrder } from './order-records.ts';
import { type SinceEntry, sumUp } from './since-entry.ts';
import { promptsOfCommands } from './typed-commands.ts';

/** The plan of a session: `path` as the agent gives it, `text` if it could be read. */
export interface PlanFact {
  path: string | null;
  text: string | null;
}

/** The newest turn as the transcript records it. Times are ms since 1970. */
export interface TurnFacts {
  /** `none`: no prompt in this conversation yet. */
  phase: 'none' | 'running' | 'ended';
  prompt?: string;
  promptAt?: number;
  /** The agent itself wrote that prompt. */
  synthetic?: boolean;
  /** All text blocks of the newest message. */
  text: string;
  /** Tools without a result yet, in order of their calls. */
  openTools: ToolUse[];
  /** True if the newest fact of a running turn is an answer that is still being written. */
  streaming: boolean;
  interrupted: boolean;
  stopReason?: string;
  error?: ServiceError;
  /** The service failed and the agent retries: which attempt this is. */
  retry?: string;
  /** Prompts waiting in the agent's queue. */
  queued: number;
  /** Texts of prompts in the order they were sent or queued, only the newest few, as proof of submission. */
  prompts: { text: string; at?: number; queued: boolean }[];
  /** Questions that this turn asked without waiting for an answer, in order. */
  asked?: AskedQuestion[];
  /** Slug, path and text of the plan that the newest records name. */
  plan?: { slug?: string; path?: string; text?: string };
  /** When the conversation was cleared, if no turn has begun since. */
  clearedAt?: number;
  /** The newest of the agent's slash commands that ran. */
  command?: { name: string; at?: number };
  /** When the newest command or its output was written, or a prompt was refused; neither is a turn. */
  asideAt?: number;
  /** When the newest fact about a turn was written. */
  lastAt?: number;
  /** What was written since csd entered its newest prompt; absent if csd has entered none. */
  since?: SinceEntry;
  /** True if the prompt that began the newest turn was found, so that older records do not matter. */
  complete: boolean;
}

/** Stop reasons after which the agent continues by itself. */
const GOING_ON = new Set(['tool_use', 'pause_turn']);

/**
 * Folds a transcript's facts, in file order, into the newest turn. Lines out of order are sorted by their times and, if
 * these are equal, by their parents. `after`: facts from after the position at which a prompt was entered; they come
 * last even if the clock was set back. `since`: the time of that entry, because older records can be written after that
 * position.
 */
export function foldTurn(facts: TranscriptFact[], after?: TranscriptFact[], since = 0): TurnFacts {
  const all = withoutCommandPrompts([...inOrder(facts), ...inOrder(after ?? [])]);
  const prompts = promptsOfCommands(all);
  const readTyped = (some: TranscriptFact[]) =>
    prompts.size === 0 ? some : some.flatMap((fact) => prompts.get(fact) ?? [fact]);
  const turn = fold(readTyped(all));
  if (after === undefined) return turn;
  const counted = new Set(all);
  const own = after.filter((fact) => counted.has(fact) && (fact.at ?? since) >= since);
  return { ...turn, since: sumUp(readTyped(own)) };
}

/** Facts that do not change the state of a turn. */
const ASIDE: readonly TranscriptFact['kind'][] = ['command', 'output', 'refused'];

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one case for each kind of fact, which all change the same turn
function fold(facts: TranscriptFact[]): TurnFacts {
  let turn = emptyTurn();
  let message: string | undefined;
  let text: string[] = [];
  let startedAt: number | undefined;
  let open = new Map<string, ToolUse[]>();
  const running = new Map<string, ToolUse[]>();
  /** Earlier text and calls belong to an earlier turn. */
  const startOver = () => {
    message = undefined;
    text = [];
    open = new Map();
  };
  for (const fact of facts) {
    if (fact.kind === 'caveat') continue;
    if (fact.at !== undefined && ASIDE.includes(fact.kind)) turn.asideAt = Math.max(turn.asideAt ?? 0, fact.at);
    else if (fact.at !== undefined && fact.kind !== 'plan') turn.lastAt = Math.max(turn.lastAt ?? 0, fact.at);
    switch (fact.kind) {
      case 'cleared':
        turn = { ...emptyTurn(), complete: true, ...(fact.at === undefined ? {} : { clearedAt: fact.at }) };
        startOver();
        break;
      case 'prompt':
        turn = openTurn(turn, startedAt === undefined ? fact : { ...fact, at: startedAt });
        startOver();
        break;
      case 'answer':
        if (fact.message !== undefined && fact.message !== message) {
          message = fact.message;
          text = [];
        }
        if (fact.text) text.push(fact.text);
        openTools(open, fact.tools ?? [], running);
        applyAnswer(turn, fact, open.size > 0);
        break;
      case 'results':
        if (fact.running !== undefined) {
          const going = fact.tools.flatMap((id) => open.get(id) ?? []);
          running.set(fact.running, going);
        }
        for (const id of fact.tools) open.delete(id);
        if (!turn.interrupted) turn.phase = 'running';
        turn.streaming = false;
        break;
      case 'started':
        turn = { ...emptyTurn(), phase: 'running', ...carriedOver(turn) };
        startedAt = fact.happenedAt;
        startOver();
        break;
      case 'interrupted':
        turn = { ...turn, phase: 'ended', interrupted: true, streaming: false };
        open = new Map();
        break;
      case 'ended':
        turn = { ...turn, phase: 'ended', streaming: false };
        open = new Map();
        if (fact.error) turn.error = fact.error;
        break;
      case 'queued':
        turn.queued = Math.max(0, turn.queued + (fact.change === 'added' ? 1 : -1));
        if (fact.change === 'added' && fact.text !== undefined && !fact.synthetic)
          remember(turn, fact.text, fact.at, true);
        break;
      case 'plan':
        turn.plan = { ...turn.plan, ...withoutKind(fact) };
        break;
      case 'asks':
        turn.asked = [...(turn.asked ?? []), ...fact.questions];
        break;
      case 'command':
        turn.command = { name: fact.name, ...(fact.at === undefined ? {} : { at: fact.at }) };
        break;
      case 'retrying':
        turn.retry = fact.attempt;
        break;
      case 'compacted':
        if (fact.summary?.includes(text.join('\n\n').trim()) === true) text = [];
        break;
      // The queue records it too.
      case 'joined':
      case 'shell':
      case 'builtin':
      case 'output':
        break;
      case 'refused':
        // After the record of a prompt that has no answer yet.
        if (turn.phase === 'running' && turn.text === '' && turn.openTools.length === 0)
          turn = { ...turn, phase: 'ended', error: { message: `a hook refused the prompt: ${fact.reason}` } };
        break;
    }
  }
  // Joined only once: a message can have as many records as the transcript.
  return { ...turn, text: text.join('\n\n').trim(), openTools: [...open.values()].flat() };
}

function emptyTurn(): TurnFacts {
  return {
    phase: 'none',
    text: '',
    openTools: [],
    streaming: false,
    interrupted: false,
    queued: 0,
    prompts: [],
    complete: false,
  };
}

function openTurn(previous: TurnFacts, fact: TranscriptFact & { kind: 'prompt' }): TurnFacts {
  const turn: TurnFacts = {
    ...emptyTurn(),
    phase: 'running',
    prompt: fact.text,
    ...carriedOver(previous),
    complete: true,
    ...(fact.at === undefined ? {} : { promptAt: fact.at }),
    ...(fact.synthetic ? { synthetic: true } : {}),
  };
  if (!fact.synthetic) remember(turn, fact.text, fact.at, false);
  return turn;
}

/** What a new turn keeps from before. */
function carriedOver({ queued, prompts, plan, lastAt }: TurnFacts) {
  return { queued, prompts, ...(plan ? { plan } : {}), ...(lastAt === undefined ? {} : { lastAt }) };
}

function remember(turn: TurnFacts, text: string, at: number | undefined, queued: boolean): void {
  turn.prompts = [...turn.prompts.slice(-19), { text, queued, ...(at === undefined ? {} : { at }) }];
}

function applyAnswer(turn: TurnFacts, fact: TranscriptFact & { kind: 'answer' }, toolsOpen: boolean): void {
  delete turn.retry;
  if (fact.error) turn.error = fact.error;
  const ended = fact.error !== undefined || (fact.stop !== undefined && !GOING_ON.has(fact.stop));
  turn.phase = ended ? 'ended' : 'running';
  turn.streaming = !ended && fact.stop === undefined && !toolsOpen;
  if (fact.stop !== undefined) turn.stopReason = fact.stop;
}

function withoutKind(fact: TranscriptFact & { kind: 'plan' }) {
  const { path, slug, text } = fact;
  return {
    ...(path === undefined ? {} : { path }),
    ...(slug === undefined ? {} : { slug }),
    ...(text === undefined ? {} : { text }),
  };
}
