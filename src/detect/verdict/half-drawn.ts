import type { Backend } from '../agent/backend.ts';
import type { GateRule } from '../agent/gate-grammar.ts';
import type { Menu } from '../screen/menus/menu-types.ts';
import type { Signals } from './signals.ts';

/**
 * Within this time (ms) a dialog has drawn its call and the call is in the transcript. On a busy machine it took 0.6 s.
 */
const DRAWING_MS = 2000;

/** True if the agent still shows a placeholder for the subject of the dialog. */
export function isUnfinished({ body }: Menu, kind: GateRule['kind'], { gates }: Backend): boolean {
  const { unfinished } = gates;
  return kind === 'permission' && unfinished !== undefined && body.split('\n\n').some((part) => unfinished.test(part));
}

/**
 * True for a permission dialog that would show more a moment later, under another mark: it shows a placeholder for
 * its call, or it is cut and its call is not in the transcript yet (`lacksCall`). Never longer than `DRAWING_MS`.
 */
export function isHalfDrawn(
  { menu, kind, lacksCall }: { menu: Menu; kind: GateRule['kind']; lacksCall: boolean },
  { at, statusFile, transcript }: Signals,
  backend: Backend,
): boolean {
  const turn = transcript.kind === 'read' && transcript.turn.phase === 'running' ? transcript.turn : undefined;
  if (!(lacksCall && kind === 'permission') && !isUnfinished(menu, kind, backend)) return false;
  const since = Math.max(statusFile.kind === 'read' ? statusFile.status.updatedAt : 0, turn?.lastAt ?? 0);
  return at - since < DRAWING_MS;
}
