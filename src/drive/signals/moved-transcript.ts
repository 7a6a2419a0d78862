import type { Backend } from '../../detect/agent/backend.ts';
import type { Files } from '../../ports/files.ts';
import type { NeighbourTranscripts } from '../session/neighbours-interface.ts';
import { Neighbours } from './neighbour-transcripts.ts';

/** How many newer transcripts of the folder to examine, newest first. */
const MOST = 16;

/**
 * Where the session's conversation continues, and how that is known; `note` also reports a newer transcript without
 * proof.
 */
export interface Followed {
  path: string;
  note?: string;
  /** When the agent began another conversation, which has no record yet, ms since 1970; absent if it has not. */
  clearedAt?: number;
}

/** `shown`: the prompt on the screen; `neighbours`: the folder's transcripts, kept between looks. */
interface ProofOptions {
  sessionId: string;
  shown: string | undefined;
  neighbours?: NeighbourTranscripts | undefined;
}

/**
 * Follows a session from its first transcript to the one it writes now, without the agent's own report. A newer
 * transcript of the same folder belongs to this session if its records name the process that was started as
 * `sessionId`, or if it begins with a cleared conversation and is the only one with the prompt on this pane. Without
 * such proof the first one is kept.
 */
export async function followByProof(
  files: Files,
  path: string,
  backend: Backend,
  { sessionId, shown, neighbours = new Neighbours(files) }: ProofOptions,
): Promise<Followed> {
  const found = await neighbours.nextTo(path);
  const own = found.find((one) => one.path === path)?.modifiedAt ?? 0;
  const newer = found.filter((one) => one.path !== path && one.modifiedAt > own).slice(0, MOST);
  if (newer.length === 0) return { path };
  const since = (await neighbours.ending(path, backend)).newest;
  const cleared: string[] = [];
  for (const candidate of newer) {
    const ending = await neighbours.ending(candidate.path, backend);
    const writers = ending.writers.filter(({ at }) => at > since);
    if (writers.some(({ writer }) => writer === sessionId))
      return { path: candidate.path, note: 'followed: written by this process' };
    if (writers.length > 0 || shown === undefined) continue;
    const head = await neighbours.beginning(candidate.path, backend);
    const opens = head.find(({ kind }) => kind !== 'plan' && kind !== 'command');
    if (opens?.kind !== 'cleared' || (opens.at ?? 0) < since) continue;
    if (same(ending.prompt ?? '', shown)) cleared.push(candidate.path);
  }
  const [only, ...more] = cleared;
  if (only !== undefined && more.length === 0) return { path: only, note: 'followed: holds the prompt on the screen' };
  return { path, note: `${newer.length} newer in its folder, none proven to be this session's` };
}

/** The screen may show only the beginning of a prompt, wrapped. */
function same(prompt: string, shown: string): boolean {
  const [a, b] = [prompt, shown].map((text) => text.replace(/\s+/g, ''));
  return a !== undefined && b !== undefined && b !== '' && a !== '' && (a.startsWith(b) || b.startsWith(a));
}
