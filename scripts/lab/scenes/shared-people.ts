import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf } from '../../../test/program.ts';
import type { Words } from '../agent-words.ts';
import type { ScriptedApi } from '../api.ts';
import { Desk } from '../desk.ts';
import type { SceneTable } from '../scene.ts';
import type { Session } from '../session.ts';
import type { Stage } from '../stage.ts';
import { patience, sleep } from '../wait.ts';

/** A csd command as a shell runs it. */
const csd = (...words: string[]) => commandOf(words).flat().join(' ');

/** Starts a session of that name and brings it to the gate of a command. */
async function startGated(stage: Stage, words: Words, name: string): Promise<Session> {
  const session = await stage.spawn(name);
  await session.waitForScreen(words.composer);
  await stage.step(`send ${name}`, () => stage.ok('send', name, 'touch it'));
  await stage.step(`${name} waits`, () => waitsFor(stage, name, 4));
  return session;
}

async function waitsFor(stage: Stage, name: string, code: number): Promise<void> {
  const ended = await stage.csd('wait', name, '--timeout', '30');
  if (ended.code !== code) throw new Error(`wait ${name} exited ${ended.code}: ${ended.stdout}${ended.stderr}`);
}

/** A model that greets, and runs a command that needs approval. */
const greetsAndTouches = (api: ScriptedApi, words: Words) =>
  api
    .on('say hello', [{ text: 'Hello there.' }])
    .on('touch it', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }]);

