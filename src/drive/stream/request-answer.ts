import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { GateVerdict, StreamGate } from '../../detect/agent/stream-grammar.ts';
import { findLabel } from '../../detect/screen/menus/choose-option.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Answered, Choice } from '../screen/gates/answer-gate.ts';
import { withInputLock } from '../screen/preconditions.ts';
import type { InjectOptions } from '../screen/send/send.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { pollUntil } from '../session/poll-until.ts';
import { askHost, requireStream } from './ask-host.ts';
import { gateChanged, noGate } from './gate-errors.ts';
import { sayLocked } from './request-send.ts';

/** How long a turn that ends with a refusal may take to end, ms. */
const OVER_MS = 5000;
const POLL_MS = 25;

/**
 * Answers the oldest open gate with one of its options. Throws `no_gate`, `no_such_option` and `gate_changed` with
 * nothing sent to the agent, and `not_accepted` if the agent did not accept the answer.
 */
export async function answer(ctx: Context, sidecar: Sidecar, choice: Choice): Promise<Answered> {
  return withInputLock(ctx, sidecar, async () => (await answerLocked(ctx, sidecar, choice)).answered);
}

async function answerLocked(ctx: Context, sidecar: Sidecar, choice: Choice) {
  const { seen, gate } = requireGate(await lookAt(ctx, sidecar), choice.expect);
  const option = chooseOption(seen, gate, choice);
  const message = choice.message;
  await sayTo(ctx, seen, gate, verdictOf(gate, option, message));
  const chosen = gate.options[option];
  const ends = chosen?.ends === true;
  const told = message !== undefined && !ends && (chosen?.meaning ?? 'refuse') === 'refuse';
  return { answered: { option: option + 1, label: chosen?.label ?? '', gate: gate.kind, told }, ends };
}

/**
 * The same for a refusal, together with the text for the agent; if the turn ends with it, the text is the next prompt,
 * and nobody else sends anything between the two.
 */
export async function decline(
  ctx: Context,
  sidecar: Sidecar,
  choice: Omit<Choice, 'deny'>,
  options: InjectOptions,
): Promise<Omit<Answered, 'told'> & { told: 'in_gate' | 'as_prompt' | 'nothing' }> {
  return withInputLock(ctx, sidecar, async () => {
    const { answered, ends } = await answerLocked(ctx, sidecar, { ...choice, deny: true });
    if (answered.told) return { ...answered, told: 'in_gate' as const };
    if (choice.message === undefined || !ends) return { ...answered, told: 'nothing' as const };
    await pollUntil(ctx, { withinMs: OVER_MS, everyMs: POLL_MS }, async () => {
      const { stream } = await lookAt(ctx, sidecar);
      return !stream?.running || undefined;
    });
    await sayLocked(ctx, sidecar, choice.message, options)();
    return { ...answered, told: 'as_prompt' as const };
  });
}

/** The oldest open gate, which must be the expected one; throws `no_gate` or `gate_changed`. */
export function requireGate(seen: Observation, expect?: string): { seen: Observation; gate: StreamGate } {
  const [gate] = requireStream(seen).gates;
  const { state } = seen.verdict;
  const id = gate?.id ?? (state.status === 'awaiting_answer' ? state.gate_id : undefined);
  if (expect !== undefined && expect !== id) throw gateChanged(seen, id);
  if (!gate) throw noGate(seen);
  return { seen, gate };
}

/** Lets the host answer exactly this gate. */
export async function sayTo(ctx: Context, seen: Observation, gate: StreamGate, verdict: GateVerdict): Promise<void> {
  const { sidecar } = seen;
  const reply = await askHost(ctx, sidecar, { act: 'gate', gate: gate.id, verdict });
  if (reply.ok) return;
  if (reply.code === 'no_gate') throw noGate(await lookAt(ctx, sidecar));
  if (reply.code === 'gate_changed') throw gateChanged(await lookAt(ctx, sidecar), undefined);
  const message = `the gate of ${sidecar.name} was answered, and the agent did not say that it took the answer: it was not accepted by the TUI`;
  throw new CsdError(reply.code, message, { gate_id: gate.id });
}

/** A question's option is an answer; any other is one of the gate's own options. */
function verdictOf({ kind, questions, options }: StreamGate, option: number, message: string | undefined): GateVerdict {
  const [first] = questions ?? [];
  const chosen = options[option];
  if (kind === 'question' && first && chosen) return { answers: { [first.question]: chosen.label } };
  return { option, ...(message !== undefined && { message }) };
}

/** The index of the option from 0; the one after the last declines a question, which has no option for that. */
function chooseOption(seen: Observation, gate: StreamGate, { option, match, plan, deny }: Choice): number {
  const { options, kind, questions } = gate;
  const labels = options.map(({ label }) => label);
  const several = kind === 'question' && (questions?.length ?? 0) > 1;
  if (kind === 'question' && deny && option === undefined && match === undefined) return options.length;
  const index = several
    ? undefined
    : option !== undefined
      ? options[option - 1] && option - 1
      : match !== undefined
        ? findLabel(match, labels)
        : plan !== undefined
          ? indexOf(options, (one) => one.plan === plan)
          : kind === 'question'
            ? undefined
            : indexOf(options, ({ meaning }) => meaning === (deny ? 'refuse' : 'once'));
  if (index !== undefined) return index;
  const { name } = seen.sidecar;
  const why = several
    ? `${name} asks ${questions?.length} questions at once: answer them with \`csd answer ${name} ANSWER…\``
    : `${wanted({ option, match, plan, deny })} at the gate of ${name}: choose with --option N or --match TEXT from ${labels.map((label, n) => `${n + 1}. ${label}`).join(' / ')}`;
  const rows = labels.map((label, n) => ({ number: n + 1, label }));
  throw new CsdError('no_such_option', why, { options: labels, rows, gate_id: gate.id });
}

function wanted({
  option,
  match,
  plan,
  deny,
}: { [Key in 'option' | 'match' | 'plan' | 'deny']: Choice[Key] | undefined }) {
  if (option !== undefined) return `no option ${option}`;
  if (match !== undefined) return `no option, or more than one, matches ${JSON.stringify(match)}`;
  if (plan !== undefined) return `no option is of the class ${plan}`;
  return deny
    ? 'no option clearly declines and changes nothing else'
    : 'no option clearly agrees to this and nothing more';
}

function indexOf<T>(items: T[], fits: (item: T) => boolean): number | undefined {
  const index = items.findIndex(fits);
  return index === -1 ? undefined : index;
}
