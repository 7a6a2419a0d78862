import type { ScriptedApi } from '../api.ts';
import { sidecarOf } from '../hand.ts';
import type { Expected } from '../match.ts';
import type { Scene } from '../scene.ts';
import { Session } from '../session.ts';
import type { Stage } from '../stage.ts';
import type { SceneTable, Words } from '../words.ts';
import { ended } from './shared-turns.ts';

const script = (api: ScriptedApi) =>
  void api
    .on('remember', [{ text: 'I keep the word.' }])
    .on('another', [{ text: 'Another it is.' }])
    .on('go on', [{ text: 'I went on.' }])
    .on('aside', [{ text: 'In the fork.' }]);

const done = (text: string): Expected => ({ status: 'idle_done', text });

/** A session that csd has started again, or a fork, as the other steps of a scene take it. */
async function sessionNow(stage: Stage, name: string): Promise<Session> {
  const { session_id, pane, pane_pid } = await sidecarOf(stage, name);
  const session = new Session(stage, name, String(session_id), String(pane), Number(pane_pid), null);
  stage.sessions.push(session);
  return session;
}

/** What the model received for the newest prompt with this text, as JSON; empty where nothing did. */
const receivedFor = (stage: Stage, prompt: string) =>
  JSON.stringify(stage.api.received.findLast((one) => one.prompt.includes(prompt))?.request ?? '');

/** The model was given, with that prompt, what was said in one conversation and nothing of another. */
const hears = (stage: Stage, prompt: string, holds: string[], lacks: string[] = []) =>
  stage.effect(`the model hears ${prompt} in its conversation`, () => {
    const heard = receivedFor(stage, prompt);
    return holds.every((text) => heard.includes(text)) && !lacks.some((text) => heard.includes(text));
  });

async function told(
  stage: Stage,
  words: Words,
  session: { send(text: string): Promise<void> },
  ...said: [string, RegExp]
) {
  await session.send(said[0]);
  await ended(stage, words, said[1]);
}

const gone = (stage: Stage, name = 'lab') =>
  stage.effect('the tmux session is gone', async () => {
    const listed = await stage.terminal.tmux('list-sessions', '-F', '#{session_name}').catch(() => '');
    return !listed.split('\n').includes(name);
  });

const live = { records: false, script };

/** Conversations that outlive their process: what the model receives proves which one goes on. */
export const conversationsOf: SceneTable = (words): Scene[] => [
  {
    name: 'end-resume',
    about: 'A session is ended and started again: it goes on with its own conversation.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(stage, words, stage, 'remember the word albatross', /I keep the word\./);
      const end = (await stage.step('end', () => stage.ok('end', 'lab'))) as { how: string; resumable: boolean };
      await stage.effect(
        'it ended by its own command, and can be resumed',
        () => end.how === 'command' && end.resumable,
      );
      await gone(stage);
      const state = await stage.csd('state', 'lab');
      const said = state.json as { status: string; reason: string; resumable: boolean };
      await stage.effect(
        'its state is dead, ended and resumable',
        () => said.status === 'dead' && said.reason === 'ended' && said.resumable,
      );
      await stage.effect('ps hides it, and ps --all shows it', async () => {
        const [short, long] = [await stage.csd('ps'), await stage.csd('ps', '--all')];
        return !short.stdout.includes('lab') && /lab .*ended/.test(long.stdout);
      });
      const refused = (await stage.csd('send', 'lab', 'go on')).json as { code: string; error: string };
      await stage.effect(
        'a prompt is refused and the error says how',
        () => refused.code === 'dead' && /csd resume lab/.test(refused.error),
      );
      const resumed = (await stage.step('resume', () => stage.ok('resume', 'lab', 'go on'))) as {
        outcome: string;
        proof?: string;
      };
      await stage.effect('it was resumed, proven', () => resumed.outcome === 'resumed' && resumed.proof !== undefined);
      const again = await sessionNow(stage, 'lab');
      await again.moment('next', done('I went on.'), words.over(/I went on\./));
      await hears(stage, 'go on', ['albatross']);
    },
  },
  {
    name: 'end-twice',
    about: 'A session is ended and resumed by send, twice over, and every turn is in its conversation.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(stage, words, stage, 'remember the word albatross', /I keep the word\./);
      for (const n of [1, 2]) {
        await stage.step('end', () => stage.ok('end', 'lab'));
        await stage.step('send --resume', () => stage.ok('send', 'lab', '--resume', `another word, number${n}`));
        const again = await sessionNow(stage, 'lab');
        await again.moment(`turn ${n}`, done('Another it is.'), words.over(/Another it is\./));
      }
      await hears(stage, 'number2', ['albatross', 'number1']);
    },
  },
  {
    name: 'server-died',
    about: 'The tmux server dies under a session, which is started again on its conversation.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(stage, words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.terminal.tmux('kill-server');
      await stage.effect('it is dead and can be resumed', async () => {
        const { json } = await stage.csd('state', 'lab');
        return (
          (json as { status: string; resumable?: boolean }).status === 'dead' &&
          (json as { resumable?: boolean }).resumable === true
        );
      });
      await stage.step('run --session --resume', () => stage.ok('run', '--session', 'lab', '--resume', 'go on'));
      await hears(stage, 'go on', ['albatross']);
    },
  },
  {
    name: 'end-working',
    about: 'A session is ended in the midst of a turn and goes on with its conversation.',
    records: false,
    script(api) {
      script(api);
      api.on('slowly', [{ delayMs: 60_000, text: 'Late.' }]);
    },
    async play(stage) {
      await stage.spawn();
      await told(stage, words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.send('slowly please');
      await stage.waitForScreen(words.activity);
      await stage.step('end', () => stage.ok('end', 'lab'));
      await gone(stage);
      await stage.step('resume', () => stage.ok('resume', 'lab', 'go on'));
      const again = await sessionNow(stage, 'lab');
      await again.moment('next', done('I went on.'), words.over(/I went on\./));
      await hears(stage, 'go on', ['albatross']);
    },
  },
  {
    name: 'resume-twice-at-once',
    about: 'Two start the same session at once: one does, the other is told so.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(stage, words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.step('end', () => stage.ok('end', 'lab'));
      const both = await Promise.all([stage.csd('resume', 'lab'), stage.csd('resume', 'lab')]);
      const codes = both.map(({ code, json }) => (code === 0 ? 'ok' : (json as { code: string }).code)).sort();
      await stage.effect(`one wins, the other is refused (${codes})`, () => codes.join() === 'locked,ok');
    },
  },
  {
    name: 'pause',
    about: 'Nobody sends to a paused session until it is resumed.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(stage, words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.step('pause', () => stage.ok('pause', 'lab', '--by', 'night watch'));
      const refused = (await stage.csd('send', 'lab', 'go on')).json as { code: string; error: string };
      await stage.effect(
        'a prompt is refused, and who paused it is told',
        () => refused.code === 'paused' && refused.error.includes('night watch'),
      );
      await stage.step('resume', () => stage.ok('resume', 'lab', 'go on'));
      await stage.moment('next', done('I went on.'), words.over(/I went on\./));
      await stage.effect(
        'the refused prompt never reached the model',
        () => stage.api.received.filter(({ prompt }) => prompt.includes('go on')).length === 1,
      );
    },
  },
];
