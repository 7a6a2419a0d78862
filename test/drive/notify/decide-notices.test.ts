import { describe, expect, test } from 'vitest';
import { Config } from '../../../src/contract/config.ts';
import type { Event, Watched } from '../../../src/contract/event.ts';
import type { State } from '../../../src/contract/state.ts';
import {
  emptyMemory,
  type Memory,
  type Notice,
  SETTLE_MS,
  step,
  toKept,
} from '../../../src/drive/notify/decide-notices.ts';
import { isQuiet, toRules } from '../../../src/drive/notify/rules.ts';

const rulesOf = (...notify: unknown[]) => toRules(Config.parse({ notify }));
const RULE = { when: 'needs_you', after_ms: 1000, again_ms: 60_000, do: 'bell' };

const blocked = (gate_id: string, turn = 1, gate = 'permission') =>
  ({ status: 'blocked', gate, prompt: '', question: 'May I?', options: [], selected: 0, gate_id, turn }) as State;
const working = (turn = 1) => ({ status: 'working', tools: [], turn }) as State;
const done = (turn = 1) => ({ status: 'idle_done', text: 'Done.', turn }) as State;
const unknown = () => ({ status: 'unknown', reason: 'caught between two drawings' }) as State;
const dead = (turn = 1) => ({ status: 'dead', turn }) as State;

/** A person's day, described by its events, with the time between them. */
class Day {
  memory: Memory = emptyMemory();
  now = 1_767_225_600_000;
  minute = 0;
  notices: (Notice & { at: number })[] = [];
  tags: Record<string, string[]> = {};
  former: Record<string, string[]> = {};
  /** Checks that a step leaves the memory unchanged, which takes long. */
  checksPurity = true;
  life: string | undefined;
  private wakeAt: number | undefined;
  private readonly known = new Map<string, Watched>();

  constructor(
    public rules: ReturnType<typeof rulesOf>,
    begins = true,
  ) {
    if (begins) this.snapshot();
  }

  pass(ms: number): this {
    const end = this.now + ms;
    while (this.wakeAt !== undefined && this.wakeAt <= end) {
      this.now = Math.max(this.now, this.wakeAt);
      const before = this.wakeAt;
      this.step(undefined);
      // Time without effect would be waited for without end.
      if (this.wakeAt !== undefined && this.wakeAt <= before) throw new Error('it wakes without end');
    }
    this.now = end;
    return this;
  }

  is(session: string, state: State): this {
    const before = this.known.get(session);
    const watched = this.watched(session, state);
    this.known.set(session, watched);
    const head = { seq: 1, ...watched };
    this.step((before ? { type: 'changed', ...head, previous: before.state } : { type: 'appeared', ...head }) as Event);
    return this;
  }

  gone(session: string): this {
    this.known.delete(session);
    this.step({ type: 'gone', seq: 1, at: this.now, session });
    return this;
  }

  /** A session gets another name; reported by its events if the process runs. */
  rename(from: string, to: string, isSeen = true): this {
    const watched = { ...(this.known.get(from) as Watched), session: to };
    this.known.delete(from);
    this.known.set(to, watched);
    this.former[to] = [from];
    if (!isSeen) return this;
    this.step({ type: 'gone', seq: 1, at: this.now, session: from, renamed_to: to });
    this.step({ type: 'appeared', seq: 1, ...watched, renamed_from: from } as Event);
    return this;
  }

  /** What a subscriber gets first, and after a resync. */
  snapshot(): this {
    this.step({ type: 'snapshot', seq: 1, at: this.now, sessions: [...this.known.values()] });
    return this;
  }

  /** The process ends, and another one begins with the stored data. */
  restart(): this {
    this.memory = JSON.parse(JSON.stringify(toKept(this.memory)));
    return this.snapshot();
  }

  /** The notices so far, in order. */
  get told(): string[] {
    return this.notices.map(
      ({ watched, again }) => `${watched.session} ${watched.state.status}${again ? ' again' : ''}`,
    );
  }

  put(session: string, state: State, since: number): this {
    this.known.set(session, { ...this.watched(session, state), since });
    return this;
  }

