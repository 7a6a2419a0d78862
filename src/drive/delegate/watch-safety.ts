import { isDeepStrictEqual } from 'node:util';
import type { Delegate, Limit } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { LimitEvent, SafetyEvent, SafetyRequest, ViolationEvent } from '../../contract/safety.ts';
import type { ToolUse } from '../../detect/transcript/facts.ts';
import { transcriptPathOf } from '../../detect/verdict/signals.ts';
import { readViolations, sizeOfLog, violationsFile } from '../guard/plan-guard.ts';
import type { Disk } from '../guard/resolve-path.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { findSidecar, loadSidecar } from '../session/sidecars/sidecar-store.ts';
import { waitOnTurn } from '../turns/turn-wait.ts';
import { tapFiles } from '../usage/tap-files.ts';
import { decline, interrupt } from './acts.ts';
import { limitAt } from './await-turn.ts';
import { enforceLimits } from './enforce-limits.ts';
import { spentOf } from './limits.ts';
import { Meter } from './meter.ts';
import type { Delegated } from './open-interaction.ts';
import { checkSafety, type Judge, judgeOf } from './safety-policy.ts';
import { stopTurn } from './stop-turn.ts';

/** How often to look while a turn continues, ms. */
const AGAIN_MS = 250;

/**
 * Supervises a session, no matter who started it, and enforces the request as well as possible from outside: yields each
 * violation and each reached limit once it has been handled. Ends with `close`, or when the signal of the context
 * aborts. The limits of a delegate are enforced and reported too. Throws `no_such_session`, and `bad_input` for a
 * request that cannot be supervised.
 */
export async function* watchSafety(
  ctx: Context,
  disk: Disk,
  handle: string,
  request: SafetyRequest,
): AsyncGenerator<SafetyEvent, void, undefined> {
  const sidecar = await loadSidecar(ctx, handle);
  checkSafety(ctx, sidecar, request);
  const net = await Net.open(ctx, disk, sidecar, request);
  yield { type: 'ready' };
  for (;;) {
    const seen = await waitOnTurn(ctx, sidecar, {
      timeoutMs: Number.POSITIVE_INFINITY,
      files: [...tapFiles(ctx, filesName(sidecar)).reports, violationsFile(ctx, sidecar)],
      decide: async (look) => {
        const events = await net.take(look);
        if (events.length > 0) return { answer: events };
        return look.verdict.state.status === 'working' ? { againMs: AGAIN_MS } : undefined;
      },
    });
    for (const event of seen?.answer ?? []) {
      yield event;
      if (event.type === 'close') return;
    }
  }
}

/** The known facts about a supervised session, and what to do about them. */
class Net {
  private readonly calls: ToolUse[] = [];
  /** Calls of this turn that were handled at their permission dialog, and that dialog while it is open. */
  private asked: { tool: string; input: unknown }[] = [];
  private gateOpen: string | undefined;
  private readonly meter: Meter;
  /** Denials are reported that were written after the log was so many bytes long. */
  private deniedFrom = 0;
  /** The newest denial that was reported. */
  private newest = '';
  private workingSince: number | undefined;
  /** The limit and its turn when last reported: a turn exceeds it once. */
  private told = '';

  private constructor(
    private readonly ctx: Context,
    private readonly sidecar: Delegated,
    private readonly request: SafetyRequest,
    private readonly own: { readonly judge: Judge; lastEnd: number | undefined; readonly isDelegate: boolean },
  ) {
    this.meter = new Meter(ctx, sidecar, (use) => this.calls.push(use));
  }

