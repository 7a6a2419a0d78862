/** What the arguments of an agent are made of. */
export interface Launch {
  sessionId: string;
  resume: boolean;
  permissionMode?: string;
  bypass?: boolean;
  agentArgs: string[];
  /** The conversation that is copied: the new one begins with all of it, and works in `cwd`; `path` is its transcript where that was another folder. */
  fork?: { id: string; cwd: string; path?: string };
  /** What the program printed for `helpArgs`; absent where it did not answer. */
  help?: string;
}