  private watched(session: string, state: State): Watched {
    return { session, cwd: '/', backend: 'claude', state, alive: true, since: this.now, at: this.now };
  }

  private step(event: Event | undefined): void {
    const { rules, now, minute } = this;
    const labelsOf = (session: string) => ({
      tags: this.tags[session] ?? [],
      ...(this.life && { life: this.life }),
      former: this.former[session] ?? [],
    });
    const before = this.checksPurity ? structuredClone(this.memory) : this.memory;
    const next = step(this.memory, event, { rules, now, minute, labelsOf });
    if (this.checksPurity) expect(this.memory).toEqual(before);
    this.memory = next.memory;
    this.wakeAt = next.wakeAt;
    this.notices.push(...next.notices.map((notice) => ({ ...notice, at: now })));
  }
}

describe('one notice per need', () => {
  test('once the state has lasted, again if nobody answers, and never a third time', () => {
    const day = new Day(rulesOf(RULE)).is('job', blocked('g1')).pass(999);
    expect(day.told).toEqual([]);
    expect(day.pass(1).told).toEqual(['job blocked']);
    expect(day.pass(59_999).told).toEqual(['job blocked']);
    expect(day.pass(1).told).toEqual(['job blocked', 'job blocked again']);
    expect(day.pass(10_000_000).told).toHaveLength(2);
  });

  test('no notice for a state that passed before its time, however often it comes', () => {
    const day = new Day(rulesOf(RULE));
    for (let n = 0; n < 50; n++) day.is('job', blocked('g1')).pass(900).is('job', working()).pass(300);
    expect(day.pass(1_000_000).told).toEqual([]);
  });

  test.each([
    ['while it runs', true],
    ['while it does not', false],
  ])('a session renamed %s keeps its need, which was already reported', (_, isSeen) => {
    const day = new Day(rulesOf(RULE)).is('job', blocked('g1')).pass(1000).rename('job', 'b', isSeen);
    day.restart().pass(60_000);
    expect(day.told).toEqual(['job blocked', 'b blocked again']);
    expect(day.is('b', working()).pass(10_000).is('b', blocked('g2')).pass(1000).told.at(-1)).toBe('b blocked');
  });

  test('a new session with a reused name is another session', () => {
    const day = new Day(rulesOf(RULE)).is('job', blocked('g1')).pass(1000).rename('job', 'b');
    expect(day.is('job', blocked('g1')).pass(1000).told).toEqual(['job blocked', 'job blocked']);
  });

  test('a state that comes back within 5 s, as docs/notify.md says, is the same need', () => {
    expect(SETTLE_MS).toBe(5000);
  });

  test('a flapping gate is one need; the same words later are another', () => {
    const day = new Day(rulesOf(RULE)).is('job', blocked('g1')).pass(1500);
    for (let n = 0; n < 20; n++) day.is('job', working()).pass(SETTLE_MS).is('job', blocked('g1')).pass(500);
    expect(day.told.filter((text) => text === 'job blocked')).toHaveLength(1);
    day
      .is('job', working())
      .pass(SETTLE_MS + 1)
      .is('job', blocked('g1'))
      .pass(1000);
    expect(day.told.filter((text) => text === 'job blocked')).toHaveLength(2);
  });

  test('a screen that cannot be read for long ends no need', () => {
    const day = new Day(rulesOf(RULE)).is('job', blocked('g1')).pass(1500);
    day.is('job', unknown()).pass(30_000).is('job', blocked('g1')).pass(1500);
    expect(day.told).toEqual(['job blocked']);
    // One that was not reported yet continues, too.
    const other = new Day(rulesOf({ ...RULE, after_ms: 10_000 })).is('job', blocked('g1')).pass(4000);
    expect(other.is('job', unknown()).pass(4000).is('job', blocked('g1')).pass(2000).told).toEqual(['job blocked']);
  });

  test('another gate, and the end of another turn, are separate needs; the end of one turn is reported once', () => {
    const day = new Day(rulesOf({ ...RULE, when: ['needs_you', 'idle_done'] }));
    day.is('job', blocked('g1')).pass(1000).is('job', blocked('g2')).pass(1000).is('job', done()).pass(1000);
    expect(day.told).toEqual(['job blocked', 'job blocked', 'job idle_done']);
    day.is('job', working()).pass(60_000).is('job', done()).pass(600_000);
    expect(day.told).toHaveLength(3);
    day.is('job', working(2)).pass(10).is('job', done(2)).pass(600_000);
    expect(day.told.slice(3)).toEqual(['job idle_done']);
  });

  test('a turn that is briefly missing makes no new need', () => {
    const { turn: _, ...bare } = blocked('g1') as State & { turn?: number };
    const day = new Day(rulesOf(RULE))
      .is('job', blocked('g1'))
      .pass(1500)
      .is('job', bare as State)
      .pass(1500);
    expect(day.is('job', blocked('g1')).pass(1500).told).toEqual(['job blocked']);
  });

  test('two rules with one channel report once; two channels once each', () => {
    const twice = rulesOf(RULE, { ...RULE, when: 'permission', after_ms: 3000 });
    expect(new Day(twice).is('job', blocked('g1')).pass(10_000).told).toEqual(['job blocked']);
    const both = rulesOf({ ...RULE, do: ['bell', 'tmux'] });
    expect(new Day(both).is('job', blocked('g1')).pass(10_000).told).toEqual(['job blocked', 'job blocked']);
  });
});

