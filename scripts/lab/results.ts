import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atLeast, type Outcome } from './setting.ts';
import type { Shape } from './shape.ts';

/**
 * Where the results of `npm run verify-release` are kept, one file per release; those of other agents in their own
 * folders.
 */
export const RESULTS = fileURLToPath(new URL('../../fixtures/releases', import.meta.url));

/** The folder of an agent's results. */
export const resultsOf = (agent: string): string => (agent === 'claude' ? RESULTS : join(RESULTS, agent));

/** The results of the scenes on one release. */
export interface ReleaseResult {
  release: string;
  /** The day it was played, and where: `2026-01-31`, `linux-x64`. */
  day: string;
  platform: string;
  /** Every scene that existed for the release has been played. */
  complete: boolean;
  scenes: Record<string, SceneResult>;
}

export interface SceneResult {
  /** How often it was played: a scene that failed next to others is played again alone, and only that counts. */
  tries: number;
  moments: MomentResult[];
}

export interface MomentResult {
  label: string;
  ok: boolean;
  note?: string;
  shape?: Shape;
}

/** The result of a scene from its outcome; labels and notes name no folder of this machine, and notes are short. */
export function sceneResult(outcomes: Outcome[], tries: number): SceneResult {
  const moments = outcomes.map(({ label, ok, note, shape }) => ({
    label: withoutFolders(label),
    ok,
    ...(note !== undefined && { note: shortened(note) }),
    ...(shape && { shape }),
  }));
  return { tries, moments };
}

/** Without the folder of the scene: a label quotes csd's output, which can name it. */
function withoutFolders(text: string): string {
  return text.replace(/(?:\/[\w.~-]+)*\/csd-[A-Za-z0-9]{6}/g, '…');
}

function shortened(note: string): string {
  const bare = withoutFolders(note).replace(/\/\S*\/(?=\w+\.(?:ts|cjs|js))/g, '');
  return bare.length > 600 ? `${bare.slice(0, 600)}…` : bare;
}

/** True if everything that a scene checked was right. */
export const isRight = ({ moments }: SceneResult): boolean => moments.length > 0 && moments.every(({ ok }) => ok);

/** True if every scene that existed for the release has been played, and the newest play of each was right. */
export const isVerified = ({ complete, scenes }: ReleaseResult): boolean =>
  complete && Object.values(scenes).length > 0 && Object.values(scenes).every(isRight);

/** All results, oldest release first. */
export async function readResults(folder = RESULTS): Promise<ReleaseResult[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const results = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as ReleaseResult),
  );
  return results.sort((a, b) => (a.release === b.release ? 0 : atLeast(a.release, b.release) ? 1 : -1));
}

/**
 * Writes a release's results: scenes played now replace their earlier results. Other results stay if their scenes can
 * still be played on the release.
 */
export async function writeResult(
  result: ReleaseResult,
  playable: (scene: string) => boolean,
  folder = RESULTS,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${result.release}.json`);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  const earlier = before === undefined ? undefined : (JSON.parse(before) as ReleaseResult);
  const kept = Object.entries(earlier?.scenes ?? {}).filter(([name]) => playable(name));
  const scenes = sorted({ ...Object.fromEntries(kept), ...result.scenes });
  const complete = result.complete || earlier?.complete === true;
  await writeFile(file, `${format({ ...result, complete, scenes })}\n`);
}

function sorted<T>(entries: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON with one moment per row, so that a change of a release is a readable diff. */
function format({ scenes, ...head }: ReleaseResult): string {
  const rows = Object.entries(scenes).map(([name, { tries, moments }]) => {
    const lines = moments.map((moment) => `\n   ${JSON.stringify(moment)}`).join(',');
    return `\n  ${JSON.stringify(name)}: {"tries": ${tries}, "moments": [${lines}]}`;
  });
  return `${JSON.stringify(head, null, 1).slice(0, -2)},\n "scenes": {${rows.join(',')}\n }\n}`;
}
