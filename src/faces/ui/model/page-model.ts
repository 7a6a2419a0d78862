import type { Event, Watched } from '../../../contract/event.ts';
import { foldEvent } from '../../../contract/fold-event.ts';
import { type Need, needOf } from '../../../operations/text/state-words.ts';
import {
  emptyModel,
  GROUPINGS,
  type Grouping,
  type ListRow,
  listRows,
  namesIn,
  type Details as TopDetails,
} from '../../top/model.ts';
import type { About } from '../server/api.ts';

export { GROUPINGS, type Grouping };

/** Facts of a session that events do not contain: those that `ps` returns besides its state. */
export interface Details extends TopDetails {
  description?: string;
  parent?: string;
  resumable?: boolean;
}

/** The filters of the list. */
export const CHIPS = ['all', 'you', 'working', 'done', 'ended'] as const;
export type Chip = (typeof CHIPS)[number];

/** The views of a session below its gate. */
export const TABS = ['conversation', 'terminal', 'history'] as const;
export type Tab = (typeof TABS)[number];

/** The open dialog. */
export type Dialog =
  | { kind: 'new' }
  | { kind: 'fork'; session: string }
  | { kind: 'end'; session: string }
  | { kind: 'rename'; session: string }
  | { kind: 'help' };

/** Everything that the page shows; replaced with each change. */
export interface Model {
  link: 'connecting' | 'live' | 'lost' | 'signed out';
  about: About | undefined;
  /** Watched sessions. */
  sessions: ReadonlyMap<string, Watched>;
  /** Ended sessions that are kept. */
  ended: readonly Watched[];
  details: ReadonlyMap<string, Details>;
  chosen: string | undefined;
  filter: string;
  chip: Chip;
  grouping: Grouping;
  tab: Tab;
  dialog: Dialog | undefined;
  /** The result of the last action, or its error, and its session. */
  notice: { text: string; isBad: boolean } | undefined;
  /** Texts that were written and not sent, by session. */
  drafts: ReadonlyMap<string, string>;
  /** The usage of sessions while the page was open, by session. */
  samples: ReadonlyMap<string, readonly Sample[]>;
}

/** The initial model. */
export const EMPTY: Model = {
  link: 'connecting',
  about: undefined,
  sessions: new Map(),
  ended: [],
  details: new Map(),
  chosen: undefined,
  filter: '',
  chip: 'all',
  grouping: 'nothing',
  tab: 'conversation',
  dialog: undefined,
  notice: undefined,
  drafts: new Map(),
  samples: new Map(),
};

/** A session's usage at a time, ms since 1970; `null` if unknown. */
export interface Sample {
  at: number;
  cost: number | null;
  context: number | null;
}

/** How many samples are kept of a session. */
const MOST_SAMPLES = 500;

/** The model after one event. */
export function taken(model: Model, event: Event): Model {
  const sessions = new Map(model.sessions);
  let { samples } = model;
  if (event.type === 'usage') {
    const seen = sessions.get(event.session);
    if (seen) sessions.set(event.session, { ...seen, usage: event.usage });
    const { cost_usd: cost, context_used: context } = event.usage;
    const known = [...(samples.get(event.session) ?? []), { at: event.at, cost, context }];
    samples = new Map(samples).set(event.session, known.slice(-MOST_SAMPLES));
  } else foldEvent(sessions, event);
  const known = { ...model, sessions, samples };
  const next = event.type === 'gone' && event.renamed_to ? renamed(known, event.session, event.renamed_to) : known;
  return event.type === 'notice' ? { ...next, notice: { text: event.message, isBad: true } } : next;
}

/** A renamed session keeps its view and its drafts. */
function renamed(model: Model, from: string, to: string): Model {
  const moved = <T>(map: ReadonlyMap<string, T>) =>
    new Map([...map].map(([name, value]): [string, T] => [name === from ? to : name, value]));
  const { chosen, dialog, drafts, samples, details } = model;
  return {
    ...model,
    chosen: chosen === from ? to : chosen,
    // It asks about a session under its old name.
    dialog: dialog && 'session' in dialog && dialog.session === from ? undefined : dialog,
    drafts: moved(drafts),
    samples: moved(samples),
    details: moved(details),
  };
}

/** The session of that name, watched or ended. */
export function find(model: Model, name: string | undefined): Watched | undefined {
  if (name === undefined) return undefined;
  return model.sessions.get(name) ?? model.ended.find(({ session }) => session === name);
}

/**
 * True if the session that is shown no longer exists. A session that is being resumed is for a moment neither watched
 * nor ended, but is in `listed`, the list of all sessions; a list that could not be read decides nothing.
 */
export function isLost(model: Model, listed: readonly { name: string }[] | undefined): boolean {
  const { chosen } = model;
  if (chosen === undefined || find(model, chosen) !== undefined || !listed) return false;
  return !listed.some(({ name }) => name === chosen);
}

/** The rows of the list: headings of groups and sessions, with those that need the user first. */
export function rowsOf(model: Model): ListRow[] {
  const { filter, grouping, details, chip } = model;
  const all = chip === 'ended' ? model.ended : [...model.sessions.values()];
  const sessions = all.filter(({ state }) => isIn(chip, needOf(state))).map(withHost);
  return listRows({ ...emptyModel(''), sessions, filter, grouping, details });
}

/** The names in the list, from top to bottom. */
export function namesOf(model: Model): string[] {
  return namesIn(rowsOf(model));
}

/** How many sessions a chip would list, without the filter. */
export function countOf(model: Model, chip: Chip): number {
  if (chip === 'ended') return model.ended.length;
  return [...model.sessions.values()].filter(({ state }) => isIn(chip, needOf(state))).length;
}

function isIn(chip: Chip, need: Need): boolean {
  if (chip === 'you') return need === 'you' || need === 'trouble';
  return chip === 'all' || chip === 'ended' || chip === need;
}

/** The host is part of the name. */
function withHost(seen: Watched): Watched & { host?: string } {
  const [, host] = seen.session.split('@');
  return host === undefined ? seen : { ...seen, host };
}
