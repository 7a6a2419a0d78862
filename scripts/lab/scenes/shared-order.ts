import type { Scene } from '../scene.ts';
import type { CsdResult, Stage } from '../stage.ts';
import type { SceneTable } from '../words.ts';

/** Prompts in a row, per way of sending and waiting; `CSD_LAB_ROUNDS` asks for more. */
const ROUNDS = Number(process.env.CSD_LAB_ROUNDS ?? 10);
const answerTo = (n: number) => `This is answer ${n}.`;

/** How a program plays one prompt and learns its answer. */
const WAYS: Record<string, (stage: Stage, prompt: string) => Promise<string | undefined>> = {
  async 'send and state'(stage, prompt) {
    await stage.ok('send', 'lab', '--', prompt);
    for (;;) {
      const state = (await stage.ok('state', 'lab')) as { status: string; text?: string };
      if (state.status !== 'working') return state.text;
    }
  },
  async 'send and wait'(stage, prompt) {
    await stage.ok('send', 'lab', '--', prompt);
    const { json } = await stage.csd('wait', 'lab', '--timeout', '20');
    return (json as { state?: { text?: string } }).state?.text;
  },
  run: async (stage, prompt) =>
    textOf(await stage.csd('run', '--json', '--session', 'lab', '--timeout', '20', '--', prompt)),
  converse: async (stage, prompt) => (await stage.csd('converse', 'lab', prompt, '20')).stdout.trim(),
};

const textOf = ({ json }: CsdResult) => (json as { text?: string } | undefined)?.text;

/** A model that answers at once, or after so many ms: each prompt gets its own answer, and none of an older one. */
export const orderOf: SceneTable = () =>
  [0, 150].map(
    (delayMs): Scene => ({
      name: `in-order-${delayMs}`,
      about: `Prompts one after the other, to a model that answers after ${delayMs} ms: each gets its own answer.`,
      records: false,
      script: (api) => {
        for (let n = 1; n <= ROUNDS * Object.keys(WAYS).length; n++)
          api.on(new RegExp(`say number ${n}$`), [{ text: answerTo(n), delayMs }]);
      },
      async play(stage) {
        await stage.spawn();
        let n = 0;
        for (const [way, play] of Object.entries(WAYS)) {
          const wrong: string[] = [];
          for (let round = 0; round < ROUNDS; round++) {
            n++;
            const text = await play(stage, `say number ${n}`);
            if (text !== answerTo(n)) wrong.push(`${n}: ${text}`);
          }
          await stage.effect(
            `${way}${wrong.length > 0 ? `, wrong: ${wrong.join('; ')}` : ''}`,
            () => wrong.length === 0,
          );
        }
      },
    }),
  );
