import type { LabAgent } from './agents/agent.ts';
import { onParentGone } from './isolate.ts';
import type { Scene } from './scene.ts';
import type { Outcome } from './setting.ts';
import { type Recorder, SceneEnded, Stage } from './stage.ts';

const running = new Set<Promise<unknown>>();
const open = new Set<Stage>();
let stopping = false;

/**
 * Plays one scene to its end and cleans up after it; a failure is an outcome, never a throw. `undefined` if the run was
 * interrupted before the end: such a scene proves nothing about the agent or csd.
 */
export function play(
  agent: LabAgent,
  scene: Scene,
  release: string,
  binary: string,
  recorder?: Recorder,
): Promise<Outcome[] | undefined> {
  const playing = playOne(agent, scene, release, binary, recorder);
  running.add(playing);
  return playing.finally(() => running.delete(playing));
}

async function playOne(
  agent: LabAgent,
  scene: Scene,
  release: string,
  binary: string,
  recorder?: Recorder,
): Promise<Outcome[] | undefined> {
  const start = Date.now();
  const stage = await Stage.open(agent, scene, release, binary, recorder);
  open.add(stage);
  try {
    if (!stopping) await scene.play(stage);
  } catch (error) {
    if (!(error instanceof SceneEnded)) {
      const note = error instanceof Error ? (error.stack ?? error.message) : String(error);
      stage.outcomes.push({ scene: scene.name, label: 'scene', ok: false, ms: Date.now() - start, note });
    }
  } finally {
    open.delete(stage);
    await stage.close();
  }
  return stopping ? undefined : stage.outcomes;
}

/** Runs `body` on every item, at most `width` at a time, until the run is interrupted. */
export async function playAll<T>(items: T[], width: number, body: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined && !stopping; item = rest.shift()) await body(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/**
 * Ends everything that the scenes started and exits with 130: on SIGINT, SIGTERM or SIGHUP, and if a run without
 * network loses the process that started it.
 */
export function cleanUpOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  onParentGone(stop);
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.allSettled([...open].map((stage) => stage.close()));
  await Promise.allSettled(running);
  process.exit(130);
}
