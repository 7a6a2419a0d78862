import { parseArgs } from 'node:util';
import { agentNamed } from './lab/agents/index.ts';
import { fixtureRecorder, forget } from './lab/fixture.ts';
import { cleanUpOnSignal, play, playAll } from './lab/play.ts';
import { fetchRelease } from './lab/release.ts';
import type { Scene } from './lab/scene.ts';
import { scenesLike } from './lab/scenes/index.ts';

/** How often a failed scene is played again: a busy machine is late, and tmux misses an exit code now and then. */
const TRIES = 3;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    backend: { type: 'string', default: 'claude' },
    release: { type: 'string', multiple: true },
    scene: { type: 'string', multiple: true, default: ['*'] },
    jobs: { type: 'string', default: '2' },
  },
});

cleanUpOnSignal();
const agent = agentNamed(values.backend);
for (const release of values.release ?? agent.releases) {
  const binary = await fetchRelease(agent, release);
  const scenes = scenesLike(agent, values.scene).filter(
    (scene) => scene.records !== false && (scene.on?.(release) ?? true),
  );
  if (scenes.length === 0) throw new Error(`no scene of ${release} is named ${values.scene.join(', ')}`);
  await playAll(scenes, Number(values.jobs), async (scene) => {
    for (let tries = 1; tries <= TRIES; tries++) if (await record(scene, release, binary)) return;
    process.exitCode = 1;
  });
}

/** Records one scene again and reports its result. */
async function record(scene: Scene, release: string, binary: string): Promise<boolean> {
  await forget(agent, release, scene.name);
  const start = Date.now();
  const outcomes = await play(agent, scene, release, binary, fixtureRecorder());
  if (!outcomes) return false;
  const bad = outcomes.filter(({ ok }) => !ok);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(
    `${release} ${scene.name}: ${outcomes.length - bad.length} of ${outcomes.length} came true, ${seconds} s`,
  );
  for (const { label, note } of bad) console.log(`  FAILED ${label}: ${note}`);
  return bad.length === 0;
}
