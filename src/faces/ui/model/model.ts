import type { Event, Watched } from '../../../contract/event.ts';
import { foldEvent } from '../../../contract/fold-event.ts';
import { type Need, needOf } from '../../../operations/state-words.ts';
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

/** What no event tells of a session: what `ps` keeps besides its state. */
export interface Details extends TopDetails {
  description?: string;
  parent?: string;
  resumable?: boolean;
}

/** Which sessions are listed. */
export const CHIPS = ['all', 'you', 'working', 'done', 'ended'] as const;
export type Chip = (typeof CHIPS)[number];

/** What of a session is shown below its gate. */
export const TABS = ['conversation', 'terminal', 'history'] as const;
export type Tab = (typeof TABS)[number];

/** A dialog that is open over the page. */
export type Dialog =
  | { kind: 'new' }
  | { kind: 'fork'; session: string }
  | { kind: 'end'; session: string }
  | { kind: 'rename'; session: string }
  | { kind: 'help' };

/** All that the page shows; a new one for each change. */
export interface Model {
  link: 'connecting' | 'live' | 'lost' | 'signed out';
  about: About | undefined;
  /** Those that are watched. */
  sessions: ReadonlyMap<string, Watched>;
  /** Those that have ended and are kept. */
  ended: readonly Watched[];
  details: ReadonlyMap<string, Details>;
  chosen: string | undefined;
  filter: string;
  chip: Chip;
  grouping: Grouping;
  tab: Tab;
  dialog: Dialog | undefined;
  /** What was last done, or went wrong, and for which session. */
  notice: { text: string; isBad: boolean } | undefined;
  /** Texts that were written and not sent, by session. */
  drafts: ReadonlyMap<string, string>;
  /** What sessions used while the page was open, by session. */
  samples: ReadonlyMap<string, readonly Sample[]>;
}

/** Before anything is known. */
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

/** What a session had used at a time, ms since 1970; `null` is what is not known. */
export interface Sample {
  at: number;
  cost: number | null;
  context: number | null;
}

/** So many samples are kept of a session. */
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

/** What belongs to a session continues under its new name: that it is shown, and what was written for it. */
function renamed(model: Model, from: string, to: string): Model {
  const moved = <T>(map: ReadonlyMap<string, T>) =>
    new Map([...map].map(([name, value]): [string, T] => [name === from ? to : name, value]));
  const { chosen, dialog, drafts, samples, details } = model;
  return {
    ...model,
    chosen: chosen === from ? to : chosen,
    // It asks about a session that has this name no longer.
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
 * True where the session that is shown is there no more. One that is being started again is for a moment neither watched nor ended, but
 * among `listed`, all that there are; a list that could not be asked for says nothing.
 */
export function isLost(model: Model, listed: readonly { name: string }[] | undefined): boolean {
  const { chosen } = model;
  if (chosen === undefined || find(model, chosen) !== undefined || !listed) return false;
  return !listed.some(({ name }) => name === chosen);
}

/** The rows of the list: headings of groups and sessions, those that need the person first. */
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

/** The host stands in the name. */
function withHost(seen: Watched): Watched & { host?: string } {
  const [, host] = seen.session.split('@');
  return host === undefined ? seen : { ...seen, host };
}
