import type { Action } from '../../contract/config.ts';
import type { Notifiers } from '../../ports/notifiers.ts';
import type { Telling } from './notice.ts';

/** How long a program of a rule may take, ms. */
const EXEC_MS = 30_000;

/** An action that happens at once, on this machine. A webhook is not one: it waits while its receiver is down. */
export type LocalAction = Exclude<Action, { webhook: unknown }>;

/**
 * Sends a notice through a channel of this machine; `socket` is that of its session's tmux server. Throws what the
 * channel throws.
 */
export function showNotice(
  notifiers: Notifiers,
  action: LocalAction,
  telling: Telling,
  socket?: string,
): Promise<void> {
  if (typeof action === 'object') return notifiers.exec(action.exec, `${JSON.stringify(telling)}\n`, EXEC_MS);
  const { title, text } = telling;
  return notifiers[action]({ title, text }, socket);
}
