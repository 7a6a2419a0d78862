import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { parseArgs } from 'node:util';
import { CSD } from '../test/program.ts';
import { agentNamed } from './lab/agents/index.ts';
import { writeClaims } from './lab/claims.ts';
import { pageOf, renderPage, verifiedLine } from './lab/compatibility.ts';
import { rerunWithoutNetwork } from './lab/isolate.ts';
import { cleanUpOnSignal, play, playAll } from './lab/play.ts';
import { fetchRelease, newestRelease } from './lab/release.ts';
import { isRight, type ReleaseResult, readResults, resultsOf, sceneResult, writeResult } from './lab/results.ts';
import type { Scene } from './lab/scene.ts';
import { scenesLike } from './lab/scenes/index.ts';
import { readTmuxResults } from './lab/tmux-results.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: {
    backend: { type: 'string', default: 'claude' },
    scene: { type: 'string', multiple: true, default: ['*'] },
    jobs: { type: 'string', default: '2' },
    // Puts the releases that are right into the backend file and the README.
    write: { type: 'boolean', default: false },
    // Nothing is played where this release is verified already.
    'unless-verified': { type: 'boolean', default: false },
  },
});

if (!existsSync(CSD)) throw new Error(`${CSD} is missing: run npm run build first, or set CSD_BIN`);
const agent = agentNamed(values.backend);
const releases = await Promise.all(positionals.map((word) => (word === 'latest' ? newestRelease(agent) : word)));
const wanted = releases.filter((release) => !(values['unless-verified'] && isClaimed(release)));
const binaries = new Map<string, string>();
for (const release of wanted) binaries.set(release, await fetchRelease(agent, release));
process.exitCode = wanted.length === 0 ? await report() : ((await rerunWithoutNetwork()) ?? (await verify()));

/** Plays the scenes on each release, keeps what they gave, and writes the page again. */
async function verify(): Promise<number> {
  cleanUpOnSignal();
  for (const [release, binary] of binaries) {
    const scenes = scenesOn(release, values.scene);
    if (scenes.length === 0) throw new Error(`no scene is named ${values.scene.join(', ')}`);
    const start = Date.now();
    const result = await verifyRelease(release, binary, scenes);
    const playable = scenesOn(release);
    await writeResult(result, (name) => playable.some((scene) => scene.name === name), resultsOf(agent.name));
    const wrong = Object.values(result.scenes).filter((scene) => !isRight(scene)).length;
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    console.log(`${release}: ${scenes.length - wrong} of ${scenes.length} scenes are right, ${seconds} s`);
    if (wrong > 0) process.exitCode = 1;
  }
  await report();
  return Number(process.exitCode ?? 0);
}

function isClaimed(release: string): boolean {
  const claimed = agent.backend.releases.verified.includes(release);
  if (claimed) console.log(`${agent.name} ${release} is verified already`);
  return claimed;
}

function scenesOn(release: string, globs = ['*']): Scene[] {
  return scenesLike(agent, globs).filter((scene) => scene.on?.(release) ?? true);
}

async function verifyRelease(release: string, binary: string, scenes: Scene[]): Promise<ReleaseResult> {
  const played: ReleaseResult['scenes'] = {};
  await playAll(scenes, Number(values.jobs), async (scene) => {
    played[scene.name] = sceneResult(await play(agent, scene, release, binary), 1);
  });
  for (const scene of scenes) {
    const first = played[scene.name];
    if (first && isRight(first)) continue;
    const again = sceneResult(await play(agent, scene, release, binary), 2);
    played[scene.name] = again;
    for (const { label, ok, note } of again.moments) {
      if (!ok) console.log(`${release} ${scene.name} ${label}: ${note}`);
    }
  }
  const day = new Date().toISOString().slice(0, 10);
  const complete = values.scene.includes('*');
  return { release, day, platform: `${platform()}-${arch()}`, complete, scenes: played };
}

/** Writes the page from all results there are, and proposes the line for the backend. */
async function report(): Promise<number> {
  const results = await readResults(resultsOf(agent.name));
  if (results.length === 0) throw new Error('no release was verified yet: npm run verify-release -- 2.1.330');
  await writeFile(pageOf(agent), renderPage(agent, results, agent.name === 'claude' ? await readTmuxResults() : []));
  if (values.write) await writeClaims(agent, results);
  console.log(`\nsrc/backends/${agent.name}/agent.ts:\n${verifiedLine(agent, results)}`);
  return 0;
}
