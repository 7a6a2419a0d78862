import { join } from 'node:path';
import { openShell, startByHand, trackByHand } from '../hand.ts';
import type { Scene, SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { done, hears, sessionNow } from './conversation-steps.ts';
import { ROOT, runExample } from './shared-library.ts';

const FIRST = '00000000-0000-4000-8000-00000000000a';

/** Attaches a safety net to a session of that name: a forbidden command, then more calls than allowed. */
const NET = `import { once } from 'node:events';
import { openDriver, SafetyNet } from ${JSON.stringify(join(ROOT, 'dist/index.js'))};
const driver = openDriver();
const session = driver.session('lab');
const until = async (status) => {
  while ((await session.state()).status !== status) await new Promise((done) => setTimeout(done, 100));
};
const told = [];
{
  await using net = new SafetyNet(session);
  await once(net, 'ready');
  const violation = once(net, 'violation');
  await session.send('remove it');
  console.error('sent it');
  told.push((await violation)[0]);
  console.error('a violation');
  await until('idle_done');
  // What was declined on a screen is told to the model with the next prompt.
  await session.send('and now', { wait: true });
}
{
  await using net = new SafetyNet(session, { max_turns: 3 });
  await once(net, 'ready');
  const limit = once(net, 'limit');
  console.error('a net with calls');
  await session.send('loop');
  told.push((await limit)[0]);
  await until('idle_done');
}
{
  await using net = new SafetyNet(session, { max_time: 3 });
  await once(net, 'ready');
  const limit = once(net, 'limit');
  console.error('a net with time');
  await session.send('take long');
  told.push((await limit)[0]);
  await until('idle_done');
}
driver.close();
console.log(JSON.stringify(told));
`;

const ABOUT = { screen: 'a session', stream: 'a session without a screen', tracked: "a person's own session" };

/** What the two drivers share: a conversation that moves from one to the other, and a net over a session of each. */
export const driversOf: SceneTable = (words) => [
  {
    name: 'resume-across',
    about:
      'A conversation that was held on a screen continues without one, and on a screen again, each time with all of it.',
    records: false,
    script: (api) =>
      void api
        .on('remember', [{ text: 'I keep the word.' }])
        .on('go on', [{ text: 'I went on.' }])
        .on('and again', [{ text: 'Once more.' }]),
    async play(stage) {
      await stage.spawn();
      const ids = new Set<unknown>();
      await stage.step('send', () => stage.ok('send', 'lab', 'remember the word albatross'));
      await stage.moment('said', done('I keep the word.'), words.over(/I keep the word\./));
      const refused = await stage.csd('resume', 'lab', '--driver', 'stream');
      await stage.effect('a running agent is left alone', () => codeOf(refused) === 'bad_input');
      const turnNow = async () => {
        const { status, turn } = (await stage.ok('state', 'lab')) as Record<string, unknown>;
        return status === 'idle_done' ? turn : undefined;
      };
      const change = async (driver: string, prompt: string, text: string, heard: string[]) => {
        const turn = await turnNow();
        await stage.step('end', () => stage.ok('end', 'lab'));
        const resumed = (await stage.ok('resume', 'lab', '--driver', driver)) as Record<string, unknown>;
        await stage.effect(
          `resumed with ${driver}`,
          () => resumed.outcome === 'resumed' && resumed.proof !== undefined,
        );
        const now = await sessionNow(stage, 'lab');
        ids.add(resumed.session_id);
        await stage.effect('the conversation is the same', () => ids.size === 1);
        await stage.effect(
          'the turn has kept its number',
          async () => turn !== undefined && (await turnNow()) === turn,
        );
        await stage.step('send', () => stage.ok('send', 'lab', prompt));
        await now.moment(`over with ${driver}`, done(text));
        await hears(stage, prompt, heard);
      };
      await change('stream', 'go on', 'I went on.', ['albatross', 'I keep the word.']);
      await change('screen', 'and again', 'Once more.', ['albatross', 'I went on.']);
      const { turns } = (await stage.ok('history', 'lab', '--json')) as { turns: { prompt: string }[] };
      await stage.effect('all is in its history', () => turns.length === 3);
      await stage.step('kill', () => stage.ok('kill', 'lab'));
    },
  },
  ...(['screen', 'stream', 'tracked'] as const).map(
    (how): Scene => ({
      name: `safety-net-${how}`,
      about: `A safety net over ${ABOUT[how]}: a command that touches what is protected, too many calls, too long a turn.`,
      records: false,
      known: false,
      spawn: words.asking,
      home: { files: { '.env': 'KEY=1\n' } },
      script: (api) =>
        void api
          .on('remove it', [{ tools: [words.asked('rm .env')] }, { text: 'I removed it.' }])
          .on('and now', [{ text: 'Now.' }])
          .on(
            'loop',
            Array.from({ length: 40 }, () => ({ tools: [words.shell('ls')], delayMs: 700 })),
          )
          .on('take long', [{ text: 'a b c d e f g h i j k l', chunkMs: 2000 }]),
      async play(stage) {
        if (how === 'tracked') {
          const pane = await openShell(stage);
          await startByHand(stage, pane, FIRST);
          await trackByHand(stage, 'lab', pane, pane);
        } else await stage.spawn('lab', [...words.asking, '--driver', how]);
        const { failed, said } = await stage.step('run', () => runExample(stage, NET));
        const [violation, turns, time] = failed === '' ? JSON.parse(said) : [];
        await stage.effect(`a violation ${failed}`, () => {
          const isStopped = violation?.done === 'declined' || violation?.done === 'interrupted';
          return isStopped && violation.path === '.env' && violation.command?.includes('rm .env') && stage.made('.env');
        });
        await stage.effect(
          'the limit on calls is enforced',
          () => turns?.limit === 'turns' && turns.done === 'interrupted',
        );
        await stage.effect('no call beyond the one under way', () => turns?.used.turns >= 3 && turns.used.turns <= 4);
        await stage.effect(
          'the limit on time is enforced',
          () => time?.limit === 'time' && time.done === 'interrupted',
        );
      },
    }),
  ),
];

const codeOf = ({ json }: Awaited<ReturnType<Stage['csd']>>) => (json as { code?: string } | undefined)?.code;
