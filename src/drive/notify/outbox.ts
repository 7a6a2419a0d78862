import { createHmac } from 'node:crypto';
import path from 'node:path';
import type { Webhook } from '../../contract/config.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Answer, Notifiers } from '../../ports/notifiers.ts';
import type { Context } from '../session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../session/files/look-budget.ts';
import { isOwnFile } from '../session/files/private-files.ts';
import { ageOf, isMoment } from '../session/moment.ts';
import { sleepOrWake } from '../session/pauses.ts';
import { readSecret } from './read-secret.ts';

/** The pause between two attempts, ms: doubled each time, up to the maximum. */
const FIRST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 300_000;
/** A request that could not be delivered for this long, ms, is dropped; setting the machine's clock makes none older. */
const MOST_AGE_MS = 24 * 3_600_000;
/** The most waiting requests for one receiver; the newest are kept. */
export const MOST_WAITING = 200;

/**
 * A waiting request as stored on disk, without an address or a secret. `at`: when it was made, ms since 1970; `up`: when
 * it was stored, ms since the start of the machine.
 */
interface Parcel {
  id: string;
  key: string;
  at: number;
  up?: number;
  body: string;
  type: string;
}

/** How many digits the name of a file begins with. */
const ORDER_DIGITS = 15;

/** The outcome of a delivery, for the caller to report. */
export type Delivery = (outcome: {
  key: string;
  id: string;
  outcome: 'delivered' | 'waits' | 'given_up';
  why?: string;
}) => void;

/** The receivers, how to send a request, and the callback for outcomes; nothing more is sent once `signal` aborts. */
export interface Receivers {
  hooks: ReadonlyMap<string, Webhook>;
  post: Notifiers['post'];
  tell: Delivery;
  signal: AbortSignal;
}

/**
 * Requests that wait until their receiver has accepted them, over restarts of this process. Each receiver gets its
 * requests in order, and one that is down does not delay the others. Requests are on disk before anything is sent, so
 * none is lost, and one may come twice, with the same `X-Csd-Delivery`.
 */
export class Outbox {
  private readonly busy = new Map<string, Promise<void>>();

  constructor(
    private readonly ctx: Context,
    private readonly folder: string,
    private readonly receivers: Receivers,
  ) {}

  /** Continues with what an earlier process left; requests for unconfigured receivers are removed. */
  async begin(): Promise<void> {
    for (const { name, parcel } of await this.waiting()) {
      if (parcel && this.receivers.hooks.has(parcel.key)) this.deliver(parcel.key);
      else await this.ctx.files.remove(path.join(this.folder, name));
    }
  }

  async add(parcel: Parcel): Promise<void> {
    const all = await this.waiting();
    const waiting = all.filter((one) => one.parcel?.key === parcel.key);
    for (const { name, parcel: old } of waiting.slice(0, Math.max(0, waiting.length - MOST_WAITING + 1))) {
      await this.ctx.files.remove(path.join(this.folder, name));
      if (old)
        this.receivers.tell({ key: old.key, id: old.id, outcome: 'given_up', why: `more than ${MOST_WAITING} wait` });
    }
    const stored = { ...parcel, up: this.ctx.clock.sinceBoot() };
    const name = nameOf(parcel, all.at(-1)?.name);
    await this.ctx.files.writeAtomic(path.join(this.folder, name), `${JSON.stringify(stored)}\n`);
    this.deliver(parcel.key);
  }

  /** Resolves when every receiver has accepted everything, or the signal has aborted. */
  async settled(): Promise<void> {
    while (this.busy.size > 0) await Promise.all(this.busy.values());
  }

  private deliver(key: string): void {
    if (this.busy.has(key)) return;
    const work = this.work(key).finally(() => this.busy.delete(key));
    this.busy.set(key, work);
  }

