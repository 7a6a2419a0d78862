import type { Backend } from '../../../src/detect/agent/backend.ts';
import type { HomeOptions, Place } from '../home.ts';
import type { Words } from '../words.ts';

/** A real agent of the lab: where it comes from, how it is started by hand, and how its screens are told by eye. */
export interface LabAgent {
  /** The backend's, and of the folder of its fixtures. */
  name: string;
  /** What people call it. */
  title: string;
  /** The kind of API that its model is reached by. */
  api: string;
  backend: Backend;
  /** The releases that fixtures are recorded on, oldest first. */
  releases: string[];
  /** The npm package that people install, whose latest version is the newest release. */
  published: string;
  /** The npm package, with its version, that carries the native binary for a machine such as `linux-x64`. */
  package(version: string, machine: string): string;
  /** Where the binary may lie in the unpacked package; `*` stands for any name. */
  binaries: string[];
  makePlace(binary: string, apiUrl: string, options?: HomeOptions): Promise<Place>;
  /** The agent's arguments for the flags of `csd spawn`. */
  args(flags: string[], id: string, resume: boolean, release: string): string[];
  /** A conversation can be started under a chosen id. */
  takesId: boolean;
  /** The row of a composer or of a menu's cursor begins with it. */
  glyph: string;
  /** A row of a menu that agrees. */
  agrees: RegExp;
  /** So many rows from the cursor's on change by keys alone. */
  steadyRows: number;
  /** Where transcripts lie below the configuration folder. */
  transcripts: string;
  /** The transcript of a session among those paths below that folder. */
  own(paths: string[], session: { id: string; pid: number }): string | undefined;
  /**
   * For an agent that treats models by their slug: one that the release knows and does not advise against. Each scene that
   * reaches the model is then played on it as well.
   */
  knownModel?(release: string): string;
  words: Words;
}
