import type { Watched } from '../../contract/event.ts';
import { rankOf, sayLine, sayState } from '../../operations/text/state-words.ts';
import type { Draft } from './editor.ts';
import { draftOf } from './editor.ts';
import type { Gate, Questions } from './gate-text.ts';

/** Facts of a session besides its state; for one on another machine, its host. */
export interface Details {
  creator?: string;
  tags?: string[];
  branch?: string;
}

/** A session as the dashboard knows it. */
export type Seen = Watched & { host?: string };

/**
 * The shortest time from showing a gate to its approval, ms: a key that is held down, or was meant for the previous
 * content, has read nothing.
 */
export const SETTLE_MS = 500;

/** The groupings of the list, in the order of the key that switches them. */
export const GROUPINGS = ['nothing', 'folder', 'host', 'creator', 'tag'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What the user is doing; keys have a different meaning in each mode. */
export type Mode =
  | { kind: 'list' }
  | { kind: 'help'; top: number; page?: number }
  | { kind: 'filter'; draft: Draft }
  /**
   * The rows from `top` on are visible, `page` rows at a time. `wholeAt`: when the last row became visible, ms since
   * 1970; `isReady`: a user can have read it by now.
   */
  | { kind: 'gate'; gate: Gate; top: number; page?: number; wholeAt?: number; isReady: boolean }
  | { kind: 'send'; session: string; draft: Draft }
  | { kind: 'deny'; gate: Gate; draft: Draft }
  | { kind: 'answer'; questions: Questions; draft: Draft }
  | { kind: 'new'; step: number; given: readonly string[]; draft: Draft }
  | { kind: 'confirm'; question: string; effect: Effect };

/** What a key requests. `done` is shown when it has succeeded. */
export type Effect =
  | { kind: 'call'; operation: string; input: Record<string, unknown>; doing: string; done: string }
  | { kind: 'attach'; session: string }
  | { kind: 'quit' };

/** Everything that the dashboard shows; replaced with each change. */
export interface Model {
  sessions: readonly Seen[];
  details: ReadonlyMap<string, Details>;
  /** The name of the session that keys act on. */
  chosen: string | undefined;
  filter: string;
  grouping: Grouping;
  /** The last captured screen of the chosen session is shown below the list. */
  showsScreen: boolean;
  screen?: { session: string; text: string } | undefined;
  mode: Mode;
  /** The result of the last action, or its error. */
  notice?: { text: string; isBad: boolean } | undefined;
  /** Texts that were written and not sent, by session. */
  drafts: ReadonlyMap<string, string>;
  /** The default folder of a new session. */
  cwd: string;
}

/** The initial model; `cwd` is the caller's folder. */
export function emptyModel(cwd: string): Model {
  return {
    sessions: [],
    details: new Map(),
    chosen: undefined,
    filter: '',
    grouping: 'nothing',
    showsScreen: false,
    mode: { kind: 'list' },
    drafts: new Map(),
    cwd,
  };
}

/** A row of the list: a heading of a group, or a session. */
export type ListRow = { heading: string } | { seen: Seen };

/**
 * The list as it is shown: sessions that need the user first, the longest waiting one at the top; in groups if
 * requested.
 */
export function listRows(model: Model): ListRow[] {
  const shown = visible(model);
  if (model.grouping === 'nothing') return shown.map((seen) => ({ seen }));
  const groups = new Map<string, Seen[]>();
  for (const seen of shown)
    for (const group of groupsOf(model, seen)) groups.set(group, [...(groups.get(group) ?? []), seen]);
  return [...groups].flatMap(([heading, members]) => [{ heading }, ...members.map((seen) => ({ seen }))]);
}

/** The sessions that match the filter, in the order of need. */
export function visible({ sessions, filter, details }: Model): Seen[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (seen: Seen) => {
    const { creator = '', tags = [], branch = '' } = details.get(seen.session) ?? {};
    const { session, cwd, state, host = '', usage } = seen;
    const text = [
      session,
      cwd,
      state.status,
      sayState(state),
      sayLine(state),
      host,
      usage?.model,
      creator,
      ...tags,
      branch,
    ];
    const all = text.join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  return sessions
    .filter(matches)
    .toSorted(
      (a, b) =>
        rankOf(a.state) - rankOf(b.state) ||
        a.since - b.since ||
        (a.session < b.session ? -1 : a.session > b.session ? 1 : 0),
    );
}

function groupsOf({ grouping, details }: Model, seen: Seen): string[] {
  const { creator, tags = [] } = details.get(seen.session) ?? {};
  switch (grouping) {
    case 'folder':
      return [seen.cwd];
    case 'host':
      return [seen.host ?? 'this machine'];
    case 'creator':
      return [creator ?? 'no creator'];
    default:
      // In several groups it would appear several times: the first tag decides.
      return [tags[0] ?? 'no tag'];
  }
}

/** The session that keys act on. */
export function chosenOf(model: Model): Seen | undefined {
  return model.sessions.find(({ session }) => session === model.chosen);
}

/** The model with these sessions. Keeps the chosen session; if it is gone, chooses the one in its place. */
export function withSessions(model: Model, sessions: readonly Seen[]): Model {
  const before = order(model);
  const next = { ...model, sessions };
  const after = order(next);
  if (model.chosen !== undefined && after.includes(model.chosen)) return next;
  const at = model.chosen === undefined ? 0 : before.indexOf(model.chosen);
  return { ...next, chosen: after[Math.min(Math.max(0, at), after.length - 1)] };
}

/** The model after a session was renamed: choice and drafts follow it. A gate must be shown again before its answer. */
export function renamed(model: Model, from: string, to: string): Model {
  const drafts = new Map([...model.drafts].map(([name, text]) => [name === from ? to : name, text]));
  const sessions = model.sessions.map((seen) => (seen.session === from ? { ...seen, session: to } : seen));
  const { mode } = model;
  const next = mode.kind === 'send' && mode.session === from ? { ...mode, session: to } : mode;
  return { ...model, drafts, sessions, mode: next, chosen: model.chosen === from ? to : model.chosen };
}

/** The names of the sessions from top to bottom. */
export function order(model: Model): string[] {
  return namesIn(listRows(model));
}

/** The names of the sessions among these rows. */
export function namesIn(rows: readonly ListRow[]): string[] {
  return rows.flatMap((row) => ('seen' in row ? [row.seen.session] : []));
}

/** Moves the choice down by this many sessions, at most to the last or first one. */
export function moved(model: Model, by: number): Model {
  const names = order(model);
  const at = model.chosen === undefined ? -1 : names.indexOf(model.chosen);
  const to = Math.min(names.length - 1, Math.max(0, at < 0 ? 0 : at + by));
  return { ...model, chosen: names[to], notice: undefined };
}

/** A draft for the session: the text that was written before and not sent. */
export function draftFor({ drafts }: Model, session: string): Draft {
  return draftOf(drafts.get(session) ?? '');
}
