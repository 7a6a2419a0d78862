import type { Event, Watched } from '../../contract/event.ts';
import type { State } from '../../contract/state.ts';
import { waitsForPerson } from '../../contract/waits-for-person.ts';
import { type Channel, isQuiet, type Rule } from './rules.ts';

/**
 * A need that was left for another state for longer than this, ms, is over; one that comes back sooner is the same
 * need.
 */
export const SETTLE_MS = 5000;
/** How often to check the time of day while something waits for the end of quiet hours, ms. */
const QUIET_LOOK_MS = 60_000;
/** How many needs of a session to keep, and how long to keep unseen sessions of other machines, ms. */
const MOST_NEEDS = 8;
const FORGET_MS = 7 * 24 * 3_600_000;

/** Something to notify about a session: what identifies it, and which channels have sent it. Times in ms since 1970. */
export interface Need {
  status: State['status'];
  gate?: string;
  turn?: number;
  life?: string;
  /** Since when it holds. */
  since: number;
  /** When the session was first seen in another state, unless it came back. */
  left?: number;
  /** It existed before the rules were played, and nobody waits for an answer. */
  old?: true;
  /** When each channel sent it, and sent it again. */
  told: Record<string, { at: number; again?: number }>;
}

/**
 * One known session; its present state is that of the first need. `watched` is absent until this process has seen it.
 */
interface Known {
  watched?: Watched | undefined;
  /** When it was last reported, ms since 1970. */
  seen: number;
  needs: Need[];
}

/** The fold's whole state, as JSON. `at` is the time of its last input. */
export interface Memory {
  at?: number;
  sessions: Record<string, Known>;
}

/**
 * Facts about a session besides its events: its tags, and what distinguishes it from another session of the same name.
 */
export interface Labels {
  tags: readonly string[];
  life?: string;
  /** Its former names, oldest first. */
  former?: readonly string[];
}

/** A channel that has to send a need; `again` if it was sent before and not answered. */
export interface Notice {
  channel: Channel;
  rule: number;
  watched: Watched;
  since: number;
  again: boolean;
}

/** The fold's input besides its memory. */
export interface Setting {
  rules: readonly Rule[];
  /** ms since 1970. */
  now: number;
  /** The minute of the day, in the person's time zone. */
  minute: number;
  labelsOf(session: string): Labels;
}

/** The result of one step: `wakeAt` is when the next notice is due by time alone, ms since 1970. */
export interface Step {
  memory: Memory;
  notices: Notice[];
  wakeAt: number | undefined;
}

/** A memory without sessions. */
export function emptyMemory(): Memory {
  return { sessions: {} };
}

/**
 * Processes one event, or without one the passing of time, and returns the notices to send now. Pure: the same memory,
 * event and setting give the same step, and the given memory is not modified. Each channel sends a need once, and again
 * if it was not answered. It is not sent if it passed before its rule's time; a state that csd could not read
 * (`unknown`) ends no need.
 */
export function step(before: Memory, event: Event | undefined, setting: Setting): Step {
  const memory = copyOf(before);
  if (event) takeIn(memory, event, before.at, setting);
  const notices: Notice[] = [];
  let wakeAt: number | undefined;
  for (const { watched, needs } of Object.values(memory.sessions)) {
    const need = needs[0];
    if (watched === undefined || need === undefined || need.old) continue;
    const { tags } = setting.labelsOf(watched.session);
    for (const rule of setting.rules) {
      if (!rule.matches(watched.session, watched.state, tags)) continue;
      const due = tell({ need, watched }, rule, setting, notices);
      if (due !== undefined) wakeAt = Math.min(wakeAt ?? due, due);
    }
  }
  memory.at = setting.now;
  return { memory, notices, wakeAt };
}

/** The states themselves are shared, because nobody modifies them. */
function copyOf({ sessions, ...rest }: Memory): Memory {
  const copied = Object.entries(sessions).map(([name, known]) => [
    name,
    { ...known, needs: structuredClone(known.needs) },
  ]);
  // A session may have the name of a property that every object has.
  return { ...rest, sessions: Object.assign(Object.create(null), Object.fromEntries(copied)) };
}

/** The memory to keep over a restart, without any text of an agent. */
export function toKept({ sessions, ...rest }: Memory): Memory {
  const kept = Object.entries(sessions).map(([name, { seen, needs }]) => [name, { seen, needs }]);
  return { ...rest, sessions: Object.fromEntries(kept) };
}

