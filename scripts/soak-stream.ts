import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createRandom } from '../test/detect/derive/random.ts';
import { CSD } from '../test/program.ts';
import { agentNamed } from './lab/agents/index.ts';
import { isIsolated, rerunWithoutNetwork } from './lab/isolate.ts';
import { cleanUpOnSignal, play } from './lab/play.ts';
import { fetchRelease } from './lab/release.ts';
import { describeStreamSoak, StreamSoak } from './lab/soak/stream.ts';

/**
 * Sessions without a screen whose host, agent or tmux server is killed at random moments, for some minutes: each time
 * the recorded data must still exist, and no prompt may have been sent twice.
 */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    backend: { type: 'string', default: 'claude' },
    release: { type: 'string' },
    minutes: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
  },
});

if (!existsSync(CSD)) throw new Error(`${CSD} is missing: run npm run build first, or set CSD_BIN`);
const agent = agentNamed(values.backend);
const release = values.release ?? agent.releases.at(-1) ?? '';
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0 && seed > 0)) throw new Error('--minutes and --seed take numbers above 0');
const binary = await fetchRelease(agent, release);
process.exit((await rerunWithoutNetwork()) ?? (await soak()));

async function soak(): Promise<number> {
  cleanUpOnSignal();
  console.log(
    `${agent.name} ${release}, seed ${seed}, ${minutes} minutes, ${isIsolated() ? 'no network' : 'with the network'}`,
  );
  const endAt = Date.now() + minutes * 60_000;
  const story = new StreamSoak(createRandom(seed), endAt);
  const outcomes = await play(agent, story.scene(), release, binary);
  if (!outcomes) return 130;
  const broken = outcomes.filter(({ ok }) => !ok).map(({ label, note }) => `${label}: ${note ?? ''}`);
  for (const line of broken) console.log(`FAIL ${line}`);
  console.log(describeStreamSoak(story.tally));
  return broken.length + story.tally.wrong.length > 0 ? 1 : 0;
}
