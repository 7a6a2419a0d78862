import type { State, Status } from '../contract/state.ts';

/** The statuses in which nothing goes on until a person answers. */
export const NEEDS_PERSON: readonly Status[] = ['awaiting_answer', 'plan_ready', 'blocked'];

/** How many sessions wait for a person, and how many work. */
export interface Counts {
  need: number;
  working: number;
}

/** Counts sessions by what they wait for. */
export function countStates(states: Iterable<State>): Counts {
  const counts: Counts = { need: 0, working: 0 };
  for (const { status } of states) {
    if (NEEDS_PERSON.includes(status)) counts.need++;
    else if (status === 'working') counts.working++;
  }
  return counts;
}

/** `2 need you · 3 working`; empty where there is nothing to say. `scripts/launcher.sh` writes the same. */
export function sayCounts({ need, working }: Counts): string {
  const parts = [need > 0 ? `${need} need you` : '', working > 0 ? `${working} working` : ''];
  return parts.filter(Boolean).join(' · ');
}
