import type { Sidecar } from '../../../contract/session.ts';

/** The current conversation of a session, from its sidecar. */
export function sessionIdOf({ conversation, session_id }: Pick<Sidecar, 'conversation' | 'session_id'>): string {
  return conversation ?? session_id;
}