  static async open(
    ctx: Context,
    disk: Disk,
    sidecar: Awaited<ReturnType<typeof loadSidecar>>,
    request: SafetyRequest,
  ): Promise<Net> {
    const { max_cost: cost, max_turns: turns = Number.POSITIVE_INFINITY, max_time: timeS, on_limit: onLimit } = request;
    const { costUsd, turns: before } = await new Meter(ctx, sidecar).read();
    const delegate: Delegate = {
      preset: 'edit',
      limits: { cost_usd: cost ?? null, turns, time_s: timeS ?? Number.POSITIVE_INFINITY },
      on_limit: onLimit === 'kill' ? 'kill' : 'interrupt',
      safety: true,
      since: ctx.clock.now(),
      before: { cost_usd: costUsd, turns: before },
    };
    const judge = judgeOf(ctx, disk, sidecar, request);
    const { delegate: own } = sidecar;
    const net = new Net(ctx, { ...sidecar, delegate }, request, {
      judge,
      lastEnd: own?.last?.at,
      isDelegate: own !== undefined,
    });
    net.deniedFrom = await sizeOfLog(ctx, sidecar);
    // Earlier calls are not judged.
    await net.meter.read();
    net.calls.length = 0;
    return net;
  }

  /** The new events after a look at the session. */
  async take(look: Observation): Promise<SafetyEvent[]> {
    const { ctx, sidecar } = this;
    const { state } = look.verdict;
    const denied = await this.denied();
    if (state.status === 'dead') return [...denied, { type: 'close', reason: state.reason ?? 'the agent has ended' }];
    const now = await findSidecar(ctx, sidecar.name);
    if (!now) return [...denied, { type: 'close', reason: 'the session was forgotten' }];
    if (state.status === 'working') this.workingSince ??= ctx.clock.elapsed();
    // An unknown state is not a break.
    else if (state.status !== 'unknown') this.workingSince = undefined;
    const { transcript } = look.signals;
    await this.meter.read(transcriptPathOf(transcript));
    const events: SafetyEvent[] = [...denied, ...(await this.gate(look)), ...(await this.tools(look))];
    if (this.own.isDelegate) events.push(...(await this.delegates(now.delegate)));
    const limit = await this.limit(look);
    return limit ? [...events, limit] : events;
  }

  /** The denials of a delegate's guard. */
  private async denied(): Promise<ViolationEvent[]> {
    const all = await readViolations(this.ctx, this.sidecar, this.deniedFrom);
    const fresh = all.slice(all.map((one) => JSON.stringify(one)).lastIndexOf(this.newest) + 1);
    this.newest = fresh.length > 0 ? JSON.stringify(fresh.at(-1)) : this.newest;
    return fresh.map((violation) => ({ type: 'violation', ...violation, done: 'denied' }));
  }

  /** A dialog that asks for permission to touch a protected path. */
  private async gate({ verdict: { state } }: Observation): Promise<ViolationEvent[]> {
    const { status } = state;
    if (status === 'idle_done' || status === 'awaiting_answer') this.asked = [];
    // The same call asked again has a dialog with the same id.
    if (status !== 'blocked' || state.gate_id !== this.gateOpen) this.gateOpen = undefined;
    if (status !== 'blocked' || state.tool === undefined || this.gateOpen !== undefined) return [];
    const { tool, input, gate_id: gate } = state;
    const denial = this.own.judge(tool, input);
    if (!denial) return [];
    this.gateOpen = gate;
    const violation = { type: 'violation', at: this.ctx.clock.now(), tool, ...denial } as const;
    if (this.request.on_violation !== 'tell') {
      try {
        await decline(this.ctx, this.sidecar, { expect: gate }, { submit: true });
        this.gateOpen = undefined;
      } catch (error) {
        // Someone else answered first: the calls will show the result.
        if (!(error instanceof CsdError)) throw error;
        return [];
      }
    }
    this.settle({ tool, input });
    return [{ ...violation, done: this.request.on_violation === 'tell' ? 'told' : 'declined' }];
  }

  /** The tools called since the last look. */
  private async tools({ verdict: { state } }: Observation): Promise<ViolationEvent[]> {
    const fresh = this.calls.splice(0);
    const found = fresh.flatMap(({ name: tool, input }): ViolationEvent[] => {
      const denial = this.own.judge(tool, input);
      return denial && !this.wasAsked({ tool, input })
        ? [{ type: 'violation', at: this.ctx.clock.now(), tool, ...denial, done: 'told' }]
        : [];
    });
    const isOpen = state.status === 'working' || state.status === 'blocked';
    if (found.length === 0 || !isOpen || this.request.on_violation === 'tell') return found;
    const { interrupted, returned_prompt } = await this.cutOff();
    if (interrupted)
      for (const one of found) Object.assign(one, { done: 'interrupted', ...(returned_prompt && { returned_prompt }) });
    return found;
  }

