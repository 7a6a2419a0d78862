import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chanceOf } from '../chance.ts';
import { sidecarOf } from '../hand.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { sleep } from '../wait.ts';

/** What is killed: the host in its pane, its agent, or the tmux server with everything in it. */
const VICTIMS = ['host', 'agent', 'server'] as const;

/** A record of a session without a screen. */
interface Kept {
  from: string;
  record: unknown;
}

const folderOf = (stage: Stage) => join(stage.place.root, 'state', 'csd', 'stream', 'lab');

/** All complete records of the session. */
async function keptOf(stage: Stage): Promise<Kept[]> {
  const text = await readFile(join(folderOf(stage), 'records.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Kept);
}

/** Kills the host, the agent or the server of the session, at any point of its turn. */
async function kill(stage: Stage, victim: (typeof VICTIMS)[number]): Promise<void> {
  if (victim === 'server') return void (await stage.terminal.tmux('kill-server'));
  const { agent } = JSON.parse(await readFile(join(folderOf(stage), 'state.json'), 'utf8')) as { agent: number };
  const { pane_pid } = await sidecarOf(stage, 'lab');
  process.kill(victim === 'host' ? Number(pane_pid) : agent, 'SIGKILL');
}

/** How often the model got a prompt with this text as the newest of a conversation. */
const turnsOf = (stage: Stage, text: string) =>
  stage.api.received.filter(({ prompt, step }) => step === 0 && prompt.endsWith(text)).length;

/** Sessions without a screen whose host or agent is killed: recorded data stays, and no prompt is sent twice. */
export const STREAM_KILLS: Scene[] = VICTIMS.map((victim) => ({
  name: `stream-killed-${victim}`,
  about: `The ${victim} of a session without a screen is killed at moments of its turns that the seed chooses; each time the session is started again.`,
  known: false,
  records: false,
  spawn: ['--driver', 'stream', '--permission-mode', 'default'],
  script: (api) =>
    void api.on(/count \d/, [
      { text: 'one two three four five six', chunkMs: 60 },
      { text: 'seven eight nine ten', chunkMs: 60 },
    ]),
  async play(stage) {
    await stage.spawn();
    const chance = chanceOf(`stream-killed-${victim}`);
    const rounds = 5;
    for (let round = 1; round <= rounds; round++) {
      const prompt = `count ${round}`;
      const sending = stage.csd('send', 'lab', prompt);
      await sleep(chance.below(900));
      await stage.step(`kill ${round}`, () => kill(stage, victim));
      const { code, json } = await sending;
      const { code: why } = (json ?? {}) as { code?: string };
      await stage.effect(
        `send ${round} reports what happened`,
        () => code === 0 || why === 'dead' || why === 'not_accepted',
      );
      await stage.effect(`it is dead ${round}`, async () => {
        const { json } = await stage.csd('state', 'lab');
        return (json as { status?: string }).status === 'dead';
      });
      await stage.effect(`the prompt was given at most once ${round}`, () => turnsOf(stage, prompt) <= 1);
      const kept = await keptOf(stage);
      const text = JSON.stringify(prompt);
      const said = kept.filter(({ from, record }) => from === 'csd' && JSON.stringify(record).includes(text));
      await stage.effect(`csd wrote it to the agent at most once ${round}`, () => said.length <= 1);
      if (code === 0) await stage.effect(`every confirmed prompt was recorded ${round}`, () => said.length === 1);
      // Its conversation has no prompt if the first one never arrived; if it did, the agent may not have recorded it.
      const again = await stage.csd('resume', 'lab');
      if (again.code === 0) continue;
      const { code: reason } = (again.json ?? {}) as { code?: string };
      const reasons = code === 0 ? ['no_conversation', 'conversation_gone'] : ['no_conversation'];
      await stage.effect(`there was nothing to resume ${round}`, () => reasons.includes(reason ?? ''));
      await stage.step('spawn again', () =>
        stage.ok(
          'spawn',
          '--backend',
          stage.agent.name,
          '--cwd',
          stage.place.start,
          '--name',
          'lab',
          ...(stage.scene.spawn ?? []),
        ),
      );
    }
    await stage.step('send once more', () => stage.ok('send', 'lab', 'say hello'));
    const over = await stage.csd('wait', 'lab', '--timeout', '20');
    await stage.effect('it continues', () => over.code === 0);
    const prompts = Array.from({ length: rounds }, (_, n) => `count ${n + 1}`);
    await stage.effect('no prompt was given twice', () => prompts.every((prompt) => turnsOf(stage, prompt) <= 1));
  },
}));
