import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { lookAt } from '../observe/look-at.ts';
import { lookWhileStarting } from '../observe/look-while-starting.ts';
import { withInputLock } from '../screen/preconditions.ts';
import { type Injection, type InjectOptions, limitTo } from '../screen/send/send.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { findSidecar, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { beginEntry } from '../signals/entries.ts';
import { askHost, requireStream, unsupported } from './ask-host.ts';
import { gatedBy } from './gate-errors.ts';
import type { HostReply } from './host-protocol.ts';

/** How long the agent may take to be ready for its first prompt, after the last sign that it is starting, ms. */
const READY_MS = 15_000;
const POLL_MS = 25;

/**
 * Gives a prompt to the host, which sends it to the agent, and returns the agent's response. Throws `gated`,
 * `not_ready` and `dead` with nothing sent, `unsupported` for what needs a composer, or `not_accepted` if nothing
 * proves that it was accepted.
 */
export async function inject(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): Promise<Injection> {
  const say = sayLocked(ctx, sidecar, prompt, options);
  return withInputLock(ctx, sidecar, say, options);
}

/** The same, for a caller that holds the lock of the session's input. */
export function sayLocked(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): () => Promise<Injection> {
  const begun = ctx.clock.elapsed();
  const limited = limitTo(ctx, options);
  if (!options.submit) throw unsupported(sidecar, 'there is no composer in which a prompt could be left');
  const { text, command, isCommand } = toSay(ctx, sidecar, prompt, options.command ?? false);
  return async () => {
    const ready = await waitUntilReady(ctx, sidecar, options.readyMs, limited().withinMs);
    options.require?.(ready);
    await pinNamed(ctx, ready);
    const ifIdle = options.ifIdle ?? false;
    const entering = isCommand ? undefined : await beginEntry(ctx, ready, text);
    const reply = await askHost(ctx, sidecar, {
      act: 'prompt',
      text,
      ifIdle,
      ...(command !== undefined && { command }),
    });
    if (!reply.ok) {
      // What was sent without a proof may still be taken.
      if (reply.step !== 'proof') await entering?.withdraw();
      throw await refusal(ctx, sidecar, reply);
    }
    const { outcome = 'submitted', confirmed_by = 'replay', turn } = reply;
    await entering?.confirm(outcome, turn);
    const ms = ctx.clock.elapsed() - begun;
    return { outcome, confirmed_by, attempts: 1, ms, ...(turn !== undefined && !isCommand && { turn }) } as Injection;
  };
}

/**
 * The text for the agent, and the name of the command that it is; throws `unsupported` for a command that needs the
 * agent's screen.
 */
function toSay(ctx: Context, sidecar: Sidecar, prompt: string, asCommand: boolean) {
  const { input, stream } = backendOf(ctx, sidecar);
  const isCommand = input.isCommand(input.escapePrompt(prompt, asCommand), asCommand);
  const text = isCommand
    ? input.escapePrompt(prompt, asCommand)
    : (stream?.tidy ?? input.escapePrompt)(prompt, asCommand);
  if (text.trim() === '') throw new CsdError('bad_input', 'the prompt is empty');
  if (!isCommand || !stream?.commands) return { text, command: undefined, isCommand };
  const [command = ''] = text.trim().split(/\s/);
  const known = Object.keys(stream.commands);
  if (known.includes(command)) return { text, command, isCommand };
  throw unsupported(sidecar, `the agent has the commands ${known.join(', ')}, but not ${command}`);
}

/** The look at which it was ready. */
async function waitUntilReady(
  ctx: Context,
  sidecar: Sidecar,
  readyMs: number | undefined,
  mostMs: number | undefined,
): Promise<Observation> {
  const wait = { quietMs: READY_MS, readyMs, mostMs, everyMs: POLL_MS };
  const ready = await lookWhileStarting(ctx, sidecar, wait, (seen) => {
    if (seen.verdict.state.status === 'dead') requireStream(seen);
    return seen.stream?.ready ? seen : undefined;
  });
  if (ready) return ready;
  throw new CsdError('not_ready', `the agent of ${sidecar.name} is not ready for a prompt: nothing was sent to it`);
}

/** Records the conversation of a session whose agent was too slow at the start to name it to `spawn`. */
async function pinNamed(ctx: Context, { sidecar, stream }: Observation): Promise<void> {
  const id = stream?.conversation;
  if (sidecar.session_id !== '' || id === undefined) return;
  await withSidecarLock(ctx, sidecar.name, async () => {
    const now = await findSidecar(ctx, sidecar.name);
    if (!now || now.pane !== sidecar.pane || now.pane_pid !== sidecar.pane_pid) return;
    await saveSidecar(ctx, { ...now, session_id: id });
  });
}

async function refusal(ctx: Context, sidecar: Sidecar, reply: HostReply & { ok: false }): Promise<CsdError> {
  const { name } = sidecar;
  const seen = await lookAt(ctx, sidecar);
  const { state } = seen.verdict;
  const step = reply.step === undefined ? {} : { step: reply.step };
  switch (reply.code) {
    case 'gated':
      return gatedBy(seen);
    case 'not_ready':
      return new CsdError('not_ready', `session ${name} is at work: nothing was sent to it`, { state });
    case 'dead':
      return new CsdError('dead', `the agent of session ${name} has ended: \`csd resume ${name}\` starts it again`, {
        ...step,
        state,
      });
    default:
      return new CsdError(
        reply.code,
        reply.step === undefined || reply.step === 'proof'
          ? `prompt not accepted by the TUI of ${name}: it was sent to the agent, which did not confirm it in time`
          : `prompt not accepted by the TUI of ${name}: the agent refused it: ${reply.step}`,
        { ...step, state },
      );
  }
}
