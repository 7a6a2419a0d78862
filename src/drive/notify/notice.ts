import { createHash } from 'node:crypto';
import type { Webhook } from '../../contract/config.ts';
import type { State } from '../../contract/state.ts';
import type { Words } from '../../ports/notifiers.ts';
import { SecretMask } from '../redact/mask.ts';
import type { Notice } from './decide-notices.ts';

/** The most characters of a text for a person. */
const MOST_CHARS = 300;

/** The notice as the receivers get it, as JSON. Times in ms since 1970. */
export interface Telling {
  type: 'notice';
  /** The same for every delivery attempt. */
  id: string;
  at: number;
  /** It was sent before, and nobody has answered. */
  again: boolean;
  session: string;
  cwd: string;
  backend: string;
  status: State['status'];
  gate?: string;
  since: number;
  /**
   * For a person: what the session does or wants, and its question or message, without control characters, secrets
   * masked.
   */
  title: string;
  text: string;
  /** The whole state, as in `csd state`. */
  state?: State;
}

const TITLES: Record<State['status'], string> = {
  spawning: 'is starting',
  working: 'is working',
  awaiting_answer: 'asks you',
  plan_ready: 'has a plan',
  blocked: 'waits for you',
  idle_done: 'is done',
  dead: 'has ended',
  unknown: 'is unclear',
};

/** The content of a notice; `withState` for receivers on this machine. */
export function toTelling({ channel, watched, since, again }: Notice, at: number, withState: boolean): Telling {
  const { session, cwd, backend, state } = watched;
  const mark = JSON.stringify([session, channel.key, since, again, at]);
  return {
    type: 'notice',
    id: createHash('sha256').update(mark).digest('hex').slice(0, 32),
    at,
    again,
    session,
    cwd,
    backend,
    status: state.status,
    ...(state.status === 'blocked' && { gate: state.gate }),
    since,
    ...wordsOf(session, state, again),
    ...(withState && { state }),
  };
}

/** The title and text for a person. */
export function wordsOf(session: string, state: State, again: boolean): Words {
  const failed = state.status === 'idle_done' && state.error !== undefined;
  const what = failed ? 'has failed' : TITLES[state.status];
  const gate = state.status === 'blocked' ? ` (${state.gate.replaceAll('_', ' ')})` : '';
  return { title: `${session} ${again ? 'still ' : ''}${what}${gate}`, text: lineOf(textOf(state)) };
}

function textOf(state: State): string {
  switch (state.status) {
    case 'awaiting_answer':
      return state.asks ?? state.question;
    case 'plan_ready':
      return state.plan ?? '';
    case 'blocked':
      return [state.question, state.tool === undefined ? undefined : `${state.tool} ${sayInput(state.input)}`]
        .filter(Boolean)
        .join(' — ');
    case 'idle_done':
      return state.error ?? state.text;
    case 'dead':
      return state.reason ?? state.last_lines?.at(-1) ?? '';
    case 'unknown':
      return state.reason;
    default:
      return '';
  }
}

function sayInput(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  return Object.values(input).find((value) => typeof value === 'string') ?? '';
}

/** One line of at most 300 characters; secrets are masked before it is cut, so that no part of one is left. */
function lineOf(text: string): string {
  const masked = new SecretMask(false).text(text.slice(0, 20_000));
  const line = [...masked.replace(/[\s\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ').trim()];
  return line.length > MOST_CHARS ? `${line.slice(0, MOST_CHARS - 1).join('')}…` : line.join('');
}

/** The body of a request: the notice itself, or the configured body with its placeholders filled in. */
export function bodyOf(telling: Telling, { body }: Pick<Webhook, 'body'>): { text: string; type: string } {
  if (body === undefined) return { text: JSON.stringify(telling), type: 'application/json' };
  const filled = fill(body, telling);
  if (typeof filled === 'string') return { text: filled, type: 'text/plain; charset=utf-8' };
  return { text: JSON.stringify(filled), type: 'application/json' };
}

const PARTS = ['title', 'text', 'session', 'status', 'gate', 'cwd', 'backend', 'id'] as const;

/**
 * Fills the parts into already parsed texts, so that no quote in an agent's text can end one. A part is not searched
 * for placeholders.
 */
function fill(value: unknown, telling: Telling): unknown {
  if (typeof value === 'string')
    return value.replace(/\{(\w+)\}/g, (whole, name) =>
      PARTS.includes(name) ? String(telling[name as (typeof PARTS)[number]] ?? '') : whole,
    );
  if (Array.isArray(value)) return value.map((one) => fill(one, telling));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, telling)]));
}
