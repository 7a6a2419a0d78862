/** What the agent needs to run unattended, and to report the events of a worker. */
export interface WorkerGrammar {
  /** The file that records a person's consent to agents that act without asking. */
  consentFile(home: string): string;
  /**
   * Where earlier tools put the files of this agent's workers, one folder for all users of a machine; the name of csd's
   * own folder has the user's number appended.
   */
  sharedDir: string;
  /** Arguments and settings of an agent that never asks. */
  unattendedArgs: string[];
  unattendedSettings: Record<string, unknown>;
  /** The permission mode that asks before tools, and the flag with which a caller chooses another. */
  gatedMode: string;
  modeFlag: string;
  /** Variables to set to the empty string: always, or unless the caller set them. */
  emptyAlways: string[];
  emptyUnlessCaller: string[];
  /**
   * Runs as `sh SCRIPT FOLDER ID` at each of `events`, with the event as JSON, and appends a line to the worker's event
   * file.
   */
  emitScript: string;
  events: string[];
}