describe('across restarts of processes and streams', () => {
  test('a restart and a resync report nothing again, and the second notice keeps its time', () => {
    const day = new Day(rulesOf(RULE)).is('job', blocked('g1')).pass(500).restart().pass(499);
    expect(day.told).toEqual([]);
    expect(day.pass(1).restart().snapshot().told).toEqual(['job blocked']);
    expect(day.pass(59_000).restart().snapshot().pass(999).told).toEqual(['job blocked']);
    expect(day.pass(1).told).toEqual(['job blocked', 'job blocked again']);
    expect(day.restart().pass(1_000_000).told).toHaveLength(2);
  });

  test('a change while nobody watched is reported; an earlier state is not', () => {
    const all = rulesOf({ ...RULE, when: ['needs_you', 'idle_done'] });
    const day = new Day(all, false);
    day
      .put('old', done(), day.now - 3_600_000)
      .put('waits', blocked('g1'), day.now - 3_600_000)
      .snapshot()
      .pass(10_000);
    expect(day.told).toEqual(['waits blocked']);
    day.put('old', done(2), day.now).restart().pass(10_000);
    expect(day.told).toEqual(['waits blocked', 'old idle_done']);
    // One that came and ended in the meantime, and a very old one.
    day
      .pass(1000)
      .put('new', done(), day.now - 10)
      .put('older', done(), day.now - 3_600_000);
    expect(day.restart().pass(10_000).told.slice(2)).toEqual(['new idle_done']);
  });

  test('a session with the same name is another session', () => {
    const day = new Day(rulesOf(RULE)).is('job', blocked('trust')).pass(2000).gone('job').is('job', blocked('trust'));
    expect(day.pass(2000).told).toEqual(['job blocked', 'job blocked']);
    // Even if it came while nobody looked.
    const other = new Day(rulesOf(RULE));
    other.life = 'a';
    other.is('job', blocked('trust')).pass(2000);
    other.life = 'b';
    expect(other.restart().pass(2000).told).toEqual(['job blocked', 'job blocked']);
  });

  test('a machine that is unreachable for a while causes nothing new', () => {
    const day = new Day(rulesOf(RULE)).is('job@far', blocked('g1')).pass(2000);
    const kept = toKept(day.memory);
    day.is('job@far', unknown()).pass(600_000).is('job@far', blocked('g1')).pass(2000);
    expect(day.told).toEqual(['job@far blocked', 'job@far blocked again']);
    // If it is missing in a snapshot it is not forgotten, unlike one of this machine.
    const labelsOf = () => ({ tags: [] });
    const setting = { rules: day.rules, now: day.now, minute: 0, labelsOf };
    const empty = { type: 'snapshot', seq: 1, at: day.now, sessions: [] } as Event;
    expect(Object.keys(step(kept, empty, setting).memory.sessions)).toEqual(['job@far']);
  });

  test('nothing that an agent wrote is stored', () => {
    const day = new Day(rulesOf(RULE)).is('job', blocked('g1')).pass(2000);
    expect(JSON.stringify(toKept(day.memory))).not.toContain('May I');
  });
});

