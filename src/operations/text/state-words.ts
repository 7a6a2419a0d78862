import type { Gate, State, Status } from '../../contract/state.ts';
import { waitsForPerson } from '../../contract/waits-for-person.ts';

/** How much a session needs its person, most first. */
export type Need = 'you' | 'trouble' | 'done' | 'working' | 'over';

/** The order of a list that shows the sessions that need someone first. */
const NEEDS: readonly Need[] = ['you', 'trouble', 'done', 'working', 'over'];

const NEED_OF: Readonly<Partial<Record<Status, Need>>> = {
  unknown: 'trouble',
  idle_done: 'done',
  working: 'working',
  spawning: 'working',
  dead: 'over',
};

/** What a session needs: an answer, a look, the next prompt, or nothing. */
export function needOf(state: State): Need {
  if (waitsForPerson(state)) return 'you';
  if (state.status === 'idle_done' && state.error !== undefined) return 'trouble';
  if (state.status === 'dead') return state.reason === 'ended' ? 'over' : 'trouble';
  return NEED_OF[state.status] ?? 'trouble';
}

/** The sort key for lists that begin with the sessions that need someone: lower comes first. */
export function rankOf(state: State): number {
  return NEEDS.indexOf(needOf(state));
}

const GATES: Readonly<Record<Gate, string>> = {
  trust: 'asks to trust the folder',
  permission: 'asks permission',
  bypass: 'warns: no permission checks',
  mcp: 'asks about an MCP server',
  api_key: 'asks about an API key',
  settings: 'asks about settings',
  login: 'wants a login',
  onboarding: 'asks first-run questions',
  resume: 'asks how to resume',
  limit: 'usage limit reached',
  elicitation: 'wants a form filled in',
  other: 'shows a menu',
};

const DETAILS = {
  streaming: 'working',
  tool: 'working',
  compacting: 'compacting its context',
  retrying: 'retrying',
  subagents: 'working with subagents',
} as const;

/** A state in a few words for a person: what the session waits for or does. */
export function sayState(state: State): string {
  return state.paused ? `${sayPlainly(state)}, paused` : sayPlainly(state);
}

function sayPlainly(state: State): string {
  switch (state.status) {
    case 'spawning':
      return 'no prompt yet';
    case 'working': {
      const queued = state.queued ? `, ${state.queued} queued` : '';
      const tools = [...new Set(state.tools)].join(', ');
      if (state.questions?.length) return `working, asks you${queued}`;
      return `${tools === '' ? DETAILS[state.detail ?? 'streaming'] : `runs ${tools}`}${queued}`;
    }
    case 'awaiting_answer':
      return 'asks you';
    case 'plan_ready':
      return 'has a plan';
    case 'blocked':
      return state.gate === 'permission' && state.tool !== undefined ? `asks to use ${state.tool}` : GATES[state.gate];
    case 'idle_done':
      return state.error !== undefined ? 'failed' : state.interrupted ? 'interrupted' : 'done';
    case 'dead':
      return state.reason === 'ended'
        ? 'ended'
        : state.exit_code === undefined
          ? 'dead'
          : `dead (exit ${state.exit_code})`;
    case 'unknown':
      return 'unclear';
  }
}

/** One line with the session's question, activity or last message; empty if there is none. */
export function sayLine(state: State): string {
  switch (state.status) {
    case 'spawning':
      return '';
    case 'working':
      return firstLine(state.questions?.[0]?.question ?? state.retry ?? state.commands?.[0] ?? '');
    case 'awaiting_answer':
      // A question is at the end of the message.
      return firstLine(state.asks ?? '') || lastLine(state.question);
    case 'plan_ready':
      return firstLine(state.plan ?? '').replace(/^#+\s*/, '');
    case 'blocked':
      return sayInput(state.input) || lastLine(state.question);
    case 'idle_done':
      return firstLine(state.error ?? state.text).replace(/^#+\s+/, '');
    case 'dead':
      return (
        lastLine(state.last_lines?.join('\n') ?? '') || (state.reason === 'ended' ? '' : firstLine(state.reason ?? ''))
      );
    case 'unknown':
      return firstLine(state.reason);
  }
}

/** The most useful line of a tool's input: its only text, or the first of several. */
function sayInput(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const first = Object.values(input).find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof first === 'string' ? firstLine(first) : '';
}

/** An age in short form: `12s`, `5m`, `3h`, `2d`. Times in ms since 1970. */
export function sayAge(since: number, now: number): string {
  const secs = Math.max(0, Math.round((now - since) / 1000));
  if (secs < 60) return `${secs}s`;
  if (secs < 3600) return `${Math.floor(secs / 60)}m`;
  return secs < 172_800 ? `${Math.floor(secs / 3600)}h` : `${Math.floor(secs / 86_400)}d`;
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || []);
}

function firstLine(text: string): string {
  return linesOf(text)[0] ?? '';
}

function lastLine(text: string): string {
  return linesOf(text).at(-1) ?? '';
}
