import { parseJson } from '../../contract/json.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { TranscriptFact } from '../../detect/transcript/facts.ts';
import { readFacts } from '../../detect/transcript/parse.ts';
import type { Files } from '../../ports/files.ts';
import type { Ending, Neighbour, NeighbourTranscripts } from '../session/neighbours-interface.ts';

/** How much of a transcript's beginning and end to examine for proof, in bytes. */
const HEAD = 16 * 1024;
const TAIL = 128 * 1024;

/** The transcripts of folders, each folder listed and each transcript read once, for one look at many sessions. */
export class Neighbours implements NeighbourTranscripts {
  private readonly folders = new Map<string, Promise<Neighbour[]>>();
  private readonly endings = new Map<string, Promise<Ending>>();
  private readonly beginnings = new Map<string, Promise<TranscriptFact[]>>();

  constructor(private readonly files: Files) {}

  /** The transcripts in the folder of this one, including itself if it exists, newest first. */
  nextTo(path: string): Promise<Neighbour[]> {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const extension = path.slice(path.lastIndexOf('.'));
    return once(this.folders, `${folder}/*${extension}`, () => this.list(folder, extension));
  }

  ending(path: string, backend: Backend): Promise<Ending> {
    return once(this.endings, path, async () => endingOf(await this.lines(path, 'tail'), backend));
  }

  beginning(path: string, backend: Backend): Promise<TranscriptFact[]> {
    return once(this.beginnings, path, async () => readFacts(await this.lines(path, 'head'), backend.transcript));
  }

  private async list(folder: string, extension: string): Promise<Neighbour[]> {
    const names = (await this.files.list(folder)).filter((name) => name.endsWith(extension));
    const all = await Promise.all(
      names.map(async (name) => {
        const path = `${folder}/${name}`;
        return { path, modifiedAt: (await this.files.stat(path))?.modifiedAt ?? 0 };
      }),
    );
    return all.sort((a, b) => b.modifiedAt - a.modifiedAt);
  }

  private async lines(path: string, part: 'head' | 'tail'): Promise<string[]> {
    const end = part === 'tail' ? undefined : Math.min(HEAD, (await this.files.stat(path))?.size ?? 0);
    const slice = await this.files.readBack(path, part === 'tail' ? TAIL : HEAD, end);
    return slice ? new TextDecoder().decode(slice.bytes).split('\n') : [];
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}

function endingOf(lines: string[], { transcript }: Backend): Ending {
  const ending: Ending = { newest: 0, writers: [], prompt: undefined };
  for (const line of lines) {
    const facts = readFacts([line], transcript);
    const at = facts.reduce((newest, fact) => Math.max(newest, fact.at ?? 0), 0);
    ending.newest = Math.max(ending.newest, at);
    for (const fact of facts) if (fact.kind === 'prompt') ending.prompt = fact.text;
    const writer = at > 0 ? transcript.writer?.(parseJson(line)) : undefined;
    if (writer !== undefined) ending.writers.push({ writer, at });
  }
  return ending;
}
