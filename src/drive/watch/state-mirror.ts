import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Event, Watched } from '../../contract/event.ts';
import { foldEvent } from '../../contract/fold-event.ts';
import { SESSION_NAME } from '../../contract/names.ts';
import type { Context } from '../session/context.ts';
import { sleepOrWake } from '../session/pauses.ts';

/** How often to write every mirrored state again, so that a reader sees that its writer is alive, ms. */
export const MIRROR_BEAT_MS = 30_000;

/** How many files a beat writes before other tasks run. */
const AT_ONCE = 10;

/** What the launcher may print, and everything it depends on besides the time. */
export interface MirroredAnswer {
  text: string;
  basis: unknown;
}

/** What a mirror writes besides the states. */
export interface MirrorOptions {
  answers?: (seen: Watched) => Promise<MirroredAnswer | undefined>;
  /** Gets all sessions after each event and each beat. */
  onAll?: (sessions: Iterable<Watched>) => Promise<void>;
}

/**
 * Keeps one file `NAME.json` per session in a folder: `{"pid", "at", "session", "alive", "since", "state"}`, written
 * atomically. `at` (ms since 1970) is at most one beat old while the writer, `pid`, is alive. If `answers` returns one,
 * a file `NAME.line` next to it has the state in the form that the launcher may print, see
 * `entry/fast-path/mirrored-answer.ts`.
 */
export class Mirror {
  private readonly sessions = new Map<string, Watched>();
  /** The inputs of the answers in the files. */
  private readonly bases = new Map<string, unknown>();
  /** One write after the other: a beat must not replace a newer state with an older one. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly ctx: Context,
    readonly folder: string,
    private readonly pid: number,
    private readonly more: MirrorOptions = {},
  ) {}

  /** How many sessions are mirrored. */
  get size(): number {
    return this.sessions.size;
  }

  /**
   * Follows the events to their end. First removes files that a dead process left; removes a session's file with the
   * session, and all at the end. `onReady` is called when all sessions of the first snapshot have their file.
   */
  async follow(events: AsyncIterable<Event>, onReady: () => void): Promise<void> {
    await this.clear();
    const over = new AbortController();
    const beating = this.beat(over.signal);
    try {
      for await (const event of events) {
        await this.inTurn(() => this.apply(event));
        if (event.type === 'snapshot') onReady();
      }
    } finally {
      over.abort();
      await beating;
      for (const session of [...this.sessions.keys()]) await this.forget(session);
    }
  }

  /**
   * Writes a session's answer again unless the one in its file has the same inputs. Its sidecar may change, or an
   * answer become possible, without an event.
   */
  async refreshAnswer(session: string, basis: unknown): Promise<void> {
    await this.inTurn(async () => {
      const seen = this.sessions.get(session);
      if (seen && !(this.bases.has(session) && isDeepStrictEqual(this.bases.get(session), basis)))
        await this.writeAnswer(seen);
    });
  }

  private async apply(event: Event): Promise<void> {
    const { seen, gone } = foldEvent(this.sessions, event);
    for (const session of gone) await this.forget(session);
    for (const one of seen) await this.write(one);
    await this.more.onAll?.(this.sessions.values());
  }

  private async beat(over: AbortSignal): Promise<void> {
    for (;;) {
      await sleepOrWake(this.ctx.clock, MIRROR_BEAT_MS, over);
      if (over.aborted) return;
      for (const [n, session] of [...this.sessions.keys()].entries()) {
        if (n % AT_ONCE === AT_ONCE - 1) await sleepOrWake(this.ctx.clock, 1, over);
        await this.inTurn(async () => {
          const seen = this.sessions.get(session);
          if (seen !== undefined && !over.aborted) await this.write(seen);
        });
      }
      await this.inTurn(async () => {
        if (!over.aborted) await this.more.onAll?.(this.sessions.values());
      });
    }
  }

  /** A state that cannot be written (a full disk) must not leave an older one behind. */
  private async write(seen: Watched): Promise<void> {
    const { session, alive, since, state } = seen;
    const line = JSON.stringify({ pid: this.pid, at: this.ctx.clock.now(), session, alive, since, state });
    await this.replace(this.fileOf(session), `${line}\n`);
    await this.writeAnswer(seen);
  }

  private async writeAnswer(seen: Watched): Promise<void> {
    if (!this.more.answers) return;
    const { session } = seen;
    const answer = await this.more.answers(seen).catch(() => undefined);
    const isWritten = await this.replace(this.answerFileOf(session), answer?.text);
    if (answer && isWritten) this.bases.set(session, answer.basis);
    else this.bases.delete(session);
  }

  /** False if no such file exists afterwards. */
  private async replace(file: string, text: string | undefined): Promise<boolean> {
    try {
      if (text !== undefined) {
        await this.ctx.files.writeVolatile(file, text);
        return true;
      }
    } catch {}
    await this.ctx.files.remove(file).catch(() => undefined);
    return false;
  }

  /** A failed removal, as when the folder is gone, must not end a server. */
  private async forget(session: string): Promise<void> {
    this.sessions.delete(session);
    this.bases.delete(session);
    for (const file of [this.answerFileOf(session), this.fileOf(session)])
      await this.ctx.files.remove(file).catch(() => undefined);
  }

  /**
   * Files that an earlier process left in the folder, including unfinished writes; files of other names are not ours.
   */
  private async clear(): Promise<void> {
    for (const name of await this.ctx.files.list(this.folder))
      if (isMirrored(name)) await this.ctx.files.remove(path.join(this.folder, name));
  }

  private inTurn(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step);
    return this.last;
  }

  private fileOf(session: string): string {
    return path.join(this.folder, `${session}.json`);
  }

  private answerFileOf(session: string): string {
    return path.join(this.folder, `${session}.line`);
  }
}

/** `NAME.json` or `NAME.line`, or the temporary file that becomes one. */
function isMirrored(name: string): boolean {
  const session = /^(?:(.+)\.(?:json|line)|\.(.+)\.(?:json|line)\.\d+\.[\w-]+\.tmp)$/.exec(name);
  return SESSION_NAME.test(session?.[1] ?? session?.[2] ?? '');
}
