/** What the agent needs to run where nobody sits at it, and to tell the events of a worker. */
export interface WorkerGrammar {
  /** The file that stands for a person's consent to agents that ask nobody before they act. */
  consentFile(home: string): string;
  /** Where the tools before csd put the files of this agent's workers, one folder for all users of a machine; csd's own has the user's number behind it. */
  sharedDir: string;
  /** Arguments and settings of an agent that asks nobody. */
  unattendedArgs: string[];
  unattendedSettings: Record<string, unknown>;
  /** The permission mode that asks before tools, and the flag with which a caller chooses another. */
  gatedMode: string;
  modeFlag: string;
  /** Variables that the agent gets empty, always; and those that it gets empty unless the caller has them set. */
  emptyAlways: string[];
  emptyUnlessCaller: string[];
  /** Runs as `sh SCRIPT FOLDER ID` at each of `events`, with the event as JSON, and appends a line to the worker's event file. */
  emitScript: string;
  events: string[];
}
