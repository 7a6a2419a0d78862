import type { Watched } from '../../../contract/event.ts';
import { waitsForPerson } from '../../../contract/waits-for-person.ts';
import { gateIdOf } from './gate-id.ts';

/** A need is told when it has lasted so long, ms: one that passes is none. */
const LASTS_MS = 1500;

/** What a session needs of a person, as a mark that is another one for another need; `undefined` where it needs nothing. */
function needMark({ state, since }: Watched): string | undefined {
  if (!waitsForPerson(state)) return undefined;
  return gateIdOf(state) ?? `${state.status} ${state.turn ?? since}`;
}

/** The needs that have been told of or are being waited for. `take` is called with all sessions after each change. */
export class Needs {
  private readonly marks = new Map<string, string>();
  private isFirst = true;

  constructor(
    private readonly tell: (seen: Watched) => void,
    private readonly later: (act: () => void) => void = (act) => setTimeout(act, LASTS_MS),
    private readonly current: (session: string) => Watched | undefined,
  ) {}

  /** What was there when the page was opened is on the page, and not told. */
  take(sessions: Iterable<Watched>): void {
    const there = new Set<string>();
    for (const seen of sessions) {
      there.add(seen.session);
      const mark = needMark(seen);
      if (mark === undefined || this.marks.get(seen.session) === mark) continue;
      this.marks.set(seen.session, mark);
      if (!this.isFirst) this.later(() => this.tellIfThere(seen.session, mark));
    }
    for (const name of this.marks.keys()) if (!there.has(name)) this.marks.delete(name);
    this.isFirst = false;
  }

  private tellIfThere(session: string, mark: string): void {
    const seen = this.current(session);
    if (seen && needMark(seen) === mark) this.tell(seen);
  }
}
