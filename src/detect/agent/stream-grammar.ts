import type { AskedQuestion } from '../../contract/state.ts';
import type { Launch } from './launch.ts';

/**
 * The protocol of an agent without a screen: records, one JSON object a line, on its standard input and output.
 * Everything here is data or a pure function.
 */
export interface StreamGrammar {
  /** The first records to the agent; its answer leads to `ready`. */
  opening(session: StreamSession): object[];
  /** The facts of a record from the agent, in order; none for a record that does not concern a turn. Never throws. */
  read(record: unknown, now: StreamNow, session: StreamSession): StreamFact[];
  /** Optional: what the client must answer to a record at once. */
  reply?(record: unknown, session: StreamSession): object[];
  /** The record of a prompt; the agent returns it under this id, a UUID, when it takes it up. */
  prompt(text: string, id: string, now: StreamNow): object;
  /** Optional: a turn always returns the prompt that it takes up, and nothing else proves that the prompt arrived. */
  givesBack?: true;
  /**
   * Optional, if a prompt is never a command to the agent: the record that carries out a command of csd, by its word.
   */
  commands?: Record<string, (id: string, now: StreamNow, session: StreamSession) => object>;
  /** The record that interrupts the turn; `undefined` while a turn is about to begin and has no id yet. */
  interrupt(id: string, now: StreamNow): object | undefined;
  /** The record that answers a gate. */
  answer(gate: StreamGate, verdict: GateVerdict): object;
}

/** How to start an agent without a screen, and its protocol. */
export interface StreamDriver extends StreamGrammar {
  /**
   * Its arguments, and the input of `opening`. `args` are those of a start with a screen. A string if a requested
   * option needs a screen: it follows "cannot be driven without its screen with".
   */
  start(launch: Launch, args: string[], cwd: string): StreamStart | string;
  /** Optional, if a prompt is never a command: prepares a prompt's text, in place of the escaping for a composer. */
  tidy?(prompt: string): string;
  trust: TrustGrammar;
}

export interface StreamStart {
  args: string[];
  opening?: unknown;
}

/** What a host knows of its session: a mark that is unique to this start, and what `start` wants sent. */
export interface StreamSession {
  mark: string;
  opening?: unknown;
}

/** The summary of all records so far that the meaning of the next one depends on. */
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

/** Where the agent records which folders it trusts: in this mode it does not ask. */
export interface TrustGrammar {
  file(configDir: string, home: string, isOwnFolder: boolean): string;
  format: 'json' | 'toml';
  /** Optional: trust in a repository includes its folders and worktrees. */
  byRepository?: true;
  /** True if the file says that the folder, links resolved, is trusted. */
  holds(config: unknown, folder: string): boolean;
}

/** The effect of an answer to a gate: `once` agrees to this gate only, `wider` to more, `refuse` to nothing. */
export type OptionMeaning = 'once' | 'wider' | 'refuse';

/** One answer to a gate. `change` is sent with the agreement, in the agent's own words. */
export interface StreamOption {
  label: string;
  meaning: OptionMeaning;
  /** For a plan: how the agent continues. */
  plan?: 'auto' | 'manual';
  change?: unknown;
  /** This answer ends the turn: a message for the agent is the next prompt. */
  ends?: true;
}

/** A gate as the agent reports it: its subject, and its possible answers. */
export interface StreamGate {
  id: string;
  /** The agent's name for its request, if it differs from `id`. */
  request?: unknown;
  kind: 'permission' | 'question' | 'plan';
  tool: string;
  input: unknown;
  description?: string;
  /** Everything a user should read of it, and the line that asks. */
  prompt: string;
  question: string;
  options: StreamOption[];
  questions?: AskedQuestion[];
  plan?: { path: string | null; text: string | null };
}

/**
 * The answer to a gate: an option by its index from 0, a message for a refusal, or an answer to each question by its
 * text.
 */
export type GateVerdict = { option: number; message?: string } | { answers: Record<string, string> };

/** Tokens and cost, as the agent counts them for its process so far. */
export interface StreamUsage extends StreamCount {
  contextSize?: number;
  model?: string;
  /** What was counted before this turn, if the agent reports it. */
  earlier?: StreamCount;
}

export interface StreamCount {
  cost?: number;
  input?: number;
  output?: number;
  cacheRead?: number;
  cacheWrite?: number;
}

/** What one record says. `began` and `ended` are the bounds of a turn; the last three come from csd's own records. */
export type StreamFact =
  /** It accepts prompts. */
  | { kind: 'ready' }
  /** It will never accept any. */
  | { kind: 'failed'; error: string }
  /** The conversation it is in; `fresh`: it has just started over. */
  | { kind: 'conversation'; id: string; model?: string; mode?: string; fresh?: boolean }
  | { kind: 'mode'; mode: string }
  /** `id`: the agent's id of the turn. */
  | { kind: 'began'; id?: string }
  /**
   * A prompt was put into the agent's queue, was taken up, or will never have a turn. `lost`: it was in the queue of a
   * turn that ended without it, and must be sent again.
   */
  | { kind: 'queued' | 'taken' | 'dropped' | 'lost'; id: string }
  /** A prompt that the agent did not accept. */
  | { kind: 'refused'; id: string; error: string }
  | { kind: 'detail'; detail: 'streaming' | 'compacting' | 'retrying' | undefined; retry?: string }
  /** Text as it arrives, and a complete block of it. `part`: a piece of anything else that arrives again as a whole. */
  | { kind: 'delta'; text: string }
  | { kind: 'part' }
  | { kind: 'text'; text: string; message: string; contextUsed?: number }
  /** `keeps`: a gate may refer to its input. `outlives`: it may continue alongside the turn. */
  | { kind: 'tool'; id: string; name: string; input: unknown; command?: string; keeps?: true; outlives?: true }
  | { kind: 'tool_ended'; id: string; failed: boolean; text: string }
  /** The model continues: tools that may outlive the turn now run alongside it. */
  | { kind: 'stepped' }
  | { kind: 'gate'; gate: StreamGate }
  | { kind: 'gate_closed'; id: string }
  /** The agent has accepted the answer to a gate. */
  | { kind: 'gate_answered'; id: string }
  | { kind: 'background'; shells: number; agents: number; other: number }
  | { kind: 'used'; usage: StreamUsage; contextUsed?: number }
  /** A notice for the user. */
  | { kind: 'note'; text: string }
  | {
      kind: 'ended';
      text: string;
      /** A slash command ran, and no turn. */
      command?: boolean;
      interrupted?: boolean;
      error?: string;
      stopReason?: string;
      usage?: StreamUsage;
    }
  | { kind: 'prompted'; id: string; text: string; turn: number }
  | { kind: 'answered'; id: string }
  | { kind: 'interrupting' };
