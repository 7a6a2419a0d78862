import path from 'node:path';
import type { Config, Webhook } from '../../contract/config.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Event } from '../../contract/event.ts';
import type { Notifiers } from '../../ports/notifiers.ts';
import type { Context } from '../session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../session/files/look-budget.ts';
import { isTrusted, refuseUntrustedFolder, writePrivate } from '../session/files/private-files.ts';
import { ageOf, type Moment, momentOf } from '../session/moment.ts';
import { sleepOrWake } from '../session/pauses.ts';
import { findSidecar } from '../session/sidecars/sidecar-store.ts';
import { emptyMemory, type Labels, type Memory, type Notice, step, toKept } from './decide-notices.ts';
import { bodyOf, toTelling } from './notice.ts';
import { Outbox } from './outbox.ts';
import { type Rule, toRules } from './rules.ts';
import { showNotice } from './show-notice.ts';

/** How often a process on standby checks whether it is its turn, ms. */
const STAND_BY_MS = 2000;

/** What happened to a notice or to the whole run, without any text of an agent and without secrets. */
export type Report = (line: {
  at: number;
  outcome: 'done' | 'failed' | 'queued' | 'delivered' | 'waits' | 'given_up' | 'stands_by' | 'tells';
  session?: string;
  status?: string;
  again?: boolean;
  rule?: number;
  by?: string;
  error?: string;
  pid?: unknown;
}) => void;

/** The environment of the rules. */
export interface Playing {
  config: Config;
  notifiers: Notifiers;
  /** A stream of events; called again by the process whose turn it is. */
  events(signal: AbortSignal): AsyncIterable<Event>;
  report: Report;
  signal: AbortSignal;
}

/** The folder for what was sent and what waits to be delivered. */
function notifyFolder(ctx: Pick<Context, 'sessionsDir'>): string {
  return path.join(path.dirname(ctx.sessionsDir), 'notify');
}

/**
 * Sends notices by the rules until the signal aborts. One process per user does so; any other stands by and takes over
 * when it ends, from what it has recorded. Throws `bad_sidecar` if others can write to that folder.
 */
export async function playRules(ctx: Context, playing: Playing): Promise<void> {
  const folder = notifyFolder(ctx);
  await refuseUntrustedFolder(ctx, folder);
  await ctx.files.makePrivate(folder);
  let saidSo = false;
  while (!playing.signal.aborted) {
    let taken = false;
    try {
      return await ctx.files.withLock(path.join(folder, 'lock'), 0, () => {
        taken = true;
        return new Player(ctx, folder, playing).play();
      });
    } catch (error) {
      if (taken || !(error instanceof CsdError) || error.code !== 'locked') throw error;
      if (!saidSo) playing.report({ at: ctx.clock.now(), outcome: 'stands_by', pid: error.data.pid });
      saidSo = true;
      await sleepOrWake(ctx.clock, STAND_BY_MS, playing.signal);
    }
  }
}

class Player {
  private readonly rules: Rule[];
  private readonly labels = new Map<string, Labels>();
  private readonly outbox: Outbox;
  private readonly doing = new Set<Promise<void>>();
  private readonly file: string;
  private memory: Memory = emptyMemory();
  private isKept = true;
  private readonly begun: Moment;

  constructor(
    private readonly ctx: Context,
    folder: string,
    private readonly playing: Playing,
  ) {
    this.begun = momentOf(ctx.clock);
    this.rules = toRules(playing.config);
    this.file = path.join(folder, 'told.json');
    const channels = this.rules.flatMap(({ channels: all }) => all);
    const hooks = new Map<string, Webhook>();
    for (const { key, action } of channels)
      if (typeof action === 'object' && 'webhook' in action) hooks.set(key, action.webhook);
    const { report, notifiers, signal } = playing;
    this.outbox = new Outbox(ctx, path.join(folder, 'outbox'), {
      hooks,
      post: notifiers.post,
      tell: ({ outcome, why }) => report({ at: ctx.clock.now(), outcome, by: 'webhook', ...(why && { error: why }) }),
      signal,
    });
  }

  async play(): Promise<void> {
    const { signal, events, report } = this.playing;
    this.memory = await this.recall();
    await this.outbox.begin();
    report({ at: this.ctx.clock.now(), outcome: 'tells' });
    const stream = events(signal)[Symbol.asyncIterator]();
    let next = stream.next();
    let wakeAt: number | undefined;
    try {
      while (!signal.aborted) {
        const woken = new AbortController();
        const sleep = wakeAt === undefined ? [] : [this.sleepUntil(wakeAt, woken.signal)];
        const item = await Promise.race([next, ...sleep]);
        woken.abort();
        if (item?.done) break;
        // Time alone triggers nothing before the first snapshot: the memory is as old as the last process.
        wakeAt = await this.take(item?.value);
        if (item) next = stream.next();
      }
    } finally {
      await Promise.all(this.doing);
      await this.outbox.settled();
    }
  }

