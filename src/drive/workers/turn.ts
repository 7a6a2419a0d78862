import { CsdError } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { TURN_ENDS, type WorkerEvent } from '../../contract/worker.ts';
import type { Context } from '../context.ts';
import { type Observation, observe } from '../observe.ts';
import { type EventLine, makeEvent, readEvents } from './events.ts';
import { noEvents, type Worker } from './find.ts';
import { isJudged } from './status.ts';

/** Which end to wait for. */
export interface TurnWait {
  timeoutMs: number;
  /** Only events after this line count; without it, those after the newest prompt. */
  afterLine?: number;
  /** A prompt was submitted just now: the end of its turn is due even where no event says that it began. */
  submitted?: boolean;
  /** What the newest turn was before that prompt. */
  before?: string;
}

/** How a wait ended. An end that no hook reported has `source: "detector"` in its event. */
export interface TurnEnd {
  event: WorkerEvent;
  /** The line as it stands in the event file, where it does. */
  text?: string;
  state: State;
}

/** Pause between two looks, in ms. */
const POLL_MS = 150;
/** How much later than the screen the hook of a turn's end may be, in ms. */
const HOOK_LAG_MS = 1500;
/** A session whose event file tells of a prompt that neither screen nor transcript show must stand so for so long, in ms. */
const UNSEEN_MS = 5000;
/** A verdict that may still be the former turn's must stand for so long to count, in ms. */
const STALE_MS = 2500;

/** What a session is when its turn is over. */
const OVER = new Set<State['status']>(['idle_done', 'awaiting_answer', 'spawning']);

/**
 * Waits until the turn of a worker is over and returns the event that says so: `stop`, or `session_end`. Where the detector
 * sees the agent it has the last word, so that an interrupt, a failed service or a crash, for which no hook runs, ends the
 * wait too. Throws `timeout` with the state, or `no_such_session` when no event file comes up.
 */
export async function waitForTurn(ctx: Context, worker: Worker, wait: TurnWait): Promise<TurnEnd> {
  return new TurnWaiter(ctx, worker, wait).run();
}

/** Changes when another turn than before is the newest one, or when its text does. */
export function markOf({ signals: { transcript } }: Observation): string {
  if (transcript.kind !== 'read') return '';
  const { prompt, promptAt, prompts, text, phase } = transcript.turn;
  return JSON.stringify([prompt, promptAt, prompts.length, text, phase]);
}

class TurnWaiter {
  private readonly giveUpAt: number;
  private begun: boolean;
  private overSince: number | undefined;
  private state: State = { status: 'unknown', reason: 'not looked at yet' };
  private lines: EventLine[] | undefined;
  private size: number | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly worker: Worker,
    private readonly wait: TurnWait,
  ) {
    this.giveUpAt = ctx.clock.now() + wait.timeoutMs;
    this.begun = wait.submitted ?? false;
  }

  async run(): Promise<TurnEnd> {
    for (;;) {
      await this.read();
      const end = await this.look();
      if (end) return { ...end, state: this.state };
      if (this.ctx.clock.now() >= this.giveUpAt) throw this.late();
      await this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
    }
  }

  private async read(): Promise<void> {
    const size = (await this.ctx.files.stat(this.worker.events))?.size;
    if (size === undefined || size === this.size) return;
    this.lines = await readEvents(this.ctx, this.worker.events);
    this.size = size;
  }

  private async look(): Promise<{ event: WorkerEvent; text?: string } | undefined> {
    const [seen] = await observe(this.ctx, [this.worker.sidecar]);
    const { fresh, prompted } = this.select();
    const first = fresh.find(({ event }) => TURN_ENDS.includes(event.event));
    if (seen) this.state = seen.verdict.state;
    if (!seen || !isJudged(this.worker, seen)) return first;
    if (this.state.status === 'dead') return first ?? this.make('session_end');
    const { submitted = false, before } = this.wait;
    if (!isOver(this.state)) {
      this.begun ||= this.state.status === 'working';
      this.overSince = undefined;
      const next = first !== undefined && fresh.some(({ line, event }) => line > first.line && isPrompt(event));
      return next && !submitted ? first : undefined;
    }
    const now = this.ctx.clock.now();
    this.overSince ??= now;
    const stood = now - this.overSince;
    if (submitted && markOf(seen) === before && stood < STALE_MS) return undefined;
    if (first) return first;
    this.begun ||= prompted;
    const due = this.state.status === 'spawning' ? UNSEEN_MS : HOOK_LAG_MS;
    return this.begun && stood >= due ? this.make('stop') : undefined;
  }

  /** The events that count, and whether a prompt stands before or among them. */
  private select(): { fresh: EventLine[]; prompted: boolean } {
    const lines = this.lines ?? [];
    const newest = lines.findLast(({ event }) => isPrompt(event))?.line ?? 0;
    const after = this.wait.afterLine ?? newest;
    return { fresh: lines.filter(({ line }) => line > after), prompted: newest >= Math.max(1, after) };
  }

  /** The end that no hook reported. */
  private make(name: 'stop' | 'session_end'): { event: WorkerEvent } {
    return { event: makeEvent(this.ctx, name, { source: 'detector' }) };
  }

  private late(): CsdError {
    if (this.lines === undefined && !this.begun) return noEvents(this.worker);
    const seconds = this.wait.timeoutMs / 1000;
    const message = `Timeout waiting for turn (stop or session_end) after ${seconds}s: ${this.worker.sidecar.name} is ${this.state.status}`;
    return new CsdError('timeout', message, { state: this.state });
  }
}

/** A menu waits in the middle of a turn, and so does a prompt in the queue. */
function isOver(state: State): boolean {
  const menu = state.status === 'awaiting_answer' && state.options !== undefined;
  return OVER.has(state.status) && !menu && (state.queued ?? 0) === 0;
}

function isPrompt({ event }: WorkerEvent): boolean {
  return event === 'user_prompt_submit';
}
