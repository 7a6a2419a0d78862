import { playAll } from './play.ts';
import { isRight, type ReleaseResult, type SceneResult, sceneResult } from './results.ts';
import type { Scene } from './scene.ts';
import type { Outcome } from './setting.ts';

/** How scenes are played for the table of results. */
export interface Verifying {
  /** How many are played at the same time. */
  jobs: number;
  /** Plays a scene once; `undefined` if it was interrupted. */
  play(scene: Scene): Promise<Outcome[] | undefined>;
  /** False when no further scene may begin. */
  mayBegin(): boolean;
  /** Stores a final result; never called for another one before it has ended. */
  keep(scene: string, result: SceneResult): Promise<void>;
  /** Reports the result of a scene. */
  print(line: string): void;
}

/**
 * Plays each scene, and again alone if it failed, and stores each result as soon as it is final. Interrupted scenes,
 * and those not begun, have none.
 */
export async function verifyScenes(scenes: Scene[], way: Verifying): Promise<ReleaseResult['scenes']> {
  const results: ReleaseResult['scenes'] = {};
  let kept: Promise<void> = Promise.resolve();
  const keep = (name: string, result: SceneResult): Promise<void> => {
    results[name] = result;
    kept = kept.then(() => way.keep(name, result));
    return kept;
  };
  const failed: Scene[] = [];
  await playAll(scenes, way.jobs, async (scene) => {
    const outcomes = way.mayBegin() ? await way.play(scene) : undefined;
    if (!outcomes) return;
    const first = sceneResult(outcomes, 1);
    printWrong(scene, first, way.print);
    if (!isRight(first)) return void failed.push(scene);
    way.print(`${scene.name}: right`);
    await keep(scene.name, first);
  });
  await playAll(failed, 1, async (scene) => {
    const outcomes = await way.play(scene);
    if (!outcomes) return;
    const again = sceneResult(outcomes, 2);
    way.print(`${scene.name}: ${isRight(again) ? 'right when played again alone' : 'wrong'}`);
    printWrong(scene, again, way.print);
    await keep(scene.name, again);
  });
  return results;
}

function printWrong({ name }: Scene, { moments }: SceneResult, print: (line: string) => void): void {
  for (const { label, ok, note } of moments) if (!ok) print(`${name} ${label}: ${note}`);
}
