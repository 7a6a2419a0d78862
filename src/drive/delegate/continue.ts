import type { DelegateResult } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { StateOf } from '../../contract/state.ts';
import { resumeSession } from '../conversations/resume.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import { loadSidecar } from '../session/sidecars/sidecar-store.ts';
import { answer, decline, reply } from './acts.ts';
import { renewBudget } from './budget.ts';
import { type Begin, interact } from './interact.ts';
import { checkLimits, checkTask, type LimitsRequest, tellsCost } from './limits.ts';
import { atWork, type Delegated, requireDelegate, updateDelegate } from './open-interaction.ts';
import { sendTask } from './start.ts';

type Gate = StateOf<'blocked'> | StateOf<'plan_ready'>;

/** One word that answers a gate; the agent gets the text after a refusal. */
const AGREES = /^(?:y|yes|ok|approve|allow)[.!]?$/i;
const DECLINES = /^(?:n|no|deny|reject|decline)(?!\w)([\s\S]*)$/i;
const BETWEEN = /^[\s,.:;!-]+/;

/**
 * Continues with a delegate in the same conversation, with what is left of its limits, which `limits` raises: answers
 * its gate or question, or sends the next message. Throws `not_a_delegate`, `bad_input`, `dead` for a finished or
 * aborted delegate, `no_such_option` for a message that does not answer the gate, and what answers and prompts throw.
 */
export async function continueTask(
  ctx: Context,
  handle: string,
  message: string,
  { inBackground, ...limits }: LimitsRequest & { inBackground: boolean },
): Promise<DelegateResult> {
  checkLimits(limits);
  checkTask(message);
  const before = requireDelegate(await loadSidecar(ctx, handle));
  const { closed } = before.delegate;
  if (closed) {
    const text = `the delegate ${before.name} was ${closed}: give it another task with \`csd delegate ${before.name}\`, which continues its conversation`;
    throw new CsdError('dead', text, { session: before.name, closed });
  }
  const raised = await raiseLimits(ctx, before, limits);
  if (limits.cost !== undefined) await renewBudget(ctx, raised);
  const sidecar = (await lookAt(ctx, raised)).alive
    ? raised
    : requireDelegate((await resumeSession(ctx, raised.name)).sidecar);
  return interact(ctx, sidecar, beginWith(ctx, message), inBackground);
}

async function raiseLimits(
  ctx: Context,
  sidecar: Delegated,
  { cost, turns, timeS }: LimitsRequest,
): Promise<Delegated> {
  if (cost !== undefined && !tellsCost(ctx, sidecar)) {
    const message = `max-cost: the agent of ${sidecar.name} does not report its cost, so csd could not enforce that limit`;
    throw new CsdError('bad_input', message);
  }
  if (cost === undefined && turns === undefined && timeS === undefined) return sidecar;
  return updateDelegate(ctx, sidecar.name, (delegate) => ({
    ...delegate,
    limits: {
      ...delegate.limits,
      ...(cost !== undefined && { cost_usd: cost }),
      ...(turns !== undefined && { turns }),
      ...(timeS !== undefined && { time_s: timeS }),
    },
  }));
}

/** Passes the message on as the answer that the delegate waits for. */
function beginWith(ctx: Context, message: string): Begin {
  return async (sidecar, until) => {
    const { state } = (await lookAt(ctx, sidecar)).verdict;
    const expect = sidecar.delegate.last?.gate_id;
    if (state.status === 'blocked' || state.status === 'plan_ready')
      return answerGate(ctx, sidecar, state, { message, expect });
    if (state.status === 'awaiting_answer' && state.options) {
      const several = (state.questions?.length ?? 1) > 1;
      const answers = several ? message.split('\n').filter((line) => line.trim() !== '') : [message];
      await reply(ctx, sidecar, { answers, ...(expect !== undefined && { expect }) });
      return;
    }
    if (state.status === 'working') throw atWork(sidecar.name, { state });
    return sendTask(ctx, sidecar, until, message);
  };
}

async function answerGate(
  ctx: Context,
  sidecar: Delegated,
  state: Gate,
  { message, expect = state.gate_id }: { message: string; expect: string | undefined },
): Promise<void> {
  const text = message.trim();
  const label = state.options.find((option) => option.toLowerCase() === text.toLowerCase());
  const declined = DECLINES.exec(text);
  if (AGREES.test(text)) await answer(ctx, sidecar, { expect });
  else if (label !== undefined) await answer(ctx, sidecar, { expect, match: label });
  else if (/^\d{1,3}$/.test(text)) await answer(ctx, sidecar, { expect, option: Number(text) });
  else if (declined) {
    const why = (declined[1] ?? '').replace(BETWEEN, '');
    await decline(ctx, sidecar, { expect, ...(why !== '' && { message: why }) }, { submit: true });
  } else {
    const gate = state.status === 'blocked' ? state.gate : 'plan';
    const error = `${sidecar.name} waits at the ${gate} gate, and the message is not a clear answer: say "yes", "no", "no" followed by what to tell the agent, or an option: ${state.options.join(' / ')}; nothing was sent`;
    throw new CsdError('no_such_option', error, { options: state.options, gate_id: state.gate_id });
  }
}
