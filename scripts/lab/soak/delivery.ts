import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claude } from '../../../src/backends/claude/agent.ts';
import type { Random } from '../../../test/detect/derive/random.ts';
import { sleep, until } from '../wait.ts';
import type { SoakAgent } from './agent.ts';
import { everySample, type Sample, sampleOf } from './prompts.ts';

/** What one session sent and the results. */
export interface Delivery {
  sent: number;
  bytes: number;
  kinds: Map<string, number>;
  /** Outcomes of `send` by name, and errors by code. */
  outcomes: Map<string, number>;
  sendMs: number[];
  approveMs: number[];
  approved: number;
  denied: number;
  failures: string[];
}

const GATE_EVERY = 10;

/** The prompts of a whole run: every shape at least once, then random shapes; every tenth asks for a gate. */
export function planPrompts(random: Random, count: number): Sample[] {
  const large = new Set(['50 KB', '300 KB']);
  const plan = everySample(random, 300_000);
  while (plan.length < count) {
    const sample = sampleOf(random);
    // A few large ones are enough: every later request carries them again.
    if (!large.has(sample.kind) || random.below(4) === 0) plan.push(sample);
  }
  const mixed = plan.slice(0, count).map((sample) => ({ sample, key: random.next() }));
  return mixed.sort((a, b) => a.key - b.key).map(({ sample }) => sample);
}

/** Sends the prompts one after the other, with gates in between, and compares what the model received. */
export async function deliver(agent: SoakAgent, random: Random, samples: Sample[], endAt: number): Promise<Delivery> {
  const result: Delivery = {
    sent: 0,
    bytes: 0,
    kinds: new Map(),
    outcomes: new Map(),
    sendMs: [],
    approveMs: [],
    approved: 0,
    denied: 0,
    failures: [],
  };
  const expected: string[] = [];
  const allowed: string[] = [];
  for (const [n, sample] of samples.entries()) {
    if (Date.now() > endAt) break;
    if (n % GATE_EVERY === 4) {
      const token = `${agent.name}g${n}`;
      expected.push(`please run ${token}`);
      await passGate(agent, random, token, allowed, result);
    }
    const { code, json, stderr } = await agent.send(sample.text).ended;
    const { outcome, ms } = (json ?? {}) as { outcome?: string; ms?: number };
    const error = (json as { code?: string } | undefined)?.code ?? 'no JSON';
    count(result.outcomes, code === 0 ? (outcome ?? 'none') : `error ${error}`);
    if (code !== 0) {
      result.failures.push(`${agent.name} ${sample.kind}: ${stderr.trim().slice(0, 400)}`);
      await clear(agent);
      continue;
    }
    if (ms !== undefined) result.sendMs.push(ms);
    result.sent++;
    result.bytes += Buffer.byteLength(sample.text);
    count(result.kinds, sample.kind);
    expected.push(normalised(sample.text));
    await received(agent, expected.length);
  }
  result.failures.push(...(await compare(agent, expected, allowed)));
  return result;
}

async function passGate(
  agent: SoakAgent,
  random: Random,
  token: string,
  allowed: string[],
  result: Delivery,
): Promise<void> {
  const sent = await agent.send(`please run ${token}`).ended;
  if (sent.code !== 0) return void result.failures.push(`${agent.name} gate ${token}: ${sent.stderr.trim()}`);
  const state = await waitForState(agent, 'blocked');
  if (state !== 'blocked') return void result.failures.push(`${agent.name} gate ${token}: the state was ${state}`);
  const deny = random.below(3) === 0;
  const since = performance.now();
  const answered = await agent.run([deny ? 'deny' : 'approve', agent.name]).ended;
  const ms = (answered.json as { ms?: number } | undefined)?.ms ?? performance.now() - since;
  if (answered.code !== 0) return void result.failures.push(`${agent.name} gate ${token}: ${answered.stderr.trim()}`);
  result.approveMs.push(ms);
  if (deny) result.denied++;
  else {
    result.approved++;
    allowed.push(token);
  }
  await waitForState(agent, 'idle_done');
}

async function waitForState(agent: SoakAgent, wanted: string): Promise<string> {
  let last = 'none';
  const ask = async () => {
    last = String((((await agent.run(['state', agent.name]).ended).json ?? {}) as { status?: string }).status);
    return last === wanted;
  };
  await until(ask, 20_000, () => '').catch(() => undefined);
  return last;
}

/** Waits until the model has this many prompts; if it never has, the comparison reports it. */
async function received(agent: SoakAgent, wanted: number): Promise<void> {
  await until(
    () => agent.prompts.length >= wanted,
    15_000,
    () => '',
  ).catch(() => undefined);
  await sleep(60);
}

/** Empties the composer for the next prompt, as a person would. */
export async function clear(agent: SoakAgent): Promise<void> {
  for (let rows = 0; rows < 60; rows++) {
    if (/^❯\u00a0\s*$/m.test(await agent.terminal.text(agent.pane))) return;
    await agent.terminal.press(agent.pane, 'C-u');
    await sleep(60);
  }
}

async function compare(agent: SoakAgent, expected: string[], allowed: string[]): Promise<string[]> {
  const got = agent.prompts.map((prompt) => composed(prompt.trim()));
  const failures: string[] = [];
  const wanted = expected.map((prompt) => prompt.trim());
  for (let n = 0; n < Math.max(got.length, wanted.length) && failures.length < 3; n++) {
    if (got[n] === wanted[n]) continue;
    failures.push(`${agent.name} prompt ${n}: ${difference(wanted[n] ?? '(none)', got[n] ?? '(none)')}`);
  }
  const ran = (await readFile(join(agent.cwd, 'ran.txt'), 'utf8').catch(() => ''))
    .split('\n')
    .filter((row) => row !== '');
  if (ran.join() !== allowed.join()) failures.push(`${agent.name}: approved ${allowed.join()} but ran ${ran.join()}`);
  return failures;
}

/** Where two texts differ, with the surrounding text. */
export function difference(wanted: string, got: string): string {
  let at = 0;
  while (at < wanted.length && wanted[at] === got[at]) at++;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 20), at + 60));
  return `sent ${wanted.length} characters, received ${got.length}; from ${at}: sent ${around(wanted)}, received ${around(got)}`;
}

/** In form NFC, to which the agent converts a paste that it does not collapse (2.1.330). */
export const composed = (text: string) => text.normalize('NFC');

/**
 * The prompt as the docs promise that it arrives: what `csd` pastes, in which the agent composes characters and turns
 * each TAB into four blanks.
 */
export function normalised(text: string): string {
  return composed(claude.input.escapePrompt(text, false).replaceAll('\t', '    '));
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
