import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cleanUpOnSignal, play, playAll } from '../test/lab/play.ts';
import { fetchRelease, RELEASES } from '../test/lab/release.ts';
import type { Outcome } from '../test/lab/scene.ts';
import { scenesLike } from '../test/lab/scenes/index.ts';
import { CSD } from '../test/lab/stage.ts';

/** Set in the copy of this program that runs where no network is. */
const INSIDE = 'CSD_LIVE_ISOLATED';

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
if (process.env[INSIDE] === undefined) process.exitCode = (await rerunWithoutNetwork()) ?? (await live());
else process.exitCode = await live();

/** Runs this program again in a network namespace with loopback alone; `undefined` where that is not allowed. */
async function rerunWithoutNetwork(): Promise<number | undefined> {
  const into = ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  if (spawnSync('unshare', [...into, 'true'], { stdio: 'ignore' }).status !== 0) return undefined;
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('unshare', [...into, ...again], { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 130)));
}

async function live(): Promise<number> {
  cleanUpOnSignal();
  const start = Date.now();
  const isolated = process.env[INSIDE] === '1';
  console.log(
    `release ${values.release}, ${isolated ? 'no network but loopback' : 'with the network of this machine'}, ${CSD}\n`,
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
  console.log(`\n${scenes.length} scenes, ${all.length - failed} passed, ${failed} failed, ${seconds} s`);
  return failed > 0 || all.length === 0 ? 1 : 0;
}
