import type { Backend } from '../detect/backend.ts';
import { readFacts } from '../detect/transcript.ts';
import type { Files } from '../ports/files.ts';

/** How much of a transcript's beginning and of its end is looked at for proof, in bytes. */
const HEAD = 16 * 1024;
const TAIL = 128 * 1024;
/** Newer transcripts of the folder that are looked at, the newest first. */
const MOST = 16;

/** Where the session's conversation goes on, and how that is known; `note` also says that a newer one could not be proven. */
export interface Followed {
  path: string;
  note?: string;
}

interface Candidate {
  path: string;
  modifiedAt: number;
}

/**
 * Follows a session from its first transcript to the one it writes now, without the agent's own word for it. A newer
 * transcript of the same folder is this session's when its records name the process that was started as `sessionId`,
 * or when it begins with a cleared conversation and holds the prompt that this pane shows, and no other does. Without
 * such proof the first one is kept.
 */
export async function followByProof(
  files: Files,
  path: string,
  sessionId: string,
  shown: string | undefined,
  backend: Backend,
): Promise<Followed> {
  const newer = await listNewer(files, path);
  if (newer.length === 0) return { path };
  const since = newestTime(await readLines(files, path, 'tail'), backend);
  const cleared: string[] = [];
  for (const candidate of newer) {
    const tail = await readLines(files, candidate.path, 'tail');
    const writers = readWriters(tail, since, backend);
    if (writers.includes(sessionId)) return { path: candidate.path, note: 'followed: written by this process' };
    if (writers.length > 0 || shown === undefined) continue;
    const head = readFacts(await readLines(files, candidate.path, 'head'), backend.transcript);
    const opens = head.find(({ kind }) => kind !== 'plan' && kind !== 'command');
    if (opens?.kind !== 'cleared' || (opens.at ?? 0) < since) continue;
    const prompts = readFacts(tail, backend.transcript).filter((fact) => fact.kind === 'prompt');
    if (same(prompts.at(-1)?.text ?? '', shown)) cleared.push(candidate.path);
  }
  const [only, ...more] = cleared;
  if (only !== undefined && more.length === 0) return { path: only, note: 'followed: holds the prompt on the screen' };
  return { path, note: `${newer.length} newer in its folder, none proven to be this session's` };
}

async function listNewer(files: Files, path: string): Promise<Candidate[]> {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const extension = path.slice(path.lastIndexOf('.'));
  const own = await files.stat(path);
  const names = (await files.list(folder)).filter((name) => name.endsWith(extension));
  const all = await Promise.all(
    names.map(async (name) => ({
      path: `${folder}/${name}`,
      modifiedAt: (await files.stat(`${folder}/${name}`))?.modifiedAt ?? 0,
    })),
  );
  const newer = all.filter((one) => one.path !== path && one.modifiedAt > (own?.modifiedAt ?? 0));
  return newer.sort((a, b) => b.modifiedAt - a.modifiedAt).slice(0, MOST);
}

async function readLines(files: Files, path: string, part: 'head' | 'tail'): Promise<string[]> {
  const length = part === 'tail' ? TAIL : HEAD;
  const end = part === 'tail' ? undefined : Math.min(HEAD, (await files.stat(path))?.size ?? 0);
  const slice = await files.readBack(path, length, end);
  return slice ? new TextDecoder().decode(slice.bytes).split('\n') : [];
}

function newestTime(lines: string[], backend: Backend): number {
  return Math.max(0, ...readFacts(lines, backend.transcript).map(({ at }) => at ?? 0));
}

/** The processes that wrote the records younger than `since`. */
function readWriters(lines: string[], since: number, { transcript }: Backend): string[] {
  if (!transcript.writer) return [];
  const younger = (line: string) => readFacts([line], transcript).some(({ at }) => (at ?? 0) > since);
  return lines.flatMap((line) => {
    const writer = transcript.writer?.(parse(line));
    return writer !== undefined && younger(line) ? [writer] : [];
  });
}

/** The screen may show only the beginning of a prompt, wrapped. */
function same(prompt: string, shown: string): boolean {
  const [a, b] = [prompt, shown].map((text) => text.replace(/\s+/g, ''));
  return a !== undefined && b !== undefined && b !== '' && a !== '' && (a.startsWith(b) || b.startsWith(a));
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
