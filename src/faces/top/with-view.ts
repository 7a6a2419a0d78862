import { isDeepStrictEqual } from 'node:util';
import type { Canvas } from './canvas.ts';
import { gateView, helpView } from './dialogs.ts';
import { gateOf } from './gate-text.ts';
import { type Model, SETTLE_MS } from './model.ts';
import type { ModeOf } from './pressed.ts';

/**
 * The model as it is drawn now. A gate counts as read when its last row has been visible; if its text changes under the
 * same mark, it must be read again.
 */
export function withView(model: Model, { columns, rows, now }: Canvas): Model {
  const { mode } = model;
  if (mode.kind === 'help')
    return { ...model, mode: { ...mode, top: helpView(mode.top, columns, rows - 1).top, page: rows - 1 } };
  if (mode.kind !== 'gate') return model;
  const { wholeAt: before, ...read } = asItIsNow(model, mode);
  const { top, atEnd, page } = gateView(read.gate, read.top, columns, rows - 1);
  const wholeAt = before ?? (atEnd ? now : undefined);
  if (wholeAt === undefined) return { ...model, mode: { ...read, top, page, isReady: false } };
  // A clock that was set back must not block the approval.
  const isReady = now - wholeAt >= SETTLE_MS || now < wholeAt;
  return { ...model, mode: { ...read, top, page, wholeAt, isReady } };
}

function asItIsNow(model: Model, mode: ModeOf<'gate'>): ModeOf<'gate'> {
  const { gate, top } = mode;
  const seen = model.sessions.find(({ session }) => session === gate.session);
  const now = seen && gateOf(gate.session, seen.state);
  if (!now || now.gateId !== gate.gateId || isDeepStrictEqual(now, gate)) return mode;
  return { kind: 'gate', gate: now, top, isReady: false };
}