describe('which needs', () => {
  test('statuses, gates, names and tags', () => {
    const told = (rule: object, state: State, name = 'job', tags: string[] = []) => {
      const day = new Day(rulesOf({ ...RULE, ...rule }));
      day.tags[name] = tags;
      return day.is(name, state).pass(2000).told.length === 1;
    };
    expect(told({ when: 'blocked' }, blocked('g'))).toBe(true);
    expect(told({ when: 'trust' }, blocked('g', 1, 'trust'))).toBe(true);
    expect(told({ when: 'trust' }, blocked('g'))).toBe(false);
    expect(told({ when: ['trust', 'dead'] }, dead())).toBe(true);
    expect(told({ when: 'needs_you' }, done())).toBe(false);
    expect(told({ sessions: ['a.b-*'] }, blocked('g'), 'a.b-1')).toBe(true);
    expect(told({ sessions: ['a.b-*'] }, blocked('g'), 'axb-1')).toBe(false);
    expect(told({ sessions: ['*a*a*'] }, blocked('g'), 'a')).toBe(false);
    expect(told({ sessions: ['*a*a*'] }, blocked('g'), 'xaya')).toBe(true);
    expect(told({ sessions: ['ab*b'] }, blocked('g'), 'ab')).toBe(false);
    expect(told({ sessions: ['other', 'job'] }, blocked('g'))).toBe(true);
    expect(told({ sessions: ['*@far'] }, blocked('g'), 'job@far')).toBe(true);
    expect(told({ tags: ['x', 'y'] }, blocked('g'), 'job', ['y'])).toBe(true);
    expect(told({ tags: ['x'] }, blocked('g'), 'job', ['y'])).toBe(false);
  });

  test('quiet hours delay a notice, and needs that remain at their end are reported then', () => {
    const day = new Day(rulesOf({ ...RULE, quiet_hours: { from: '22:00', to: '07:00' } }));
    day.minute = 23 * 60;
    day.is('waits', blocked('g1')).is('passes', blocked('g2')).pass(3_600_000).is('passes', working());
    expect(day.told).toEqual([]);
    day.minute = 7 * 60;
    expect(day.pass(60_000).told).toEqual(['waits blocked']);
    expect([1319, 1320, 0, 419, 420].map((minute) => isQuiet({ from: 1320, to: 420 }, minute))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect([719, 720, 779, 780].map((minute) => isQuiet({ from: 720, to: 780 }, minute))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

/** Pseudo-random numbers, the same each time. */
function chance(seed: number): (below: number) => number {
  let at = seed;
  return (below) => {
    at = (at * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((at / 4_294_967_296) * below);
  };
}

describe('random histories', () => {
  type Change = { pass: number; session: string; state: State | 'gone' };
  const timeline = (seed: number): Change[] => {
    const pick = chance(seed);
    const turns: Record<string, number> = {};
    return Array.from({ length: 120 }, () => {
      const session = `s${pick(3)}`;
      if (pick(10) === 0) turns[session] = (turns[session] ?? 1) + 1;
      const turn = turns[session] ?? 1;
      const states = [working(turn), blocked('a', turn), blocked('b', turn), done(turn), unknown(), dead(turn)];
      const pass = [0, 50, 400, 999, 1000, 1500, SETTLE_MS, SETTLE_MS + 1, 70_000][pick(9)] ?? 0;
      return { pass, session, state: pick(25) === 0 ? 'gone' : (states[pick(states.length)] ?? working()) };
    });
  };
  const play = (changes: Change[], disturb: (day: Day, n: number) => void = () => undefined) => {
    const day = new Day(rulesOf({ ...RULE, when: ['needs_you', 'idle_done', 'dead'] }));
    for (const [n, { pass, session, state }] of changes.entries()) {
      day.checksPurity = n % 10 === 0;
      if (state === 'gone') day.gone(session);
      else day.is(session, state);
      disturb(day, n);
      day.pass(pass);
    }
    day.pass(5000);
    return day;
  };
  const shown = (day: Day) =>
    day.notices.map(({ at, watched, again }) => `${at} ${watched.session} ${watched.state.status} ${again}`);

  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'restarts and resyncs report nothing more and nothing less (%i)',
    (seed) => {
      const changes = timeline(seed);
      const calm = play(changes);
      const pick = chance(seed + 1000);
      const rough = play(changes, (day) => {
        for (let n = pick(3); n > 0; n--) {
          if (pick(2) === 0) day.restart();
          else day.snapshot();
        }
      });
      expect(shown(rough)).toEqual(shown(calm));
      expect(calm.notices.length).toBeGreaterThan(0);
    },
  );

  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'each need that lasts is reported exactly once, and no other (%i)',
    (seed) => {
      const changes = timeline(seed);
      const day = play(changes);
      // What the person could see: the periods of each session in one state, including unreadable moments.
      let now = 1_767_225_600_000;
      const open = new Map<string, { key: string; from: number; status: string }>();
      const stretches: { session: string; key: string; from: number; to: number; status: string }[] = [];
      const close = (session: string, to: number) => {
        const one = open.get(session);
        if (one) stretches.push({ session, ...one, to });
        open.delete(session);
      };
      for (const { pass, session, state } of changes) {
        const key = state === 'gone' ? 'gone' : JSON.stringify(state);
        if (state !== 'gone' && state.status === 'unknown') {
          // It may still be in its earlier state.
        } else if (open.get(session)?.key !== key) {
          close(session, now);
          if (state !== 'gone') open.set(session, { key, from: now, status: state.status });
        }
        now += pass;
      }
      for (const session of [...open.keys()]) close(session, now + 5000);
      for (const notice of day.notices) {
        const state = JSON.stringify(notice.watched.state);
        const within = stretches.filter(
          ({ session, key, from, to }) =>
            session === notice.watched.session && key === state && from <= notice.at && notice.at <= to,
        );
        expect(within.length, `${notice.at} ${state}`).toBeGreaterThan(0);
        expect(within.some(({ from }) => notice.at - from >= 1000 || notice.again)).toBe(true);
      }
      for (const name of ['s0', 's1', 's2']) {
        const firsts = day.notices.filter(({ watched, again }) => watched.session === name && !again);
        for (const [n, notice] of firsts.entries()) {
          const later = firsts
            .slice(n + 1)
            .find(({ watched }) => JSON.stringify(watched.state) === JSON.stringify(notice.watched.state));
          if (!later) continue;
          // The same twice: it was interrupted for long in between, or the session was another one.
          const away = changes.some(({ session, state }) => session === name && state === 'gone');
          const rest = stretches.filter(
            ({ session, from }) => session === name && from >= notice.at && from <= later.at,
          );
          const same = JSON.stringify(notice.watched.state);
          const gap = rest
            .filter(({ key }) => key !== same)
            .reduce((most, { from, to }) => Math.max(most, to - from), 0);
          const whole = rest.filter(({ key }) => key !== same);
          const left = whole.length > 0 ? (rest.at(-1)?.from ?? 0) - (whole[0]?.from ?? 0) : 0;
          expect(away || Math.max(gap, left) > SETTLE_MS, `${later.at} ${same}`).toBe(true);
          expect(notice.watched.state.status === 'idle_done' && !away).toBe(false);
        }
      }
    },
  );
});

test.each(['__proto__', 'constructor', 'toString'])('a session called %s is told like any other', (name) => {
  const day = new Day(rulesOf(RULE));
  day.is(name, working()).pass(5000).is(name, blocked('g1')).pass(5000);
  expect(day.notices).toHaveLength(1);
});
