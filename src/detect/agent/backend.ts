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
 * All that differs from agent to agent. One file per agent fills this in; nothing else knows an agent's words,
 * glyphs, paths or flags. Everything here is data or a pure function.
 */
export interface Backend {
  /** What `--backend` takes. */
  name: string;
  screen: ScreenGrammar;
  gates: GateGrammar;
  transcript: TranscriptGrammar;
  launch: LaunchGrammar;
  input: InputGrammar;
  processes: ProcessGrammar;
  /** Absent for an agent that publishes no status of its own. */
  statusFile?: StatusFileGrammar;
  /** Absent for an agent that runs no sessions of its own in the background. */
  background?: BackgroundGrammar;
  /** Absent for an agent that keeps no plans on disk. */
  plans?: PlanGrammar;
  recording: RecordingGrammar;
  /** Absent for an agent that cannot report its events. */
  hooks?: HookGrammar;
  /** Absent for an agent that tells nothing of what it uses. */
  usage?: UsageGrammar;
  /** Absent for an agent that cannot be a worker. */
  worker?: WorkerGrammar;
  /** Absent for an agent that cannot be driven without its screen. */
  stream?: StreamDriver;
  /** Absent for an agent that no task can be delegated to. */
  delegate?: DelegateGrammar;
  releases: Releases;
}

/** Reads the agent's own record of the conversation. */
export interface TranscriptGrammar {
  /** Facts of one parsed JSONL record, in order; none for records that say nothing about a turn. */
  read(record: unknown): TranscriptFact[];
  /** A line whose record may say something holds one of these; the others, most of a file, need not be parsed. */
  telling?: string[];
  /**
   * True for a line that was written before `since` (ISO 8601, UTC) and says nothing of what came after it, told by its
   * text alone.
   */
  isPast?(line: string, since: string): boolean;
  /** A turn has a `started` record before its prompt: by that it is known when it began. */
  marksStart?: true;
  /** Where the transcript of a session lies, best first. `*` stands for any one folder or name part. */
  candidates(place: AgentPlace): string[];
  /** The id that the process which wrote a record was started with, where the record says so. */
  writer?(record: unknown): string | undefined;
  /** What a person would read of one record: its prompt, thinking, text, tool calls and results, in order. */
  parts?(record: unknown): TurnPart[];
  /** Present for an agent that chooses the ids of its conversations itself; `candidates` then serve to resume one. */
  held?: HeldGrammar;
}

/** How to know a conversation by the files that the agent's process holds open, and by what its record begins with. */
export interface HeldGrammar {
  /** The conversation that a file is the record of; `undefined` for any other file. */
  record(path: string): string | undefined;
  /** The conversation that a file belongs to, record or not. */
  conversation(path: string): string | undefined;
  /** When a conversation of that id was begun, ms since 1970; `undefined` where the id does not tell. */
  begunAt(id: string): number | undefined;
  /** What the first characters of a record say; `undefined` where it is not a person's conversation. */
  opening(head: string): { cwd: string; startedAt: number } | undefined;
  /** The conversation of whose subagent a record is, by its first characters; `undefined` for any other record. */
  parent(head: string): string | undefined;
  /**
   * The record that another one, of that beginning and path, continues from: where it lies (`*` stands for any part of a
   * name), and how many of its bytes count. `undefined` where it begins a conversation.
   */
  base(head: string, path: string): { pattern: string; end: number } | undefined;
  /** The folders of records that were begun between two times, ms since 1970. */
  folders(configDir: string, from: number, to: number): string[];
}

/** Where one agent process lives on disk. */
export interface AgentPlace {
  configDir: string;
  /** Symbolic links resolved. */
  cwd: string;
  sessionId: string;
}

/** The agent's own published status, one small JSON file per process. */
export interface StatusFileGrammar {
  path(configDir: string, pid: number): string;
  read(record: unknown): StatusFact | undefined;
  /** The process and its conversation, of a file that need not say what the agent does: one without a screen may not. */
  conversation?(record: unknown): { pid: number; sessionId: string } | undefined;
}

export interface StatusFact {
  pid: number;
  sessionId: string;
  status: 'busy' | 'idle' | 'waiting' | 'other';
  waitingFor?: string;
  version?: string;
  /** Start mark of the process that wrote it, to tell a reused pid. */
  processStart?: string;
  /** ms since 1970. */
  updatedAt: number;
  /** Of the session rather than of the moment, where the release writes it: its folder, its name for people, its start (ms since 1970). */
  cwd?: string;
  title?: string;
  startedAt?: number;
  /** A person types to it at a terminal; false for one that runs a single prompt. */
  interactive?: boolean;
  /** It runs in the background under this id, without a terminal of its own. */
  background?: string;
  /** The background session to which the process has moved its conversation, and shows it from there. */
  parked?: string;
  /** The conversation that a background session continues with; the last words are there until it has a transcript of its own. */
  origin?: string;
}

