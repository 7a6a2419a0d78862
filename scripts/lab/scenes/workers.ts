import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandOf } from '../../../test/program.ts';
import type { Scene } from '../scene.ts';
import type { CsdResult, Stage } from '../stage.ts';
import { patience, until } from '../wait.ts';
import { bash } from './lines.ts';

const PATTERNS = fileURLToPath(new URL('../../../docs/patterns', import.meta.url));
const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** Puts `csd` on the PATH of the scene. */
export async function install(stage: Stage): Promise<void> {
  const program = join(stage.place.root, 'bin', 'csd');
  const [first, rest] = commandOf([]);
  await writeFile(program, `#!/bin/sh\nexec ${[first, ...rest].map(quote).join(' ')} "$@"\n`);
  await chmod(program, 0o755);
}

/** The same, and consent into its home. */
async function prepare(stage: Stage): Promise<void> {
  await install(stage);
  await mkdir(join(stage.place.home, '.claude'), { recursive: true });
  await writeFile(join(stage.place.home, '.claude', '.claude-session-driver-consent'), '');
}

/** Runs a program of the scene, at most 2 min. */
function run(stage: Stage, program: string, ...args: string[]): Promise<CsdResult> {
  return start(stage, program, args).done;
}

/** The same, with its stderr so far. */
function start(stage: Stage, program: string, args: string[]): { done: Promise<CsdResult>; said(): string } {
  const options = { env: stage.place.env, cwd: stage.place.cwd, timeout: patience(120_000) };
  let said = '';
  const done = new Promise<CsdResult>((resolve) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr, json: undefined });
    });
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
  });
  return { done, said: () => said };
}

/** Launches a worker and returns its shim. */
async function launch(stage: Stage, name: string, ...flags: string[]): Promise<string> {
  return stage.step(`launch ${name}`, async () => {
    const { code, stdout, stderr } = await run(stage, 'csd', 'launch', name, stage.place.cwd, ...flags);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  });
}

/** Waits until the worker's event file contains such an event. */
const told = (stage: Stage, event: string) =>
  until(
    () => {
      const folder = join(stage.place.root, 'workers');
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.jsonl')) : [];
      return files.some((file) => readFileSync(join(folder, file), 'utf8').includes(`"event":"${event}"`));
    },
    30_000,
    () => `no ${event}`,
  );

