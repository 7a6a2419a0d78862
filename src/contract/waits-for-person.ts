import type { Status } from './state.ts';

const WAITING: readonly Status[] = ['awaiting_answer', 'plan_ready', 'blocked'];

/** True for a state in which nothing continues until a person answers. */
export function waitsForPerson({ status }: { status: Status }): boolean {
  return WAITING.includes(status);
}
