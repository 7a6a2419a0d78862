import type { StatusFact } from '../agent/backend.ts';
import type { Screen } from '../screen/screen.ts';
import type { PlanFact, TurnFacts } from '../transcript/turn.ts';
import type { HookFacts } from './hook-events.ts';

/**
 * All that was seen of one session at one moment. Absence is a fact of its own: a reader never throws.
 * Times are ms since 1970.
 */
export interface Signals {
  at: number;
  liveness: Liveness;
  screen: ScreenSignal;
  transcript: TranscriptSignal;
  statusFile: StatusFileSignal;
  plan: PlanSignal;
  /** The id of the agent's session in the background to which the conversation was moved. */
  background?: string;
  /** Absent unless the session was started with hooks; they may stop at any time, so they only add. */
  hooks?: HooksSignal;
  /** When the session's agent was started; absent where that is not known. */
  startedAt?: number;
  /** The conversation began as a copy of another one, whose turns the screen shows. */
  forked?: boolean;
  /** The newest prompt that any csd entered; absent where none has. */
  entry?: Entry;
}

/**
 * The newest prompt that csd entered into a session, as every csd process knows it. `pending`: Enter is about to be pressed
 * or was, and nothing has proved it yet.
 */
export interface Entry {
  /** Its number: greater than that of every turn before. */
  turn: number;
  /** The number of the turn before, where that was known. */
  before?: number;
  outcome: 'pending' | 'submitted' | 'queued';
  /** When Enter was pressed, ms since 1970. */
  at: number;
  /** How the prompt begins, as `startOf` gives it. */
  start: string;
  /** How many prompts that begin so the screen showed at that moment. */
  drawn?: number;
  /** The screen said already then that the agent had gone back or started over, so that this is not news. */
  another?: true;
  /** The transcript at that moment and its length in bytes; absent where there was none. */
  transcript?: { path: string; size: number };
}

export type Liveness =
  | { kind: 'alive'; command: string }
  | { kind: 'dead'; reason: string; exitCode?: number }
  /** tmux did not answer, or answered something else than yes or no. */
  | { kind: 'unsure'; reason: string };

export type ScreenSignal = { kind: 'absent' } | { kind: 'seen'; screen: Screen };

export type TranscriptSignal =
  /** No file, or none readable: normal before the first prompt. `excess`: there is one, and its newest turn is too much to read. */
  | { kind: 'absent'; excess?: string }
  | {
      kind: 'read';
      turn: TurnFacts;
      path: string /** By what proof it is this session's, where the agent does not say. */;
      note?: string;
    };

export type StatusFileSignal =
  | { kind: 'absent' }
  /** There is one, but not of this process: `reason` says why. */
  | {
      kind: 'foreign';
      reason: string /** The conversation was moved to this background session, which does not run. */;
      parked?: string;
    }
  | { kind: 'read'; status: StatusFact };

/** What the agent reported of its own accord, where it was asked to. */
export type HooksSignal = { kind: 'absent' } | { kind: 'read'; hooks: HookFacts };

/** The plan of a plan gate, where it could be read; `path` null when the gate shows none. */
export type PlanSignal = { kind: 'absent' } | { kind: 'read'; plan: PlanFact };

/** The background session to which the status file says that the conversation was moved. */
export function parkedIn(signal: StatusFileSignal): string | undefined {
  if (signal.kind === 'read') return signal.status.parked;
  return signal.kind === 'foreign' ? signal.parked : undefined;
}

/** The screen, where it was seen. */
export function screenOf(signal: ScreenSignal | undefined): Screen | undefined {
  return signal?.kind === 'seen' ? signal.screen : undefined;
}

/** The newest turn of the transcript, where that was read. */
export function turnOf(signal: TranscriptSignal | undefined): TurnFacts | undefined {
  return signal?.kind === 'read' ? signal.turn : undefined;
}

/** Where the transcript stands, where it was read. */
export function transcriptPathOf(signal: TranscriptSignal | undefined): string | undefined {
  return signal?.kind === 'read' ? signal.path : undefined;
}

/** What the agent's status file says, where it is of this process. */
export function statusOf(signal: StatusFileSignal | undefined): StatusFact | undefined {
  return signal?.kind === 'read' ? signal.status : undefined;
}