const left = (stage: Stage) =>
  readdirSync(join(stage.place.root, 'workers'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file !== 'bin',
  );

/** Stories of workers, and the four patterns of the documentation. */
export const WORKERS: Scene[] = [
  {
    name: 'worker',
    about: 'A worker is launched, asked twice, read and stopped; nothing is left of it.',
    records: false,
    home: { trusted: false },
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('count', [{ tools: [bash('seq 1 9 > counted; cat counted')] }, { text: 'Counted.' }]),
    async play(stage) {
      await install(stage);
      const refused = await run(stage, 'csd', 'launch', 'one', stage.place.cwd);
      await stage.effect('without consent it is refused', () => /csd grant-consent/.test(refused.stderr));
      await prepare(stage);
      const worker = await launch(stage, 'one');
      const hello = await run(stage, worker, 'converse', 'say hello');
      await stage.effect('it answers', () => hello.code === 0 && hello.stdout === 'Hello there.\n');
      const counted = await run(stage, worker, 'converse', '--with-turn', 'count to nine', '60');
      await stage.effect('a tool runs without asking', () => stage.made('counted'));
      await stage.effect('the turn is reported', () => /\*\*Tool: Bash\*\*[\s\S]*9 lines total/.test(counted.stdout));
      const status = await run(stage, worker, 'status');
      await stage.effect('it is idle', () => status.stdout === 'idle\n');
      const wrong = await run(stage, 'csd', '--worker', 'onee', 'converse', 'say hello');
      await stage.effect('a misspelt name is refused', () => /no session named/.test(wrong.stderr));
      const events = (await run(stage, worker, 'read-events')).stdout.trim().split('\n');
      await stage.effect('its events are reported in order', () => {
        const names = events.map((line) => (JSON.parse(line) as { event: string }).event);
        return names.join(' ') === 'session_start user_prompt_submit stop user_prompt_submit pre_tool_use stop';
      });
      await stage.step('stop', async () => {
        const { code, stderr } = await run(stage, worker, 'stop');
        if (code !== 0) throw new Error(stderr);
      });
      await stage.effect('nothing is left', () => left(stage).length === 0);
    },
  },
  {
    name: 'worker-cut-off',
    about: 'Where no hook runs (interrupt, failed service, killed agent), converse and wait-for-turn end nevertheless.',
    records: false,
    script: (api) =>
      void api
        .on('think', [{ delayMs: 60_000, text: 'late' }])
        .on('fail', [{ error: { status: 400, type: 'invalid_request_error', message: 'no such thing' } }])
        .on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await prepare(stage);
      const worker = await launch(stage, 'one');
      const first = run(stage, worker, 'converse', 'think long', '60');
      await told(stage, 'user_prompt_submit');
      await stage.step('interrupt', () => stage.ok('interrupt', 'one'));
      const cut = await first;
      await stage.effect('an interrupt ends the turn', () => cut.code === 1 && /was interrupted/.test(cut.stderr));
      const waited = await run(stage, worker, 'wait-for-turn', '20');
      await stage.effect('and ends the wait for the turn', () => /"event":"stop"/.test(waited.stdout));
      const failed = await run(stage, worker, 'converse', 'fail now', '60');
      await stage.effect('a failure ends the turn', () => failed.code === 1 && /no such thing/.test(failed.stderr));
      const again = await run(stage, worker, 'converse', 'say hello', '60');
      await stage.effect('the next turn is reported separately', () => again.stdout === 'Hello there.\n');
      const last = run(stage, worker, 'converse', 'think of the end', '60');
      await until(
        async () => ((await stage.csd('status', 'one')).stdout ?? '').startsWith('working'),
        20_000,
        () => 'it never worked',
      );
      const [row] = ((await stage.ok('ps', '--json')) as { sessions: { pane_pid: number }[] }).sessions;
      process.kill(row?.pane_pid ?? Number.NaN, 'SIGKILL');
      const dead = await last;
      await stage.effect('so does the end of the agent', () => dead.code === 1 && /"code":"dead"/.test(dead.stderr));
      const status = await run(stage, worker, 'status');
      await stage.effect('it is terminated', () => status.stdout === 'terminated\n');
    },
  },
  {
    name: 'worker-nested',
    about: 'A worker launches a worker, asks it and stops it.',
    records: false,
    script: (api) =>
      void api
        .on('inner words', [{ text: 'Said inside.' }])
        .on('delegate', [
          { tools: [bash('W=$(csd launch inner "$PWD" 2>/dev/null) && $W converse "inner words" 60 && $W stop')] },
          { text: 'Delegated.' },
        ]),
    async play(stage) {
      await prepare(stage);
      const worker = await launch(stage, 'outer');
      const said = await run(stage, worker, 'converse', '--with-turn', 'delegate it', '100');
      await stage.effect('the inner worker’s answer is passed on', () => /Said inside\./.test(said.stdout));
      const { stdout } = await run(stage, 'csd', 'list', '--all');
      await stage.effect('the inner worker is gone', () => !/inner/.test(stdout) && /^idle\touter\t/m.test(stdout));
    },
  },
  {
    name: 'pattern-fan-out',
    about: 'docs/patterns/fan-out.sh asks two workers at once.',
    records: false,
    script: (api) => void api.on('who are you', [{ text: 'One of two.' }]),
    async play(stage) {
      await prepare(stage);
      const folders = ['one', 'two'].map((name) => join(stage.place.cwd, name));
      for (const folder of folders) await mkdir(folder);
      const { code, stdout } = await run(stage, join(PATTERNS, 'fan-out.sh'), 'who are you', ...folders);
      const wanted = folders.map((folder) => `== ${folder}\nOne of two.\n`).join('');
      await stage.effect('both answer', () => code === 0 && stdout === wanted);
      await stage.effect('nothing is left', () => left(stage).length === 0);
    },
  },
  {
    name: 'pattern-pipeline',
    about: 'docs/patterns/pipeline.sh hands the first answer to the second worker.',
    records: false,
    script: (api) =>
      void api.on('The stage before answered', [{ text: 'Second.' }]).on('begin', [{ text: 'First: alpha.' }]),
    async play(stage) {
      await prepare(stage);
      const script = join(PATTERNS, 'pipeline.sh');
      const { code, stdout } = await run(stage, script, stage.place.cwd, 'begin', 'go on');
      await stage.effect('the last stage answers', () => code === 0 && stdout === 'Second.\n');
      await stage.effect('it was given the first answer', () =>
        stage.api.received.some(({ prompt }) => prompt.includes('go on') && prompt.includes('First: alpha.')),
      );
      await stage.effect('nothing is left', () => left(stage).length === 0);
    },
  },
  {
    name: 'pattern-supervision',
    about: 'docs/patterns/supervision.sh allows one gate and denies another.',
    records: false,
    script: (api) =>
      void api
        .on('good', [{ tools: [bash('echo good > good.txt')] }, { text: 'Done.' }])
        .on('evil', [{ tools: [bash('echo evil > evil.txt')] }, { text: 'Not reached.' }]),
    async play(stage) {
      await prepare(stage);
      const script = join(PATTERNS, 'supervision.sh');
      const good = await run(stage, script, stage.place.cwd, 'good things', 'good\\.txt');
      await stage.effect('an allowed tool runs', () => good.code === 0 && good.stdout === 'Done.\n');
      await stage.effect('the tool ran', () => stage.made('good.txt'));
      const evil = await run(stage, script, stage.place.cwd, 'evil things', 'good\\.txt');
      await stage.effect('another tool is denied', () => evil.code === 1 && /^deny$/m.test(evil.stderr));
      await stage.effect('that tool did not run', () => !stage.made('evil.txt'));
    },
  },
  {
    name: 'pattern-hand-over',
    about: 'docs/patterns/hand-over.sh lets a person continue in the worker.',
    records: false,
    script: (api) =>
      void api
        .on('first part', [{ text: 'First part done.' }])
        .on('my turn', [{ text: 'As you say.' }])
        .on('sum up', [{ text: 'Summed up.' }]),
    async play(stage) {
      await prepare(stage);
      const script = join(PATTERNS, 'hand-over.sh');
      const playing = start(stage, script, [stage.place.cwd, 'first part', 'sum up']);
      await stage.effect('a person is told how to continue', () => /tmux .*attach/.test(playing.said()));
      const sessions = async () => ((await stage.ok('ps', '--json')) as { sessions: { pane: string }[] }).sessions;
      const [row] = await sessions();
      // A person types, without csd.
      await stage.terminal.type(row?.pane ?? '', 'my turn now');
      await stage.terminal.press(row?.pane ?? '', 'Enter');
      const { code, stdout } = await playing.done;
      await stage.effect('the worker continues after the person', () => code === 0 && stdout.endsWith('Summed up.\n'));
    },
  },
];
