import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { someOf, THOROUGH } from '../thorough.ts';
import { hasTmux, Sandbox, type Script } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';
import { Lines } from './watcher.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 10, testTimeout: 60_000 });

/**
 * Prompts in a row, for each way of sending and getting the answer; the `csd` processes do not know each other. The
 * scripted agent writes its files at once: late files are tested in `test/detect/verdict/entry.test.ts` and the live
 * scenes `in-order-*`.
 */
const PROMPTS = THOROUGH ? 6 : 3;
const answerTo = (n: number) => `This is answer ${n}.`;

/** A model with a different answer to each prompt, after this many ms. */
const scriptOf = (thinkMs: number): Script => ({
  turns: Array.from({ length: PROMPTS }, (_, n) => ({
    match: `^say number ${n}$`,
    steps: [{ ...(thinkMs > 0 && { thinkMs }), say: answerTo(n) }],
  })),
});

/** The result of the way for each prompt. */
type Way = (session: Session, prompt: string, sandbox: Sandbox) => Promise<string | undefined>;

const send = async (session: Session, prompt: string) => mustSucceed(await session.csd('send', '--', prompt)).json;

const WAYS: Record<string, Way> = {
  async 'send and state'(session, prompt) {
    const { turn } = await send(session, prompt);
    for (;;) {
      const state = await session.state();
      if (state.turn !== turn) throw new Error(`turn ${turn} was sent, and told was ${JSON.stringify(state)}`);
      if (state.status !== 'working') return state.text;
    }
  },
  async 'send and wait'(session, prompt) {
    await send(session, prompt);
    return mustSucceed(await session.csd('wait', '--timeout', '20')).json.state.text;
  },
  async run({ name }, prompt, sandbox) {
    const ran = await sandbox.csd(['run', '--json', '--session', name, '--timeout', '20', '--', prompt]);
    return ran.json.text;
  },
  converse: async (session, prompt) => (await session.csd('converse', prompt, '20')).stdout.trim(),
};

describe.skipIf(!hasTmux)('prompts in a row get their own answers: none older, skipped or reported twice', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  const start = (way: string, ms: number) => Session.start(sandbox, `${way.replaceAll(' ', '-')}-${ms}`, scriptOf(ms));
  const expected = Array.from({ length: PROMPTS }, (_, n) => answerTo(n));

  // In a run that is not thorough, each way with one of the delays.
  describe.each([0, 150])('after %i ms', (ms) => {
    test.concurrent.each(someOf(Object.entries(WAYS), 2, ms === 0 ? 0 : 1))('%s', async (name, play) => {
      const session = await start(name, ms);
      const answers: (string | undefined)[] = [];
      for (let n = 0; n < PROMPTS; n++) answers.push(await play(session, `say number ${n}`, sandbox));
      expect(answers).toEqual(expected);
    });

    test.concurrent('watch', async () => {
      const session = await start('watch', ms);
      const watch = new Lines(sandbox, ['watch', session.name]);
      const told = () =>
        watch.lines.flatMap((line) => {
          const { type, state } = JSON.parse(line);
          return type === 'changed' && state.status === 'idle_done' ? [state] : [];
        });
      try {
        await watch.until((lines) => lines.length > 0);
        for (let n = 0; n < PROMPTS; n++) {
          const { turn } = await send(session, `say number ${n}`);
          await watch.until(() => (told().at(-1)?.turn ?? 0) >= turn);
        }
        expect(told().map(({ text }) => text)).toEqual(expected);
      } finally {
        await watch.end('SIGTERM');
      }
    });
  });
});
