import type { Sidecar } from '../../contract/session.ts';
import type { Backend, HeldGrammar } from '../../detect/agent/backend.ts';
import type { Context } from '../session/context.ts';
import { configDirOf } from '../signals/locate-transcript.ts';

/** How much of a record's beginning shows whose it is, in bytes. */
const HEAD = 16 * 1024;

/**
 * Finds the transcripts of the subagents of a session's conversations, including nested ones. Reads the beginning of
 * each once.
 */
export class SubagentFiles {
  /** The conversation to whose subagent a record belongs; `null` if to none. */
  private readonly parents = new Map<string, string | null>();

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    private readonly backend: Backend,
  ) {}

  async of(transcripts: string[]): Promise<string[]> {
    const { usage, transcript } = this.backend;
    if (transcript.held) return this.ofHeld(transcripts, transcript.held);
    const folders = transcripts.flatMap((file) => usage?.subagents?.(file) ?? []);
    const found = await Promise.all(folders.map((folder) => this.list(folder)));
    return found.flat().filter((file) => file.endsWith('.jsonl'));
  }

  /** Records of all conversations are in one place, and those of subagents were begun after their parents. */
  private async ofHeld(transcripts: string[], held: HeldGrammar): Promise<string[]> {
    const { ctx, sidecar, backend } = this;
    const family = new Set(transcripts.flatMap((file) => held.record(file) ?? []));
    const begun = [...family].flatMap((id) => held.begunAt(id) ?? []);
    if (begun.length === 0) return [];
    const since = Math.min(...begun);
    const folders = held.folders(configDirOf(ctx, sidecar, backend), since, ctx.clock.now());
    const listed = (await Promise.all(folders.map((folder) => this.list(folder)))).flat();
    const later = listed.flatMap((path) => {
      const id = held.record(path);
      const at = id === undefined ? undefined : held.begunAt(id);
      return id === undefined || at === undefined || at < since || family.has(id) ? [] : [{ path, id, at }];
    });
    const found: string[] = [];
    // A subagent begins after its parent, so one pass also finds nested ones.
    for (const { path, id } of later.toSorted((a, b) => a.at - b.at)) {
      const parent = await this.parentOf(path, held);
      if (parent === undefined || !family.has(parent)) continue;
      family.add(id);
      found.push(path);
    }
    return found;
  }

  private async parentOf(path: string, held: HeldGrammar): Promise<string | undefined> {
    const known = this.parents.get(path);
    if (known !== undefined) return known ?? undefined;
    const { files } = this.ctx;
    const size = (await files.stat(path))?.size ?? 0;
    const slice = await files.readBack(path, HEAD, Math.min(HEAD, size));
    const head = slice ? new TextDecoder().decode(slice.bytes) : '';
    const parent = held.parent(head);
    // A record that is just being written shows it later.
    if (parent !== undefined || size >= HEAD || head.includes('\n')) this.parents.set(path, parent ?? null);
    return parent;
  }

  private async list(folder: string): Promise<string[]> {
    return (await this.ctx.files.list(folder)).map((name) => `${folder}/${name}`);
  }
}
