import type { Backend } from '../agent/backend.ts';
import type { GateRule } from '../agent/gate-grammar.ts';
import type { Menu } from '../screen/menu-types.ts';
import type { Signals } from './signals.ts';

/** What a dialog shows of its call is drawn, and the call is in the transcript, within this, in ms. On a busy machine it took 0.6 s. */
const DRAWING_MS = 2000;

/** True where the agent has drawn a placeholder for what the dialog is about, which it is still working out. */
export function isUnfinished({ body }: Menu, kind: GateRule['kind'], { gates }: Backend): boolean {
  const { unfinished } = gates;
  return kind === 'permission' && unfinished !== undefined && body.split('\n\n').some((part) => unfinished.test(part));
}

/**
 * True for a permission dialog of which a look a moment later would tell more, and by another mark: a placeholder stands for
 * its call, or it is cut and its call is not in the transcript yet (`lacksCall`). Not for longer than `DRAWING_MS`.
 */
export function isHalfDrawn(
  menu: Menu,
  kind: GateRule['kind'],
  lacksCall: boolean,
  { at, statusFile, transcript }: Signals,
  backend: Backend,
): boolean {
  const turn = transcript.kind === 'read' && transcript.turn.phase === 'running' ? transcript.turn : undefined;
  if (!(lacksCall && kind === 'permission') && !isUnfinished(menu, kind, backend)) return false;
  const since = Math.max(statusFile.kind === 'read' ? statusFile.status.updatedAt : 0, turn?.lastAt ?? 0);
  return at - since < DRAWING_MS;
}
