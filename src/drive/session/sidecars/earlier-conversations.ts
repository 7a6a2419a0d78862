import type { Sidecar } from '../../../contract/session.ts';

/** How many earlier conversations a sidecar keeps. */
const MOST = 100;

/** The field with the conversations of a session that now has this one, oldest first; no field if it had none before. */
export function earlierThan({ earlier = [], session_id }: Sidecar, sessionId: string): Pick<Sidecar, 'earlier'> {
  const before = [...new Set([...earlier, session_id])].filter((id) => id !== '' && id !== sessionId);
  return before.length === 0 ? {} : { earlier: before.slice(-MOST) };
}
