/** What may be kept of a session in a recording that others see. */
export interface RecordingGrammar {
  /** Texts that hold a made-up name: group 2 is the name, groups 1 and 3 what stands around it. */
  names: RegExp[];
  /** Fields of the status file that are kept. */
  statusFields: string[];
  /** What stands in a recording for those of them that tell of the machine. */
  statusStandIns?: Record<string, string>;
  /** A transcript's record without the agent's own prompts. */
  trim(record: Record<string, unknown>): Record<string, unknown>;
  /** A transcript's record without what tools gave back. */
  withoutOutput(record: Record<string, unknown>): Record<string, unknown>;
  /**
   * Optional, for an agent that can be driven without its screen: what is kept of a record from or to it. Its states are those of the
   * whole record. Without the agent's own prompts, and without what tools gave back.
   */
  trimStreamRecord?(record: Record<string, unknown>): Record<string, unknown>;
}
