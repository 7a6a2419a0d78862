import type { Backend } from '../../detect/agent/backend.ts';
import type { TranscriptFact } from '../../detect/transcript/facts.ts';

/** A transcript of a folder. `modifiedAt` in ms since 1970. */
export interface Neighbour {
  path: string;
  modifiedAt: number;
}

/** What the end of a transcript shows about its writer. */
export interface Ending {
  /** When the newest record was written, ms since 1970; 0 if unknown. */
  newest: number;
  /** Which processes wrote records, and when, if the records name them. */
  writers: { writer: string; at: number }[];
  /** The newest prompt. */
  prompt: string | undefined;
}

/** Transcripts of the same folders; each folder is listed and each transcript read once. */
export interface NeighbourTranscripts {
  /** The transcripts in the folder of this one, including itself if it exists, newest first. */
  nextTo(path: string): Promise<Neighbour[]>;
  ending(path: string, backend: Backend): Promise<Ending>;
  beginning(path: string, backend: Backend): Promise<TranscriptFact[]>;
}
