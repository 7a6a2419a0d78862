import { CsdError } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { standingOf } from '../../detect/verdict/entry.ts';
import { turnOf } from '../../detect/verdict/signals.ts';
import { lookAt } from '../observe/look-at.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { AfterCommand } from '../turns/after-command.ts';
import { waitOnTurn } from '../turns/turn-wait.ts';
import { deliver } from './deliver.ts';
import { diagnose } from './diagnose.ts';
import { countLines } from './event-file.ts';
import type { Worker } from './find-worker.ts';
import { waitForTurn } from './wait-for-turn.ts';
import { isJudged } from './worker-status.ts';

const POLL_MS = 100;
/** How much later than the turn's end in the event file the answer may be in the transcript, in ms. */
const ANSWER_MS = 2000;

/** The agent's answer, and its state. */
export interface Reply {
  text: string;
  state: State;
}

/**
 * Sends a prompt, waits for the end of its turn and returns the agent's closing text, within `timeoutMs` from the call
 * (and up to `ANSWER_MS` for the text of a turn that has ended). Throws what `send` throws,
 * `timeout` if the turn continues, `turn_failed` if it was interrupted or the service failed, `dead` if the agent
 * ended. With CSD_CONVERSE_DIAG_FILE set, a timeout writes diagnostics there.
 */
export async function converse(ctx: Context, worker: Worker, prompt: string, timeoutMs: number): Promise<Reply> {
  const giveUpAt = ctx.clock.elapsed() + timeoutMs;
  const left = () => Math.max(0, giveUpAt - ctx.clock.elapsed());
  const afterLine = await countLines(ctx, worker.events);
  const command = await beforeCommand(ctx, worker, prompt);
  await deliver(ctx, worker.sidecar, prompt, { submit: true, withinMs: left() });
  const late = (data: Record<string, unknown>) => {
    const message = `Worker did not finish within ${timeoutMs / 1000}s`;
    return withDiagnosis(ctx, worker, { reason: 'wait_for_turn_timeout', timeoutMs, message }, data);
  };
  if (command) {
    const { nothing, state, hasBegun } = await awaitTurnOf(ctx, worker, command, left());
    if (nothing) return { text: '', state };
    if (!hasBegun) throw await late({ state });
  }
  const wait = { timeoutMs: left(), afterLine, submitted: true };
  const end = await waitForTurn(ctx, worker, wait).catch(async (error: unknown) => {
    throw error instanceof CsdError && error.code === 'timeout' ? await late(error.data) : error;
  });
  if (end.event.event === 'session_end') {
    const why = end.state.status === 'dead' && end.state.reason !== undefined ? `: ${end.state.reason}` : '';
    throw new CsdError('dead', `the agent ended during the turn${why}`, { state: end.state });
  }
  let { state } = end;
  const reply = await waitOnTurn(ctx, worker.sidecar, {
    timeoutMs: ANSWER_MS,
    async decide(seen) {
      state = seen.verdict.state;
      const text = command?.isEarlier(state) ? '' : replyOf(worker, seen);
      return text === undefined ? { againMs: POLL_MS } : { answer: text };
    },
  });
  if (reply) return { text: reply.answer, state };
  const message = 'Timed out waiting for assistant response in session log';
  throw await withDiagnosis(ctx, worker, { reason: 'no_assistant_response', timeoutMs, message }, { state });
}

/** The state before one of the agent's own commands; `undefined` for a prompt, whose turn is known. */
async function beforeCommand(ctx: Context, { sidecar }: Worker, prompt: string): Promise<AfterCommand | undefined> {
  const { input } = backendOf(ctx, sidecar);
  if (!input.isCommand(input.escapePrompt(prompt, false), false)) return undefined;
  return new AfterCommand(ctx, (await lookAt(ctx, sidecar)).verdict.state);
}

/** Whether a command began a turn, or certainly none; neither if the time limit came before. */
async function awaitTurnOf(
  ctx: Context,
  worker: Worker,
  command: AfterCommand,
  timeoutMs: number,
): Promise<{ nothing: boolean; hasBegun: boolean; state: State }> {
  let state: State = { status: 'unknown', reason: 'not looked at yet' };
  const end = await waitOnTurn<'nothing' | 'turn'>(ctx, worker.sidecar, {
    timeoutMs,
    async decide(seen) {
      state = seen.verdict.state;
      const quietMs = isJudged(worker, seen) ? command.quietMs(state) : undefined;
      if (quietMs === undefined) return { answer: 'turn' };
      return quietMs > 0 ? { againMs: quietMs } : { answer: 'nothing' };
    },
  });
  return { nothing: end?.answer === 'nothing', hasBegun: end?.answer === 'turn', state };
}

/** The closing text if there is one; throws for an interrupted turn. */
function replyOf(worker: Worker, seen: Observation): string | undefined {
  const { state } = seen.verdict;
  if (isJudged(worker, seen)) {
    if (state.status === 'awaiting_answer') return state.question;
    if (state.status !== 'idle_done') return undefined;
    if (state.error !== undefined) throw new CsdError('turn_failed', `the turn failed: ${state.error}`, { state });
    if (state.interrupted) throw new CsdError('turn_failed', 'the turn was interrupted', { state });
    return state.text;
  }
  const turn = turnOf(seen.signals.transcript);
  const isNewest = standingOf(seen.signals).kind === 'current';
  return turn !== undefined && turn.text !== '' && isNewest ? turn.text : undefined;
}

async function withDiagnosis(
  ctx: Context,
  worker: Worker,
  { reason, timeoutMs, message }: { reason: string; timeoutMs: number; message: string },
  data: Record<string, unknown>,
): Promise<CsdError> {
  const file = await diagnose(ctx, worker, reason, timeoutMs);
  if (file === undefined) return new CsdError('timeout', message, data);
  return new CsdError('timeout', `${message}; csd-diagnostic: ${file}`, { ...data, diagnostic: file });
}
