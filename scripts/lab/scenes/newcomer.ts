import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstMinutes, mayExitWith } from '../../../test/docs/first-minutes.ts';
import { differences } from '../match.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { CsdResult, Stage } from '../stage.ts';
import { patience } from '../wait.ts';
import { bash } from './lines.ts';
import { install } from './workers.ts';

/** Plays one line of the README in a shell, in the folder of the scene, at most 2 min. */
function paste(stage: Stage, line: string): Promise<CsdResult> {
  const options = { env: stage.place.env, cwd: stage.place.cwd, timeout: patience(120_000) };
  return new Promise((resolve) => {
    const child = execFile('sh', ['-c', line], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr, json: undefined }),
    );
    child.stdin?.end();
  });
}

/** Plays the lines of the README and notes for each whether its result is allowed. */
async function pasteAll(stage: Stage): Promise<Record<string, CsdResult>> {
  await install(stage);
  const played: Record<string, CsdResult> = {};
  for (const line of firstMinutes()) {
    const result = await paste(stage, line);
    const said = `${line}: exit ${result.code} ${result.stderr.slice(0, 300)}`;
    await stage.step(said, async () => {
      if (!mayExitWith(line).includes(result.code)) throw new Error(said);
    });
    played[line.split(' ')[1] ?? ''] = result;
  }
  return played;
}

const statusOf = ({ stdout }: CsdResult) => (JSON.parse(stdout) as { status: string }).status;

/** The first steps of a new user, on a machine on which the agent has never trusted anything. */
export const NEWCOMER: Scene[] = [
  {
    name: 'readme',
    about: 'The first minutes of the README, pasted as they stand, with a turn that needs nobody.',
    records: false,
    home: { trusted: false },
    script: (api) =>
      void api
        .on('What does this repository do', [{ text: 'It holds a few files.' }])
        .on('List the files here', [{ tools: [bash('ls')] }, { text: 'I would call it heron.' }]),
    async play(stage) {
      const { run, state } = await pasteAll(stage);
      await stage.effect('run prints the answer', () => run?.stdout === 'It holds a few files.\n');
      await stage.effect('the turn is done', () => state !== undefined && statusOf(state) === 'idle_done');
      const { stdout } = await paste(stage, 'csd ps --json');
      await stage.effect('nothing is left', () => stdout === '{"sessions":[]}\n');
    },
  },
  {
    name: 'readme-gated',
    about: 'The same with a tool that the agent asks about: the chosen mode asks on every release.',
    records: false,
    home: { trusted: false },
    script: (api) =>
      void api
        .on('What does this repository do', [{ text: 'It holds a few files.' }])
        .on('List the files here', [{ tools: [bash('touch made; ls')] }, { text: 'I would call it heron.' }]),
    async play(stage) {
      const { wait, state } = await pasteAll(stage);
      await stage.effect('wait reports the gate', () => wait?.code === 4);
      await stage.effect('so does state', () => state !== undefined && statusOf(state) === 'blocked');
      await stage.effect('nothing was done without asking', () => !stage.made('made'));
    },
  },
  {
    name: 'run-asked-first',
    about: 'A question about the mode comes before the prompt of a single run: it says that the prompt was not sent.',
    records: false,
    // 2.1.251 does not ask.
    on: (release) => atLeast(release, '2.1.332'),
    home: { settings: { permissions: { defaultMode: 'plan' } } },
    script: (api) => void api.on('What is here', [{ text: 'It holds a few files.' }]),
    async play(stage) {
      const first = await stage.csd('run', 'What is here?', '--name', 'job');
      const gate = {
        status: 'gated',
        submitted: false,
        state: { gate: 'other', question: /^Make auto mode your default/ },
      };
      await stage.effect('run reports the gate', () => first.code === 4 && differences(first.json, gate).length === 0);
      await stage.ok('deny', 'job');
      await stage.ok('send', 'job', 'What is here?');
      const done = await stage.csd('wait', 'job');
      await stage.effect('the prompt has its turn', () => done.code === 0 && stage.api.prompts().length === 1);
    },
  },
  {
    name: 'run-yolo',
    about: 'A single run without permission checks, on a machine where that was never agreed to: it plays to its end.',
    records: false,
    home: { trusted: false },
    script: (api) => void api.on('make it', [{ tools: [bash('touch made')] }, { text: 'It is made.' }]),
    async play(stage) {
      await install(stage);
      const { code, stdout, stderr } = await paste(stage, 'csd run --yolo "make it"');
      await stage.effect(
        `it prints the answer (exit ${code}) ${stderr.slice(0, 300)}`,
        () => stdout === 'It is made.\n',
      );
      await stage.effect('the tool ran', () => stage.made('made'));
      const kept = [join(stage.place.home, '.claude.json'), join(stage.place.configDir, 'settings.json')]
        .filter(existsSync)
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n');
      await stage.effect(
        'the agent keeps no consent for later sessions',
        () => !/bypassPermissionsModeAccepted"\s*:\s*true|skipDangerousModePermissionPrompt"\s*:\s*true/.test(kept),
      );
      const again = await paste(stage, 'csd spawn --yolo --name later && csd wait later');
      await stage.effect('spawning a session like that warns', () => /"gate":"bypass"/.test(again.stdout));
    },
  },
  {
    name: 'kill-resume',
    about: 'A conversation outlives its session: kill tells its id, spawn continues with it, and the agent remembers.',
    records: false,
    script: (api) =>
      void api.on('say hello', [{ text: 'Hello there.' }]).on('and goodbye', [{ text: 'Goodbye then.' }]),
    async play(stage) {
      await install(stage);
      await paste(stage, 'csd spawn --name one --permission-mode default && csd send one "say hello" && csd wait one');
      const killed = await paste(stage, 'csd kill one');
      const { session_id: id } = JSON.parse(killed.stdout) as { session_id: string };
      const again = await paste(stage, `csd spawn --resume ${id} --name two --permission-mode default`);
      await stage.effect(`it is resumed ${again.stderr}`, () => again.stdout.includes(`"session_id":"${id}"`));
      const known = await paste(stage, 'csd wait two');
      await stage.effect('its last answer is reported', () => known.stdout.includes('"text":"Hello there."'));
      const next = await paste(stage, 'csd send two "and goodbye" && csd wait two');
      await stage.effect('it continues', () => next.code === 0 && next.stdout.includes('"text":"Goodbye then."'));
      const both = await paste(stage, 'csd kill two one');
      const told = JSON.parse(both.stdout) as { session_id: string; sessions: { session: string }[] };
      await stage.effect('with the same id', () => told.session_id === id && told.sessions.length === 2);
    },
  },
];
