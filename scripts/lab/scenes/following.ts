import type { Scene } from '../scene.ts';
import { over, planTurn } from './lines.ts';
import { leave } from './records.ts';

const done = (text: string) => ({ status: 'idle_done', text });
const answers: NonNullable<Scene['script']> = (api) =>
  void api
    .on('first', [{ text: 'The first answer.' }])
    .on('second', [{ text: 'The second answer.' }])
    .on('third', [{ text: 'The third answer.' }]);
const FIRST = over(/The first answer\./);

/** Conversations that follow each other in one session, with others at the same time. */
export const FOLLOWING: Scene[] = [
  {
    name: 'clear-twice',
    about: 'The conversation is cleared twice: the newest one counts.',
    script: answers,
    async play(stage) {
      await stage.spawn();
      await stage.send('first please');
      await stage.waitForScreen(FIRST);
      await stage.send('/clear');
      await stage.waitForScreen(/^❯/m, /first answer/);
      await stage.send('second please');
      await stage.waitForScreen(over(/second answer\./));
      await stage.send('/clear');
      await stage.moment('empty', { status: 'spawning' }, { shows: /^❯/m, hides: /second answer/ });
      await stage.send('third please');
      await stage.moment('again', done('The third answer.'), { shows: over(/The third answer\./) });
    },
  },
  {
    name: 'siblings',
    about: 'Two sessions in one folder, one is cleared: each has its own conversation.',
    script: answers,
    async play(stage) {
      const one = await stage.spawn('one');
      await one.send('first please');
      await one.waitForScreen(FIRST);
      const two = await stage.spawn('two');
      await two.send('second please');
      await two.waitForScreen(over(/second answer\./));
      await one.send('/clear');
      await one.moment('cleared', { status: 'spawning' }, { shows: /^❯/m, hides: /first answer/ });
      await two.moment('beside', done('The second answer.'), { shows: over(/The second answer\./) });
      await two.send('/clear');
      await two.waitForScreen(/^❯/m, /second answer/);
      await two.send('third please');
      await two.waitForScreen(over(/The third answer\./));
      await two.moment('again', done('The third answer.'), { shows: over(/The third answer\./) });
      await one.moment('still', { status: 'spawning' }, { shows: /^❯/m, hides: /answer/ });
    },
  },
  {
    name: 'resumed',
    about: 'A finished conversation is resumed by its id: the same file, and what it ended with.',
    script: answers,
    async play(stage) {
      const first = await stage.spawn();
      await stage.send('first please');
      await stage.waitForScreen(FIRST);
      await leave(stage);
      const again = await stage.resume(first.id);
      await again.moment('', done('The first answer.'), { shows: /The first answer\.[\s\S]*^❯/m });
      await again.send('second please');
      await again.moment('next', done('The second answer.'), { shows: over(/The second answer\./) });
    },
  },
  {
    name: 'forked',
    about: 'A conversation is forked: a new id, and its own turns from there.',
    script: answers,
    async play(stage) {
      const first = await stage.spawn();
      await stage.send('first please');
      await stage.waitForScreen(FIRST);
      const fork = await stage.spawn('fork', ['--', '--resume', first.id, '--fork-session']);
      const truth = { status: 'spawning' };
      const look = { shows: /The first answer\.[\s\S]*^❯/m };
      // In live mode the verdict may settle: the status is younger than the conversation on the screen.
      if (!stage.recording) await fork.moment('', truth, look);
      else await fork.waitForScreen(look.shows);
      await fork.send('second please');
      await fork.moment('next', done('The second answer.'), { shows: over(/The second answer\./) });
      await first.moment('origin', done('The first answer.'), { shows: FIRST });
    },
  },
  {
    name: 'switched',
    about: 'A person switched to another conversation inside the session.',
    script: answers,
    async play(stage) {
      const first = await stage.spawn();
      await stage.send('first please');
      await stage.waitForScreen(FIRST);
      await leave(stage);
      const second = await stage.spawn('second');
      await second.send('second please');
      await second.waitForScreen(over(/second answer\./));
      // With keys, because a prompt that begins with a command is text for csd.
      await second.type(`/resume ${first.id}`);
      await second.waitForScreen(/^❯.*\/resume/m);
      await second.keys('Enter');
      // For a moment the status is newer than anything in the other transcript: in live mode the verdict may settle.
      const look = { shows: /The first answer\.[\s\S]*^❯/m, hides: /second answer/ };
      if (!stage.recording) await second.moment('', done('The first answer.'), look);
      else await second.waitForScreen(look.shows, look.hides);
      await second.send('third please');
      await second.moment('next', done('The third answer.'), { shows: over(/The third answer\./) });
    },
  },
  {
    name: 'plan-clear',
    about: 'The plan is accepted with a cleared context: a new conversation carries it out.',
    spawn: ['--permission-mode', 'plan'],
    home: { settings: { showClearContextOnPlanAccept: true } },
    script: (api) =>
      void api
        .on('plan', planTurn('# Plan\n\n1. Do it\n'))
        .on('Implement the following', [{ text: 'The plan is done.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('plan it');
      await stage.moment('gate', { status: 'plan_ready' }, { shows: /clear context/ });
      await stage.approve({ match: 'clear context' });
      await stage.moment('cleared', done('The plan is done.'), { shows: over(/The plan is done\./) });
    },
  },
];
