import { setTimeout as sleep } from 'node:timers/promises';
import { LocalSide, type RemoteHost } from './remote-hosts.ts';
import type { Ran } from './sandbox.ts';
import { Lines } from './watcher.ts';

/** The amount of work while the connections break. */
export interface Load {
  /** On each of the two hosts. */
  sessions: number;
  /** To each session, one after the other. */
  prompts: number;
  /** Concurrent calls. */
  atOnce: number;
  seed: number;
  say?(text: string): void;
}

/** The results. */
export interface Borne {
  sends: number;
  /** Sends that ended without an answer, whose outcome was asked for again: not begun, or unknown. */
  notBegun: number;
  notKnown: number;
  /** Connections cut while the host stayed up, and hosts that were unreachable for a while. */
  cuts: number;
  stops: number;
  /** Any other message of a command. */
  failures: string[];
  /** Prompts that an agent never got, or got twice or in another order. */
  lost: string[];
  doubled: string[];
  /** The reports of a watch on both hosts: sessions that it called dead or gone, though none was; and how it ended. */
  wronglyDead: string[];
  resyncs: number;
  /** Sessions whose last watched state equals that of the host. */
  settled: number;
}

/**
 * Sends to many sessions of two hosts, each over a real sshd, while their connections are cut and restored all the
 * time.
 */
export async function bearLoad({ sessions, prompts, atOnce, seed, say = () => undefined }: Load): Promise<Borne> {
  const random = numbersFrom(seed);
  const near = new LocalSide();
  const over = new AbortController();
  let watch: Lines | undefined;
  try {
    const hosts = [await near.host('build'), await near.host('lab')];
    for (const host of hosts) {
      host.sandbox.env.CSD_CLAUDE_BIN = host.sandbox.agent({ turns: [{ match: '', steps: [{ say: 'Done.' }] }] }).bin;
      await host.stop();
      await host.start();
    }
    const all = hosts.flatMap((host) => Array.from({ length: sessions }, (_, n) => ({ host, name: `s${n}` })));
    const csd = (args: string[], env: Record<string, string> = {}) =>
      near.sandbox.csd(args, { env, timeoutMs: 150_000 });
    const borne: Borne = {
      ...{ sends: 0, notBegun: 0, notKnown: 0, cuts: 0, stops: 0, resyncs: 0, settled: 0 },
      ...{ failures: [], lost: [], doubled: [], wronglyDead: [] },
    };
    await inPool(all, atOnce, async ({ host, name }) => {
      const cwd = host.sandbox.workFolder(name);
      const ran = await csd(['spawn', '--host', host.name, '--cwd', cwd, '--name', name]);
      if (ran.code !== 0) borne.failures.push(`spawn ${name}@${host.name}: ${ran.stderr}`);
    });
    say(`${all.length} sessions on ${hosts.length} hosts`);
    watch = new Lines(near.sandbox, ['watch', '--host', 'build,lab']);
    await watch.until((lines) => lines.length > 0);
    const breaking = breakOff(hosts, random, borne, over.signal);
    await inPool(all, atOnce, async ({ host, name }) => {
      for (let n = 0; n < prompts; n++) await sendOnce(csd, borne, `${name}@${host.name}`, promptOf(name, n));
    });
    over.abort();
    await breaking;
    for (const { host, name } of all) {
      const { json } = await host.sandbox.csd(['state', name]);
      const got = host.sandbox.prompts(transcriptOf((await host.sandbox.csd(['ps', '--json'])).json, name));
      const wanted = Array.from({ length: prompts }, (_, n) => promptOf(name, n));
      borne.lost.push(...wanted.filter((text) => !got.includes(text)).map((text) => `${text} on ${host.name}`));
      if (got.length > new Set(got).size || got.join() !== wanted.filter((text) => got.includes(text)).join())
        borne.doubled.push(`${name}@${host.name}: ${got.join(', ')}`);
      if (await agrees(watch, `${name}@${host.name}`, json.status)) borne.settled++;
    }
    const events = watch.lines.map((line) => JSON.parse(line));
    borne.resyncs = events.filter(({ type }) => type === 'resync').length;
    borne.wronglyDead = events
      .filter(({ type, state }) => type === 'gone' || state?.status === 'dead')
      .map((event) => JSON.stringify(event));
    return borne;
  } finally {
    over.abort();
    await watch?.end('SIGTERM');
    await near.dispose();
  }
}

const promptOf = (name: string, n: number) => `prompt ${n} for ${name}`;

type Csd = (args: string[], env?: Record<string, string>) => Promise<Ran>;

/** As a person would: sends that were not begun are repeated, and unknown ones are asked for by their id. */
async function sendOnce(csd: Csd, borne: Borne, address: string, prompt: string): Promise<void> {
  let env: Record<string, string> = {};
  for (let tries = 0; tries < 20; tries++) {
    borne.sends++;
    const { code, json, stderr } = await csd(['send', address, prompt], env);
    if (code === 0) break;
    const isAway = code === 255 && json?.code === 'unreachable';
    if (!isAway) borne.failures.push(`send ${address}: ${stderr}`);
    if (!isAway) return;
    if (json.done === 'no') borne.notBegun++;
    else borne.notKnown++;
    env = json.call_id ? { CSD_CALL_ID: json.call_id } : env;
  }
  const waited = await csd(['wait', address, '--for', 'idle_done', '--timeout', '120']);
  if (waited.code !== 0 && waited.code !== 255)
    borne.failures.push(`wait ${address}: ${waited.stderr}${waited.stdout}`);
}

async function breakOff(hosts: RemoteHost[], random: () => number, borne: Borne, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(300 + 1500 * random());
    const host = hosts[Math.floor(random() * hosts.length)];
    if (signal.aborted || !host) return;
    if (random() < 0.8) {
      host.cut();
      borne.cuts++;
      continue;
    }
    await host.stop();
    borne.stops++;
    await sleep(500 + 2500 * random());
    await host.start();
  }
}

/** Whether the watch has reported the same status. */
async function agrees(watch: Lines, address: string, status: string): Promise<boolean> {
  try {
    await watch.until((lines) => lastStatus(lines, address) === status);
    return true;
  } catch {
    return false;
  }
}

function lastStatus(lines: readonly string[], address: string): string | undefined {
  for (const line of lines.toReversed()) {
    if (!line.includes(address)) continue;
    const event = JSON.parse(line);
    const seen = event.sessions ? event.sessions.find((one: { session: string }) => one.session === address) : event;
    if (seen?.state) return seen.state.status;
  }
  return undefined;
}

function transcriptOf({ sessions }: { sessions: { name: string; jsonl_path: string }[] }, name: string): string {
  return sessions.find((one) => one.name === name)?.jsonl_path ?? '';
}

async function inPool<T>(items: readonly T[], atOnce: number, act: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const work = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
