import { useEffect, useReducer } from 'preact/hooks';
import { EMPTY, type Model } from './page-model.ts';

let model = EMPTY;
const listeners = new Set<() => void>();
let isDue = false;

/** The current model of the page. */
export function now(): Model {
  return model;
}

/** Changes the model; a burst of changes is drawn once. */
export function change(next: Partial<Model> | ((model: Model) => Model)): void {
  model = typeof next === 'function' ? next(model) : { ...model, ...next };
  if (isDue) return;
  isDue = true;
  queueMicrotask(() => {
    isDue = false;
    for (const listener of listeners) listener();
  });
}

/** The model, for a component that is drawn again with each change. */
export function useModel(): Model {
  const [, draw] = useReducer<number, undefined>((n) => n + 1, 0);
  useEffect(() => {
    const listener = () => draw(undefined);
    listeners.add(listener);
    listener();
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return model;
}