/** Sessions that the agent runs without a terminal, under ids of its own. */
export interface BackgroundGrammar {
  /** The status files of all of the agent's processes. */
  folder(configDir: string): string;
  /** The row by which an agent that ends says that its conversation continues; group 1 is the id. */
  moved: RegExp;
  /** The conversation that a record of a transcript says the transcript continues as, in the background. */
  continuedIn(record: unknown): string | undefined;
  /** The file in which the agent's daemon lists the background sessions that it runs. */
  roster(configDir: string): string;
  /** From which conversation a background session of the roster was begun: its id, or its transcript. */
  begunFrom(roster: unknown, id: string): string | undefined;
  /** The command by which a person opens one. */
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

/** The flag of a choice, with its other spellings, and how a value is written behind it (as it is, by default). */
export interface OptionGrammar {
  flag: string;
  also?: string[];
  write?(value: string): string;
}

export type { Launch };

export interface LaunchGrammar {
  /** Program looked up on PATH, and the variable that names another. */
  program: string;
  programVariable: string;
  /** How a person installs the agent, for the error when it is missing. */
  installHint: string;
  /** Arguments for a fresh conversation under a chosen id, or for going on with one. */
  args(launch: Launch): string[];
  /** The argument that makes it resume a copy of a conversation, which may then be open elsewhere. */
  forkFlag?: string;
  /** The flag among a caller's arguments that takes up a conversation, where that cannot stand with an id of csd's. */
  takesUp?(args: string[]): string | undefined;
  /** A caller's arguments without those that choose a conversation or are a prompt: those an agent is started with again. */
  repeatable(args: string[]): string[];
  /** The variable that names the configuration folder. */
  configVariable: string;
  /** What makes the agent print its flags, where `args` depends on whether a release has one. */
  helpArgs?: string[];
  /** Every permission mode this agent has had under some release, in its own words; aliases map to one of them. */
  permissionModes: string[];
  modeAliases: Record<string, string>;
  autoAcceptMode: string;
  bypassMode: string;
  /** How each choice for a session is spelt as arguments; a choice that is not here the agent does not have. */
  options: Partial<Record<LaunchOption, OptionGrammar>>;
  /** Flags of the agent that widen nothing of what it may do, with or without a value. */
  harmlessFlags: Record<string, 'value' | 'alone'>;
  /** Variables removed before the agent starts, always; and those removed unless the caller has them set. */
  unsetAlways: string[];
  unsetUnlessCaller: string[];
  /** Names of caller variables, never secrets, that are handed to the agent. */
  passOn: string[];
  configDir(env: Readonly<Record<string, string | undefined>>, home: string): string;
  versionArgs: string[];
  /** Group 1 is the release in what `versionArgs` prints. */
  version: RegExp;
}

/** How the agent takes text, and what must be changed in it so that it is taken as text. */
export interface InputGrammar {
  /**
   * The text to paste so that the agent takes it as a prompt, whole. A command of the agent's own is left as it is when
   * it stands alone, or when `asCommand` says that it is meant.
   */
  escapePrompt(prompt: string, asCommand: boolean): string;
  /** True for a text that `escapePrompt` left to run as a command. */
  isCommand(text: string, asCommand: boolean): boolean;
  /** A row of the list of commands that opens while one is typed; group 1 is the command. Enter takes its first row. */
  suggestedCommand: RegExp;
  /** The row by which the agent says that it knows no such command. */
  unknownCommand: RegExp;
  /** Clears one row of the composer; never quits the agent. */
  clearRow: string;
  /** Clears what stands behind the cursor in its row, where `clearRow` clears only what stands before it. */
  clearAhead?: string;
  /** The agent's own command that ends it. */
  exitCommand: string;
  /** The key that cuts a turn off, unless `bindings` says otherwise. */
  interrupt: string;
  /**
   * The key that cuts a turn off while its text is on its way, on a release that ignores `interrupt` then; `undefined` on
   * any other. It may end an idle agent.
   */
  interruptStreaming?(release: string): string | undefined;
  /** Absent where the agent's keys are what they are, or where that is not known. */
  bindings?: KeyBindings;
}

export interface Releases {
  verified: string[];
}
