import type { ToolCall } from './api.ts';
import type { HomeOptions } from './home.ts';
import type { Session } from './session.ts';
import type { Look } from './setting.ts';

/** What scenes of both agents call differently. Patterns are a person's view of the screen, not the driver's. */
export interface Words {
  composer: RegExp;
  /** How the end of a turn with this text is recognised. */
  over(text: RegExp): Look;
  /** A turn in flight before any answer: at once, and after a second. */
  activity: RegExp;
  later: RegExp;
  /** Flags for a mode that asks before each command, and for one that never asks, with the home it needs. */
  asking: string[];
  bypassing: { spawn: string[]; home?: HomeOptions };
  /** A command that the model runs, one that needs permission in the mode that asks, and the tool's name. */
  shell(command: string): ToolCall;
  asked(command: string): ToolCall;
  shellTool: string;
  /** A tool call of that name in the transcript. */
  called: RegExp;
  /** The gate of a command, with the cursor on the first option. */
  gate: {
    shows: RegExp;
    question: string | RegExp;
    options(release: string, folder: string, command: string): string[];
  };
  trust: { shows: RegExp; hides: RegExp; home: HomeOptions; options(release: string): string[] };
  /** A question of two options, `Postgres` and `SQLite`: how it is asked and shown. */
  question: { tool: ToolCall; shows: RegExp; options: string[]; prepare?(session: Seat): Promise<void> };
  /** An interrupted turn; the same for one with a command. */
  interrupted: RegExp;
  stopped: RegExp;
  /** The releases on which Escape interrupts an answer that is streaming. */
  cutsText(release: string): boolean;
  /** An answer of the service after which the agent retries, and one that ends the turn. */
  overloaded: { status: number; shows: RegExp };
  failed(message: string): string | RegExp;
  queued: RegExp;
  /** A command runs. */
  running: RegExp;
  /** That text is in the composer. */
  typed(text: string): RegExp;
  /** A prompt that begins with `!`, as it reaches the model. */
  bang(text: string): string;
  /** The menu of models. */
  picker: RegExp;
  /** The command that ends the agent. */
  exit: string;
}

/** A session as a person sees it: its screen, and keys. */
export type Seat = Pick<Session, 'screen' | 'waitForScreen' | 'keys'>;
