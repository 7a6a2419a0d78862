import type { Gate } from '../contract/state.ts';
import type { TranscriptFact } from './facts.ts';
import type { HookEvent } from './hooks.ts';
import type { Menu } from './menu.ts';

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
  /** Absent for an agent that publishes no status of its own. */
  statusFile?: StatusFileGrammar;
  /** Absent for an agent that keeps no plans on disk. */
  plans?: PlanGrammar;
  recording: RecordingGrammar;
  /** Absent for an agent that cannot report its events. */
  hooks?: HookGrammar;
  releases: Releases;
}

/** How to read a screen: where the composer is, what a turn in flight looks like. Patterns see plain text rows. */
export interface ScreenGrammar {
  composer: ComposerGrammar;
  /** Glyphs that mark the row the cursor of a menu stands on. */
  cursors: string[];
  /** A row that is nothing but a rule, dialog or composer border. */
  rule: RegExp;
  /** A rule that divides the inside of a dialog. */
  innerRule: RegExp;
  /** The first row of a prompt, answer or tool call: the conversation begins here, seen from the composer upwards. */
  conversation: RegExp;
  /** The first row of an answer's text. */
  answer: RegExp;
  /** The first row of a prompt in the conversation. */
  promptEcho: RegExp;
  /** A row just above the composer that shows a turn in flight, and one that shows a finished turn. */
  activity: RegExp;
  finished: RegExp;
  /** The row that says the turn was cut off by the person. */
  interrupted: RegExp;
  /** Text in the first footer row while a turn is in flight. */
  busyHint: RegExp;
  /** Row kinds by name that refine `working`. */
  compacting: RegExp;
  retrying: RegExp;
  subagents: RegExp;
  /** Background work named near the composer; group 1 is the number. */
  backgroundShells: RegExp;
  backgroundAgents: RegExp;
  /** The row, above a live composer, by which the agent says that it goes on by itself when background work ends. */
  waitingForBackground: RegExp;
  /** Ghost or notice that prompts are queued. */
  queued: RegExp;
  /** Hint rows that may stand below a menu. */
  menuHint: RegExp;
  /** Full-screen views that hide the state, by name. */
  overlays: { name: string; shows: RegExp /** Also shown while the composer is up. */; withComposer?: boolean }[];
  /** A small survey or notice over a live composer, by name. */
  notices: { name: string; shows: RegExp }[];
  /** A row that shows a tool at work; group 1 is its name, where the row tells. */
  runningTool: RegExp;
}

export interface ComposerGrammar {
  /** `rules`: between two rule rows; `none`: a row of its own above the footer. */
  frame: 'rules' | 'none';
  /** The composer's first row; group 1 is the mode glyph, group 2 the draft. */
  prompt: RegExp;
  /** A row that is the composer's even without its frame, where the terminal's cursor stands on it. */
  alone?: RegExp;
  /** Mode glyphs that make the draft a shell command. */
  shellGlyphs: string[];
  /** What a collapsed paste looks like in the draft. */
  pasted: RegExp;
  /** Footer text that says keys are commands, not text (vim normal mode). */
  commandMode: RegExp;
}

/** Names a menu. Rules are tried in order; the first whose every pattern matches decides. */
export interface GateGrammar {
  rules: GateRule[];
  /** Labels that agree, and labels that agree but do more than this one gate asks, by gate class. */
  affirmative: RegExp;
  negative: RegExp;
  /** An affirmative label that also widens permissions or ends something; chosen only by name or number. */
  widening: RegExp;
  /** The hint that a key opens an input row in the option under the cursor, and that key; absent where none does. */
  amend?: { hint: RegExp; key: string };
  /** Name of the tool that asks questions with a menu; its input has `questions`. */
  questionTool: string;
  /** The row of a question that takes free text, and the row that moves on from check boxes. */
  freeText: RegExp;
  submitRow: RegExp;
  /** Labels of the plan gate by class. */
  planClasses: Record<PlanClass, RegExp>;
}

export type PlanClass = 'auto' | 'manual' | 'clear' | 'refine';

