import { isatty } from 'node:tty';
import { openPopup } from '../../adapters/tmux/client.ts';
import { CsdError } from '../../contract/errors.ts';
import type { ServiceHost } from '../../contract/service.ts';
import type { State } from '../../contract/state.ts';
import { shellWord } from '../../drive/session/shell-words.ts';
import { inCell } from '../../operations/text/escape-output.ts';
import { createContext, ownProgram } from '../compose.ts';
import { askedOn } from '../questions.ts';
import { goTo, listPlaces, type Place, tellingFailure } from './jump.ts';

/** The flags of the command. */
export interface PopupInput {
  client?: string | undefined;
  here?: boolean | undefined;
}

/** Opens a popup with the picker in it; with `here` it is the picker, in this terminal. */
export async function pickSession({ client, here }: PopupInput, host: ServiceHost): Promise<number> {
  const ctx = createContext({ signal: host.signal });
  if (here) return pickHere(client, host);
  return tellingFailure(ctx, client, async () => {
    if (!ctx.env.TMUX)
      throw new CsdError('bad_input', 'no tmux here: run it inside tmux, or `csd tmux-popup --here` in this terminal');
    const words = [...ownProgram(), 'tmux-popup', '--here', ...(client === undefined ? [] : ['--client', client])];
    await openPopup(ctx.env, words.map(shellWord).join(' '), client);
    return 0;
  });
}

async function pickHere(client: string | undefined, host: ServiceHost): Promise<number> {
  const ctx = createContext({ signal: host.signal });
  if (!isatty(0) || !isatty(1))
    throw new CsdError('bad_input', '--here needs a terminal: leave it out inside tmux, or use `csd ps`');
  const places = await listPlaces(ctx);
  if (places.length === 0) throw new CsdError('no_such_session', 'there is no session: start one with `csd spawn`');
  const { autocomplete, isCancel } = await import('@clack/prompts');
  const width = Math.max(...places.map(({ sidecar }) => sidecar.name.length));
  const room = Math.max(20, process.stdout.columns - 8);
  const chosen = await autocomplete<Place>({
    message: 'Go to',
    placeholder: 'Esc closes',
    maxItems: Math.max(3, process.stdout.rows - 6),
    options: places.map((place) => ({ value: place, label: lineOf(place, width).slice(0, room) })),
    ...askedOn('stdout', host),
  });
  return isCancel(chosen) ? 0 : goTo(ctx, chosen, client, host);
}

const WORDS: Record<State['status'], string> = {
  spawning: 'starting',
  working: 'working',
  awaiting_answer: 'asks you',
  plan_ready: 'has a plan',
  blocked: 'waits for you',
  idle_done: 'done',
  dead: 'dead',
  unknown: 'unclear',
};

function lineOf({ sidecar, state }: Place, width: number): string {
  const words = 'gate' in state ? `${WORDS[state.status]}: ${state.gate}` : WORDS[state.status];
  return inCell(`${sidecar.name.padEnd(width)}  ${words.padEnd(24)}  ${sidecar.cwd}`);
}
