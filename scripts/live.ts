import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isIsolated, rerunWithoutNetwork } from '../test/lab/isolate.ts';
import { cleanUpOnSignal, play, playAll } from '../test/lab/play.ts';
import { fetchRelease, RELEASES } from '../test/lab/release.ts';
import type { Outcome } from '../test/lab/scene.ts';
import { scenesLike } from '../test/lab/scenes/index.ts';
import { CSD } from '../test/lab/stage.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    release: { type: 'string', default: RELEASES.at(-1) ?? '' },
    scene: { type: 'string', multiple: true, default: ['*'] },
    jobs: { type: 'string', default: '2' },
  },
});

if (!existsSync(CSD)) throw new Error(`${CSD} is missing: run npm run build first, or set CSD_BIN`);
const binary = await fetchRelease(values.release);
process.exitCode = (await rerunWithoutNetwork()) ?? (await live());

async function live(): Promise<number> {
  cleanUpOnSignal();
  const start = Date.now();
  console.log(
    `release ${values.release}, ${isIsolated() ? 'no network but loopback' : 'with the network of this machine'}, ${CSD}\n`,
  );
  const scenes = scenesLike(values.scene).filter((scene) => scene.on?.(values.release) ?? true);
  if (scenes.length === 0) throw new Error(`no scene is named ${values.scene.join(', ')}`);
  const width = Math.max(...scenes.map(({ name }) => name.length));
  const all: Outcome[] = [];
  await playAll(scenes, Number(values.jobs), async (scene) => {
    const outcomes = await play(scene, values.release, binary);
    all.push(...outcomes);
    for (const { scene, label, ok, ms, note } of outcomes) {
      const row = `${ok ? 'pass' : 'FAIL'}  ${scene.padEnd(width)}  ${label.padEnd(28)} ${(ms / 1000).toFixed(1).padStart(5)} s`;
      console.log(note === undefined ? row : `${row}\n      ${note.replaceAll('\n', '\n      ')}`);
    }
  });
  const failed = all.filter(({ ok }) => !ok).length;
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  console.log(`\n${scenes.length} scenes in ${seconds} s`);
  console.log(`${all.length - failed} passed, ${failed} failed`);
  return failed > 0 || all.length === 0 ? 1 : 0;
}
