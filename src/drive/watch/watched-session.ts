import { isDeepStrictEqual } from 'node:util';
import type { Watched } from '../../contract/event.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Usage } from '../../contract/usage.ts';
import type { TurnFacts } from '../../detect/transcript/turn.ts';
import { screenOf, turnOf } from '../../detect/verdict/signals.ts';
import type { Look, PaneTrace } from '../../ports/tmux.ts';
import { sinceOf } from '../observe/since.ts';
import type { Observation } from '../session/observation.ts';
import type { News } from './event-log.ts';
import type { Schedule } from './schedule.ts';

/** One session of a hub: what was reported of it, and what a look finds new. */
export class WatchedSession {
  /** Its last reported state; `undefined` until it was judged. */
  known: Watched | undefined;
  /** The observation of the last judgement, for watching its files. */
  seen: Observation | undefined;
  /** Its last reported usage. */
  usage: Usage | undefined;
  /** Its usage was read once, so that a first snapshot has it. */
  isMetered = false;
  private face: string | undefined;
  /** It was reported that csd has ended it, to be resumed. */
  private isEndTold = false;
  private trace: PaneTrace | undefined;

  constructor(public sidecar: Sidecar) {}

  get name(): string {
    return this.sidecar.name;
  }

  /**
   * Takes its new name and returns the events for that: gone under the old name, appeared under the new one, unchanged.
   */
  rename(sidecar: Sidecar): News[] {
    const from = this.name;
    this.sidecar = sidecar;
    if (!this.known) return [];
    this.known = { ...this.known, session: sidecar.name };
    return [
      { type: 'gone', session: from, renamed_to: sidecar.name },
      { type: 'appeared', ...this.known, renamed_from: from },
    ];
  }

  /** The same session as if it had not been looked at; keeps only its last reported state. */
  renewed(): WatchedSession {
    return Object.assign(new WatchedSession(this.sidecar), { known: this.known, usage: this.usage });
  }

  /** True if its pane has the same trace as at the last survey, and no look can have missed the cause of that trace. */
  isAtRest(trace: PaneTrace | undefined, { lookedAt, stale }: Pick<Schedule, 'lookedAt' | 'stale'>): boolean {
    const before = this.trace;
    this.trace = trace;
    // The pane of a dead session may be gone for good.
    if (trace === undefined) return before === undefined && this.known?.state.status === 'dead' && this.isLasting;
    const secondOfLook = Math.floor(lookedAt / 1000) * 1000;
    return trace.mark === before?.mark && trace.drawnAt < secondOfLook && !stale && this.isLasting;
  }

  /** True once it was judged, for a verdict that time alone does not change. */
  private get isLasting(): boolean {
    return this.known !== undefined && this.seen !== undefined && !isRestless(this.known.state);
  }

  /** True if this look shows the same as the last judgement, no file has changed, and time alone changes nothing. */
  isAsBefore(look: Look): boolean {
    return this.isLasting && this.face === faceOf(look);
  }

  /** Takes its usage and returns the event for it. */
  meter(usage: Usage): News {
    this.usage = usage;
    if (this.known) this.known = { ...this.known, usage };
    return { type: 'usage', session: this.name, usage };
  }

  /** What indicates its usage if nothing else does: the conversation and its progress. */
  get progress(): string {
    const transcript = this.seen?.signals.transcript;
    return transcript?.kind === 'read' ? `${transcript.path} ${transcript.turn.lastAt} ${transcript.turn.phase}` : '';
  }

  /** Takes a judgement and returns what is new in it. */
  learn(look: Look, seen: Observation): News | undefined {
    const { state } = seen.verdict;
    const { at } = seen.signals;
    const turn = turnOf(seen.signals.transcript);
    const before = this.known;
    const times = {
      ...(turn?.promptAt === undefined ? {} : { prompted_at: turn.promptAt }),
      ...(isCleared(seen, turn) ? { cleared_at: turn.clearedAt } : {}),
    };
    this.face = faceOf(look);
    this.seen = seen;
    // The first report of a death has the most information: later its pane and its server go too.
    const isNewlyEnded = seen.sidecar.ended !== undefined && !this.isEndTold;
    this.isEndTold = seen.sidecar.ended !== undefined;
    if (before?.state.status === 'dead' && state.status === 'dead' && !isNewlyEnded) return undefined;
    const { cwd, backend } = this.sidecar;
    const next: Watched = {
      session: this.name,
      cwd,
      backend,
      state,
      alive: seen.alive,
      since: at,
      at,
      ...times,
      ...(this.usage && { usage: this.usage }),
    };
    if (!before) next.since = Math.min(at, sinceOf(seen) ?? at);
    else if (keyOf(before) === keyOf(next)) next.since = before.since;
    this.known = next;
    if (!before) return { type: 'appeared', ...next };
    const isSame = before.prompted_at === next.prompted_at && before.cleared_at === next.cleared_at;
    const [previous, current] = [withoutRemark(before.state), withoutRemark(state)];
    return isSame && isDeepStrictEqual(previous, current) ? undefined : { type: 'changed', ...next, previous };
  }
}

/** A session's state without the remark about its agent's release. */
function withoutRemark({ marker_warning: _, ...state }: State): State {
  return state as State;
}

/** Everything in a look that a verdict can depend on; titles change all the time while an agent works. */
function faceOf(look: Look): string {
  if (look.kind !== 'seen') return `${look.kind} ${look.reason}`;
  const { title: _, ...facts } = look.capture;
  return JSON.stringify(facts);
}

/** True for verdicts that can change with time alone. */
function isRestless(state: State): boolean {
  return (
    state.status === 'working' || state.status === 'unknown' || (state.status === 'blocked' && state.gate === 'limit')
  );
}

/** True if no prompt followed a clear: the screen does not end in a prompt that its files do not know yet. */
function isCleared(
  { signals, verdict }: Observation,
  turn: TurnFacts | undefined,
): turn is TurnFacts & { clearedAt: number } {
  if (verdict.state.status !== 'spawning' || turn?.clearedAt === undefined) return false;
  const shown = screenOf(signals.screen)?.newestPrompt;
  return shown === undefined || (turn.command !== undefined && shown.startsWith(turn.command.name));
}

/** The same as long as status, gate, turn and conversation are. */
function keyOf({ state, prompted_at, cleared_at }: Watched): string {
  const gate = 'gate_id' in state ? state.gate_id : '';
  return `${state.status} ${gate} ${prompted_at} ${cleared_at}`;
}
