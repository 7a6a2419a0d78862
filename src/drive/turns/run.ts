import { CsdError } from '../../contract/errors.ts';
import type { Sidecar, Worktree } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Usage } from '../../contract/usage.ts';
import { standingOf } from '../../detect/verdict/entry.ts';
import type { Injection } from '../acts/inject.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { unhurried } from '../session/unhurried.ts';
import type { LaunchRequest } from '../spawn/request.ts';
import { AfterCommand } from './after-command.ts';
import { overCost } from './over-cost.ts';
import { RUN_STEPS, type RunSteps } from './run-steps.ts';
import { type Decision, deathReason, takesPrompt, waitOnTurn } from './turn-wait.ts';
import { unlessChanged } from './unless-changed.ts';

export const RUN_STATUSES = ['done', 'error', 'timed_out', 'awaiting_answer', 'gated'] as const;

/** One prompt to run. `timeoutMs` limits the wait from the moment the session is ready; 0 means no limit. */
export interface RunRequest {
  target: { kind: 'session'; name: string } | { kind: 'launch'; request: LaunchRequest };
  prompt: string;
  /** Keep a session that was started for this run after `done`. */
  keep: boolean;
  timeoutMs: number;
  /** Answer a plan gate of this turn with its affirmative option. */
  approvePlan: boolean;
  /** Called with each state on the way. */
  onState?: (state: State) => void;
}

/** How the turn ended. `session` is set while the session exists; the rest depends on `status`. */
export interface RunOutcome {
  [field: string]: unknown;
  status: (typeof RUN_STATUSES)[number];
  session?: string;
  session_id: string;
  /** `false` if the prompt was not submitted: a gate came first, or the session was not ready in time. */
  submitted?: false;
  state: State;
  text?: string;
  question?: string;
  gate?: string;
  prompt?: string;
  options?: string[];
  error?: string;
  /** The last text of an agent that ended. */
  screen?: string;
  waited_secs: number;
  usage: Usage;
  /** The git worktree that was created for it, which stays. */
  worktree?: Worktree;
}

type Ending = Pick<RunOutcome, 'status' | 'text' | 'question' | 'gate' | 'prompt' | 'options' | 'error' | 'screen'>;

/** The pause before a prompt that the session did not accept is sent again, in ms. */
const AGAIN_MS = 250;
/** The ending of a command that began no turn. */
const NOTHING: Ending = { status: 'done', text: '' };

/**
 * Starts or takes a session, submits the prompt and waits for the end of its turn. A session that was started here is
 * killed after `done` (unless kept) and if the prompt could not be submitted; every other ending keeps it, and a thrown
 * error then has its name in `session`. A session of the caller is never killed. `steps` are the actions on the
 * session.
 */
export async function runPrompt(ctx: Context, request: RunRequest, steps: RunSteps = RUN_STEPS): Promise<RunOutcome> {
  const { target } = request;
  const own = target.kind === 'launch';
  const sidecar = own ? await steps.start(ctx, target.request) : await steps.load(ctx, target.name);
  const calm = unhurried(ctx);
  const turn = new Turn(ctx, sidecar, request, steps);
  let ended: { ending: Ending; state: State };
  try {
    ended = await turn.play();
  } catch (error) {
    // An interrupted caller does not know whether the prompt that was being typed was accepted.
    const isTaken = turn.submitted || (ctx.signal?.aborted === true && (await steps.wasTaken(calm, sidecar)));
    if (own && !isTaken) await steps.kill(calm, (await steps.reload(calm, sidecar))?.name ?? sidecar.name);
    throw named(error, sidecar, !own || isTaken);
  }
  const waitedMs = turn.elapsed();
  const newest = (await steps.reload(ctx, sidecar)) ?? sidecar;
  const isOver = ended.state.status === 'idle_done' || ended.state.status === 'awaiting_answer';
  const usage = await steps.usage(calm, newest, isOver);
  const kept = !own || request.keep || ended.ending.status !== 'done';
  if (!kept) await steps.kill(calm, newest.name);
  return {
    ...(await overCost(calm, newest, ended.ending)),
    ...(kept && { session: newest.name }),
    session_id: newest.session_id,
    ...(!turn.submitted && { submitted: false as const }),
    state: ended.state,
    waited_secs: Math.round(waitedMs / 100) / 10,
    usage,
    ...(own && newest.worktree && { worktree: newest.worktree }),
  };
}

