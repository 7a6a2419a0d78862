import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf } from '../../../test/program.ts';
import { chanceOf } from '../chance.ts';
import type { SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { sleep, until } from '../wait.ts';
import { andOnStream, driverOf } from './delegate-lines.ts';

const CALLS = 4;
/** A csd that is killed before it has given the task is killed within this time, ms. */
const EARLY_MS = 4000;

/** How often the model was asked for a task, and how often it got it as a prompt. */
function askedFor({ api }: Stage, task: string): { calls: number; prompts: number } {
  const all = api.received.filter(({ prompt }) => prompt.includes(task));
  return { calls: all.length, prompts: all.filter(({ step }) => step === 0).length };
}

async function lastOf(stage: Stage, name: string): Promise<string | undefined> {
  const file = join(stage.place.root, 'state/csd/sessions', `${name}.json`);
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { delegate?: { last?: { status: string } } }).delegate?.last?.status;
}

/** Tasks whose csd is killed at moments that the seed chooses: the next csd that looks enforces their limits. */
export const delegatesOf: SceneTable = (words) =>
  andOnStream(
    [
      {
        name: 'delegate-kills',
        about:
          'The csd that follows a task is killed at moments that the seed chooses; the next looks hold its limit, and it is given once.',
        records: false,
        known: false,
        script: (api) =>
          void api.on(
            /go on \d/,
            Array.from({ length: 40 }, () => ({ tools: [words.shell('ls')], delayMs: 500 })),
          ),
        async play(stage) {
          const chance = chanceOf(stage.scene.name);
          for (const round of [0, 1, 2, 3]) {
            const [name, task] = [`job${round}`, `go on ${round}`];
            const flags = ['--backend', stage.agent.name, '--max-turns', String(CALLS), ...driverOf(stage)];
            const [program, args] = commandOf(['delegate', name, task, ...flags]);
            const child = spawn(program, args, { env: stage.place.env, cwd: stage.place.cwd, stdio: 'ignore' });
            // Twice while it starts the agent and gives it the task, twice while the model is working on it.
            const begun = Date.now();
            const at = round < 2 ? 0 : 1 + chance.below(CALLS - 1);
            if (at === 0) await sleep(chance.below(EARLY_MS));
            else
              await until(
                () => askedFor(stage, task).calls >= at,
                40_000,
                () => `${task} was not given`,
              );
            await sleep(chance.below(300));
            child.kill('SIGKILL');
            const after = Date.now() - begun;
            const look = async () => {
              const { json } = await stage.csd('state', name);
              const { code, status } = (json ?? {}) as { code?: string; status?: string };
              // It was killed before the task was given, or it is idle.
              return code === 'no_such_session' || status === 'spawning' || status === 'idle_done' || status === 'dead';
            };
            await until(look, 40_000, () => `${name} goes on after a kill at ${after} ms`);
            await sleep(1500);
            const { calls, prompts } = askedFor(stage, task);
            await stage.effect(`killed after ${after} ms, given ${prompts} times`, () => prompts <= 1);
            await stage.effect(`and ${calls} calls were made`, () => calls <= CALLS + 1);
            if (prompts === 0) continue;
            const last = await lastOf(stage, name);
            await stage.effect(`how it ended is kept: ${last}`, () => last === 'turns_exceeded');
          }
        },
      },
    ],
    ['delegate-kills'],
  );
