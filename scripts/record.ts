import { parseArgs } from 'node:util';
import { fixtureRecorder, forget } from '../test/lab/fixture.ts';
import { cleanUpOnSignal, play, playAll } from '../test/lab/play.ts';
import { fetchRelease, RELEASES } from '../test/lab/release.ts';
import { scenesLike } from '../test/lab/scenes/index.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    release: { type: 'string', multiple: true, default: RELEASES },
    scene: { type: 'string', multiple: true, default: ['*'] },
    jobs: { type: 'string', default: '2' },
  },
});

cleanUpOnSignal();
let failed = 0;
for (const release of values.release) {
  const binary = await fetchRelease(release);
  const scenes = scenesLike(values.scene).filter((scene) => scene.records !== false && (scene.on?.(release) ?? true));
  await playAll(scenes, Number(values.jobs), async (scene) => {
    await forget(release, scene.name);
    const start = Date.now();
    const outcomes = await play(scene, release, binary, fixtureRecorder());
    const bad = outcomes.filter(({ ok }) => !ok);
    failed += bad.length;
    console.log(
      `${release} ${scene.name}: ${outcomes.length - bad.length} recorded, ${((Date.now() - start) / 1000).toFixed(1)} s`,
    );
    for (const { label, note } of bad) console.log(`  FAILED ${label}: ${note}`);
  });
}
process.exitCode = failed ? 1 : 0;