export interface GateRule {
  /** Short name for evidence, unique in its backend. */
  id: string;
  /** What the menu is: a gate, a plan, or the question tool. */
  kind: Gate | 'plan' | 'question';
  /** A plan gate that has no plan to show. */
  planless?: boolean;
  /** Tested against the parts of the menu; every one present must match. */
  question?: RegExp;
  body?: RegExp;
  options?: RegExp;
  hint?: RegExp;
  title?: RegExp;
  /** For facts no pattern can state. */
  test?: (menu: Menu) => boolean;
}

/** Reads the agent's own record of the conversation. */
export interface TranscriptGrammar {
  /** Facts of one parsed JSONL record, in order; none for records that say nothing about a turn. */
  read(record: unknown): TranscriptFact[];
  /** Where the transcript of a session lies, best first. `*` stands for any one folder or name part. */
  candidates(place: AgentPlace): string[];
  /** The id that the process which wrote a record was started with, where the record says so. */
  writer?(record: unknown): string | undefined;
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
}

export interface PlanGrammar {
  /** The plan's path as the plan gate shows it, with `~` or absolute; group 1. */
  shown: RegExp;
  /** The plan file of a transcript's slug. */
  path(configDir: string, slug: string): string;
}

/** Lifecycle events that the agent reports by running a command, which it is given per session with its settings. */
export interface HookGrammar {
  /** The events asked for, as the agent names them. */
  events: string[];
  /** The flag that takes a settings file, or settings as JSON. */
  settingsFlag: string;
  /** `base` with the shell command added at every event; the agent gives the event to the command as JSON. */
  settings(command: string, base: Record<string, unknown>): Record<string, unknown>;
  /** What the command was given. */
  read(record: unknown): HookEvent | undefined;
  /** The same from JSON text of which only the beginning was kept. */
  readCut(text: string): HookEvent | undefined;
}

export interface LaunchGrammar {
  /** Program looked up on PATH, and the variable that names another. */
  program: string;
  programVariable: string;
  /** How a person installs the agent, for the error when it is missing. */
  installHint: string;
  /** Arguments for a fresh conversation under a chosen id, or for going on with one. */
  args(launch: Launch): string[];
  /** Every permission mode this agent has had under some release, in its own words; aliases map to one of them. */
  permissionModes: string[];
  modeAliases: Record<string, string>;
  autoAcceptMode: string;
  bypassMode: string;
  /** Variables removed before the agent starts, always; and those removed unless the caller has them set. */
  unsetAlways: string[];
  unsetUnlessCaller: string[];
  /** Names of caller variables, never secrets, that are handed to the agent. */
  passOn: string[];
  configDir(env: Readonly<Record<string, string | undefined>>, home: string): string;
  versionArgs: string[];
  /** Group 1 is the release in what `versionArgs` prints. */
  version: RegExp;
  /** Foreground process names that are the agent, not a shell. */
  processNames: RegExp;
}

export interface Launch {
  sessionId: string;
  resume: boolean;
  permissionMode?: string;
  bypass?: boolean;
  agentArgs: string[];
}

/** How the agent takes text, and what must be changed in it so that it is taken as text. */
export interface InputGrammar {
  /**
   * The text to paste so that the agent takes it as a prompt, whole. A command of the agent's own is left as it is when
   * it stands alone, or when `asCommand` says that it is meant.
   */
  defuse(prompt: string, asCommand: boolean): string;
  /** True for a text that `defuse` left to run as a command. */
  isCommand(text: string, asCommand: boolean): boolean;
  /** A row of the list of commands that opens while one is typed; group 1 is the command. Enter takes its first row. */
  suggestedCommand: RegExp;
  /** The row by which the agent says that it knows no such command. */
  unknownCommand: RegExp;
  /** Clears one row of the composer; never quits the agent. */
  clearRow: string;
  interrupt: string;
}

export interface Releases {
  verified: string[];
}

/** What may be kept of a session in a recording that others see. */
export interface RecordingGrammar {
  /** Texts that hold a made-up name: group 2 is the name, groups 1 and 3 what stands around it. */
  names: RegExp[];
  /** Fields of the status file that are kept. */
  statusFields: string[];
  /** A transcript's record without the agent's own prompts. */
  trim(record: Record<string, unknown>): Record<string, unknown>;
  /** A transcript's record without what tools gave back. */
  withoutOutput(record: Record<string, unknown>): Record<string, unknown>;
}
