import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { patience, until } from '../wait.ts';
import { NO_BYPASS_WARNING, over } from './lines.ts';

/** From here on the agent has a daemon, and `←` in an empty composer moves the conversation to it. */
const moves = (release: string) => atLeast(release, '2.1.251');

/** The background sessions, by the status files of the agent's processes. */
function jobsOf({ place }: Stage): { jobId: string; pid: number }[] {
  const folder = join(place.configDir, 'sessions');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return files
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(({ jobId, spare }) => jobId !== undefined && !spare);
}

/** Opens the list. The key is ignored while the agent is still busy with the end of a turn (2.1.251). */
async function openList(stage: Stage): Promise<void> {
  for (let presses = 0; presses < 4; presses++) {
    await stage.keys('Left');
    if (await stage.waitForScreen(EMPTY, undefined, 4000).catch(() => false)) return;
  }
  throw new Error(`the list never opened:\n${await stage.screen()}`);
}

/** Waits for the background session, whose status file comes later: on a busy machine its daemon takes more than 10 s. */
const jobOf = (stage: Stage) =>
  until(
    () => jobsOf(stage)[0],
    60_000,
    () => 'no session in the background',
  );

/** Ends what a scene leaves in the background; the daemon ends by itself once nobody needs it. */
async function clear(stage: Stage): Promise<void> {
  for (const { jobId } of jobsOf(stage)) {
    const options = { env: stage.place.env, cwd: stage.place.cwd, timeout: patience(15_000) };
    await new Promise((resolve) =>
      execFile(join(stage.place.root, 'bin', 'claude'), ['stop', jobId], options, resolve),
    );
  }
}

function parked(name: string, about: string, play: Scene['play'], more: Partial<Scene> = {}): Scene {
  return {
    name,
    about,
    on: moves,
    spawn: ['--bypass-permissions'],
    home: NO_BYPASS_WARNING,
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]).on('say more', [{ text: 'More of it.' }]),
    ...more,
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      try {
        await play(stage);
      } finally {
        await clear(stage);
      }
    },
  };
}

const VIEW = { status: 'unknown', overlay: 'sessions' };
const EMPTY = /describe a task for a new session/;

/** Conversations that a person moves to the agent's own background. */
export const PARKED: Scene[] = [
  parked('sessions-view', "`←` in an empty composer: the agent's list of sessions covers the state.", async (stage) => {
    await openList(stage);
    await stage.moment('list', VIEW, { shows: EMPTY });
    await stage.type('some task');
    await stage.moment('typed', VIEW, { shows: /^❯.some task/m });
    await stage.effect('a list of completions hides the footer', async () => {
      await stage.type(' @w');
      await stage.waitForScreen(/repo · /);
      return ((await stage.ok('state', 'lab')) as { overlay?: string }).overlay === 'sessions';
    });
    await stage.effect('discover lists no other session', async () => {
      await jobOf(stage);
      const { stdout } = await stage.csd('discover', '--json', '--cwd', stage.place.cwd);
      return stdout.split('\n').filter((line) => line.includes('"kind":"background"')).length === 1;
    });
  }),
  parked(
    'sessions-view-44x18',
    'The same in a pane of 44x18.',
    async (stage) => {
      await openList(stage);
      await stage.moment('list', VIEW, { shows: EMPTY });
    },
    { size: { width: 44, height: 18 } },
  ),
  parked(
    'sessions-return',
    'Back from the list, the pane shows the conversation from the background: its turns are followed, and kill ends it.',
    async (stage) => {
      await openList(stage);
      await stage.effect('nothing is typed there', async () => {
        const { code } = await stage.csd('send', 'lab', '--wait-ready', '500', '--', 'say more');
        return code === 1 && !(await stage.screen()).includes('say more');
      });
      // A session that is still starting there does not open yet (2.1.251).
      const back = async () => {
        await stage.keys('Escape');
        return stage.waitForScreen(/^❯.$/m, EMPTY, 3000).catch(() => false as const);
      };
      await stage.step('return to the conversation', () =>
        until(back, 20_000, () => 'the conversation did not come back'),
      );
      await stage.moment('back', { status: 'idle_done', text: 'Hello there.' }, { hides: EMPTY, shows: /^❯.$/m });
      await stage.send('say more');
      await stage.moment('on', { status: 'idle_done', text: 'More of it.' }, { shows: over(/More of it\./) });
      const job = await jobOf(stage);
      const told = await stage.step('kill', () => stage.ok('kill', 'lab'));
      const { background_session } = told as { background_session?: { id: string; stopped: boolean } };
      await stage.effect(
        'kill reports it',
        () => background_session?.id === job.jobId && background_session?.stopped === true,
      );
      await stage.effect('none of its processes is left', () => jobsOf(stage).length === 0);
    },
    { records: false },
  ),
  parked(
    'sessions-left',
    'The agent ends from its list, the conversation goes on in the background: the dead session names it, by its transcript.',
    async (stage) => {
      await openList(stage);
      await stage.effect('the agent ends', async () => {
        await stage.keys('C-c');
        return (await stage.terminal.facts(stage.main.pane)).dead;
      });
      const job = await jobOf(stage);
      await stage.moment('dead', { status: 'dead', background_session: { id: job.jobId } }, { dead: true });
      const told = (await stage.step('kill', () => stage.ok('kill', 'lab'))) as { background_session?: unknown };
      await stage.effect('kill reports that the background session is still running', () =>
        JSON.stringify(told.background_session).includes('"stopped":false'),
      );
      await stage.effect('it is still running', () => jobsOf(stage).length === 1);
    },
    { records: false, on: (release) => atLeast(release, '2.1.330') },
  ),
  parked(
    'sessions-bg',
    'The command that moves the conversation to the background ends the agent in the pane.',
    async (stage) => {
      await stage.send('/bg');
      await stage.waitForScreen(/backgrounded/);
      const job = await jobOf(stage);
      await stage.moment('dead', { status: 'dead', background_session: { id: job.jobId } }, { dead: true });
    },
    { records: false },
  ),
];
