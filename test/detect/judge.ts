import { claude } from '../../src/backends/claude/agent.ts';
import type { State } from '../../src/contract/state.ts';
import type { PlanFact } from '../../src/detect/transcript/turn.ts';
import { fuse, type Verdict } from '../../src/detect/verdict/fuse.ts';
import type { Liveness, Signals, StatusFileSignal } from '../../src/detect/verdict/signals.ts';
import { type Log, T0 } from './records.ts';
import { read, type Shown } from './screens.ts';

/** The content of a snapshot besides its screen; `age` is how long ago the newest record was written, in ms. */
export interface Snapshot {
  log?: Log;
  age?: number;
  /** The agent's own status and how long ago it changed, in ms. */
  status?: 'busy' | 'idle' | 'waiting' | 'other';
  statusAge?: number;
  statusFile?: StatusFileSignal;
  liveness?: Liveness;
  plan?: PlanFact;
}

/** The verdict on one snapshot. */
export function judge(shown: Shown | undefined, snapshot: Snapshot = {}): State {
  return verdictOn(shown, snapshot).state;
}

export function verdictOn(shown: Shown | undefined, snapshot: Snapshot = {}): Verdict {
  return fuse(signalsOf(shown, snapshot), claude);
}

export function signalsOf(shown: Shown | undefined, snapshot: Snapshot = {}): Signals {
  const {
    log,
    age = 60_000,
    status,
    statusAge = 60_000,
    liveness = { kind: 'alive', command: 'claude' },
    plan,
  } = snapshot;
  const at = (log ? log.lastAt : T0) + age;
  const own = { pid: 1, sessionId: 'id' };
  return {
    at,
    liveness,
    screen: shown ? { kind: 'seen', screen: read(shown) } : { kind: 'absent' },
    transcript: log ? { kind: 'read', turn: log.turn, path: '/t.jsonl' } : { kind: 'absent' },
    statusFile:
      snapshot.statusFile ??
      (status ? { kind: 'read', status: { ...own, status, updatedAt: at - statusAge } } : { kind: 'absent' }),
    plan: plan ? { kind: 'read', plan } : { kind: 'absent' },
  };
}