/** Adds the rule's due notices of a need; returns when the next one is due. */
function tell(
  { need, watched }: { need: Need; watched: Watched },
  rule: Rule,
  { now, minute }: Setting,
  notices: Notice[],
): number | undefined {
  let next: number | undefined;
  for (const channel of rule.channels) {
    const told = need.told[channel.key];
    if (told && (told.again !== undefined || rule.againMs === 0 || !waitsForPerson(watched.state))) continue;
    const due = told ? told.at + rule.againMs : need.since + rule.afterMs;
    if (now < due || isQuiet(rule.quiet, minute)) {
      const at = Math.max(due, now + (now < due ? 0 : QUIET_LOOK_MS));
      next = Math.min(next ?? at, at);
      continue;
    }
    need.told[channel.key] = told ? { ...told, again: now } : { at: now };
    notices.push({ channel, rule: rule.number, watched, since: need.since, again: told !== undefined });
    if (!told && rule.againMs > 0 && waitsForPerson(watched.state))
      next = Math.min(next ?? Infinity, now + rule.againMs);
  }
  return next;
}

function takeIn(memory: Memory, event: Event, lastAt: number | undefined, setting: Setting): void {
  const { now } = setting;
  switch (event.type) {
    case 'snapshot': {
      const there = new Set(event.sessions.map(({ session }) => session));
      for (const { session } of event.sessions) {
        const { former = [], life } = setting.labelsOf(session);
        const from = former.findLast((name) => !there.has(name) && isOfLife(memory.sessions[name], life));
        if (from !== undefined && memory.sessions[session] === undefined) hand(memory, from, session);
      }
      for (const [session, { seen }] of Object.entries(memory.sessions)) {
        // A session of another machine may only be out of reach.
        const isGone = isFar(session) ? now - seen > FORGET_MS : true;
        if (!there.has(session) && isGone) delete memory.sessions[session];
      }
      for (const watched of event.sessions) {
        const since = isFar(watched.session) ? now : Math.min(now, watched.since);
        const isOld = memory.sessions[watched.session] === undefined && (lastAt === undefined || since <= lastAt);
        see(memory, watched, { since, old: isOld && !waitsForPerson(watched.state) }, setting);
      }
      break;
    }
    case 'appeared':
      if (event.renamed_from !== undefined) hand(memory, event.renamed_from, event.session);
      see(memory, event, { since: now, old: false }, setting);
      break;
    case 'changed':
      see(memory, event, { since: now, old: false }, setting);
      break;
    case 'gone':
      // A renamed session appears next, with the same needs.
      if (event.renamed_to === undefined) delete memory.sessions[event.session];
  }
}

/** What was sent about a session counts for it under its new name. */
function hand(memory: Memory, from: string, to: string): void {
  const known = memory.sessions[from];
  if (known === undefined) return;
  delete memory.sessions[from];
  memory.sessions[to] = known;
}

function isOfLife(known: Known | undefined, life: string | undefined): boolean {
  return known?.needs.every((need) => need.life === undefined || need.life === life) ?? false;
}

/** True for a session of another machine, whose clock may differ. */
function isFar(session: string): boolean {
  return session.includes('@');
}

/** Puts the session's present need first. */
function see(
  memory: Memory,
  watched: Watched,
  { since, old }: { since: number; old: boolean },
  { now, labelsOf }: Setting,
): void {
  const needs = memory.sessions[watched.session]?.needs ?? [];
  const { life } = labelsOf(watched.session);
  const { status, turn } = watched.state;
  const gate = (watched.state as { gate_id?: string }).gate_id;
  const same = (need: Need) =>
    need.status === status &&
    need.gate === gate &&
    (need.turn === turn || need.turn === undefined || turn === undefined) &&
    (need.life === life || need.life === undefined || life === undefined);
  const back = needs.find(same);
  const fresh: Need = {
    status,
    ...(gate !== undefined && { gate }),
    ...(turn !== undefined && { turn }),
    ...(life !== undefined && { life }),
    since,
    ...(old && { old }),
    told: {},
  };
  const current = (back && recall(back, status, now)) ?? fresh;
  const others = needs.filter((need) => need !== back);
  if (status !== 'unknown') for (const need of others) need.left ??= now;
  // An unknown state is not reported: the earlier needs stay as they are behind it.
  memory.sessions[watched.session] = { watched, seen: now, needs: [current, ...others].slice(0, MOST_NEEDS) };
}

/**
 * The need if it continues, or `undefined` if it was over: the same words ask again. The end of one turn is reported
 * once.
 */
function recall(need: Need, status: State['status'], now: number): Need | undefined {
  const { left, ...kept } = need;
  if (left === undefined) return kept;
  const isOver = now - left > SETTLE_MS && !(status === 'idle_done' && need.turn !== undefined);
  if (isOver) return undefined;
  // What was sent counts as sent; anything else has to last again.
  return Object.keys(need.told).length > 0 || need.old ? kept : { ...kept, since: now };
}
