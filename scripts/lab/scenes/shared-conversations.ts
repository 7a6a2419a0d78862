import { execFileSync } from 'node:child_process';
import type { ScriptedApi } from '../api.ts';
import { sidecarOf } from '../hand.ts';
import type { Scene, SceneTable } from '../scene.ts';
import { done, goesOn, gone, hears, sessionNow, told } from './conversation-steps.ts';

const script = (api: ScriptedApi) =>
  void api
    .on('remember', [{ text: 'I keep the word.' }])
    .on('another', [{ text: 'Another it is.' }])
    .on('go on', [{ text: 'I went on.' }])
    .on('aside', [{ text: 'In the fork.' }]);

const live = { records: false, script };

/** Conversations that outlive their process: what the model receives proves which one continues. */
export const conversationsOf: SceneTable = (words): Scene[] => [
  {
    name: 'end-resume',
    about: 'A session is ended and started again: it continues with its own conversation.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
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
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
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
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
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
    about: 'A session is ended in the middle of a turn and continues with its conversation.',
    records: false,
    script(api) {
      script(api);
      api.on('slowly', [{ delayMs: 60_000, text: 'Late.' }]);
    },
    async play(stage) {
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
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
    about: 'Two start the same session at once: one does, the other gets an error that says so.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
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
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.step('pause', () => stage.ok('pause', 'lab', '--by', 'night watch'));
      const refused = (await stage.csd('send', 'lab', 'go on')).json as { code: string; error: string };
      await stage.effect(
        'a prompt is refused, and the error says who paused the session',
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
  {
    name: 'fork-independent',
    about: 'A conversation is forked, and the fork again: each hears what came before it and nothing of the others.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.step('fork', () => stage.ok('fork', 'lab', 'fork'));
      const fork = await sessionNow(stage, 'fork');
      await fork.moment('fresh', { status: 'spawning' }, { shows: words.composer });
      await told(words, fork, 'aside, bittern', /In the fork\./);
      await stage.step('fork of the fork', () => stage.ok('fork', 'fork', 'third', 'go on, cormorant'));
      const third = await sessionNow(stage, 'third');
      await third.moment('its turn', done('I went on.'), words.over(/I went on\./));
      await stage.send('another word, dunlin');
      await stage.moment('the parent goes on', done('Another it is.'), words.over(/Another it is\./));
      await fork.moment('the fork is as it was', done('In the fork.'), { shows: /In the fork\./ });
      await hears(stage, 'aside, bittern', ['albatross'], ['cormorant', 'dunlin']);
      await hears(stage, 'go on, cormorant', ['albatross', 'bittern'], ['dunlin']);
      await hears(stage, 'another word, dunlin', ['albatross'], ['bittern', 'cormorant']);
      const parents = [await sidecarOf(stage, 'fork'), await sidecarOf(stage, 'third')].map((one) => one.parent);
      await stage.effect(`the sidecars name their parents (${parents})`, () => parents.join() === 'lab,fork');
    },
  },
  {
    name: 'fork-working',
    about: 'A conversation is forked in the middle of a turn, which continues undisturbed.',
    records: false,
    script(api) {
      script(api);
      api.on('slowly', [{ delayMs: 12_000, text: 'Late, but here.' }]);
    },
    async play(stage) {
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.send('slowly please');
      await stage.waitForScreen(words.activity);
      await stage.step('fork', () => stage.ok('fork', 'lab', 'fork', 'aside, bittern'));
      const fork = await sessionNow(stage, 'fork');
      await fork.moment('the fork', done('In the fork.'), words.over(/In the fork\./));
      await stage.moment('the parent', done('Late, but here.'), words.over(/Late, but here\./));
      await hears(stage, 'aside, bittern', ['albatross']);
    },
  },
  {
    name: 'fork-ended',
    about: 'The conversation of an ended session is forked, and the fork is ended and resumed.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.step('end', () => stage.ok('end', 'lab'));
      await stage.step('fork', () => stage.ok('fork', 'lab', 'fork', 'aside, bittern'));
      const fork = await sessionNow(stage, 'fork');
      await fork.moment('the fork', done('In the fork.'), words.over(/In the fork\./));
      await stage.step('end the fork', () => stage.ok('end', 'fork'));
      await stage.step('resume the fork', () => stage.ok('resume', 'fork', 'go on, cormorant'));
      await goesOn(words, stage, 'fork', 'its turn', 'I went on.');
      await stage.step('resume', () => stage.ok('resume', 'lab', 'another word, dunlin'));
      await goesOn(words, stage, 'lab', 'the parent', 'Another it is.');
      await hears(stage, 'go on, cormorant', ['albatross', 'bittern']);
      await hears(stage, 'another word, dunlin', ['albatross'], ['bittern']);
    },
  },
  {
    name: 'fork-nothing',
    about: 'A session without a turn has nothing to fork.',
    ...live,
    async play(stage) {
      await stage.spawn();
      const refused = (await stage.csd('fork', 'lab', 'fork')).json as { code: string };
      await stage.effect('it is refused', () => refused.code === 'no_conversation');
      await stage.effect('nothing was started', async () => !(await stage.csd('ps', '--all')).stdout.includes('fork'));
    },
  },
  {
    name: 'fork-worktree',
    about: 'A fork works in a git worktree of its own and has the conversation all the same.',
    ...live,
    async play(stage) {
      const git = (...args: string[]) => execFileSync('git', ['-C', stage.place.cwd, ...args], { stdio: 'pipe' });
      git('init', '-q');
      git('-c', 'user.name=me', '-c', 'user.email=me@example.com', 'commit', '-q', '--allow-empty', '-m', 'begin');
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.step('fork', () => stage.ok('fork', 'lab', 'fork', '--worktree', '--trust', 'aside, bittern'));
      const fork = await sessionNow(stage, 'fork');
      await fork.moment('the fork', done('In the fork.'), words.over(/In the fork\./));
      await hears(stage, 'aside, bittern', ['albatross']);
      await stage.step('end', () => stage.ok('end', 'fork'));
      await stage.step('resume', () => stage.ok('resume', 'fork', 'go on, cormorant'));
      await goesOn(words, stage, 'fork', 'its turn', 'I went on.');
      await hears(stage, 'go on, cormorant', ['albatross', 'bittern']);
    },
  },
];
