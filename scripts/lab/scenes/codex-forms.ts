import { fileURLToPath } from 'node:url';
import type { Words } from '../agent-words.ts';
import type { HomeOptions } from '../home.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import { until } from '../wait.ts';
import { atSizes } from './lines.ts';

const SERVER = fileURLToPath(new URL('../elicit-server.mjs', import.meta.url));
const FORM = {
  message: 'Please give the details.',
  requestedSchema: {
    type: 'object',
    properties: {
      name: { type: 'string', title: 'Full name', description: 'As on the letter box' },
      proceed: { type: 'string', title: 'Proceed', enum: ['Yes', 'No', 'Cancel'] },
      urgent: { type: 'boolean', title: 'Urgent' },
    },
    required: ['name', 'proceed', 'urgent'],
  },
};
const withDesk: HomeOptions = {
  config: `[mcp_servers.desk]\ncommand = "${process.execPath}"\nargs = ["${SERVER}"]\n[mcp_servers.desk.env]\nFORM = '''${JSON.stringify(FORM)}'''\n`,
};

/** Forms of MCP servers in codex, which draws one field at a time. */
export function codexForms(words: Words): Scene[] {
  const form: Scene = {
    name: 'form-pages',
    about: 'A form of an MCP server shows one field at a time: it can be cancelled, and filled in at once or in parts.',
    records: false,
    on: (release) => atLeast(release, '0.169.0'),
    home: withDesk,
    spawn: words.asking,
    script: (api) =>
      void api.on('form', [{ tools: [{ name: 'form', namespace: 'mcp__desk', input: {} }] }, { text: 'It went on.' }]),
    async play(stage) {
      const field = { status: 'blocked', gate: 'elicitation' };
      const received = () => JSON.stringify(stage.api.received.at(-1)?.request).replaceAll('\\', '');
      const over = { shows: /It went on\.[\s\S]*^›/m, hides: /esc to interrupt/ };
      const open = async () => {
        await stage.send('the form');
        await stage.waitForScreen(/› 1\. Allow/);
        await stage.approve();
        await stage.waitForScreen(/Field 1\/3/);
      };
      await stage.spawn();
      await until(
        () => stage.made('desk.up'),
        60_000,
        () => 'the agent never listed the tools of its server',
      );
      await open();
      await stage.moment('first field', { ...field, options: ['submit answer', 'cancel'] }, { shows: /Type your/ });
      await stage.step('deny', () => stage.ok('deny', 'lab'));
      await stage.moment('cancelled', { status: 'idle_done', text: 'It went on.' }, over);
      await stage.effect('the server knows', () => received().includes('"action":"cancel"'));
      await open();
      await stage.step('answer', () => stage.ok('answer', 'lab', '--', 'Ann Other'));
      await stage.moment('second field', { ...field, options: ['Yes', 'No', 'Cancel'] }, { shows: /Field 2\/3/ });
      const { json } = await stage.csd('approve', 'lab');
      await stage.effect('no value is chosen by meaning', () => JSON.stringify(json).includes('no_such_option'));
      await stage.step('the rest', () => stage.ok('answer', 'lab', '--', 'No', 'False'));
      await stage.moment('accepted', { status: 'idle_done', text: 'It went on.' }, over);
      await stage.effect('the server has all', () =>
        /"name":"Ann Other","proceed":"No","urgent":false/.test(received()),
      );
    },
  };
  return [form, ...atSizes(form, ['46x18'])];
}