  /** A call was handled at its dialog; its record may exist already, or come later. */
  private settle({ tool, input }: { tool: string; input: unknown }): void {
    const at = this.calls.findIndex((one) => one.name === tool && isDeepStrictEqual(one.input, input));
    if (at >= 0) this.calls.splice(at, 1);
    else this.asked.push({ tool, input });
  }

  private wasAsked(call: { tool: string; input: unknown }): boolean {
    const at = this.asked.findIndex((one) => isDeepStrictEqual(one, call));
    if (at >= 0) this.asked.splice(at, 1);
    return at >= 0;
  }

  private async cutOff(): Promise<{ interrupted: boolean; isOver?: boolean; returned_prompt?: string }> {
    try {
      const done = await interrupt(this.ctx, this.sidecar);
      return { ...done, isOver: !done.interrupted };
    } catch (error) {
      if (error instanceof CsdError) return { interrupted: false };
      throw error;
    }
  }

  /** The limits of a delegate itself, which are enforced here if no process follows it. */
  private async delegates(delegate: Delegate | undefined): Promise<LimitEvent[]> {
    const { ctx, sidecar } = this;
    await enforceLimits(ctx, [sidecar.name]);
    const now = (await findSidecar(ctx, sidecar.name))?.delegate ?? delegate;
    const { last } = now ?? {};
    if (!now || !last || last.at === this.own.lastEnd) return [];
    this.own.lastEnd = last.at;
    const limit = /^(cost|turns|time)_exceeded$/.exec(last.status)?.[1] as Limit | undefined;
    if (!limit) return [];
    const { cost, turns } = spentOf(now, await this.meter.read());
    const done = now.on_limit === 'kill' ? 'ended' : 'interrupted';
    return [{ type: 'limit', at: last.at, limit, limits: now.limits, used: { cost_usd: cost, turns }, done }];
  }

  /** The limit that the turn in flight has reached. */
  private async limit(look: Observation): Promise<LimitEvent | undefined> {
    const { ctx, sidecar, meter, request } = this;
    const { limits } = sidecar.delegate;
    const { turn } = look.verdict.state as { turn?: number };
    const worked = this.workingSince === undefined ? 0 : ctx.clock.elapsed() - this.workingSince;
    const limit = worked >= limits.time_s * 1000 ? 'time' : await limitAt(sidecar, meter, look);
    if (!limit) return undefined;
    const ended = request.on_limit === 'tell' ? { done: 'told' as const } : await this.stop();
    const key = JSON.stringify([limit, turn, ended]);
    if (key === this.told) return undefined;
    this.told = key;
    const { cost, turns } = spentOf(sidecar.delegate, await meter.read());
    const given = {
      ...(request.max_cost !== undefined && { cost_usd: limits.cost_usd }),
      ...(request.max_turns !== undefined && { turns: limits.turns }),
      ...(request.max_time !== undefined && { time_s: limits.time_s }),
    };
    const used = { cost_usd: cost, turns };
    return { type: 'limit', at: ctx.clock.now(), limit, limits: given, used, ...ended };
  }

  /** A turn that cannot be interrupted continues, unless the session is to be ended: it may be a person's. */
  private async stop(): Promise<Pick<LimitEvent, 'done' | 'returned_prompt'>> {
    if (this.request.on_limit === 'kill') {
      const { kind } = await stopTurn(this.ctx, this.sidecar);
      return { done: kind === 'cut' ? 'interrupted' : kind };
    }
    const { interrupted, isOver, returned_prompt } = await this.cutOff();
    const done = interrupted ? 'interrupted' : isOver ? 'over' : 'told';
    return { done, ...(returned_prompt !== undefined && { returned_prompt }) };
  }
}
