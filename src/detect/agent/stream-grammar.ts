import type { AskedQuestion } from '../../contract/state.ts';
import type { Launch } from './launch.ts';

/**
 * How an agent is spoken to without a screen: it speaks records, one JSON object a line, on its standard input and output.
 * Everything here is data or a pure function.
 */
export interface StreamGrammar {
  /** What is said to it first; its answer leads to `ready`. */
  opening(session: StreamSession): object[];
  /** What a record of the agent's says, in order; none for one that says nothing of how a turn goes. Never throws. */
  read(record: unknown, now: StreamNow, session: StreamSession): StreamFact[];
  /** Optional: what the protocol has the client say back to a record at once. */
  reply?(record: unknown, session: StreamSession): object[];
  /** The record of a prompt; the agent gives it back under this id, a UUID, when it takes it up. */
  prompt(text: string, id: string, now: StreamNow): object;
  /** Optional: a prompt always comes back from the turn that takes it up, and nothing less proves that it arrived. */
  givesBack?: true;
  /** Optional, where a prompt is never a command to the agent: the record that carries out a command of csd's own, by its word. */
  commands?: Record<string, (id: string, now: StreamNow, session: StreamSession) => object>;
  /** The record that cuts the turn off; `undefined` while the turn is due and cannot be named yet. */
  interrupt(id: string, now: StreamNow): object | undefined;
  /** The record that answers a gate. */
  answer(gate: StreamGate, verdict: GateVerdict): object;
}

/** How an agent is started without a screen, besides how it is spoken to. */
export interface StreamDriver extends StreamGrammar {
  /**
   * Its arguments, and what `opening` is to say. `args` are those of a start with a screen. A text where something that is
   * asked for cannot be had without a screen: it goes after "cannot be driven without its screen with".
   */
  start(launch: Launch, args: string[], cwd: string): StreamStart | string;
  /** Optional, where a prompt is never a command: makes a prompt what is said, in place of what a composer needs. */
  tidy?(prompt: string): string;
  trust: TrustGrammar;
}

export interface StreamStart {
  args: string[];
  opening?: unknown;
}

/** What a host knows of its session: a mark that no other start has, and what `start` wants said. */
export interface StreamSession {
  mark: string;
  opening?: unknown;
}

/** What the records so far amount to, as far as the next one's meaning hangs on it. */
export interface StreamNow {
  conversation?: string;
  /** The agent's id of the newest turn. */
  turnId?: string;
  /** A turn is in flight. */
  running: boolean;
  detail?: string;
  text: string;
  usedAt?: number;
  tools: readonly { id: string; input?: unknown }[];
  gates: readonly { id: string }[];
  pending: readonly { id: string; taken: boolean; queued: boolean }[];
}

/** Where the agent keeps which folders it has been told to trust: in this mode it does not ask. */
export interface TrustGrammar {
  file(configDir: string, home: string, isOwnFolder: boolean): string;
  format: 'json' | 'toml';
  /** Optional: a repository that is trusted makes its folders and worktrees so. */
  byRepository?: true;
  /** True where the file holds that the folder, links resolved, is trusted. */
  holds(config: unknown, folder: string): boolean;
}

/** What an answer to a gate does: `once` agrees to this alone, `wider` to more than this, `refuse` to nothing. */
export type OptionMeaning = 'once' | 'wider' | 'refuse';

/** One way to answer a gate. `change` is what the agent is told besides the yes, in its own words. */
export interface StreamOption {
  label: string;
  meaning: OptionMeaning;
  /** Of a plan: how the agent continues. */
  plan?: 'auto' | 'manual';
  change?: unknown;
  /** The turn ends with it: words for the agent are the next prompt. */
  ends?: true;
}

/** A gate as the agent tells it: what it wants, and how it can be answered. */
export interface StreamGate {
  id: string;
  /** What the agent calls its request, where `id` is another name. */
  request?: unknown;
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
  /** It will never take any. */
  | { kind: 'failed'; error: string }
  /** The conversation it is in; `fresh`: it has just started over. */
  | { kind: 'conversation'; id: string; model?: string; mode?: string; fresh?: boolean }
  | { kind: 'mode'; mode: string }
  /** `id`: the agent's, of the turn. */
  | { kind: 'began'; id?: string }
  /**
   * A prompt was put into the agent's queue, was taken up, or will never have a turn. `lost`: it was in the queue of a turn that
   * ended without it, and must be said again.
   */
  | { kind: 'queued' | 'taken' | 'dropped' | 'lost'; id: string }
  /** A prompt that the agent did not accept. */
  | { kind: 'refused'; id: string; error: string }
  | { kind: 'detail'; detail: 'streaming' | 'compacting' | 'retrying' | undefined; retry?: string }
  /** Text as it comes, and a whole block of it. `part`: a piece of anything else that comes again whole. */
  | { kind: 'delta'; text: string }
  | { kind: 'part' }
  | { kind: 'text'; text: string; message: string; contextUsed?: number }
  /** `keeps`: a gate may refer to its input. `outlives`: it may go on alongside the turn. */
  | { kind: 'tool'; id: string; name: string; input: unknown; command?: string; keeps?: true; outlives?: true }
  | { kind: 'tool_ended'; id: string; failed: boolean; text: string }
  /** The model continues: tools that may outlive the turn run alongside it now. */
  | { kind: 'stepped' }
  | { kind: 'gate'; gate: StreamGate }
  | { kind: 'gate_closed'; id: string }
  /** The agent has taken the answer to a gate. */
  | { kind: 'gate_answered'; id: string }
  | { kind: 'background'; shells: number; agents: number; other: number }
  | { kind: 'used'; usage: StreamUsage; contextUsed?: number }
  /** What a person who looks should know. */
  | { kind: 'note'; text: string }
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
