/** What a recording for others may contain of a session. */
export interface RecordingGrammar {
  /** Texts with a made-up name: group 2 is the name, groups 1 and 3 are its surroundings. */
  names: RegExp[];
  /** Fields of the status file that are kept. */
  statusFields: string[];
  /** Replacements in a recording for those of them that identify the machine. */
  statusStandIns?: Record<string, string>;
  /** A transcript's record without the agent's own prompts. */
  trim(record: Record<string, unknown>): Record<string, unknown>;
  /** A transcript's record without tool results. */
  withoutOutput(record: Record<string, unknown>): Record<string, unknown>;
  /**
   * Optional, for an agent that can be driven without its screen: what to keep of a record from or to it. It gives the
   * same states as the whole record, without the agent's own prompts and without tool results.
   */
  trimStreamRecord?(record: Record<string, unknown>): Record<string, unknown>;
}