/** What a person does at a terminal, on every agent. */
export const peopleOf: SceneTable = (words) => [
  {
    name: 'top-day',
    about: 'In `top` a person sends, approves what it shows, denies, answers, interrupts and ends, by keys alone.',
    records: false,
    known: false,
    spawn: words.asking,
    script: (api) =>
      void greetsAndTouches(api, words)
        .on('leave it', [{ tools: [words.asked('touch unwanted')] }, { text: 'I left it.' }])
        .on('Not now', [{ text: 'I left it.' }])
        .on('ask me', [{ text: 'I can do it in two ways. Shall I go on?' }])
        .on('yes please', [{ text: 'I went on.' }])
        .on('count slowly', [{ text: 'one two three four five six seven', chunkMs: 300, stall: true }]),
    async play(stage) {
      for (const name of ['worker', 'other']) {
        const session = await stage.spawn(name);
        await session.waitForScreen(words.composer);
      }
      const desk = await Desk.open(stage, 'desk', csd('top'), { width: 80, height: 24 });
      const send = async (text: string) => {
        await desk.press('s');
        await desk.shows(/^To worker/);
        await desk.type(text);
        await desk.press('Enter');
        await desk.shows(/Sent to worker\./);
      };
      await desk.shows(/^. other +no prompt yet/m);
      await desk.type('/worker');
      await desk.shows(/^filter: worker/m);
      await desk.press('Enter');
      await stage.step('send', async () => {
        await send('say hello');
        await desk.shows(/^> worker +done .*Hello there\./m);
      });
      await stage.step('approve', async () => {
        await send('touch it');
        await desk.shows(/^> worker +asks /m);
        await desk.press('a');
        await desk.shows(/touch made[\s\S]*1\. Yes[\s\S]*a approve/);
        if (stage.made('made')) throw new Error('it ran before it was approved');
        await desk.press('a');
        await desk.shows(/^> worker +done .*It ran\./m);
      });
      await stage.effect('it ran', () => stage.made('made'));
      await stage.step('deny', async () => {
        await send('leave it');
        await desk.shows(/^> worker +asks /m);
        await desk.press('d');
        await desk.shows(/touch unwanted[\s\S]*d deny/);
        await desk.press('d');
        await desk.shows(/What should it do instead/);
        await desk.type('Not now');
        await desk.press('Enter');
        await desk.shows(/^> worker +(?:done|interrupted) /m);
      });
      await stage.effect('it did not run', () => !stage.made('unwanted'));
      await stage.step('answer', async () => {
        await send('ask me');
        await desk.shows(/^> worker +asks you .*Shall I go on\?/m);
        await desk.press('r');
        await desk.shows(/worker asks/);
        await desk.type('yes please');
        await desk.press('Enter');
        await desk.shows(/^> worker +done .*I went on\./m);
      });
      await stage.step('interrupt', async () => {
        await send('count slowly');
        await desk.shows(/^> worker +working/m);
        await desk.press('i');
        await desk.shows(/^> worker +interrupted/m);
      });
      await stage.step('end', async () => {
        await desk.press('e');
        await desk.shows(/End worker\?/);
        await desk.press('y');
        await desk.shows(/worker has ended\./);
      });
      await stage.effect('it has ended', async () => {
        const { json } = await stage.csd('state', 'worker');
        return (json as { status: string }).status === 'dead';
      });
      await stage.step('leave', async () => {
        await desk.press('C-c');
        await desk.ends();
      });
      await stage.effect('the other session is unchanged', async () => (await stage.csd('state', 'other')).code === 0);
    },
  },
  {
    name: 'top-races',
    about: 'A gate that was answered elsewhere, or whose session ended, is not answered by `top`.',
    records: false,
    known: false,
    spawn: words.asking,
    script: (api) =>
      void api.on('touch it', [
        { tools: [words.asked('touch one')] },
        { tools: [words.asked('touch two')] },
        { text: 'Both ran.' },
      ]),
    async play(stage) {
      await startGated(stage, words, 'lab');
      const desk = await Desk.open(stage, 'desk', csd('top'), { width: 100, height: 30 });
      await stage.step('show the first gate', async () => {
        await desk.shows(/^> lab +asks /m);
        await desk.press('a');
        await desk.shows(/touch one[\s\S]*a approve/);
      });
      await stage.step('answer it with another command', () => stage.ok('approve', 'lab'));
      await stage.step('the second gate is open', () => waitsFor(stage, 'lab', 4));
      await stage.step('answer the first in top', async () => {
        await desk.press('a');
        await desk.shows(/no longer open|has changed|another gate/i);
      });
      await stage.effect('the second was not answered', async () => {
        const { json } = await stage.csd('state', 'lab');
        return stage.made('one') && !stage.made('two') && (json as { status: string }).status === 'blocked';
      });
      await stage.step('show the second gate', async () => {
        await desk.press('Escape');
        await desk.shows(/^> lab +asks /m);
        await desk.press('a');
        await desk.shows(/touch two[\s\S]*a approve/);
      });
      await stage.step('rename it', () => stage.ok('rename', 'lab', 'moved'));
      await stage.step('answer it under its old name', async () => {
        await desk.press('a');
        await desk.shows(/no longer open|moved +(?:done|asks)/i);
      });
      await stage.step('end it', () => stage.ok('end', 'moved'));
      await stage.step('nothing is left to answer', async () => {
        await desk.press('Escape');
        await desk.shows(/^csd top/m);
        await desk.press('a');
        await desk.shows(/No session is chosen|moved has no open gate/);
      });
    },
  },
  {
    name: 'renamed',
    about:
      'A session is renamed at rest, in a turn and at a gate; it is answered, ended and resumed under its new name.',
    records: false,
    known: false,
    spawn: words.asking,
    script: (api) =>
      void greetsAndTouches(api, words)
        .on('count slowly', [{ text: 'one two three four five six seven', until: api.released }])
        .on('go on', [{ text: 'I went on.' }]),
    async play(stage) {
      const session = await stage.spawn('first');
      await session.waitForScreen(words.composer);
      const rename = (from: string, to: string) =>
        stage.step(`rename ${from} ${to}`, () => stage.ok('rename', from, to));
      await rename('first', 'second');
      await stage.step('send', () => stage.ok('send', 'second', 'count slowly'));
      const waited = stage.csd('wait', 'second', '--timeout', '40');
      // Nothing outside shows that it has begun to wait; the turn lasts until it is released.
      await sleep(patience(3000));
      await rename('second', 'third');
      stage.api.release();
      await stage.step('the waiting session is reported under the new name', async () => {
        const { code, stdout, stderr, json } = await waited;
        if (code !== 0 || (json as { session: string }).session !== 'third')
          throw new Error(`wait exited ${code}: ${stdout}${stderr}`);
      });
      await stage.step('send again', () => stage.ok('send', 'third', 'touch it'));
      await stage.step('it waits', () => waitsFor(stage, 'third', 4));
      const before = (await stage.csd('state', 'third')).json as { gate_id: string };
      await rename('third', 'fourth');
      await stage.step('approve', () => stage.ok('approve', 'fourth', '--expect', before.gate_id));
      await stage.step('it ran', () => waitsFor(stage, 'fourth', 0));
      await stage.effect('the old name is reported', async () => {
        const { code, json } = await stage.csd('state', 'third');
        return code !== 0 && (json as { renamed_to?: string }).renamed_to === 'fourth';
      });
      await stage.step('end', () => stage.ok('end', 'fourth'));
      await rename('fourth', 'fifth');
      await stage.step('resume', () => stage.ok('resume', 'fifth', 'go on'));
      await stage.step('it continued', () => waitsFor(stage, 'fifth', 0));
      await stage.effect('everything is in one conversation', async () => {
        const { json } = await stage.csd('history', 'fifth', '--json');
        return JSON.stringify(json).includes('count slowly') && JSON.stringify(json).includes('I went on.');
      });
    },
  },
  {
    name: 'next-need',
    about: '`wait` without names tells the next session that needs someone; `attach` and `next` go there in tmux.',
    records: false,
    known: false,
    spawn: words.asking,
    script: (api) => void greetsAndTouches(api, words),
    async play(stage) {
      const calm = await stage.spawn('calm');
      await calm.waitForScreen(words.composer);
      const waited = stage.csd('wait', '--timeout', '50');
      const gated = await startGated(stage, words, 'gated');
      await stage.effect('wait reports the session at its gate', async () => {
        const { code, json } = await waited;
        return code === 4 && (json as { session: string }).session === 'gated';
      });
      // A client of the same server, in a pane without tmux variables. Switching keeps the size of the session.
      const size = { width: 220, height: 51 };
      const inside = await Desk.open(stage, 'inside', 'PS1="in$ " exec sh -i', size);
      const outside = await Desk.open(stage, 'outside', 'unset TMUX TMUX_PANE; PS1="out$ " exec sh -i', size);
      await stage.step('a client shows the shell', async () => {
        await outside.shows(/^out\$/m);
        await outside.run("clear; tmux attach-session -t '=inside'");
        await outside.shows(/^in\$/m);
      });
      await stage.step('attach switches it', async () => {
        await inside.run(`clear; ${csd('attach', 'calm')}`);
        await outside.shows(words.composer, /^in\$/m);
      });
      await stage.step('next goes to the one that waits', async () => {
        await inside.run(`clear; ${csd('next')}`);
        await outside.shows(words.gate.shows);
      });
      await stage.step('the client detaches', async () => {
        await outside.press('C-b', 'd');
        await outside.shows(/^out\$/m, words.gate.shows);
      });
      const small = await Desk.open(stage, 'small', 'unset TMUX TMUX_PANE; PS1="out$ " exec sh -i', {
        width: 90,
        height: 28,
      });
      await stage.step('attach in a smaller terminal shows the gate whole', async () => {
        await small.shows(/^out\$/m);
        await small.run(`clear; ${csd('attach', 'gated')}`);
        await small.shows(words.gate.shows);
      });
      await gated.moment('small', { status: 'blocked', gate: 'permission' });
      await stage.step('the pane has its full size again afterwards', async () => {
        await small.press('C-b', 'd');
        await small.shows(/^out\$/m, words.gate.shows);
        const { width, height } = await stage.terminal.facts(gated.pane);
        if (width !== 220 || height !== 50) throw new Error(`${width}x${height}`);
      });
      await stage.effect('nothing was answered', async () => {
        const { json } = await stage.csd('state', 'gated');
        return !stage.made('made') && (json as { status: string }).status === 'blocked';
      });
    },
  },
  {
    name: 'notified',
    about: '`notify` runs a program once for each need, and not for brief changes.',
    records: false,
    known: false,
    spawn: words.asking,
    script: (api) => void greetsAndTouches(api, words),
    async play(stage) {
      const told = join(stage.place.root, 'told');
      const program = join(stage.place.root, 'tell');
      writeFileSync(told, '');
      // The program gets the notice as JSON, in one line.
      writeFileSync(program, `#!/bin/sh\n{ cat; echo; } >> '${told}'\n`, { mode: 0o755 });
      await mkdir(join(stage.place.home, '.config/csd'), { recursive: true, mode: 0o700 });
      const rules = { notify: [{ when: ['needs_you', 'idle_done'], after_ms: 500, do: { exec: [program] } }] };
      writeFileSync(join(stage.place.home, '.config/csd/config.json'), JSON.stringify(rules), { mode: 0o600 });
      const session = await stage.spawn('lab');
      await session.waitForScreen(words.composer);
      const teller = await Desk.open(stage, 'teller', csd('notify'), { width: 120, height: 20 });
      const notices = () =>
        readFileSync(told, 'utf8')
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => (JSON.parse(line) as { status: string }).status);
      await stage.step('touch it', () => stage.ok('send', 'lab', 'touch it'));
      await stage.effect('the gate is reported', () => notices().join() === 'blocked');
      await stage.step('approve', () => stage.ok('approve', 'lab'));
      await stage.effect('its end is reported', () => notices().join() === 'blocked,idle_done');
      await stage.step('say hello', () => stage.ok('send', 'lab', 'say hello'));
      await stage.effect('the next end is reported', () => notices().join() === 'blocked,idle_done,idle_done');
      await teller.press('C-c');
      await stage.step('it ends', () => teller.ends());
      await stage.effect('each of them is reported once', () => notices().length === 3);
    },
  },
];