  private async sleepUntil(time: number, woken: AbortSignal): Promise<undefined> {
    const left = time - this.steadyNow();
    await sleepOrWake(this.ctx.clock, Math.max(0, left), woken);
  }

  private async take(event: Event | undefined): Promise<number | undefined> {
    const now = this.steadyNow();
    await this.label(event);
    const { memory, notices, wakeAt } = step(this.memory, event, {
      rules: this.rules,
      now,
      minute: minuteOf(this.ctx.clock.now()),
      labelsOf: (session) => this.labels.get(session) ?? { tags: [] },
    });
    this.memory = memory;
    // Recorded before it is sent: after a crash, one notice too few is better than one twice.
    if (notices.length > 0) await this.keep(true);
    else if (event && ['snapshot', 'appeared', 'changed', 'gone'].includes(event.type)) await this.keep(false);
    for (const notice of notices) this.start(notice, this.ctx.clock.now());
    return wakeAt;
  }

  /** ms since 1970 by the clock as it was at the start: setting it neither brings forward nor delays a notice. */
  private steadyNow(): number {
    return this.begun.at + ageOf(this.ctx.clock, this.begun);
  }

  /** Tags can change without an event; what distinguishes sessions of the same name comes with it. */
  private async label(event: Event | undefined): Promise<void> {
    const named =
      event?.type === 'snapshot'
        ? event.sessions.map(({ session }) => session)
        : event && 'session' in event
          ? [event.session]
          : [];
    const isTagged = this.playing.config.notify.some(({ tags }) => tags !== undefined);
    const asked = isTagged ? [...named, ...Object.keys(this.memory.sessions)] : named;
    for (const session of new Set(asked as string[])) {
      if (session.includes('@')) continue;
      const sidecar = await findSidecar(this.ctx, session).catch(() => undefined);
      if (sidecar)
        this.labels.set(session, {
          tags: sidecar.tags ?? [],
          ...(sidecar.former_names && { former: sidecar.former_names }),
          ...(sidecar.created && { life: String(sidecar.created) }),
        });
      else this.labels.delete(session);
    }
  }

  private start(notice: Notice, at: number): void {
    const { action } = notice.channel;
    const by = typeof action === 'string' ? action : 'exec' in action ? 'exec' : 'webhook';
    const { session, state } = notice.watched;
    const said = { at, session, status: state.status, again: notice.again, rule: notice.rule, by };
    const work = this.act(notice, at).then(
      () => this.playing.report({ ...said, outcome: by === 'webhook' ? 'queued' : 'done' }),
      (error) => this.playing.report({ ...said, outcome: 'failed', error: sayError(error) }),
    );
    const done = work.finally(() => this.doing.delete(done));
    this.doing.add(done);
  }

  private async act(notice: Notice, at: number): Promise<void> {
    const { notifiers } = this.playing;
    const { channel, watched } = notice;
    const { action } = channel;
    if (typeof action === 'object' && 'webhook' in action) {
      const telling = toTelling(notice, at, action.webhook.state);
      const { text, type } = bodyOf(telling, action.webhook);
      return this.outbox.add({ id: telling.id, key: channel.key, at, body: text, type });
    }
    const telling = toTelling(notice, at, true);
    const sidecar = watched.session.includes('@')
      ? undefined
      : await findSidecar(this.ctx, watched.session).catch(() => undefined);
    return showNotice(notifiers, action, telling, sidecar?.tmux_socket);
  }

  private async recall(): Promise<Memory> {
    const text = (await isTrusted(this.ctx, this.file))
      ? await this.ctx.files.read(this.file, MOST_DOCUMENT_BYTES)
      : undefined;
    try {
      const { version, ...memory } = JSON.parse(text ?? '');
      return version === 1 && typeof memory.sessions === 'object' ? memory : emptyMemory();
    } catch {
      return emptyMemory();
    }
  }

  private async keep(isTold: boolean): Promise<void> {
    const text = `${JSON.stringify({ version: 1, ...toKept(this.memory) })}\n`;
    try {
      if (isTold) await writePrivate(this.ctx, this.file, text);
      else await this.ctx.files.writeVolatile(this.file, text);
      this.isKept = true;
    } catch (error) {
      if (this.isKept) this.playing.report({ at: this.ctx.clock.now(), outcome: 'failed', error: sayError(error) });
      this.isKept = false;
    }
  }
}

/** The minute of the day in the person's time zone. */
function minuteOf(now: number): number {
  const date = new Date(now);
  return date.getHours() * 60 + date.getMinutes();
}

function sayError(error: unknown): string {
  return error instanceof CsdError ? error.message : ((error as NodeJS.ErrnoException).code ?? 'it failed');
}
