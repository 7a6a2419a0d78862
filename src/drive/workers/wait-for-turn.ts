import { CsdError } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { TURN_ENDS, type WorkerEvent } from '../../contract/worker.ts';
import { standingOf } from '../../detect/verdict/entry.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { type Decision, isTurnOver, waitOnTurn } from '../turns/turn-wait.ts';
import { type EventLine, makeEvent, readEvents } from './event-file.ts';
import { noEvents, type Worker } from './find-worker.ts';
import { isJudged } from './worker-status.ts';

/** Which end to wait for. */
export interface TurnWait {
  timeoutMs: number;
  /** Only events after this line count; without it, those after the newest prompt. */
  afterLine?: number;
  /** A prompt was just submitted: the end of its turn will come even if no event says that it began. */
  submitted?: boolean;
}

/** How a wait ended. If no hook reported the end, its event has `source: "detector"`. */
export interface TurnEnd {
  event: WorkerEvent;
  /** The line in the event file, if it is there. */
  text?: string;
  state: State;
}

/** How much later than the screen the hook for a turn's end may come, in ms. */
const HOOK_LAG_MS = 1500;
/** How soon to look again at a pane that shows no agent that csd knows, in ms. */
const UNJUDGED_MS = 500;
/**
 * How long a session must be unchanged if its event file has a prompt that neither screen nor transcript show, in ms.
 */
const UNSEEN_MS = 5000;
/**
 * Waits until the turn of a worker is over and returns the event for that: `stop`, or `session_end`. If the detector
 * sees the agent its verdict takes precedence, so that an interrupt, a failed service or a crash, for which no hook
 * runs, ends the wait too. Throws `timeout` with the state, or `no_such_session` if no event file appears.
 */
export async function waitForTurn(ctx: Context, worker: Worker, wait: TurnWait): Promise<TurnEnd> {
  return new TurnWaiter(ctx, worker, wait).run();
}

class TurnWaiter {
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
    this.begun = wait.submitted ?? false;
  }

  async run(): Promise<TurnEnd> {
    const { sidecar, events } = this.worker;
    const { timeoutMs } = this.wait;
    const end = await waitOnTurn(this.ctx, sidecar, {
      timeoutMs,
      files: [events],
      decide: (seen) => this.decide(seen),
    });
    if (end) return { ...end.answer, state: this.state };
    throw this.late();
  }

  private async read(): Promise<void> {
    const size = (await this.ctx.files.stat(this.worker.events))?.size;
    if (size === undefined || size === this.size) return;
    this.lines = await readEvents(this.ctx, this.worker.events);
    this.size = size;
  }

  private async decide(seen: Observation): Promise<Decision<{ event: WorkerEvent; text?: string }>> {
    await this.read();
    const { fresh, prompted } = this.select();
    this.state = seen.verdict.state;
    const judged = isJudged(this.worker, seen);
    // A cleared conversation ends too: for an agent that is alive, only a turn's end counts.
    const ends = judged && this.state.status !== 'dead' ? ['stop'] : TURN_ENDS;
    const first = fresh.find(({ event }) => ends.includes(event.event));
    if (!judged) return first ? { answer: first } : { againMs: UNJUDGED_MS };
    if (this.state.status === 'dead') return { answer: first ?? this.make('session_end') };
    // A turn of another conversation, which a person has opened, is not the awaited one.
    if (!isTurnOver(this.state) || standingOf(seen.signals).kind === 'left') {
      this.begun ||= this.state.status === 'working';
      this.overSince = undefined;
      const next = first !== undefined && fresh.some(({ line, event }) => line > first.line && isPrompt(event));
      return next && !this.wait.submitted ? { answer: first } : undefined;
    }
    const now = this.ctx.clock.elapsed();
    this.overSince ??= now;
    if (first) return { answer: first };
    this.begun ||= prompted || this.isEntered(seen);
    if (!this.begun) return undefined;
    const left = this.hookLag() - (now - this.overSince);
    return left > 0 ? { againMs: left } : { answer: this.make('stop') };
  }

  /**
   * A prompt that csd sent needs no event: a verdict that a turn is over is about that prompt, or about a later one.
   */
  private isEntered({ signals, verdict, stream }: Observation): boolean {
    if (stream) return this.wait.afterLine === undefined && stream.turn !== undefined;
    const { entry } = signals;
    return this.wait.afterLine === undefined && entry !== undefined && (verdict.state.turn ?? 0) >= entry.turn;
  }

  /**
   * How long to wait for the hook's own report of the end; not at all if the caller submitted the prompt and has the
   * verdict.
   */
  private hookLag(): number {
    if (this.state.status === 'spawning') return UNSEEN_MS;
    return this.wait.submitted || this.lines === undefined ? 0 : HOOK_LAG_MS;
  }

  /** The events that count, and whether a prompt comes before or among them. */
  private select(): { fresh: EventLine[]; prompted: boolean } {
    const lines = this.lines ?? [];
    const newest = lines.findLast(({ event }) => isPrompt(event))?.line ?? 0;
    const after = this.wait.afterLine ?? newest;
    return { fresh: lines.filter(({ line }) => line > after), prompted: newest >= Math.max(1, after) };
  }

  /** The event for an end that no hook reported. */
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

function isPrompt({ event }: WorkerEvent): boolean {
  return event === 'user_prompt_submit';
}
