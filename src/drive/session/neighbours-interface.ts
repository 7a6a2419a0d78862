import type { Backend } from '../../detect/agent/backend.ts';
import type { TranscriptFact } from '../../detect/transcript/facts.ts';

/** A transcript of a folder. `modifiedAt` in ms since 1970. */
export interface Neighbour {
  path: string;
  modifiedAt: number;
}

/** What a transcript's end tells of who wrote it. */
export interface Ending {
  /** When the newest record was written, ms since 1970; 0 where none says. */
  newest: number;
  /** Who wrote records, and when, where they say it. */
  writers: { writer: string; at: number }[];
  /** The newest prompt. */
  prompt: string | undefined;
}

/** What is known of transcripts side by side, each folder listed and each transcript read once. */
export interface NeighbourTranscripts {
  /** The transcripts next to this one, and itself where it is there, the newest first. */
  nextTo(path: string): Promise<Neighbour[]>;
  ending(path: string, backend: Backend): Promise<Ending>;
  beginning(path: string, backend: Backend): Promise<TranscriptFact[]>;
}
