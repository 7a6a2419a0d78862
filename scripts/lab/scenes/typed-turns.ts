import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { sleep } from '../wait.ts';
import { over } from './lines.ts';

const ONE = { text: 'Answer one.' };
const SEEN = { text: 'I see what it printed.' };
/** The answer to what the agent tells the model when a goal is set. */
const BEGUN = { text: 'I begin.' };
const THREE = { text: 'Answer three.' };
const FOUR = { text: 'Answer four.' };

/** How long a release that answers a shell command may take to ask its model, ms. */
const ASKS_WITHIN_MS = 4000;

/** Runs a command of the person's own shell in the agent's composer, and says whether the model is asked about it. */
async function runInShell(stage: Stage, command: string): Promise<boolean> {
  const isAsked = () => stage.api.prompts().some((prompt) => prompt.includes(command));
  await stage.type('!');
  await sleep(300);
  await stage.type(command);
  await sleep(300);
  await stage.keys('Enter');
  for (let waited = 0; waited < ASKS_WITHIN_MS && !isAsked(); waited += 200) await sleep(200);
  return isAsked();
}

/** What a person types that begins a turn without being a prompt: a shell command on newer releases, and a goal. */
export const TYPED_TURNS: Scene[] = [
  {
    name: 'shell-turn',
    about:
      'The person runs a shell command in the composer: it is a turn if the model answers it, and leaves the turn as it was otherwise.',
    records: false,
    script: (api) => void api.on('say one', [ONE]).on('expr', [SEEN]).on('say three', [THREE]),
    async play(stage) {
      const turn = async () => ((await stage.ok('state', 'lab')) as { turn?: number }).turn ?? 0;
      await stage.spawn();
      await stage.send('say one');
      await stage.moment('before', { status: 'idle_done', text: ONE.text }, { shows: over(/Answer one\./) });
      const first = await turn();
      const isAnswered = await runInShell(stage, 'expr 40 + 2');
      const answer = isAnswered ? SEEN.text : ONE.text;
      await stage.effect('the reported answer', async () => {
        const state = (await stage.ok('state', 'lab')) as { status: string; text?: string; turn?: number };
        return state.status === 'idle_done' && state.text === answer && (state.turn ?? 0) > first === isAnswered;
      });
      await stage.send('say three');
      await stage.moment('after', { status: 'idle_done', text: THREE.text }, { shows: over(/Answer three\./) });
      const { turns } = (await stage.ok('history', 'lab', '--json')) as { turns: { text?: string }[] };
      await stage.effect('history has a row for each answer', () => turns.length === (isAnswered ? 3 : 2));
    },
  },
  {
    name: 'goal-turn',
    about:
      'The person sets a goal, which the agent begins to work for: a turn of its own, with its number and its answer.',
    records: false,
    script: (api) => void api.on('say one', [ONE]).on('session-scoped Stop hook', [BEGUN]).on('say three', [THREE]),
    async play(stage) {
      const turn = async () => ((await stage.ok('state', 'lab')) as { turn?: number }).turn ?? 0;
      await stage.spawn();
      await stage.send('say one');
      await stage.moment('before', { status: 'idle_done', text: ONE.text }, { shows: over(/Answer one\./) });
      const first = await turn();
      await stage.type('/goal finish it');
      await stage.waitForScreen(/\/goal finish it/);
      await stage.keys('Enter');
      await stage.moment('begun', { status: 'idle_done', text: BEGUN.text }, { shows: over(/I begin\./) });
      await stage.effect('a turn of its own', async () => (await turn()) > first);
      const second = await turn();
      for (const command of ['/effort high', '/context']) {
        await stage.type(command);
        await sleep(300);
        await stage.keys('Enter');
        await stage.effect(`${command} is none`, async () => (await turn()) === second);
      }
      await stage.send('say three');
      await stage.moment('after', { status: 'idle_done', text: THREE.text }, { shows: over(/Answer three\./) });
      const { turns } = (await stage.ok('history', 'lab', '--json')) as { turns: { prompt: string; text?: string }[] };
      const prompts = turns.map(({ prompt }) => prompt).join(', ');
      await stage.effect('history', () => prompts === 'say one, /goal finish it, say three');
    },
  },
  {
    name: 'earlier-opened',
    about:
      'After a clear the person goes back to the earlier conversation and prompts there: each turn keeps its numbers, in `history` and in the state.',
    records: false,
    script: (api) => void api.on('say one', [ONE]).on('say three', [THREE]).on('say four', [FOUR]),
    async play(stage) {
      const told = async () => (await stage.ok('state', 'lab')) as { turn?: number; text?: string };
      const prompts = async () => {
        const { turns } = (await stage.ok('history', 'lab', '--json')) as { turns: { turn: number; prompt: string }[] };
        return turns.map(({ turn, prompt }) => `${turn} ${prompt}`).join(', ');
      };
      await stage.spawn();
      await stage.send('say one');
      await stage.moment('first', { status: 'idle_done', text: ONE.text }, { shows: over(/Answer one\./) });
      const first = await told();
      await stage.send('/clear');
      await stage.moment('cleared', { status: 'spawning' }, { hides: /Answer one/ });
      await stage.send('say three');
      await stage.moment('second', { status: 'idle_done', text: THREE.text }, { shows: over(/Answer three\./) });
      const before = await prompts();
      await stage.type('/resume');
      await sleep(500);
      await stage.keys('Enter');
      await stage.waitForScreen(/Resume session[\s\S]*say one/);
      await sleep(500);
      await stage.keys('Enter');
      await stage.moment('back', { status: 'idle_done', text: ONE.text }, { shows: over(/Answer one\./) });
      await stage.effect('the number that its turn had', async () => (await told()).turn === first.turn);
      await stage.effect(
        'the same history',
        async () => before === '1 say one, 2 say three' && (await prompts()) === before,
      );
      await stage.type('say four');
      await sleep(300);
      await stage.keys('Enter');
      await stage.moment('typed there', { status: 'idle_done', text: FOUR.text }, { shows: over(/Answer four\./) });
      await stage.effect('a number of its own', async () => ((await told()).turn ?? 0) > (first.turn ?? 0));
      await stage.effect('its place', async () => (await prompts()) === `${before}, 3 say four`);
    },
  },
];
