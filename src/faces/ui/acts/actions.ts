import type { Watched } from '../../../contract/event.ts';
import type { State } from '../../../contract/state.ts';
import { STATUSES } from '../../../contract/statuses.ts';
import { needOf } from '../../../operations/text/state-words.ts';
import { type Details, isLost, type Model } from '../model/page-model.ts';
import { change, now } from '../model/store.ts';
import { call, Refusal } from '../server/api.ts';

/** True if the token may act. */
export function mayAct({ about }: Pick<Model, 'about'>): boolean {
  return about?.access === 'full';
}

/** Shows the result of an action, or its error. */
export function say(text: string, isBad = false): void {
  change({ notice: text === '' ? undefined : { text, isBad } });
}

/** Calls an operation and shows the result; true if it succeeded. */
export async function act(operation: string, input: Record<string, unknown>, done = 'done'): Promise<boolean> {
  say('…');
  try {
    await call(operation, input);
    say(done);
    return true;
  } catch (error) {
    say(error instanceof Refusal ? error.message : 'the server does not answer', true);
    return false;
  }
}

/** The text written for a session and not sent. */
function draftOf(session: string): string {
  return now().drafts.get(session) ?? '';
}

/** Stores the text written for a session. */
export function keepDraft(session: string, text: string): void {
  change((model) => ({ ...model, drafts: new Map(model.drafts).set(session, text) }));
}

/**
 * Sends the text written for a session. Its field is cleared at once, so that a second Enter does not send it again; a
 * text that did not arrive is restored, before what was written since.
 */
export async function sendDraft(session: string, send: (text: string) => Promise<boolean>): Promise<void> {
  const text = draftOf(session);
  keepDraft(session, '');
  if (await send(text)) return;
  keepDraft(session, [text, draftOf(session)].filter((part) => part !== '').join('\n'));
}

/** Shows a session. */
export function choose(session: string): void {
  if (session !== now().chosen) change({ chosen: session, notice: undefined });
}

/** Shows only the list. */
export function leave(): void {
  const { chosen } = now();
  change({ chosen: undefined, notice: undefined });
  if (chosen === undefined) return;
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`#list [data-session="${CSS.escape(chosen)}"] button`);
    (row ?? document.querySelector<HTMLElement>('#list button'))?.focus();
  });
}

/** Resumes an ended session, or ends a pause. */
export async function resume(session: string): Promise<void> {
  if (await act('resume', { session }, `${session} continues`)) await readDetails();
}

interface Entry extends Omit<Details, 'branch'> {
  name: string;
  cwd: string;
  backend: string;
  alive: boolean;
  state: State;
  since?: number;
  usage?: Watched['usage'];
  worktree?: { branch: string };
  ended?: { at: number };
}

/**
 * Reads what events do not contain: tags, creators, branches, and ended sessions. If that fails, the list is shown
 * without them.
 */
export async function readDetails(): Promise<void> {
  const hosts = (now().about?.hosts.length ?? 0) > 0 ? { all_hosts: true } : {};
  // One list, so that it includes a session that ends or is resumed meanwhile.
  const listed = await call<{ sessions: Entry[] }>('ps', { ...hosts, status: [...STATUSES, 'ended'] }).then(
    ({ sessions }) => sessions,
    () => undefined,
  );
  const details = (listed ?? []).map(({ name, creator, tags, worktree, description, parent }) => {
    const known: Details = {
      ...(creator !== undefined && { creator }),
      ...(tags && { tags }),
      ...(worktree && { branch: worktree.branch }),
      ...(description !== undefined && { description }),
      ...(parent !== undefined && { parent }),
    };
    return [name, known] as const;
  });
  const over = (listed ?? []).filter(({ state }) => needOf(state) === 'over');
  const ended = over.map(({ name, cwd, backend, alive, state, since, usage, ended }): Watched => {
    const at = since ?? ended?.at ?? 0;
    return { session: name, cwd, backend, alive, state, since: at, at, ...(usage && { usage }) };
  });
  change({ details: new Map(details), ended });
  if (isLost(now(), listed)) leave();
}
