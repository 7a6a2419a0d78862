import type { AskedQuestion } from '../../contract/state.ts';

/**
 * What one transcript record says about a turn, independent of the agent. `at` is ms since 1970 if the record has a
 * time; `id` and `parent` link records whose lines are out of order. `happenedAt` is set if `at` is the time of a later
 * copy.
 */
export type TranscriptFact = FactBase &
  (
    | { kind: 'prompt'; text: string /** Written by the agent itself, not by a person. */; synthetic?: boolean }
    /** A person's command of the shell, as typed: a prompt if the model answers it (`TypedCommands`). */
    | { kind: 'shell'; text: string }
    /** A person's command of the agent's own, as typed: a prompt under the same condition. */
    | { kind: 'builtin'; text: string }
    /** The agent says that the command below it, of which it is the parent, was not given to the model. */
    | { kind: 'caveat' }
    /** A prompt that the agent took into the running turn. */
    | { kind: 'joined'; text: string }
    | {
        kind: 'answer';
        /** Shared by the blocks of one message; absent if the record belongs to the preceding message. */
        message?: string;
        text?: string;
        thinking?: boolean;
        tools?: ToolUse[];
        /** Set if the message is complete and ends the turn. */
        stop?: string;
        /** The message reports a failure of the model's service. */
        error?: ServiceError;
      }
    | {
        kind: 'results';
        tools: string[];
        /** The user refused or interrupted the tool. */
        rejected?: boolean;
        /** The tools continue under this name, and a later call can wait for them. */
        running?: string;
      }
    /** A turn began; its prompt, if it has one, follows. */
    | { kind: 'started'; happenedAt?: number }
    | { kind: 'interrupted' }
    | { kind: 'ended'; happenedAt?: number; error?: ServiceError }
    /** `fate`: what was removed began no turn, because the user took it back into the composer or a hook refused it. */
    | {
        kind: 'queued';
        change: 'added' | 'removed';
        text?: string;
        synthetic?: boolean;
        fate?: 'taken-back' | 'refused';
      }
    | { kind: 'retrying'; attempt: string }
    /** `summary` is what the model was asked for beforehand, if it was; it is not an answer of the agent. */
    | { kind: 'compacted'; summary?: string }
    /** Asked while the turn continues, without waiting for an answer. */
    | { kind: 'asks'; questions: AskedQuestion[] }
    | { kind: 'cleared' }
    /** A slash command of the agent ran; `name` as typed, with its slash. */
    | { kind: 'command'; name: string }
    /** The output of such a command: it has finished, and began no turn. */
    | { kind: 'output' }
    /** A hook of the user refused a prompt before it became a turn: the hook's reason. */
    | { kind: 'refused'; reason: string }
    | { kind: 'plan'; path?: string; slug?: string; text?: string }
  );

/** A failure of the model's service. `resets`: the account's limit is reached until then, in the service's words. */
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
  /** The shell command that it runs, if the record contains it. */
  command?: string;
  /** It only waits for tools that continue under this name. */
  waitsFor?: string;
}
