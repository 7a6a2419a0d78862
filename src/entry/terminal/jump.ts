import path from 'node:path';
import { isatty } from 'node:tty';
import { showMessage, switchClient } from '../../adapters/tmux/client.ts';
import { CsdError } from '../../contract/errors.ts';
import type { ServiceHost } from '../../contract/service.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import { waitsForPerson } from '../../contract/waits-for-person.ts';
import { observe } from '../../drive/observe/observe.ts';
import { sinceOf } from '../../drive/observe/since.ts';
import type { Context } from '../../drive/session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../../drive/session/files/look-budget.ts';
import { isTrusted } from '../../drive/session/files/private-files.ts';
import { addressOf, isOurPane, tmuxSessionOf } from '../../drive/session/panes/pane.ts';
import { listSidecars } from '../../drive/session/sidecars/sidecar-store.ts';
import { runtimeFolder } from '../runtime-folder.ts';
import { attachTo } from './attach-main.ts';

/** A session to go to: `since` when its state last changed, if known, ms since 1970. */
export interface Place {
  sidecar: Sidecar;
  state: State;
  since: number;
}

/** All sessions that were not ended: those that wait for a person first, the longest wait first, then the others by name. */
export async function listPlaces(ctx: Context): Promise<Place[]> {
  const { sidecars } = await listSidecars(ctx);
  const seen = await observe(
    ctx,
    sidecars.filter(({ ended }) => ended === undefined),
  );
  const places = await Promise.all(
    seen.map(async (one) => {
      const { sidecar, signals } = one;
      const { state } = one.verdict;
      const mirrored = await mirroredSince(ctx, sidecar.name, state);
      return { sidecar, state, since: mirrored ?? sinceOf(one) ?? signals.at };
    }),
  );
  return places.sort(
    (a, b) =>
      Number(waits(b)) - Number(waits(a)) || (waits(a) ? a.since - b.since : a.sidecar.name < b.sidecar.name ? -1 : 1),
  );
}

/** True for a session that continues only when a person answers. */
export function waits({ state }: Place): boolean {
  return waitsForPerson(state);
}

/** The time that the running server has recorded, if it is for the same state. */
async function mirroredSince(ctx: Context, name: string, state: State): Promise<number | undefined> {
  try {
    const file = path.join(runtimeFolder(ctx), 'state', `${name}.json`);
    const text = (await isTrusted(ctx, file)) ? await ctx.files.read(file, MOST_DOCUMENT_BYTES) : undefined;
    const { pid, since, state: mirrored } = JSON.parse(text ?? '');
    const isSame = mirrored.status === state.status && mirrored.gate_id === (state as { gate_id?: string }).gate_id;
    return isSame && typeof since === 'number' && ctx.processes.isAlive(pid) ? since : undefined;
  } catch {
    return undefined;
  }
}

/** Goes to the session: switches the named client, or else the caller's terminal. Throws `dead` if its pane is gone. */
export async function goTo(
  ctx: Context,
  { sidecar }: Place,
  client: string | undefined,
  host: ServiceHost,
): Promise<number> {
  if (client === undefined && !ctx.env.TMUX) return attachTo(sidecar.name, host);
  const [look] = await ctx.tmux.look([addressOf(sidecar)]);
  if (look?.kind === 'failed') throw new CsdError('tmux_failed', look.reason);
  if (look?.kind !== 'seen' || !isOurPane(look.capture, sidecar))
    throw new CsdError('dead', `the pane of session ${JSON.stringify(sidecar.name)} is gone: end it and start another`);
  await refuseOtherServer(ctx, sidecar);
  await switchClient(ctx.env, look.capture.session || tmuxSessionOf(sidecar), client);
  return 0;
}

/** A client can show only sessions of its own server. */
async function refuseOtherServer(ctx: Context, { name, tmux_socket }: Sidecar): Promise<void> {
  const [inside = ''] = (ctx.env.TMUX ?? '').split(',');
  if (tmux_socket === undefined || inside === '') return;
  const [here, there] = await Promise.all([inside, tmux_socket].map((file) => ctx.files.realPath(file)));
  if (here === there) return;
  const message = `session ${JSON.stringify(name)} is on another tmux server, ${tmux_socket}: detach first, then \`csd attach ${name}\``;
  throw new CsdError('bad_input', message);
}

/** Shows the person one line: on stdout, or if that is not a terminal, in the status line of the client. */
export async function tell(ctx: Context, text: string, client: string | undefined, host: ServiceHost): Promise<void> {
  if (isatty(1) || client === undefined) return host.write('stdout', `${text}\n`);
  await showMessage(ctx.env, text, client);
}

/** Shows a failure to the person who pressed a key and would not see stderr; throws it for a command line. */
export async function tellingFailure(
  ctx: Context,
  client: string | undefined,
  body: () => Promise<number>,
): Promise<number> {
  try {
    return await body();
  } catch (error) {
    if (client === undefined || !(error instanceof CsdError)) throw error;
    await showMessage(ctx.env, `csd: ${error.message}`, client);
    return 0;
  }
}
