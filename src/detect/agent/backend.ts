import type { TranscriptFact } from '../transcript/facts.ts';
import type { TurnPart } from '../transcript/markdown.ts';
import type { DelegateGrammar } from './delegate-grammar.ts';
import type { GateGrammar } from './gate-grammar.ts';
import type { HookGrammar } from './hook-grammar.ts';
import type { KeyBindings } from './key-bindings.ts';
import type { Launch } from './launch.ts';
import type { ProcessGrammar } from './process-grammar.ts';
import type { RecordingGrammar } from './recording-grammar.ts';
import type { ScreenGrammar } from './screen-grammar.ts';
import type { StreamDriver } from './stream-grammar.ts';
import type { UsageGrammar } from './usage-grammar.ts';
import type { WorkerGrammar } from './worker-grammar.ts';

export type { GateGrammar, GateRule, MenuChoices, PlanClass, RowClass, RowRule } from './gate-grammar.ts';
export type { RecordingGrammar } from './recording-grammar.ts';
export type {
  CompletionGrammar,
  ComposerGrammar,
  DialogGrammar,
  OverlayGrammar,
  ScreenGrammar,
} from './screen-grammar.ts';

/**
 * Everything that differs from agent to agent. One file per agent fills this in; nothing else knows an agent's words,
 * glyphs, paths or flags. Everything here is data or a pure function.
 */
export interface Backend {
  /** The value of `--backend`. */
  name: string;
  screen: ScreenGrammar;
  gates: GateGrammar;
  transcript: TranscriptGrammar;
  launch: LaunchGrammar;
  input: InputGrammar;
  processes: ProcessGrammar;
  /** Absent for an agent that publishes no status. */
  statusFile?: StatusFileGrammar;
  /** Absent for an agent without background sessions. */
  background?: BackgroundGrammar;
  /** Absent for an agent that keeps no plans on disk. */
  plans?: PlanGrammar;
  recording: RecordingGrammar;
  /** Absent for an agent that cannot report its events. */
  hooks?: HookGrammar;
  /** Absent for an agent that does not report its usage. */
  usage?: UsageGrammar;
  /** Absent for an agent that cannot be a worker. */
  worker?: WorkerGrammar;
  /** Absent for an agent that cannot be driven without its screen. */
  stream?: StreamDriver;
  /** Absent for an agent that cannot take delegated tasks. */
  delegate?: DelegateGrammar;
  releases: Releases;
}

/** Reads the agent's own record of the conversation. */
export interface TranscriptGrammar {
  /** Facts of one parsed JSONL record, in order; none for records that say nothing about a turn. */
  read(record: unknown): TranscriptFact[];
  /** A line whose record may contain facts contains one of these; the others, most of a file, need not be parsed. */
  telling?: string[];
  /** By its text alone: true for a line from before `since` (ISO 8601, UTC) that concerns nothing after it. */
  isPast?(line: string, since: string): boolean;
  /** A turn has a `started` record before its prompt, which shows when it began. */
  marksStart?: true;
  /** Where the transcript of a session can be, best first. `*` matches any one folder or name part. */
  candidates(place: AgentPlace): string[];
  /** The id that the process which wrote a record was started with, if the record contains it. */
  writer?(record: unknown): string | undefined;
  /** The readable content of one record: its prompt, thinking, text, tool calls and results, in order. */
  parts?(record: unknown): TurnPart[];
  /** Present for an agent that chooses the ids of its conversations itself; `candidates` is then used to resume one. */
  held?: HeldGrammar;
}

/** How to identify a conversation by the files that the agent has open, and by the beginning of its record. */
export interface HeldGrammar {
  /** The conversation that a file records; `undefined` for any other file. */
  record(path: string): string | undefined;
  /** The conversation that a file belongs to, record or not. */
  conversation(path: string): string | undefined;
  /** When a conversation of that id began, ms since 1970; `undefined` if the id does not show it. */
  begunAt(id: string): number | undefined;
  /** The content of a record's first characters; `undefined` if not a user's. `beside`: it is next to that one. */
  opening(head: string): { cwd: string; startedAt: number; beside?: string } | undefined;
  /** The conversation of a subagent, by the first characters of its record; `undefined` for any other record. */
  parent(head: string): string | undefined;
  /**
   * The record that another one, with that beginning and path, continues from: where it is (`*` matches any part of a
   * name), and how many of its bytes count. `undefined` if it begins a conversation.
   */
  base(head: string, path: string): { pattern: string; end: number } | undefined;
  /** The folders of records that began between two times, ms since 1970. */
  folders(configDir: string, from: number, to: number): string[];
}

/** The place of one agent process on disk. */
export interface AgentPlace {
  configDir: string;
  /** Symbolic links resolved. */
  cwd: string;
  sessionId: string;
}

/** The status that the agent publishes, one small JSON file per process. */
export interface StatusFileGrammar {
  path(configDir: string, pid: number): string;
  read(record: unknown): StatusFact | undefined;
  /** The process and its conversation, even if the file has no status: an agent without a screen may write none. */
  conversation?(record: unknown): { pid: number; sessionId: string } | undefined;
}

