import path from 'node:path';
import type { WatchFailure } from '../../ports/watch.ts';
import type { Context } from '../session/context.ts';
import { filesOf, folderOf, type SessionFiles, stampOf } from './session-files.ts';
import { Folders } from './watch-folders.ts';
import type { WatchedSession } from './watched-session.ts';

/** One session in this many is checked at each sweep for unreported changes. */
const CHECKED_EACH = 10;

interface Watching {
  files: SessionFiles;
  /** The folders of the files that are read. */
  folders: string[];
  stamp?: string;
  end(): void;
}

/** The files of all sessions, watched by their folders: a change is passed to the sessions that it concerns. */
export class WatchedFiles {
  readonly folders: Folders;
  private readonly watching = new Map<WatchedSession, Watching>();
  /** Sessions that are over while their files are still being located. */
  private readonly left = new WeakSet<WatchedSession>();
  private isClosed = false;
  private sweeps = 0;

  constructor(
    private readonly ctx: Context,
    private readonly touched: (session: WatchedSession) => void,
    private readonly metered: (session: WatchedSession) => void,
    refused: (failure: WatchFailure) => void,
  ) {
    this.folders = new Folders(ctx.watch, refused);
  }

  /** Watches the session's files at their present paths. */
  async follow(session: WatchedSession): Promise<void> {
    const files = await filesOf(this.ctx, session);
    const before = this.watching.get(session);
    if (this.isClosed || this.left.has(session)) return;
    if (before && JSON.stringify(before.files) === JSON.stringify(files)) return;
    const ends = this.listen(session, files);
    before?.end();
    const read = [files.transcript, files.status, files.events, files.entry, files.stream].filter(
      (file) => file !== undefined,
    );
    const end = () => ends.forEach((end) => void end());
    this.watching.set(session, { files, folders: [...new Set(read.map(folderOf))], end });
  }

  forget(session: WatchedSession): void {
    this.left.add(session);
    this.watching.get(session)?.end();
    this.watching.delete(session);
  }

  close(): void {
    this.isClosed = true;
    this.watching.clear();
    this.folders.close();
  }

  /**
   * Checks for changes that no watch reported: at each call for sessions whose folders cannot be watched, and
   * alternately for the others.
   */
  async check(): Promise<void> {
    const turn = this.sweeps++ % CHECKED_EACH;
    if (turn === 0) this.folders.retry();
    const due = [...this.watching].filter(([, { folders }], n) => n % CHECKED_EACH === turn || !this.isSound(folders));
    for (const [session, watching] of due) {
      const stamp = await stampOf(this.ctx, watching.files);
      const isNew = watching.stamp !== undefined && watching.stamp !== stamp;
      watching.stamp = stamp;
      if (isNew) this.touched(session);
      const { usage } = watching.files;
      if (usage !== undefined && !this.folders.isWatched(usage)) this.metered(session);
    }
  }

  private isSound(folders: string[]): boolean {
    return folders.every((folder) => this.folders.isWatched(folder));
  }

  private listen(session: WatchedSession, files: SessionFiles): (() => void)[] {
    const on = (folder: string, concerns: (name: string) => boolean) =>
      this.folders.watch(folder, (name) => {
        if (name === undefined || concerns(name)) this.touched(session);
      });
    const { transcript, status, events, entry, stream, plans, usage } = files;
    return [
      ...(transcript === undefined
        ? []
        : [on(folderOf(transcript), (name) => this.mayBeTranscript(session, transcript, name))]),
      ...[status, events, entry, stream].flatMap((file) =>
        file === undefined ? [] : [on(path.dirname(file), (name) => name === path.basename(file))],
      ),
      ...(usage === undefined ? [] : [this.folders.watch(usage, () => this.metered(session))]),
      ...(plans === undefined ? [] : [on(plans, (name) => isPlanOf(session, name))]),
    ];
  }

  /** Its own transcript; or one of no other session, to which the conversation may have moved. */
  private mayBeTranscript(session: WatchedSession, transcript: string, name: string): boolean {
    if (name === path.basename(transcript)) return true;
    if (transcript.includes('*')) return true;
    if (path.extname(name) !== path.extname(transcript)) return false;
    const place = path.join(path.dirname(transcript), name);
    for (const [other, { files }] of this.watching) if (other !== session && files.transcript === place) return false;
    return true;
  }
}

/** The plan that a gate of the session shows. */
function isPlanOf({ known }: WatchedSession, name: string): boolean {
  if (known?.state.status !== 'plan_ready') return false;
  return known.state.plan_file === null || path.basename(known.state.plan_file) === name;
}
