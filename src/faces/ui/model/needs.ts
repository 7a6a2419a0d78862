import type { Watched } from '../../../contract/event.ts';
import { waitsForPerson } from '../../../contract/waits-for-person.ts';
import { gateIdOf } from './gate-id.ts';

/** How long a need must last to be reported, ms: shorter ones do not count. */
const LASTS_MS = 1500;

/** A mark of what a session needs from the user, different for each need; `undefined` if it needs nothing. */
function needMark({ state, since }: Watched): string | undefined {
  if (!waitsForPerson(state)) return undefined;
  return gateIdOf(state) ?? `${state.status} ${state.turn ?? since}`;
}

/** The needs that were reported or are pending. Call `take` with all sessions after each change. */
export class Needs {
  private readonly marks = new Map<string, string>();
  private isFirst = true;

  constructor(
    private readonly tell: (seen: Watched) => void,
    private readonly later: (act: () => void) => void = (act) => setTimeout(act, LASTS_MS),
    private readonly current: (session: string) => Watched | undefined,
  ) {}

  /** Needs from before the page was opened are on the page, and are not reported. */
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