export interface StatusFact {
  pid: number;
  sessionId: string;
  status: 'busy' | 'idle' | 'waiting' | 'other';
  waitingFor?: string;
  version?: string;
  /** Start mark of the process that wrote it, to detect a reused pid. */
  processStart?: string;
  /** ms since 1970. */
  updatedAt: number;
  /** Facts of the session, if the release writes them: its folder, display name and start (ms since 1970). */
  cwd?: string;
  title?: string;
  startedAt?: number;
  /** A user types to it at a terminal; false for a process that runs a single prompt. */
  interactive?: boolean;
  /** It runs in the background under this id, without a terminal. */
  background?: string;
  /** The background session to which the process has moved its conversation, and which it shows. */
  parked?: string;
  /** The conversation that a background session continues; `words` only until it has its own transcript. */
  origin?: string;
}

/** Sessions that the agent runs without a terminal, under its own ids. */
export interface BackgroundGrammar {
  /** The status files of all of the agent's processes. */
  folder(configDir: string): string;
  /** The row of an ending agent that says that its conversation continues; group 1 is the id. */
  moved: RegExp;
  /** The background conversation that, by a record of a transcript, continues it. */
  continuedIn(record: unknown): string | undefined;
  /** The file in which the agent's daemon lists its background sessions. */
  roster(configDir: string): string;
  /** The conversation from which a background session of the roster began: its id, or its transcript. */
  begunFrom(roster: unknown, id: string): string | undefined;
  /** The daemon's record of a background session. */
  job(configDir: string, id: string): string;
  /** True for a record of a copy whose original continues: a conversation of its own. */
  isCopy(job: unknown): boolean;
  /** When a background session was begun that has not been over since, by its record; ms since 1970. */
  begunAt(job: unknown): number | undefined;
  /** The command that opens one. */
  attach(id: string): string;
}

export interface PlanGrammar {
  /** The plan's path as the plan gate shows it, with `~` or absolute; group 1. */
  shown: RegExp;
  /** The plan file of a transcript's slug. */
  path(configDir: string, slug: string): string;
}

/** What a caller may choose for a session besides its folder and permission mode. */
export type LaunchOption =
  | 'model'
  | 'system_prompt'
  | 'allowed_tools'
  | 'disallowed_tools'
  | 'agent'
  | 'add_dir'
  | 'effort';

/** The flag of a choice, with its other spellings, and how a value is written after it (unchanged by default). */
export interface OptionGrammar {
  flag: string;
  also?: string[];
  write?(value: string): string;
}

export type { Launch };

export interface LaunchGrammar {
  /** The program to look up on PATH, and the variable that overrides it. */
  program: string;
  programVariable: string;
  /** How to install the agent, for the error if it is missing. */
  installHint: string;
  /** Arguments for a new conversation under a chosen id, or for resuming one. */
  args(launch: Launch): string[];
  /** The argument for resuming a copy of a conversation, which may then be open elsewhere. */
  forkFlag?: string;
  /** The flag among a caller's arguments that resumes a conversation, if it cannot be combined with csd's id. */
  takesUp?(args: string[]): string | undefined;
  /** A caller's arguments without prompts and choices of a conversation, for starting the agent again. */
  repeatable(args: string[]): string[];
  /** The variable for the configuration folder. */
  configVariable: string;
  /** The arguments that make the agent print its flags, if `args` depends on whether a release has one. */
  helpArgs?: string[];
  /** Every permission mode of any release of this agent, by its own names; aliases map to one of them. */
  permissionModes: string[];
  modeAliases: Record<string, string>;
  autoAcceptMode: string;
  bypassMode: string;
  /** The arguments of each choice for a session; the agent does not support a choice that is missing here. */
  options: Partial<Record<LaunchOption, OptionGrammar>>;
  /** Flags of the agent that give it no further rights, with or without a value. */
  harmlessFlags: Record<string, 'value' | 'alone'>;
  /** Variables removed before the agent starts: always, or unless the caller set them. */
  unsetAlways: string[];
  unsetUnlessCaller: string[];
  /** Names of the caller's variables, never secrets, to pass to the agent. */
  passOn: string[];
  configDir(env: Readonly<Record<string, string | undefined>>, home: string): string;
  versionArgs: string[];
  /** Group 1 is the release in the output of `versionArgs`. */
  version: RegExp;
}

/** How the agent takes text, and what to change in a text so that it arrives as text. */
export interface InputGrammar {
  /**
   * The text to paste so that the agent takes all of it as a prompt. A slash command stays unchanged if it is the whole
   * text, or if `asCommand` says that it is meant.
   */
  escapePrompt(prompt: string, asCommand: boolean): string;
  /** True for a text that `escapePrompt` left to run as a command. */
  isCommand(text: string, asCommand: boolean): boolean;
  /** A row of the list of commands that opens while one is typed; group 1 is the command. Enter takes its first row. */
  suggestedCommand: RegExp;
  /** The row that reports an unknown command. */
  unknownCommand: RegExp;
  /** Clears one row of the composer; never quits the agent. */
  clearRow: string;
  /** Clears what follows the cursor in its row, if `clearRow` clears only what precedes it. */
  clearAhead?: string;
  /** The slash command that ends the agent. */
  exitCommand: string;
  /** The key that interrupts a turn, unless `bindings` says otherwise. */
  interrupt: string;
  /**
   * The key that interrupts a turn while its text arrives, on a release that ignores `interrupt` then; `undefined` on
   * any other. It may end an idle agent.
   */
  interruptStreaming?(release: string): string | undefined;
  /** Absent if the agent's keys cannot be changed, or if that is unknown. */
  bindings?: KeyBindings;
}

export interface Releases {
  verified: string[];
}
