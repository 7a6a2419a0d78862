import type { State } from '../../contract/state.ts';
import { waitsForPerson } from '../../contract/waits-for-person.ts';

/** How many sessions wait for a person, and how many are working. */
export interface Counts {
  need: number;
  working: number;
}

/** Counts sessions by what they wait for. */
export function countStates(states: Iterable<State>): Counts {
  const counts: Counts = { need: 0, working: 0 };
  for (const state of states) {
    if (waitsForPerson(state)) counts.need++;
    else if (state.status === 'working') counts.working++;
  }
  return counts;
}

/** `2 need you · 3 working`; empty if both are 0. `scripts/launcher.sh` prints the same. */
export function sayCounts({ need, working }: Counts): string {
  const parts = [need > 0 ? `${need} need you` : '', working > 0 ? `${working} working` : ''];
  return parts.filter(Boolean).join(' · ');
}
