import type { Evidence } from '../../contract/state.ts';
import type { Backend } from '../agent/backend.ts';
import { fuse, type Verdict } from './fuse.ts';
import type { Signals } from './signals.ts';

/** The signals without one of them; liveness cannot be absent, only unsure. */
const WITHOUT: Record<Evidence['signal'], (signals: Signals) => Signals> = {
  liveness: (signals) => ({ ...signals, liveness: { kind: 'unsure', reason: 'left out' } }),
  screen: (signals) => ({ ...signals, screen: { kind: 'absent' } }),
  transcript: (signals) => ({ ...signals, transcript: { kind: 'absent' } }),
  status_file: (signals) => ({ ...signals, statusFile: { kind: 'absent' } }),
  plan: (signals) => ({ ...signals, plan: { kind: 'absent' } }),
  hooks: (signals) => signals,
  prompt: ({ entry: _, ...signals }) => signals,
  // A session without a screen has no other signal.
  stream: (signals) => signals,
};

/** The verdict's evidence, each entry with the status that the other signals alone would have given. */
export function explain(verdict: Verdict, signals: Signals, backend: Backend): Evidence[] {
  return verdict.evidence.map((entry) => ({
    ...entry,
    without: fuse(WITHOUT[entry.signal](signals), backend).state.status,
  }));
}
