import type { SceneTable } from '../scene.ts';

/** Ends of turns that a caller waits for, on every agent; their proof is not on a screen. */
export const waitsOf: SceneTable = (words) => [
  {
    name: 'wait',
    about: '`wait` ends with the turn that was sent before it, at a gate with 4, and after its timeout with 2.',
    records: false,
    spawn: words.asking,
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('touch', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(words.composer);
      await stage.step('send', () => stage.ok('send', 'lab', 'say hello'));
      const done = await stage.csd('wait', 'lab', '--timeout', '30');
      await stage.effect('the turn is done', () => {
        const { outcome, state } = done.json as { outcome: string; state: { text?: string } };
        return done.code === 0 && outcome === 'reached' && state.text === 'Hello there.';
      });
      await stage.step('send again', () => stage.ok('send', 'lab', 'touch it'));
      const gated = await stage.csd('wait', 'lab', '--timeout', '30');
      await stage.effect('a gate is open', () => gated.code === 4);
      const late = await stage.csd('wait', 'lab', '--for', 'idle_done', '--timeout', '1');
      await stage.effect('it is still open', () => late.code === 2);
      await stage.step('approve', () => stage.ok('approve', 'lab'));
      const over = await stage.csd('wait', 'lab', '--for', 'idle_done', '--timeout', '30');
      await stage.effect('the turn is over', () => over.code === 0);
    },
  },
  {
    name: 'converse',
    about: '`converse` answers with the text of its own turn, in a session without hooks too.',
    records: false,
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]).on('say more', [{ text: 'More.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(words.composer);
      for (const [prompt, text] of [
        ['say hello', 'Hello there.'],
        ['say more', 'More.'],
      ] as const) {
        const { code, json } = await stage.csd('converse', 'lab', prompt, '30', '--json');
        await stage.effect(prompt, () => code === 0 && (json as { text: string }).text === text);
      }
      const { json } = await stage.csd('status', 'lab', '--json');
      await stage.effect('idle', () => (json as { status: string }).status === 'idle');
    },
  },
];
