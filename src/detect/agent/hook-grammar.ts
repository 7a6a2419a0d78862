/** One lifecycle event that the agent reported. */
export interface HookEvent {
  /** The event as the agent names it. */
  event: string;
  sessionId?: string;
  /** The text of a prompt that was submitted; only its beginning when `cut`. */
  prompt?: string;
  tool?: string;
  cut?: boolean;
}

/** Lifecycle events that the agent reports by running a command, which it is given per session with its settings. */
export interface HookGrammar {
  /** The events asked for, as the agent names them. */
  events: string[];
  /** The flag that takes a settings file, or settings as JSON. */
  settingsFlag: string;
  /** `base` with the shell command added at these events (default: all); the agent gives the event to the command as JSON. */
  settings(command: string, base: Record<string, unknown>, events?: string[]): Record<string, unknown>;
  /** What the command was given. */
  read(record: unknown): HookEvent | undefined;
  /** The same from JSON text of which only the beginning was kept. */
  readCut(text: string): HookEvent | undefined;
}
