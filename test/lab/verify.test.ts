import { describe, expect, it } from 'vitest';
import type { SceneResult } from '../../scripts/lab/results.ts';
import type { Scene } from '../../scripts/lab/scene.ts';
import type { Outcome } from '../../scripts/lab/setting.ts';
import { verifyScenes } from '../../scripts/lab/verify.ts';

const scene = (name: string): Scene => ({ name, about: '', play: async () => undefined });
const outcome = (ok: boolean): Outcome => ({ scene: 's', label: ok ? 'fine' : 'bad', ok, ms: 1 });

/** Verifies scenes whose plays have, in order, the results in the rows: right, wrong, or interrupted (`undefined`). */
async function verify(rows: Record<string, (boolean | undefined)[]>, mayBegin = () => true) {
  const kept: [string, SceneResult][] = [];
  const printed: string[] = [];
  const results = await verifyScenes(Object.keys(rows).map(scene), {
    jobs: 2,
    play: async ({ name }) => {
      const ok = rows[name]?.shift();
      return ok === undefined ? undefined : [outcome(true), outcome(ok)];
    },
    mayBegin,
    keep: async (name, result) => void kept.push([name, result]),
    print: (line) => printed.push(line),
  });
  return {
    kept: kept.map(([name, { tries, moments }]) => [name, tries, moments.every(({ ok }) => ok)]),
    results,
    printed,
  };
}

describe('verifying scenes', () => {
  it('keeps a correct scene at once, and a wrong one after it was played again', async () => {
    const { kept, results, printed } = await verify({ one: [false, true], two: [true], three: [false, false] });
    expect(kept).toEqual([
      ['two', 1, true],
      ['one', 2, true],
      ['three', 2, false],
    ]);
    expect(Object.keys(results)).toEqual(['two', 'one', 'three']);
    expect(printed).toContain('one: right when played again alone');
  });

  it('keeps nothing of an interrupted scene, in the first play or in the second', async () => {
    const { kept, results } = await verify({ first: [undefined], second: [false, undefined], right: [true] });
    expect(kept).toEqual([['right', 1, true]]);
    expect(Object.keys(results)).toEqual(['right']);
  });

  it('begins no further scene after the time limit, but still replays failed ones', async () => {
    let begun = 0;
    const { kept } = await verify({ one: [false, true], two: [true], three: [true] }, () => ++begun <= 2);
    expect(kept).toEqual([
      ['two', 1, true],
      ['one', 2, true],
    ]);
  });
});
