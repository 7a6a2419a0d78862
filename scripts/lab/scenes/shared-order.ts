import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { commandOf } from '../../../test/program.ts';
import { answerTo, describeTally, isClean, Ledger, promptNumber } from '../ledger.ts';
import type { Scene, SceneTable } from '../scene.ts';
import type { CsdResult, Stage } from '../stage.ts';
import { patience, until } from '../wait.ts';

/** Prompts in a row, for each way of sending and getting the answer, by the model's delay, in ms. */
const ROUNDS: Record<number, number> = { 0: 10, 20: 5, 150: 10, 2000: 3 };
/** `CSD_LAB_ROUNDS` sets another number of prompts, the same for all models. */
const roundsOf = (delayMs: number): number => Number(process.env.CSD_LAB_ROUNDS ?? ROUNDS[delayMs]);
/** `CSD_LAB_MINUTES` ends a way early: no prompt is sent after this many minutes, and the tally says how many were. */
const endOfWay = (): number => Date.now() + Number(process.env.CSD_LAB_MINUTES ?? Number.POSITIVE_INFINITY) * 60_000;
/** `CSD_LAB_WAYS=run,watch` selects only those ways: several at once are several runs, each with its own session. */
const isWanted = (way: string): boolean => process.env.CSD_LAB_WAYS?.split(',').includes(way) ?? true;

/** How a program sends one prompt and gets its answer. */
type Ask = (stage: Stage, prompt: string) => Promise<string | undefined>;

/** Seconds in which a prompt must be answered, for commands that take them as an argument. */
const limit = (): string => String(Math.ceil(patience(20_000) / 1000));
const send = async (stage: Stage, prompt: string) => (await stage.ok('send', 'lab', '--', prompt)) as { turn: number };
const textOf = ({ json }: CsdResult) => (json as { text?: string } | undefined)?.text;

const WAYS: Record<string, Ask> = {
  async 'send and state'(stage, prompt) {
    await send(stage, prompt);
    for (;;) {
      const state = (await stage.ok('state', 'lab')) as { status: string; text?: string };
      if (state.status !== 'working') return state.text;
    }
  },
  async 'send and wait'(stage, prompt) {
    await send(stage, prompt);
    const { json } = await stage.csd('wait', 'lab', '--timeout', '20');
    return (json as { state?: { text?: string } }).state?.text;
  },
  run: async (stage, prompt) =>
    textOf(await stage.csd('run', '--json', '--session', 'lab', '--timeout', '20', '--', prompt)),
  converse: async (stage, prompt) => (await stage.csd('converse', 'lab', prompt, limit())).stdout.trim(),
  async 'send and wait-for-turn'(stage, prompt) {
    await send(stage, prompt);
    const { code, stderr } = await stage.csd('wait-for-turn', 'lab', limit());
    return code === 0 ? textOf(await stage.csd('state', 'lab')) : stderr.trim();
  },
};

/** Sends the prompts of these numbers one after the other, each once the previous answer was reported. */
async function playAsked(stage: Stage, ask: Ask, numbers: number[]): Promise<Ledger> {
  const ledger = new Ledger();
  const end = endOfWay();
  for (const n of numbers) {
    if (Date.now() > end) break;
    ledger.send(n);
    // A prompt that could not be sent is reported as csd's error: later ones still count.
    ledger.tell(await ask(stage, promptNumber(n)).catch((error: Error) => error.message));
  }
  return ledger;
}

/**
 * The same, reported by one `csd watch` that runs all the time; each prompt is sent once the previous turn was
 * reported.
 */
async function playWatched(stage: Stage, numbers: number[]): Promise<Ledger> {
  const ledger = new Ledger();
  const [program, words] = commandOf(['watch', 'lab']);
  const { env, cwd } = stage.place;
  const watch = spawn(program, words, { env, cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  let lines = 0;
  let told = 0;
  createInterface(watch.stdout).on('line', (line) => {
    lines++;
    const { type, state } = JSON.parse(line);
    if (type !== 'changed' || state.status !== 'idle_done') return;
    ledger.tell(state.text);
    told = state.turn;
  });
  try {
    await until(
      () => lines > 0,
      20_000,
      () => 'watch told nothing',
    );
    const end = endOfWay();
    for (const n of numbers) {
      if (Date.now() > end) break;
      ledger.send(n);
      try {
        const { turn } = await send(stage, promptNumber(n));
        await until(
          () => told >= turn,
          20_000,
          () => `the end of turn ${turn} was never told`,
        );
      } catch (error) {
        ledger.tell((error as Error).message);
      }
    }
    return ledger;
  } finally {
    watch.kill();
  }
}

/** A model that answers at once, or after this many ms: each prompt gets its own answer, never an older one. */
export const orderOf: SceneTable = () =>
  Object.keys(ROUNDS)
    .map(Number)
    .map(
      (delayMs): Scene => ({
        name: `in-order-${delayMs}`,
        about: `Prompts one after the other, to a model that answers after ${delayMs} ms: each gets its own answer.`,
        records: false,
        script(api) {
          const prompts = roundsOf(delayMs) * (Object.keys(WAYS).length + 1);
          for (let n = 1; n <= prompts; n++)
            api.on(new RegExp(`${promptNumber(n)}$`), [{ text: answerTo(n), delayMs }]);
        },
        async play(stage) {
          await stage.spawn();
          const rounds = roundsOf(delayMs);
          const ways = [
            ...Object.entries(WAYS).map(([way, ask]) => ({
              way,
              play: (numbers: number[]) => playAsked(stage, ask, numbers),
            })),
            { way: 'watch', play: (numbers: number[]) => playWatched(stage, numbers) },
          ].filter(({ way }) => isWanted(way));
          if (ways.length === 0) throw new Error(`CSD_LAB_WAYS=${process.env.CSD_LAB_WAYS} names no way`);
          for (const [at, { way, play }] of ways.entries()) {
            const numbers = Array.from({ length: rounds }, (_, n) => at * rounds + n + 1);
            const tally = (await play(numbers)).tally();
            await stage.effect(`${way}: ${describeTally(tally)}`, () => isClean(tally));
          }
        },
      }),
    );
