import { commandOf } from '../../../test/program.ts';
import type { SceneTable } from '../scene.ts';

/** Agents that use csd with their own shell tool, on every agent. */
export const togetherOf: SceneTable = (words) => [
  {
    name: 'sender',
    about: 'A session sends to another one, and opens a third, by its shell tool: both are told who it was.',
    records: false,
    known: false,
    ...words.bypassing,
    script: (api, place) => {
      const [program, args] = commandOf([]);
      // A shell tool that reads a profile has another path, which contains no agent.
      const csd = ['env', `PATH=${place.env.PATH}`, program, ...args].join(' ');
      const spawn = `spawn --backend ${words.shellTool === 'Bash' ? 'claude' : 'codex'} --cwd ${place.cwd} --name child`;
      api
        .on('tell the other', [{ tools: [words.shell(`${csd} send other look here`)] }, { text: 'Told.' }])
        .on('open a child', [{ tools: [words.shell(`${csd} ${spawn}`)] }, { text: 'Opened.' }])
        .on(/look here/, [{ text: 'I look.' }]);
    },
    async play(stage) {
      await stage.spawn();
      const other = await stage.spawn('other');
      await stage.send('tell the other');
      await other.moment('told', { status: 'idle_done', text: 'I look.' }, words.over(/I look\./));
      await stage.effect('the model sees the sender', () =>
        stage.api.prompts().some((prompt) => prompt.includes('[message from session lab] look here')),
      );
      await stage.send('open a child');
      await stage.moment('opened', { status: 'idle_done', text: 'Opened.' }, words.over(/Opened\./));
      await stage.effect('the child has its creator', async () => {
        const { sessions } = (await stage.ok('ps', '--creator', 'lab', '--json')) as { sessions: { name: string }[] };
        return sessions.length === 1 && sessions[0]?.name === 'child';
      });
    },
  },
];
