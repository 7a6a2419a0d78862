import type { ReleaseResult } from './results.ts';
import type { Shape } from './shape.ts';

/** One difference in how a newer and an older release draw something. */
export interface Change {
  older: string;
  newer: string;
  field: keyof Shape;
  from: string;
  to: string;
  /** `scene moment`, of every moment with this change. */
  moments: string[];
}

/** A change in only one or two moments can be a row that comes and goes by itself. */
const PASSING: (keyof Shape)[] = ['footer', 'finished', 'title'];
const AT_LEAST = 3;
/** Notices at the right end of the footer, which come and go. */
const NOTICE =
  / ?(?:Failed to install|Native installation|tmux focus-events|● \S+ · \/effort|ctrl.g to edit in \w+$).*/;

/** What codex quotes in a label comes from the scene: of two commands that it runs at once either may ask first. */
const COMMAND = /`[^`]+`/g;

const STEADY: (keyof Shape)[] = [
  'status',
  'gate',
  'question',
  'options',
  'selected',
  'numbered',
  'footer',
  'finished',
  'title',
];

/**
 * The differences between each release and the next newer one that was played; the same change in many moments is one.
 */
export function changes(results: ReleaseResult[]): Change[] {
  const found = new Map<string, Change>();
  for (const [n, newer] of results.entries()) {
    const older = results[n - 1];
    if (!older) continue;
    for (const { name, from, to, field } of differing(older, newer)) {
      const key = [older.release, newer.release, field, from, to].join('\n');
      const change = found.get(key) ?? { older: older.release, newer: newer.release, field, from, to, moments: [] };
      change.moments.push(name);
      found.set(key, change);
    }
  }
  return [...found.values()].filter(({ field, moments }) => !PASSING.includes(field) || moments.length >= AT_LEAST);
}

function* differing(older: ReleaseResult, newer: ReleaseResult) {
  const before = shapes(older);
  for (const [name, shape] of shapes(newer)) {
    const was = before.get(name);
    if (!was) continue;
    for (const field of STEADY) {
      const [from, to] = [show(was, field), show(shape, field)];
      if (from !== to) yield { name, field, from, to };
    }
  }
}

/** The shapes of the moments that were right, in the widest pane, because a narrow one cuts its content. */
function shapes({ scenes }: ReleaseResult): Map<string, Shape> {
  const all = Object.entries(scenes).flatMap(([scene, { moments }]) =>
    /-\d+x\d+(?:-known)?$/.test(scene)
      ? []
      : moments.flatMap(({ label, ok, shape }) => (ok && shape ? [[`${scene} ${label}`, shape] as const] : [])),
  );
  return new Map(all);
}

function show(shape: Shape, field: keyof Shape): string {
  const value = shape[field];
  if (value === undefined) return 'none';
  if (field === 'footer' && shape.options === undefined) {
    // Of the composer's footer only the mode stays as long as a screen does.
    return String(value).replace(NOTICE, '').split(' · ')[0] || 'none';
  }
  const text = Array.isArray(value) ? value.join(' / ') : String(value);
  return text.replace(COMMAND, '`COMMAND`');
}
