import type { Backend } from '../../../src/detect/agent/backend.ts';
import type { Words } from '../agent-words.ts';
import type { HomeOptions, Place } from '../home.ts';

/** A real agent of the lab: its source, how to start it by hand, and how to recognise its screens by eye. */
export interface LabAgent {
  /** The name of the backend, and of its fixtures folder. */
  name: string;
  /** Its usual name. */
  title: string;
  /** The API protocol of its model. */
  api: string;
  backend: Backend;
  /** The releases that fixtures are recorded on, oldest first. */
  releases: string[];
  /** The npm package that people install, whose latest version is the newest release. */
  published: string;
  /** The npm package, with its version, that contains the native binary for a machine such as `linux-x64`. */
  package(version: string, machine: string): string;
  /** Where the binary may be in the unpacked package; `*` stands for any name. */
  binaries: string[];
  makePlace(binary: string, apiUrl: string, options?: HomeOptions): Promise<Place>;
  /** The agent's arguments for the flags of `csd spawn`. */
  args(flags: string[], id: string, resume: boolean, release: string): string[];
  /** A conversation can be started with a chosen id. */
  takesId: boolean;
  /** The beginning of the row of a composer or of a menu's cursor. */
  glyph: string;
  /** A row of a menu that agrees. */
  agrees: RegExp;
  /** This many rows from the cursor's on change only by keys. */
  steadyRows: number;
  /** Where transcripts are, below the configuration folder. */
  transcripts: string;
  /** The transcript of a session among those paths below that folder. */
  own(paths: string[], session: { id: string; pid: number }): string | undefined;
  /**
   * For an agent that treats models by their slug: one that the release knows and does not advise against. Each scene
   * that uses the model is then played on it as well.
   */
  knownModel?(release: string): string;
  words: Words;
}
