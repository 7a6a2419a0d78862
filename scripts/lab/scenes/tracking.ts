import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scene } from '../scene.ts';
import { Session } from '../session.ts';
import type { Stage } from '../stage.ts';
import { patience, until } from '../wait.ts';
import { over } from './lines.ts';

interface Listed {
  agents: { kind: string; background_id: string | null; pane: string | null; session: string | null }[];
}

const listed = async (stage: Stage) => (await stage.ok('discover', '--json', '--cwd', stage.place.cwd)) as Listed;

/** The output of an agent's command. */
function ask({ place }: Stage, ...args: string[]): Promise<string> {
  const program = join(place.root, 'bin', 'claude');
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: place.env, cwd: place.cwd, timeout: patience(30_000) }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
  });
}

/** Starts a background session with the agent's own command; returns the id that it prints. */
async function startInBackground(stage: Stage, prompt: string): Promise<string> {
  const said = await ask(stage, '--bg', prompt);
  const [, id] = /backgrounded · (\w+)/.exec(said) ?? [];
  if (id === undefined) throw new Error(said);
  return id;
}

/**
 * True once the agent's own list has the session with its process: 2 s after its start on a quiet machine, more than 10
 * s at a load of 12 (2.1.158). 2.1.251 and later list it some seconds before the process exists.
 */
async function isListedByAgent(stage: Stage, id: string): Promise<boolean> {
  const sessions = JSON.parse(await ask(stage, 'agents', '--json')) as { sessionId?: string; pid?: number }[];
  return sessions.some(({ sessionId, pid }) => sessionId?.startsWith(id) && pid !== undefined);
}

/** Sessions under the agent's own daemon. */
export const TRACKING: Scene[] = [
  {
    name: 'track-attach',
    about:
      'A background session is listed as such, opened into a pane, driven there, and ended by the agent’s own command.',
    records: false,
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]).on('say more', [{ text: 'More of it.' }]),
    async play(stage) {
      const id = await stage.step('claude --bg', () => startInBackground(stage, 'say hello'));
      await stage.step('the agent lists it', () =>
        until(
          () => isListedByAgent(stage, id),
          60_000,
          () => 'the agent does not list its own session',
        ),
      );
      await stage.effect('it is listed', async () => {
        const [found] = (await listed(stage)).agents;
        return found?.kind === 'background' && found.background_id === id && found.pane === null;
      });
      const closed = await stage.csd('track', id);
      const said = JSON.stringify(closed.json);
      await stage.step('it has no pane', async () => {
        if (!said.includes('no_pane')) throw new Error(said);
      });
      const kept = (await stage.step('track --attach', () => stage.ok('track', '--attach', id, '--name', 'lab'))) as {
        session_id: string;
        pane: string;
        background_pid: number;
      };
      stage.sessions.push(
        new Session(stage, {
          name: 'lab',
          id: kept.session_id,
          pane: kept.pane,
          pid: kept.background_pid,
          permissionMode: null,
        }),
      );
      await stage.moment('opened', { status: 'idle_done', text: 'Hello there.' }, { shows: over(/Hello there\./) });
      await stage.send('say more');
      await stage.moment('done', { status: 'idle_done', text: 'More of it.' }, { shows: over(/More of it\./) });
      const again = await stage.csd('track', '--attach', id);
      await stage.effect('it is opened once', () => (again.json as { code?: string }).code === 'already_tracked');
      await stage.step('untrack', () => stage.ok('untrack', 'lab'));
      await stage.effect('it is still running', async () => (await listed(stage)).agents[0]?.pane === kept.pane);
      await stage.step('track its pane', () => stage.ok('track', kept.pane, '--name', 'lab'));
      const refused = await stage.csd('kill', 'lab');
      await stage.effect('kill asks for consent', () => (refused.json as { code?: string }).code === 'not_confirmed');
      await stage.step('kill', () => stage.ok('kill', 'lab', '--yes'));
      await stage.effect('nothing runs', async () => (await listed(stage)).agents.length === 0);
      await stage.step('the daemon ends', () => endDaemon(stage));
    },
  },
];

/** Ends the daemon that the agent leaves behind, if any, by the id that it records itself. */
async function endDaemon({ place }: Stage): Promise<void> {
  const noted = await readFile(join(place.configDir, 'daemon.lock'), 'utf8').catch(() => undefined);
  const { pid } = JSON.parse(noted ?? '{}') as { pid?: number };
  if (pid !== undefined) process.kill(pid, 'SIGTERM');
}
