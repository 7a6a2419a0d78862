/** Where a session's pane is: the server's socket (default server when absent) and the pane's id. */
export interface PaneAddress {
  socket?: string;
  /** `%5`, or `=name:` (the active pane) for sidecars that pinned none. */
  target: string;
  /** What must have the pane's input when something is typed, where that is not the pane's own process. */
  receiver?: Receiver;
}

/** The processes that get what is typed into a pane, by id with their start marks: all must stand in the foreground. */
export interface Receiver {
  processes: { pid: number; mark: string }[];
  /** The foreground of the pane is not a shell while they have it: one there means that they do not. */
  shellFree: boolean;
}

/** What may lead to a tmux server: a process of this user, with the variables that tmux reads. */
export interface ServerHint {
  pid: number;
  words: string[];
  environment: Readonly<Record<string, string | undefined>>;
}

/** Where a pane stands on its server. `folder` is that of its foreground process. */
export interface PanePlace {
  socket: string;
  pane: string;
  /** The first process of the pane. */
  pid: number;
  dead: boolean;
  session: string;
  /** Further sessions that its window is linked into. */
  linked: string[];
  window: number;
  windowName: string;
  /** The place of the pane in its window. */
  index: number;
  folder: string;
}

/** The panes of one server; `gone` where there is no server at the socket any more. */
export type PaneList = { kind: 'listed'; panes: PanePlace[] } | { kind: 'gone' } | { kind: 'failed'; reason: string };

/** The terminal's cursor: where it stands, and whether the program has hidden it. */
export interface Cursor {
  x: number;
  y: number;
  hidden?: boolean;
}

/**
 * What tmux says of a pane. Ids are reused after a restart of the server: compare `pid` or `session` with what is
 * expected. `width`/`height` in cells; `cursor` counts from 0 at the top left. */
export interface PaneFacts {
  pane: string;
  /** Its first process; 0 where tmux does not tell: 3.8 forgets it once the process has let go of its terminal. */
  pid: number;
  session: string;
  /** Name of the foreground process. */
  command: string;
  dead: boolean;
  exitCode?: number;
  /** The signal that ended the process, as tmux names it; absent when none did or tmux cannot tell. */
  signal?: string;
  /** In copy mode or another tmux mode: keys do not reach the agent. */
  inMode: boolean;
  title: string;
  width: number;
  height: number;
  cursor: Cursor;
  /** The agent has switched bracketed paste on: absent when this tmux cannot tell. */
  bracketedPaste?: boolean;
}

export interface PaneCapture extends PaneFacts {
  /** The visible screen with SGR colours, rows as the terminal wrapped them. */
  screen: string;
}

/**
 * The outcome of a look: `gone` only when tmux itself answered that there is no such server, session or pane;
 * every other failure is `failed`, which proves nothing.
 */
export type Look =
  | { kind: 'seen'; capture: PaneCapture }
  | { kind: 'gone'; reason: string }
  | { kind: 'failed'; reason: string };

/**
 * What is cheap to know of a pane: `mark` is another one when its process, size, mode or cursor is, or its window has drawn
 * anything in another second than before. `drawnAt`: when it last did, ms since 1970, in whole seconds.
 */
export interface PaneTrace {
  mark: string;
  drawnAt: number;
}

/** Surveys the panes of one tmux server. */
export interface Surveyor {
  /** Traces of all its panes by pane id, without their screens; `undefined` when tmux does not answer. */
  survey(): Promise<ReadonlyMap<string, PaneTrace> | undefined>;
  /** Gives back what it needs; a survey that is under way answers `undefined`. */
  close(): void;
}

export interface NewSession {
  /** tmux's name for it, without `.` and `:`. */
  name: string;
  cwd: string;
  width: number;
  height: number;
  /** The program and its arguments, run without a shell. */
  argv: string[];
  env: Record<string, string>;
  /** The server's socket; the default server when absent. */
  socket?: string;
}

export interface NewPane {
  pane: string;
  pid: number;
  socket: string;
  width: number;
  height: number;
}

/** A key as tmux names it: `Enter`, `Down`, `Escape`, `C-u`, or one literal character. */
export type Key = string;

/**
 * The only way to tmux. Every call is bounded in time; every failure is a `CsdError` or a `Look`: `no_tmux`, `dead` (tmux
 * answered that the pane is not there), `tmux_failed`.
 */
export interface Tmux {
  /** Starts a detached session of the given size that keeps its dead pane; throws `name_taken` when the name is in use. */
  newSession(session: NewSession): Promise<NewPane>;
  /** Starts the program in the active pane of the session of this name, in place of what runs there; its size stays. */
  respawn(session: NewSession): Promise<NewPane>;
  /** The pane's scrollback and screen as plain text. */
  history(address: PaneAddress): Promise<string>;
  /** The socket of the server that the caller's own `tmux` would reach. */
  ownServer(): string;
  /** The variables of a process's environment that `servers` makes use of. */
  readonly serverVariables: string[];
  /** The sockets of this user's servers that can be found, also by these processes; starts none. */
  servers(processes: ServerHint[]): Promise<string[]>;
  /** All panes of the server at this socket, within 2 s; starts none. */
  listPanes(socket: string): Promise<PaneList>;
  /** One tmux process per server, for one pane or for hundreds; answers in the order asked. */
  look(addresses: PaneAddress[]): Promise<Look[]>;
  /** For surveys of one server, again and again, that cost little; to be closed after use. */
  surveyor(socket?: string): Surveyor;
  /** Types the text as one bracketed paste through a buffer of its own. */
  paste(address: PaneAddress, text: string): Promise<void>;
  /** Presses keys in order, in one tmux call; a mode that the pane is in (copy mode, what a hook printed) is left first. */
  press(address: PaneAddress, keys: Key[]): Promise<void>;
  /** Leaves copy mode and any other mode of the pane; nothing happens when it is in none. */
  leaveMode(address: PaneAddress): Promise<void>;
  /** Ends this pane alone; nothing happens when it is gone already. */
  killPane(address: PaneAddress): Promise<void>;
  /** Ends the session of exactly this name; nothing happens when it is gone already. */
  killSession(name: string, socket?: string): Promise<void>;
  /** Gives the session another name; throws `name_taken` where one has it, `dead` where there is none of the old one. */
  renameSession(name: string, to: string, socket?: string): Promise<void>;
  /** True when a session of exactly this name exists. */
  hasSession(name: string, socket?: string): Promise<boolean>;
}
