/** The input for an agent's arguments. */
export interface Launch {
  sessionId: string;
  resume: boolean;
  permissionMode?: string;
  bypass?: boolean;
  agentArgs: string[];
  /**
   * The conversation to copy: the new one begins with all of it, and works in `cwd`; `path` is its transcript if it had
   * another folder.
   */
  fork?: { id: string; cwd: string; path?: string };
  /** The program's output for `helpArgs`; absent if it did not answer. */
  help?: string;
}
