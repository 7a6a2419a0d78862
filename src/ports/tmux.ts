/** Where a session's pane is: the socket of the server (the default server if absent) and the id of the pane. */
export interface PaneAddress {
  socket?: string;
  /** `%5`, or `=name:` (the active pane) for sidecars without a pane id. */
  target: string;
  /** What must have the pane's input before anything is typed, if that is not the pane's own process. */
  receiver?: Receiver;
}

/** The processes that get what is typed into a pane, by id and start mark: all must be in the foreground. */
export interface Receiver {
  processes: { pid: number; mark: string }[];
  /** No shell is in the foreground of the pane while they have its input, so a shell there means that they do not. */
  shellFree: boolean;
}

/** A hint to a tmux server: a process of this user, with the variables that tmux reads. */
export interface ServerHint {
  pid: number;
  words: string[];
  environment: Readonly<Record<string, string | undefined>>;
}

/** The location of a pane on its server. `folder` is that of its foreground process. */
export interface PanePlace {
  socket: string;
  pane: string;
  /** The first process of the pane. */
  pid: number;
  dead: boolean;
  session: string;
  /** Other sessions that its window is linked into. */
  linked: string[];
  window: number;
  windowName: string;
  /** The index of the pane in its window. */
  index: number;
  folder: string;
}

/** The panes of one server; `gone` if no server is at the socket any more. */
export type PaneList = { kind: 'listed'; panes: PanePlace[] } | { kind: 'gone' } | { kind: 'failed'; reason: string };

/** The terminal's cursor: its position, and whether the program has hidden it. */
export interface Cursor {
  x: number;
  y: number;
  hidden?: boolean;
}

/**
 * What tmux reports about a pane. Ids are reused after a restart of the server: compare `pid` or `session` with the
 * expected one. `width`/`height` in cells; `cursor` counts from 0 at the top left.
 */
export interface PaneFacts {
  pane: string;
  /** Its first process; 0 if unknown: tmux 3.8 forgets it once the process has released its terminal. */
  pid: number;
  session: string;
  /** Name of the foreground process. */
  command: string;
  dead: boolean;
  exitCode?: number;
  /** The signal that ended the process, in tmux's spelling; absent if there was none or tmux does not know it. */
  signal?: string;
  /** In copy mode or another tmux mode, in which keys do not reach the agent. */
  inMode: boolean;
  title: string;
  width: number;
  height: number;
  cursor: Cursor;
  /** The agent has enabled bracketed paste; absent if this tmux does not report it. */
  bracketedPaste?: boolean;
}

export interface PaneCapture extends PaneFacts {
  /** The visible screen with SGR colours, rows as the terminal wrapped them. */
  screen: string;
}

/**
 * The outcome of a look: `gone` only if tmux itself answered that the server, session or pane does not exist. Every
 * other failure is `failed`, which proves nothing.
 */
export type Look =
  | { kind: 'seen'; capture: PaneCapture }
  | { kind: 'gone'; reason: string }
  | { kind: 'failed'; reason: string };

/**
 * Cheap facts about a pane: `mark` changes when its process, size, mode or cursor does, or when its window has drawn
 * something in another second than before. `drawnAt`: when it last did, ms since 1970, in whole seconds.
 */
export interface PaneTrace {
  mark: string;
  drawnAt: number;
}

/** Surveys the panes of one tmux server. */
export interface Surveyor {
  /** Traces of all its panes by pane id, without their screens; `undefined` if tmux does not answer. */
  survey(): Promise<ReadonlyMap<string, PaneTrace> | undefined>;
  /** Releases its resources; a survey in progress returns `undefined`. */
  close(): void;
}

export interface NewSession {
  /** The tmux name, without `.` and `:`. */
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
 * The only way to tmux. Every call has a timeout; every failure is a `CsdError` or a `Look`: `no_tmux`, `dead` (tmux
 * answered that the pane does not exist), `tmux_failed`.
 */
export interface Tmux {
  /**
   * Starts a detached session of the given size that keeps its dead pane; throws `name_taken` if the name is in use.
   */
  newSession(session: NewSession): Promise<NewPane>;
  /** Starts the program in the active pane of this session, replacing what runs there; the size stays. */
  respawn(session: NewSession): Promise<NewPane>;
  /** The pane's scrollback and screen as plain text. */
  history(address: PaneAddress): Promise<string>;
  /** The socket of the server that the caller's own `tmux` would reach. */
  ownServer(): string;
  /** The environment variables of a process that `servers` uses. */
  readonly serverVariables: string[];
  /** The sockets of this user's servers, including those found through these processes; starts no server. */
  servers(processes: ServerHint[]): Promise<string[]>;
  /** All panes of the server at this socket, within 2 s; starts no server. */
  listPanes(socket: string): Promise<PaneList>;
  /** One tmux process per server, for one pane or for hundreds; results in the order of the addresses. */
  look(addresses: PaneAddress[]): Promise<Look[]>;
  /** For cheap repeated surveys of one server; close it after use. */
  surveyor(socket?: string): Surveyor;
  /** Types the text as one bracketed paste, through its own tmux buffer. */
  paste(address: PaneAddress, text: string): Promise<void>;
  /** Presses keys in order, in one tmux call; leaves a mode of the pane (copy mode, the output of a hook) first. */
  press(address: PaneAddress, keys: Key[]): Promise<void>;
  /** Leaves copy mode or any other mode of the pane; does nothing if it is in none. */
  leaveMode(address: PaneAddress): Promise<void>;
  /** Ends only this pane; does nothing if it is gone already. */
  killPane(address: PaneAddress): Promise<void>;
  /** Ends the session of exactly this name; does nothing if it is gone already. */
  killSession(name: string, socket?: string): Promise<void>;
  /** Renames the session; throws `name_taken` if the new name is in use, `dead` if the old one does not exist. */
  renameSession(name: string, to: string, socket?: string): Promise<void>;
  /** True when a session of exactly this name exists. */
  hasSession(name: string, socket?: string): Promise<boolean>;
}
