import type { Event, Watched } from '../../contract/event.ts';
import type { State } from '../../contract/state.ts';
import { waitsForPerson } from '../../contract/waits-for-person.ts';
import { type Channel, isQuiet, type Rule } from './rules.ts';

/** A need that has been left for another state for longer than this, ms, is over; what comes back sooner is the same one. */
export const SETTLE_MS = 5000;
/** While something waits for the end of quiet hours, the time of day is looked at so often, ms. */
const QUIET_LOOK_MS = 60_000;
/** Needs kept of one session, and sessions of other machines that are not seen any longer, ms. */
const MOST_NEEDS = 8;
const FORGET_MS = 7 * 24 * 3_600_000;

/** Something to be told of a session: what makes it one and the same, and to whom it was told. Times in ms since 1970. */
export interface Need {
  status: State['status'];
  gate?: string;
  turn?: number;
  life?: string;
  /** Since when it holds. */
  since: number;
  /** When the session was first seen in another state, unless it came back. */
  left?: number;
  /** It was there before anybody was to be told, and nobody waits for an answer. */
  old?: true;
  /** When each channel told it, and told it again. */
  told: Record<string, { at: number; again?: number }>;
}

/** What is known of one session: the state it is in is that of the first need. `watched` is absent until this process has seen it. */
interface Known {
  watched?: Watched | undefined;
  /** When it was last told of, ms since 1970. */
  seen: number;
  needs: Need[];
}

/** All that the fold remembers, as JSON. `at` is when it last took something in. */
export interface Memory {
  at?: number;
  sessions: Record<string, Known>;
}

/** What is known of a session besides its events: its tags, and what tells its life from another of the same name. */
export interface Labels {
  tags: readonly string[];
  life?: string;
  /** The names that it had before it was renamed, oldest first. */
  former?: readonly string[];
}

/** One channel that has to tell a need; `again` where it was told before and not answered. */
export interface Notice {
  channel: Channel;
  rule: number;
  watched: Watched;
  since: number;
  again: boolean;
}

/** What the fold is given besides its memory. */
export interface Setting {
  rules: readonly Rule[];
  /** ms since 1970. */
  now: number;
  /** Of the day, in the person's time. */
  minute: number;
  labelsOf(session: string): Labels;
}

/** What one step comes to: `wakeAt` is when time alone will bring a notice, ms since 1970. */
export interface Step {
  memory: Memory;
  notices: Notice[];
  wakeAt: number | undefined;
}

/** No session is known yet. */
export function emptyMemory(): Memory {
  return { sessions: {} };
}

/**
 * Takes one event in, or without one the passing of time, and says what is to be done now. Pure: the same memory, event and setting
 * give the same step, and the memory that was given is left as it is. A need is told once by each channel, and again where it was not
 * answered; none that passed before its rule's time; a state that csd could not read (`unknown`) ends no need.
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
      const due = tell(need, watched, rule, setting, notices);
      if (due !== undefined) wakeAt = Math.min(wakeAt ?? due, due);
    }
  }
  memory.at = setting.now;
  return { memory, notices, wakeAt };
}

/** The states themselves are shared: nobody changes them. */
function copyOf({ sessions, ...rest }: Memory): Memory {
  const copied = Object.entries(sessions).map(([name, known]) => [
    name,
    { ...known, needs: structuredClone(known.needs) },
  ]);
  return { ...rest, sessions: Object.fromEntries(copied) };
}

/** The memory as it is kept over a restart: nothing that an agent wrote is in it. */
export function toKept({ sessions, ...rest }: Memory): Memory {
  const kept = Object.entries(sessions).map(([name, { seen, needs }]) => [name, { seen, needs }]);
  return { ...rest, sessions: Object.fromEntries(kept) };
}

/** Adds the rule's notices of a need that are due; answers when the next one is. */
function tell(need: Need, watched: Watched, rule: Rule, setting: Setting, notices: Notice[]): number | undefined {
  const { now, minute } = setting;
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
        // One of another machine may only be out of reach.
        const isGone = isFar(session) ? now - seen > FORGET_MS : true;
        if (!there.has(session) && isGone) delete memory.sessions[session];
      }
      for (const watched of event.sessions) {
        const since = isFar(watched.session) ? now : Math.min(now, watched.since);
        const isOld = memory.sessions[watched.session] === undefined && (lastAt === undefined || since <= lastAt);
        see(memory, watched, since, isOld && !waitsForPerson(watched.state), setting);
      }
      break;
    }
    case 'appeared':
      if (event.renamed_from !== undefined) hand(memory, event.renamed_from, event.session);
      see(memory, event, now, false, setting);
      break;
    case 'changed':
      see(memory, event, now, false, setting);
      break;
    case 'gone':
      // One that was renamed appears next, and needs what it needed.
      if (event.renamed_to === undefined) delete memory.sessions[event.session];
  }
}

/** What was told of a session counts for it under its new name. */
function hand(memory: Memory, from: string, to: string): void {
  const known = memory.sessions[from];
  if (known === undefined) return;
  delete memory.sessions[from];
  memory.sessions[to] = known;
}

function isOfLife(known: Known | undefined, life: string | undefined): boolean {
  return known?.needs.every((need) => need.life === undefined || need.life === life) ?? false;
}

/** True for a session of another machine, whose clock may be another one. */
function isFar(session: string): boolean {
  return session.includes('@');
}

/** Puts the need that the session is in now first. */
function see(memory: Memory, watched: Watched, since: number, old: boolean, { now, labelsOf }: Setting): void {
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
  // What cannot be read is not a state of its own to be told after: the others stand behind it as they are.
  memory.sessions[watched.session] = { watched, seen: now, needs: [current, ...others].slice(0, MOST_NEEDS) };
}

/** The need as it continues, or `undefined` where it was over: the same words ask again. The end of one turn is told once. */
function recall(need: Need, status: State['status'], now: number): Need | undefined {
  const { left, ...kept } = need;
  if (left === undefined) return kept;
  const isOver = now - left > SETTLE_MS && !(status === 'idle_done' && need.turn !== undefined);
  if (isOver) return undefined;
  // What was told stays told; what was not has to last again.
  return Object.keys(need.told).length > 0 || need.old ? kept : { ...kept, since: now };
}
