import type { AskedQuestion } from '../../contract/state.ts';

/**
 * How an agent is driven without a screen: it speaks records, one JSON object a line, on its standard input and output.
 * Everything here is data or a pure function.
 */
export interface StreamGrammar {
  /** Arguments that make it speak records, before all others. */
  args: string[];
  /** What is said to it first; its answer is `ready`. */
  opening: object[];
  /** What a record of the agent's says, in order; none for one that says nothing of how a turn goes. Never throws. */
  read(record: unknown): StreamFact[];
  /** The record of a prompt; the agent gives it back under this id, a UUID, when it takes it up. */
  prompt(text: string, id: string): object;
  /** The record that cuts the turn off. */
  interrupt(id: string): object;
  /** The record that answers a gate. */
  answer(gate: StreamGate, verdict: GateVerdict): object;
  trust: TrustGrammar;
}

/** Where the agent keeps which folders it has been told to trust: in this mode it does not ask. */
export interface TrustGrammar {
  file(configDir: string, home: string, isOwnFolder: boolean): string;
  /** True where it holds that the folder, links resolved, is trusted. */
  holds(config: unknown, folder: string): boolean;
}

/** What an answer to a gate does: `once` agrees to this alone, `wider` to more than this, `refuse` to nothing. */
export type OptionMeaning = 'once' | 'wider' | 'refuse';

/** One way to answer a gate. `change` is what the agent is told beside the yes, in its own words. */
export interface StreamOption {
  label: string;
  meaning: OptionMeaning;
  /** Of a plan: how the agent goes on. */
  plan?: 'auto' | 'manual';
  change?: unknown;
}

/** A gate as the agent tells it: what it wants, and how it can be answered. */
export interface StreamGate {
  id: string;
  kind: 'permission' | 'question' | 'plan';
  tool: string;
  input: unknown;
  description?: string;
  /** All that a person should read of it, and the line that asks. */
  prompt: string;
  question: string;
  options: StreamOption[];
  questions?: AskedQuestion[];
  plan?: { path: string | null; text: string | null };
}

/** How a gate is answered: an option by its place from 0, words for a refusal, or an answer to each question by its text. */
export type GateVerdict = { option: number; message?: string } | { answers: Record<string, string> };

/** Tokens and money, as the agent counts them for its process so far. */
export interface StreamUsage extends StreamCount {
  contextSize?: number;
  model?: string;
  /** What of it was counted before this turn, where the agent tells that too. */
  earlier?: StreamCount;
}

export interface StreamCount {
  cost?: number;
  input?: number;
  output?: number;
  cacheRead?: number;
  cacheWrite?: number;
}

/** What one record says. `began` and `ended` are the bounds of a turn; the last three are of csd's own records. */
export type StreamFact =
  /** It takes prompts. */
  | { kind: 'ready' }
  /** The conversation it is in; `fresh`: it has just begun anew. */
  | { kind: 'conversation'; id: string; model?: string; mode?: string; fresh?: boolean }
  | { kind: 'mode'; mode: string }
  | { kind: 'began' }
  /** A prompt was put into the agent's queue, was taken up, or will never have a turn. */
  | { kind: 'queued' | 'taken' | 'dropped'; id: string }
  | { kind: 'detail'; detail: 'streaming' | 'compacting' | 'retrying' | undefined; retry?: string }
  /** Text as it comes, and a whole block of it. */
  | { kind: 'delta'; text: string }
  | { kind: 'text'; text: string; message: string; contextUsed?: number }
  | { kind: 'tool'; id: string; name: string; input: unknown; command?: string }
  | { kind: 'tool_ended'; id: string; failed: boolean; text: string }
  | { kind: 'gate'; gate: StreamGate }
  | { kind: 'gate_closed'; id: string }
  /** The agent has taken the answer to a gate. */
  | { kind: 'gate_answered'; id: string }
  | { kind: 'background'; shells: number; agents: number; other: number }
  | {
      kind: 'ended';
      text: string;
      /** A command of the agent's own ran, and no turn. */
      command?: boolean;
      interrupted?: boolean;
      error?: string;
      stopReason?: string;
      usage?: StreamUsage;
    }
  | { kind: 'prompted'; id: string; text: string; turn: number }
  | { kind: 'answered'; id: string }
  | { kind: 'interrupting' };
