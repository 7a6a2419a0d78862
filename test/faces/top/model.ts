import type { State } from '../../../src/contract/state.ts';
import { emptyModel, type Model, type Seen, withSessions } from '../../../src/faces/top/model.ts';

export const NOW = 1_000_000_000;

export const GATED = {
  status: 'blocked',
  gate: 'permission',
  prompt: 'Bash command\nrm -rf build\nDo you want to proceed?',
  question: 'Do you want to proceed?',
  options: ['Yes', 'Yes, always', 'No'],
  selected: 1,
  gate_id: 'g1',
  tool: 'Bash',
  input: { command: 'rm -rf build' },
} as State;
export const DONE = { status: 'idle_done', text: 'All is well.\nSee the log.' } as State;
export const WORKING = { status: 'working', tools: ['Bash'], commands: ['npm test'] } as State;
export const ASKING = {
  status: 'awaiting_answer',
  question: 'Which one?',
  questions: [
    { question: 'Which one?', options: ['red', 'blue'], multiple: false },
    { question: 'And where?', options: [], multiple: false },
  ],
  gate_id: 'q1',
} as State;

export function seen(session: string, state: State, more: object = {}): Seen {
  return {
    session,
    cwd: `/work/${session}`,
    backend: 'claude',
    state,
    alive: true,
    since: NOW - 5000,
    at: NOW,
    ...more,
  };
}

/** A dashboard of these sessions, with the first that needs someone selected. */
export function modelOf(...sessions: Seen[]): Model {
  return withSessions(emptyModel('/here'), sessions);
}
