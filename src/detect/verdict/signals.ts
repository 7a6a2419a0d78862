import type { StatusFact } from '../agent/backend.ts';
import type { Screen } from '../screen/screen.ts';
import type { PlanFact, TurnFacts } from '../transcript/turn.ts';
import type { HookFacts } from './hook-events.ts';

/**
 * Everything observed of one session at one moment. A missing source is a signal too, so readers never throw. Times are
 * ms since 1970.
 */
export interface Signals {
  at: number;
  liveness: Liveness;
  screen: ScreenSignal;
  transcript: TranscriptSignal;
  statusFile: StatusFileSignal;
  plan: PlanSignal;
  /** The id of the agent's background session to which the conversation was moved. */
  background?: string;
  /** Absent unless the session was started with hooks. They may stop at any time, so they only add evidence. */
  hooks?: HooksSignal;
  /** When the session's agent was started; absent if unknown. */
  startedAt?: number;
  /** The conversation began as a copy of another one, whose turns the screen shows. */
  forked?: boolean;
  /** The newest prompt that any csd process entered; absent if there is none. */
  entry?: Entry;
}

/**
 * The newest prompt that csd entered into a session, shared by all csd processes. `pending`: Enter is about to be
 * pressed or was pressed, and nothing has confirmed it yet.
 */
export interface Entry {
  /** Its number, greater than that of every earlier turn. */
  turn: number;
  /** The number of the preceding turn, if known. */
  before?: number;
  outcome: 'pending' | 'submitted' | 'queued';
  /** When Enter was pressed, ms since 1970. */
  at: number;
  /** The beginning of the prompt, as `startOf` returns it. */
  start: string;
  /** How many prompts with this beginning the screen showed at that moment. */
  drawn?: number;
  /** The screen already said then that the agent had rewound or started over, so this is not new. */
  another?: true;
  /** The transcript at that moment and its length in bytes; absent if there was none. */
  transcript?: { path: string; size: number };
  /** If there was none: the conversation in the agent's status then, if known. */
  conversation?: string;
  /** The prompts before it, oldest first, as far as they are kept: a person can go back to the turn of one. */
  earlier?: Pick<Entry, 'turn' | 'outcome' | 'at' | 'start'>[];
}

export type Liveness =
  | { kind: 'alive'; command: string }
  | { kind: 'dead'; reason: string; exitCode?: number }
  /** tmux did not answer, or gave neither yes nor no. */
  | { kind: 'unsure'; reason: string };

export type ScreenSignal = { kind: 'absent' } | { kind: 'seen'; screen: Screen };

export type TranscriptSignal =
  /**
   * No file, or no readable one: normal before the first prompt. `excess`: the file exists, and its newest turn is too
   * large to read.
   */
  | { kind: 'absent'; excess?: string }
  | {
      kind: 'read';
      turn: TurnFacts;
      path: string /** The evidence that it is of this session, if the agent does not say so. */;
      note?: string;
    };

export type StatusFileSignal =
  | { kind: 'absent' }
  /** The file exists but is not of this process: `reason` says why. */
  | {
      kind: 'foreign';
      reason: string /** The conversation was moved to this background session, which does not run. */;
      parked?: string;
    }
  | { kind: 'read'; status: StatusFact };

/** What the agent's hooks reported, if it was started with them. */
export type HooksSignal = { kind: 'absent' } | { kind: 'read'; hooks: HookFacts };

/** The plan of a plan gate, if it could be read; `path` is null if the gate shows none. */
export type PlanSignal = { kind: 'absent' } | { kind: 'read'; plan: PlanFact };

/** The background session to which the conversation was moved, by the status file. */
export function parkedIn(signal: StatusFileSignal): string | undefined {
  if (signal.kind === 'read') return signal.status.parked;
  return signal.kind === 'foreign' ? signal.parked : undefined;
}

/** The screen, if it was captured. */
export function screenOf(signal: ScreenSignal | undefined): Screen | undefined {
  return signal?.kind === 'seen' ? signal.screen : undefined;
}

/** The newest turn of the transcript, if that was read. */
export function turnOf(signal: TranscriptSignal | undefined): TurnFacts | undefined {
  return signal?.kind === 'read' ? signal.turn : undefined;
}

/** The path of the transcript, if it was read. */
export function transcriptPathOf(signal: TranscriptSignal | undefined): string | undefined {
  return signal?.kind === 'read' ? signal.path : undefined;
}

/** The content of the agent's status file, if it is of this process. */
export function statusOf(signal: StatusFileSignal | undefined): StatusFact | undefined {
  return signal?.kind === 'read' ? signal.status : undefined;
}
