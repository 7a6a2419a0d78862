/** One lifecycle event that the agent reported. */
export interface HookEvent {
  /** The event by the agent's name. */
  event: string;
  sessionId?: string;
  /** The text of a submitted prompt; only its beginning if `cut`. */
  prompt?: string;
  tool?: string;
  cut?: boolean;
}

/** Lifecycle events that the agent reports by running a command from the settings of its session. */
export interface HookGrammar {
  /** The wanted events, by the agent's names. */
  events: string[];
  /** The flag that takes a settings file, or settings as JSON. */
  settingsFlag: string;
  /**
   * `base` with the shell command added at these events (default: all); the agent passes the event to the command as
   * JSON.
   */
  settings(command: string, base: Record<string, unknown>, events?: string[]): Record<string, unknown>;
  /** Reads the command's input. */
  read(record: unknown): HookEvent | undefined;
  /** The same from JSON text of which only the beginning was kept. */
  readCut(text: string): HookEvent | undefined;
}
