import path from 'node:path';
import { CsdError } from '../../src/contract/errors.ts';
import type { Demand, FileFacts, Files, Flaw, FlawKind, Slice } from '../../src/ports/files.ts';

/** A disk in memory. Folders are those that were added and those that contain a file. */
export class FakeFiles implements Files {
  readonly texts = new Map<string, string>();
  readonly folders = new Set<string>(['/']);
  readonly links = new Map<string, string>();
  /** Files and folders that others can access, and why. */
  readonly distrusted = new Map<string, FlawKind>();
  /** If set, every write fails with it. */
  writeError: Error | undefined;
  /** Called for each file that was written or removed. */
  onChange: ((file: string) => void) | undefined;
  private readonly held = new Map<string, Promise<unknown>>();
  private writes = 0;
  private readonly written = new Map<string, number>();
  /** The bytes of the file that was read last, because a large one is read in many parts. */
  private encoded: { text: string; bytes: Buffer } | undefined;

  put(file: string, text: string): this {
    this.texts.set(file, text);
    this.written.set(file, ++this.writes);
    this.onChange?.(file);
    return this;
  }

  async stat(file: string): Promise<FileFacts | undefined> {
    const text = this.texts.get(file);
    return text === undefined ? undefined : { size: Buffer.byteLength(text), modifiedAt: this.written.get(file) ?? 0 };
  }

  async read(file: string, most = Number.POSITIVE_INFINITY): Promise<string | undefined> {
    const text = this.texts.get(file);
    return text !== undefined && Buffer.byteLength(text) <= most ? text : undefined;
  }

  async readBack(file: string, length: number, end?: number): Promise<Slice | undefined> {
    const text = this.texts.get(file);
    if (text === undefined) return undefined;
    if (this.encoded?.text !== text) this.encoded = { text, bytes: Buffer.from(text) };
    const { bytes } = this.encoded;
    const stop = Math.min(end ?? bytes.length, bytes.length);
    const start = Math.max(0, stop - length);
    return { bytes: bytes.subarray(start, stop), start };
  }

  async list(folder: string): Promise<string[]> {
    const inside = [...this.texts.keys(), ...this.folders].filter((name) => name.startsWith(`${folder}/`));
    return [...new Set(inside.map((name) => name.slice(folder.length + 1).split('/')[0] ?? ''))];
  }

  async glob(folder: string, pattern: string): Promise<string[]> {
    const fits = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
    const inside = [...this.texts.keys(), ...this.folders].filter((name) => name.startsWith(`${folder}/`));
    return inside.filter((name) => fits.test(name.slice(folder.length + 1))).sort();
  }

  async isFolder(folder: string): Promise<boolean> {
    return this.folders.has(folder) || (await this.list(folder)).length > 0;
  }

  async realPath(file: string): Promise<string> {
    return this.links.get(file) ?? file;
  }

  async writeAtomic(file: string, text: string): Promise<void> {
    if (this.writeError) throw this.writeError;
    this.folders.add(path.dirname(file));
    this.put(file, text);
  }

  writeVolatile(file: string, text: string): Promise<void> {
    return this.writeAtomic(file, text);
  }

  async append(file: string, text: string): Promise<void> {
    this.put(file, (this.texts.get(file) ?? '') + text);
  }

  async examine(file: string, { is }: Demand): Promise<Flaw | undefined> {
    const there = this.texts.has(file) ? 'file' : (await this.isFolder(file)) ? 'folder' : undefined;
    const flaw = (kind: FlawKind) => ({ kind, path: file, text: `${file}: ${kind}` });
    if (this.links.has(file)) return flaw('link');
    if (there === undefined) return flaw('missing');
    const kind =
      this.distrusted.get(file) ?? (there === is ? undefined : is === 'file' ? 'not_a_file' : 'not_a_folder');
    return kind && flaw(kind);
  }

  async makePrivate(folder: string): Promise<void> {
    if (this.distrusted.get(folder) === 'open') this.distrusted.delete(folder);
    this.folders.add(folder);
  }

  async remove(file: string): Promise<void> {
    this.texts.delete(file);
    this.onChange?.(file);
  }

  async move(file: string, to: string): Promise<void> {
    const text = this.texts.get(file);
    if (text === undefined) throw new CsdError('storage_failed', `${file}: no such file`);
    this.texts.delete(file);
    this.put(to, text);
    this.onChange?.(file);
  }

  async removeFolder(folder: string): Promise<void> {
    for (const file of [...this.texts.keys()]) if (file.startsWith(`${folder}/`)) this.texts.delete(file);
    this.folders.delete(folder);
  }

  /** Holders in one process wait for each other; a re-entrant call with `waitMs` 0 is `locked`. */
  async withLock<T>(file: string, waitMs: number, body: () => Promise<T>): Promise<T> {
    while (this.held.has(file)) {
      if (waitMs === 0) throw new CsdError('locked', `${file} is held`);
      await this.held.get(file)?.catch(() => {});
    }
    const running = body();
    this.held.set(file, running);
    this.texts.set(file, '');
    try {
      return await running;
    } finally {
      this.held.delete(file);
      this.texts.delete(file);
    }
  }
}
