import { rm } from 'node:fs/promises';
import { createRandom } from '../../../test/detect/derive/random.ts';
import { makePlace, type Place } from '../home.ts';
import { sleep } from '../wait.ts';
import { SoakAgent } from './agent.ts';
import { type Delivery, deliver, planPrompts } from './delivery.ts';
import { FAULTS } from './faults.ts';
import { describeSoak, type SoakPlan } from './report.ts';
import { isBad, type Trial, tryFault, tryTwoSenders } from './trial.ts';

/** The share of the time for the faults, and how many sessions have them at once. */
const FAULT_SHARE = 0.35;
const FAULT_SESSIONS = 2;
const ASKING = ['--permission-mode', 'default'];

/** Plays deliveries and faults on the real agent; `bad` counts what must never happen. */
export async function soak(plan: SoakPlan): Promise<{ text: string; bad: number }> {
  const start = Date.now();
  const span = plan.minutes * 60_000;
  const deliveries = await deliverAll(plan, start + span * (1 - FAULT_SHARE));
  const failed = deliveries.flatMap(({ failures }) => failures);
  console.log(`${deliveries.reduce((sum, { sent }) => sum + sent, 0)} prompts, ${failed.length} failures`);
  for (const failure of failed) console.log(`- ${failure}`);
  const trials = await faultAll(plan, Math.max(start + span, Date.now() + span * FAULT_SHARE * 0.5));
  const seconds = Math.round((Date.now() - start) / 1000);
  const bad = failed.length + trials.filter(isBad).length;
  return { text: describeSoak(plan, deliveries, trials, seconds), bad };
}

async function deliverAll(plan: SoakPlan, endAt: number): Promise<Delivery[]> {
  const samples = planPrompts(createRandom(plan.seed), plan.prompts);
  const place = await makePlace(plan.binary, 'http://127.0.0.1:1');
  const agents: SoakAgent[] = [];
  try {
    for (let n = 0; n < plan.sessions; n++) agents.push(await SoakAgent.create(`s${n}`, place, ASKING));
    for (const agent of agents) await agent.start();
    const share = (n: number) => samples.filter((_, at) => at % agents.length === n);
    const playing = agents.map((agent, n) => deliver(agent, createRandom(plan.seed + n), share(n), endAt));
    return await Promise.all(playing);
  } finally {
    await end(place, agents);
  }
}

async function faultAll(plan: SoakPlan, endAt: number): Promise<Trial[]> {
  const random = createRandom(plan.seed + 1000);
  const trials: Trial[] = [];
  let count = 0;
  const worker = async (n: number) => {
    // A separate server, because some faults end it.
    const place = await makePlace(plan.binary, 'http://127.0.0.1:1');
    const agent = await SoakAgent.create(`f${n}`, place, ASKING);
    try {
      await agent.start();
      while (Date.now() < endAt) {
        const fault = FAULTS[count++ % (FAULTS.length + 1)];
        const tag = `t${count}`;
        const done = fault ? await tryFault(agent, random, fault, tag) : await tryTwoSenders(agent, random, tag);
        trials.push(...done);
        for (const trial of done.filter(isBad)) console.log(`${tag} ${JSON.stringify(trial)}`);
        if (fault?.fatal) await agent.start();
      }
    } finally {
      await end(place, [agent]);
    }
  };
  await Promise.all(Array.from({ length: FAULT_SESSIONS }, (_, n) => worker(n)));
  return trials;
}

/** Ends every agent with its server and removes their files. */
async function end(place: Place, agents: SoakAgent[]): Promise<void> {
  await agents[0]?.terminal.tmux('kill-server').catch(() => undefined);
  await Promise.all(agents.map((agent) => agent.close()));
  await sleep(1500);
  await rm(place.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
}