  private async work(key: string): Promise<void> {
    let failures = 0;
    while (!this.receivers.signal.aborted) {
      const next = (await this.waiting()).find(({ parcel }) => parcel?.key === key);
      if (next?.parcel === undefined) return;
      const { parcel, name } = next;
      const answer = await this.send(parcel);
      if (this.receivers.signal.aborted) return;
      const why = 'failure' in answer ? answer.failure : `status ${answer.status}`;
      const verdict = judgeAnswer(answer);
      const isOld = isMoment(parcel) && ageOf(this.ctx.clock, parcel) > MOST_AGE_MS;
      if (verdict !== 'later' || isOld) {
        await this.ctx.files.remove(path.join(this.folder, name));
        const outcome = verdict === 'taken' ? 'delivered' : 'given_up';
        this.receivers.tell({ key, id: parcel.id, outcome, ...(outcome === 'given_up' && { why }) });
        failures = 0;
        continue;
      }
      if (failures === 0) this.receivers.tell({ key, id: parcel.id, outcome: 'waits', why });
      const pause = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++);
      const asked = 'status' in answer ? Math.min(answer.retryAfterMs ?? 0, MOST_PAUSE_MS) : 0;
      await sleepOrWake(this.ctx.clock, Math.max(pause, asked), this.receivers.signal);
    }
  }

  private async send({ id, key, body, type }: Parcel): Promise<Answer> {
    const hook = this.receivers.hooks.get(key);
    if (hook === undefined) return { status: 410 };
    try {
      const url = await readSecret(this.ctx, hook.url);
      if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
        return { failure: 'the address is not an http: or https: URL' };
      const headers = await signedHeaders(this.ctx, hook, { id, body, type });
      return await this.receivers.post({ url, method: hook.method, headers, body }, this.receivers.signal);
    } catch (error) {
      if (error instanceof CsdError) return { failure: error.message };
      throw error;
    }
  }

  /** Oldest first. A file that is not one of ours has no parcel. */
  private async waiting(): Promise<{ name: string; parcel?: Parcel }[]> {
    const names = (await this.ctx.files.list(this.folder))
      .filter((name) => /^\d{15}-[0-9a-f]{32}\.json$/.test(name))
      .sort();
    return Promise.all(
      names.map(async (name) => {
        const file = path.join(this.folder, name);
        const text = (await isOwnFile(this.ctx, file))
          ? await this.ctx.files.read(file, MOST_DOCUMENT_BYTES)
          : undefined;
        const parcel = parse(text);
        return parcel ? { name, parcel } : { name };
      }),
    );
  }
}

/** The headers of a request; configured ones take precedence. Throws as `readSecret` does. */
export async function signedHeaders(
  ctx: Context,
  hook: Webhook,
  { id, body, type }: Pick<Parcel, 'id' | 'body' | 'type'>,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = { 'Content-Type': type, 'User-Agent': 'csd', 'X-Csd-Delivery': id };
  for (const [name, value] of Object.entries(hook.headers)) headers[name] = await readSecret(ctx, value);
  if (hook.secret !== undefined)
    headers['X-Csd-Signature'] = sign(await readSecret(ctx, hook.secret), body, ctx.clock.now());
  return headers;
}

/** `t=SECONDS,v1=HEX`: the SHA-256 HMAC of `SECONDS.BODY`; a receiver should refuse old times to prevent replays. */
export function sign(secret: string, body: string, nowMs: number): string {
  const at = Math.floor(nowMs / 1000);
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

/** What an answer means: accepted, maybe accepted later, or never. */
function judgeAnswer(answer: Answer): 'taken' | 'later' | 'never' {
  if ('failure' in answer) return 'later';
  const { status } = answer;
  if (status >= 200 && status < 300) return 'taken';
  return status >= 500 || [408, 425, 429].includes(status) ? 'later' : 'never';
}

/** Names are in the order of arrival, also after the machine's clock was set back. */
function nameOf({ at, id }: Parcel, newest = ''): string {
  const order = Math.max(at, Number(newest.slice(0, ORDER_DIGITS)) + 1);
  return `${String(order).padStart(ORDER_DIGITS, '0')}-${id}.json`;
}

function parse(text: string | undefined): Parcel | undefined {
  try {
    const parcel = JSON.parse(text ?? '');
    const isWhole = ['id', 'key', 'body', 'type'].every((field) => typeof parcel[field] === 'string');
    return isWhole && typeof parcel.at === 'number' ? parcel : undefined;
  } catch {
    return undefined;
  }
}
