import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CSD } from '../test/program.ts';
import { agentNamed } from './lab/agents/index.ts';
import { isIsolated, rerunWithoutNetwork } from './lab/isolate.ts';
import { cleanUpOnSignal, play, playAll } from './lab/play.ts';
import { fetchRelease } from './lab/release.ts';
import type { Scene } from './lab/scene.ts';
import { scenesLike } from './lab/scenes/index.ts';
import type { Outcome } from './lab/setting.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    backend: { type: 'string', default: 'claude' },
    release: { type: 'string' },
    scene: { type: 'string', multiple: true, default: ['*'] },
    // Scenes that are not played, by name or pattern.
    skip: { type: 'string', multiple: true, default: [] },
    jobs: { type: 'string', default: '2' },
    // Sessions do not replace the agent's status line.
    'no-usage': { type: 'boolean', default: false },
    // A person's own settings, added in every scene: a JSON object for claude, lines of TOML for codex.
    settings: { type: 'string' },
    // Replays what failed, alone, because the agent may be slow on a busy machine.
    replay: { type: 'boolean', default: false },
    // No further scene is begun after this many minutes; those left out are named.
    minutes: { type: 'string', default: 'Infinity' },
  },
});

if (!existsSync(CSD)) throw new Error(`${CSD} is missing: run npm run build first, or set CSD_BIN`);
const agent = agentNamed(values.backend);
const release = values.release ?? agent.releases.at(-1) ?? '';
if (values['no-usage']) process.env.CSD_LAB_NO_USAGE = '1';
if (values.settings !== undefined) process.env.CSD_LAB_SETTINGS = values.settings;
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes}: give a number of minutes`);
const binary = await fetchRelease(agent, release);
// Exits explicitly: the scripted model may still sleep on behalf of an agent that has ended.
process.exit((await rerunWithoutNetwork()) ?? (await live()));

async function live(): Promise<number> {
  cleanUpOnSignal();
  const start = Date.now();
  console.log(
    `${agent.name} ${release}, ${isIsolated() ? 'no network but loopback' : 'with the network of this machine'}, ${CSD}\n`,
  );
  // By name, because the tables create their scenes anew each time.
  const skipped = (values.skip.length > 0 ? scenesLike(agent, values.skip) : []).map(({ name }) => name);
  const scenes = scenesLike(agent, values.scene).filter(
    (scene) => (scene.on?.(release) ?? true) && !skipped.includes(scene.name),
  );
  if (scenes.length === 0) throw new Error(`no scene is named ${values.scene.join(', ')}`);
  const until = start + minutes * 60_000;
  const first = await playAndPrint(scenes, Number(values.jobs), () => Date.now() < until);
  const again = scenes.filter(({ name }) => first.some(({ scene, ok }) => scene === name && !ok));
  const second = values.replay && again.length > 0 ? await replay(again) : [];
  const all = [...first.filter(({ scene }) => !second.some((outcome) => outcome.scene === scene)), ...second];
  const failed = all.filter(({ ok }) => !ok).length;
  const leftOut = scenes.filter(({ name }) => !all.some(({ scene }) => scene === name)).map(({ name }) => name);
  console.log(`\n${scenes.length - leftOut.length} scenes in ${((Date.now() - start) / 1000).toFixed(0)} s`);
  if (leftOut.length > 0) console.log(`not played: ${leftOut.join(', ')}`);
  console.log(`${all.length - failed} passed, ${failed} failed`);
  return failed > 0 || all.length === 0 ? 1 : 0;
}

async function replay(scenes: Scene[]): Promise<Outcome[]> {
  console.log(`\nonce more, one at a time: ${scenes.map(({ name }) => name).join(', ')}`);
  return playAndPrint(scenes, 1);
}

async function playAndPrint(scenes: Scene[], jobs: number, mayBegin = () => true): Promise<Outcome[]> {
  const all: Outcome[] = [];
  const width = Math.max(...scenes.map(({ name }) => name.length));
  await playAll(scenes, jobs, async (scene) => {
    if (!mayBegin()) return;
    const outcomes = await play(agent, scene, release, binary);
    if (!outcomes) return;
    all.push(...outcomes);
    for (const { scene, label, ok, ms, note } of outcomes) {
      const row = `${ok ? 'pass' : 'FAIL'}  ${scene.padEnd(width)}  ${label.padEnd(28)} ${(ms / 1000).toFixed(1).padStart(5)} s`;
      console.log(note === undefined ? row : `${row}\n      ${note.replaceAll('\n', '\n      ')}`);
    }
  });
  return all;
}
