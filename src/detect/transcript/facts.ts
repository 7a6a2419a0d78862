import type { AskedQuestion } from '../../contract/state.ts';

/**
 * What one transcript record says about a turn, in words no agent owns. `at` is ms since 1970 where the record has a
 * time; `id` and `parent` link records whose lines landed out of order. `happenedAt` is there where `at` is that of a later copy.
 */
export type TranscriptFact = FactBase &
  (
    | { kind: 'prompt'; text: string /** Written by the agent itself, not by a person. */; synthetic?: boolean }
    /** A prompt that the agent took into the turn that was under way. */
    | { kind: 'joined'; text: string }
    | {
        kind: 'answer';
        /** Blocks of one message share it; absent where the record belongs to the message before it. */
        message?: string;
        text?: string;
        thinking?: boolean;
        tools?: ToolUse[];
        /** Set when the message is complete and ends the turn. */
        stop?: string;
        /** The message reports a failure of the model's service. */
        error?: ServiceError;
      }
    | {
        kind: 'results';
        tools: string[];
        /** The person refused or cut off the tool. */
        rejected?: boolean;
        /** The tools go on running under this name, for which a later call can wait. */
        running?: string;
      }
    /** A turn began; its prompt, if it has one, follows. */
    | { kind: 'started'; happenedAt?: number }
    | { kind: 'interrupted' }
    | { kind: 'ended'; happenedAt?: number; error?: ServiceError }
    /** `fate`: what was removed began no turn, because the person took it back into the composer or a hook refused it. */
    | {
        kind: 'queued';
        change: 'added' | 'removed';
        text?: string;
        synthetic?: boolean;
        fate?: 'taken-back' | 'refused';
      }
    | { kind: 'retrying'; attempt: string }
    /** `summary` holds what the model was asked for beforehand, if it was: no words of the agent's. */
    | { kind: 'compacted'; summary?: string }
    /** Asked while the turn continues: it waits for no answer. */
    | { kind: 'asks'; questions: AskedQuestion[] }
    | { kind: 'cleared' }
    /** A command of the agent's own ran; `name` as it was typed, with its slash. */
    | { kind: 'command'; name: string }
    /** What such a command printed: it is over, and began no turn. */
    | { kind: 'output' }
    /** A hook of the person's refused a prompt before it became a turn: its words. */
    | { kind: 'refused'; reason: string }
    | { kind: 'plan'; path?: string; slug?: string; text?: string }
  );

/** A failure of the model's service. `resets`: it refuses more for this account until then, in its own words. */
export interface ServiceError {
  message: string;
  status?: number;
  kind?: string;
  resets?: string;
}

export interface FactBase {
  id?: string;
  parent?: string;
  at?: number;
}

export interface ToolUse {
  id: string;
  name: string;
  input: unknown;
  /** The shell command that it runs, where the record tells it. */
  command?: string;
  /** It only waits for tools that go on running under this name. */
  waitsFor?: string;
}
