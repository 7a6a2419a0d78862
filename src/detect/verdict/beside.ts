import type { State } from '../../contract/state.ts';
import type { Beside } from '../screen/beside.ts';
import type { Screen } from '../screen/screen.ts';
import { fuseEnded, working } from './composer-rules.ts';
import type { Findings } from './evidence.ts';
import { type Signals, turnOf } from './signals.ts';

/**
 * Decides while a person uses another conversation, which covers the session's or is drawn next to it: only the
 * session's record says that its turn is over, and only the other one's footer that no person is waited for.
 */
export function fuseBeside({ name, says, waits }: Beside, screen: Screen, signals: Signals, findings: Findings): State {
  const turn = turnOf(signals.transcript);
  const unknown = (reason: string): State => ({ status: 'unknown', reason });
  if (waits) {
    findings.rule('screen', 'waits-elsewhere');
    return unknown(`another conversation than the one that is shown waits for an ${waits}`);
  }
  if (turn?.phase === 'ended') return fuseEnded(signals.at, turn, findings);
  if (turn?.phase === 'running' && says) {
    findings.rule('transcript', 'running');
    return working(screen, turn);
  }
  findings.rule('screen', 'beside');
  return unknown(
    turn?.phase === 'running'
      ? `the turn is in flight in another conversation than the one in use (${name}); whether it waits is not drawn`
      : `another conversation than the session's is in use (${name})`,
  );
}
