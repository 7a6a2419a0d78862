import type { Canvas } from './canvas.ts';
import { gateView, helpView } from './dialogs.ts';
import type { Model } from './model.ts';

/** The model after this frame: a gate whose last row is in sight has been shown whole. */
export function withView(model: Model, { columns, rows }: Canvas): Model {
  if (model.mode.kind === 'help')
    return { ...model, mode: { ...model.mode, top: helpView(model.mode.top, columns, rows - 1).top, page: rows - 1 } };
  if (model.mode.kind !== 'gate') return model;
  const { top, atEnd, page } = gateView(model.mode.gate, model.mode.top, columns, rows - 1);
  return { ...model, mode: { ...model.mode, top, page, whole: model.mode.whole || atEnd } };
}
