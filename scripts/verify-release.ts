import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { parseArgs } from 'node:util';
import { CSD } from '../test/program.ts';
import { agentNamed } from './lab/agents/index.ts';
import { writeClaims } from './lab/claims.ts';
import { pageOf, renderPage, verifiedLine } from './lab/compatibility.ts';
import { rerunWithoutNetwork } from './lab/isolate.ts';
import { cleanUpOnSignal, play } from './lab/play.ts';
import { fetchRelease, newestRelease } from './lab/release.ts';
import { isRight, type ReleaseResult, readResults, resultsOf, writeResult } from './lab/results.ts';
import type { Scene } from './lab/scene.ts';
import { scenesLike } from './lab/scenes/index.ts';
import { readTmuxResults } from './lab/tmux-results.ts';
import { verifyScenes } from './lab/verify.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: {
    backend: { type: 'string', default: 'claude' },
    scene: { type: 'string', multiple: true, default: ['*'] },
    jobs: { type: 'string', default: '2' },
    // Puts the verified releases into the backend file and the README.
    write: { type: 'boolean', default: false },
    // Plays only scenes without a result.
    unplayed: { type: 'boolean', default: false },
    // No further scene is begun after this many minutes.
    minutes: { type: 'string', default: 'Infinity' },
    // Plays nothing if this release is already verified.
    'unless-verified': { type: 'boolean', default: false },
  },
});

if (!existsSync(CSD)) throw new Error(`${CSD} is missing: run npm run build first, or set CSD_BIN`);
const agent = agentNamed(values.backend);
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes}: give a number of minutes`);
const releases = await Promise.all(positionals.map((word) => (word === 'latest' ? newestRelease(agent) : word)));
const wanted = releases.filter((release) => !(values['unless-verified'] && isClaimed(release)));
const binaries = new Map<string, string>();
for (const release of wanted) binaries.set(release, await fetchRelease(agent, release));
process.exitCode = wanted.length === 0 ? await report() : ((await rerunWithoutNetwork()) ?? (await verify()));

/** Plays the scenes on each release, stores each result as soon as it is known, and writes the page again. */
async function verify(): Promise<number> {
  cleanUpOnSignal();
  const until = Date.now() + minutes * 60_000;
  for (const [release, binary] of binaries) {
    const scenes = await scenesToPlay(release);
    const start = Date.now();
    const results = await verifyScenes(scenes, {
      jobs: Number(values.jobs),
      play: (scene) => play(agent, scene, release, binary),
      mayBegin: () => Date.now() < until,
      keep: (name, scene) => keep(release, { [name]: scene }),
      print: (line) => console.log(`${release} ${line}`),
    });
    const played = Object.values(results);
    if (values.scene.includes('*') && !values.unplayed && played.length === scenes.length)
      await keep(release, {}, true);
    const wrong = played.filter((scene) => !isRight(scene)).length;
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    console.log(`${release}: ${played.length - wrong} of ${scenes.length} scenes are right, ${seconds} s`);
    if (wrong > 0) process.exitCode = 1;
  }
  await report();
  return Number(process.exitCode ?? 0);
}

/** Writes the results of scenes into the file of their release. */
async function keep(release: string, scenes: ReleaseResult['scenes'], complete = false): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const playable = scenesOn(release).map(({ name }) => name);
  const result = { release, day, platform: `${platform()}-${arch()}`, complete, scenes };
  await writeResult(result, (name) => playable.includes(name), resultsOf(agent.name));
}

async function scenesToPlay(release: string): Promise<Scene[]> {
  const scenes = scenesOn(release, values.scene);
  if (scenes.length === 0) throw new Error(`no scene is named ${values.scene.join(', ')}`);
  if (!values.unplayed) return scenes;
  const results = await readResults(resultsOf(agent.name));
  const played = results.find((result) => result.release === release)?.scenes ?? {};
  return scenes.filter(({ name }) => !(name in played));
}

function isClaimed(release: string): boolean {
  const claimed = agent.backend.releases.verified.includes(release);
  if (claimed) console.log(`${agent.name} ${release} is verified already`);
  return claimed;
}

function scenesOn(release: string, globs = ['*']): Scene[] {
  return scenesLike(agent, globs).filter((scene) => scene.on?.(release) ?? true);
}

/** Writes the page from all existing results, and proposes the line for the backend. */
async function report(): Promise<number> {
  const results = await readResults(resultsOf(agent.name));
  if (results.length === 0) throw new Error('no release was verified yet: npm run verify-release -- 2.1.330');
  await writeFile(pageOf(agent), renderPage(agent, results, agent.name === 'claude' ? await readTmuxResults() : []));
  if (values.write) await writeClaims(agent, results);
  console.log(`\nsrc/backends/${agent.name}/agent.ts:\n${verifiedLine(agent, results)}`);
  return 0;
}
