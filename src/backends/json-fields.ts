import type { Json } from '../contract/json.ts';

/** A field of a value that may be an object; `undefined` for everything else. */
export function fieldOf(value: unknown, name: string): unknown {
  return (Object(value) as Json)[name];
}

/** A number that counts something; null for every other value. */
export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