class Turn {
  submitted = false;
  private readonly start: number;
  private state: State = { status: 'unknown', reason: 'not looked at yet' };
  private command: AfterCommand | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    private readonly request: RunRequest,
    private readonly steps: RunSteps,
  ) {
    this.start = ctx.clock.elapsed();
  }

  elapsed(): number {
    return this.ctx.clock.elapsed() - this.start;
  }

  async play(): Promise<{ ending: Ending; state: State }> {
    const submitted = await this.until((state) => this.submit(state));
    const ending = submitted?.answer === 'submitted' ? (await this.end())?.answer : submitted?.answer;
    return { ending: ending ?? { status: 'timed_out' }, state: this.state };
  }

  /** Submits our prompt when the session accepts one; returns an ending if something else prevents that. */
  private async submit(state: State): Promise<Decision<Ending | 'submitted'>> {
    if (state.status === 'dead') throw new CsdError('dead', deadMessage(this.sidecar.name, state), { state });
    const inTheWay = gateOf(state) ?? questionMenu(state);
    if (inTheWay !== undefined) return (await this.clearTrust(state)) ? { againMs: 0 } : { answer: inTheWay };
    if (!takesPrompt(state)) return undefined;
    const injected = await unlessChanged(() => this.inject());
    if (injected === undefined) return { againMs: AGAIN_MS };
    this.submitted = true;
    if (injected.turn === undefined) this.command = new AfterCommand(this.ctx, state);
    return { answer: 'submitted' };
  }

  /** `undefined` if another sender kept the session until the time limit. */
  private async inject(): Promise<Injection | undefined> {
    const withinMs = this.left();
    const limit = Number.isFinite(withinMs) ? { withinMs } : {};
    const options = { submit: true, ...limit };
    try {
      return await this.steps.inject(this.ctx, this.sidecar, this.request.prompt, options);
    } catch (error) {
      if (error instanceof CsdError && error.code === 'locked' && this.left() <= 0) return undefined;
      throw error;
    }
  }

  /** What is left of the time limit, in ms. */
  private left(): number {
    const { timeoutMs } = this.request;
    return timeoutMs > 0 ? Math.max(0, timeoutMs - this.elapsed()) : Number.POSITIVE_INFINITY;
  }

  /** Waits for the end of our prompt's turn. */
  private async end(): Promise<{ answer: Ending } | undefined> {
    return this.until(async (state, { signals }) => {
      const quietMs = this.command?.quietMs(state);
      if (quietMs !== undefined) return quietMs > 0 ? { againMs: quietMs } : { answer: NOTHING };
      // The turn of another conversation, which a user has opened, is not an answer.
      const ending = standingOf(signals).kind === 'left' ? undefined : endingOf(state);
      if (ending === undefined || (state.queued ?? 0) > 0) return undefined;
      return (await this.pass(state)) ? { againMs: 0 } : { answer: ending };
    });
  }

  private until<T>(
    decide: (state: State, seen: Observation) => Promise<Decision<T>>,
  ): Promise<{ answer: T } | undefined> {
    return waitOnTurn(this.ctx, this.sidecar, {
      look: () => this.steps.look(this.ctx, this.sidecar),
      timeoutMs: this.left(),
      decide: (seen) => {
        this.state = seen.verdict.state;
        this.request.onState?.(this.state);
        return decide(this.state, seen);
      },
    });
  }

  /** Answers a gate if the caller requested that; true if the wait continues. */
  private async pass(state: State): Promise<boolean> {
    if (state.status === 'plan_ready' && this.request.approvePlan) {
      await unlessChanged(() => this.steps.answer(this.ctx, this.sidecar, { expect: state.gate_id }));
      return true;
    }
    return this.clearTrust(state);
  }

  private async clearTrust(state: State): Promise<boolean> {
    const { target } = this.request;
    const isAgreed = target.kind === 'launch' && target.request.trust === true;
    if (!isAgreed || state.status !== 'blocked' || state.gate !== 'trust') return false;
    await unlessChanged(() => this.steps.answer(this.ctx, this.sidecar, { expect: state.gate_id }));
    return true;
  }
}

function gateOf(state: State): Ending | undefined {
  if (state.status === 'plan_ready') {
    return { status: 'gated', gate: 'plan', prompt: state.plan ?? '', options: state.options };
  }
  if (state.status !== 'blocked') return undefined;
  return { status: 'gated', gate: state.gate, prompt: state.prompt, options: state.options };
}

/** A question with a menu takes keys, not a prompt; a question in text is answered by the prompt. */
function questionMenu(state: State): Ending | undefined {
  if (state.status !== 'awaiting_answer' || state.options === undefined) return undefined;
  return { status: 'awaiting_answer', question: state.question, options: state.options };
}

/** The ending for a state after our turn has begun; `undefined` while it continues. */
function endingOf(state: State): Ending | undefined {
  switch (state.status) {
    case 'idle_done':
      if (state.error !== undefined) return { status: 'error', error: state.error, text: state.text };
      if (state.interrupted) return { status: 'error', error: 'the turn was interrupted', text: state.text };
      return { status: 'done', text: state.text };
    case 'awaiting_answer':
      return questionMenu(state) ?? { status: 'awaiting_answer', question: state.question };
    case 'dead':
      return { status: 'error', error: `the agent ended during the turn${deathReason(state)}`, ...wordsOf(state) };
    default:
      return gateOf(state);
  }
}

/** The last text of a dead agent, if its pane was kept. */
function wordsOf(state: unknown): { screen?: string } {
  const { last_lines: rows } = Object(state) as { last_lines?: string[] };
  return rows === undefined ? {} : { screen: rows.join('\n') };
}

function deadMessage(name: string, state: State): string {
  const again = state.status === 'dead' && state.resumable;
  const remedy = again
    ? `start it again with \`csd resume ${name}\`, or with --resume here`
    : 'end it with kill and start another';
  return `session ${JSON.stringify(name)} is dead${deathReason(state)}; ${remedy}`;
}

function named(error: unknown, sidecar: Sidecar, kept: boolean): unknown {
  if (!(error instanceof CsdError)) return error;
  const who = { session_id: sidecar.session_id, ...(kept && { session: sidecar.name }) };
  const words = wordsOf(error.data?.state);
  const said = words.screen === undefined ? '' : `; it said: ${words.screen}`;
  return new CsdError(error.code, `${error.message}${said}`, { ...words, ...error.data, ...who }, { cause: error });
}
