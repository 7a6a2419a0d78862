import { fileURLToPath } from 'node:url';
import type { HomeOptions } from '../home.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { until } from '../wait.ts';
import { atSizes, over } from './lines.ts';

/** The form that the server `desk` of these scenes requests. */
const FORM = {
  message: 'Please give the details of the order.',
  requestedSchema: {
    type: 'object',
    properties: {
      name: { type: 'string', title: 'Name', description: 'Who gets it' },
      mail: { type: 'string', title: 'Mail', format: 'email' },
      count: { type: 'integer', title: 'Count', minimum: 1, maximum: 9 },
      gift: { type: 'boolean', title: 'Gift', default: false },
      size: { type: 'string', title: 'Size', enum: ['small', 'medium', 'large'] },
      tags: { type: 'array', title: 'Tags', items: { type: 'string', enum: ['new', 'old', 'worn'] } },
    },
    required: ['name', 'count'],
  },
};
const SERVER = fileURLToPath(new URL('../elicit-server.mjs', import.meta.url));

/** A home whose project has the server, with permission for it. */
export function withDesk(): HomeOptions {
  const desk = { command: process.execPath, args: [SERVER], env: { FORM: JSON.stringify(FORM) } };
  return {
    settings: { enableAllProjectMcpServers: true, skipDangerousModePermissionPrompt: true },
    files: { '.mcp.json': JSON.stringify({ mcpServers: { desk } }) },
  };
}

const calls = (tool: string) => [{ tools: [{ name: `mcp__desk__${tool}`, input: {} }] }, { text: 'It went on.' }];
const DESK: Pick<Scene, 'spawn' | 'home' | 'script'> = {
  spawn: ['--bypass-permissions'],
  home: withDesk(),
  script: (api) => void api.on('fill', calls('form')).on('sign in', calls('url')),
};
const DONE = { status: 'idle_done', text: 'It went on.' };
const END = { shows: over(/It went on\./) };
const told = (stage: Stage) =>
  JSON.stringify(stage.api.received.map(({ request }) => request.messages)).replaceAll('\\', '');
const GATE = { status: 'blocked', gate: 'elicitation', options: ['Accept', 'Decline', 'Cancel'] };
// Up to 2.1.251 the activity row continues above the form.
const FORM_UP = { moving: true, shows: /requests your input[\s\S]*Accept {2,}Decline/ };

/** Starts the agent, and sends the prompt once it has listed the tools of its server. */
async function ask(stage: Stage, prompt: string) {
  await stage.spawn();
  const isUp = () => stage.made('desk.up');
  await stage.step('the server has started', () =>
    until(isUp, 60_000, () => 'the agent never listed the tools of its server'),
  );
  await stage.send(prompt);
}

const FILL: Scene = {
  ...DESK,
  name: 'elicit-fill',
  about: 'An MCP server asks for a form; `answer` fills its fields and accepts it.',
  records: false,
  async play(stage) {
    await ask(stage, 'fill it');
    await stage.waitForScreen(FORM_UP.shows);
    const wrong = await stage.csd('answer', 'lab', 'Name=Bob', 'Count=12');
    await stage.effect(
      'an invalid value is refused with a reason',
      () => /bad_input/.test(wrong.stderr) && /1 and 9/.test(wrong.stderr),
    );
    const none = await stage.csd('answer', 'lab', 'Colour=red');
    await stage.effect(
      'an unknown field is refused with a reason',
      () => /bad_input/.test(none.stderr) && /Name/.test(none.stderr),
    );
    const values = ['Name=Bob Smith', 'Mail=bob@example.com', 'Count=3', 'Gift=yes', 'Size=medium', 'Tags=new,worn'];
    await stage.step('answer', () => stage.ok('answer', 'lab', ...values));
    await stage.moment('', DONE, END);
    const wanted =
      '{"action":"accept","content":{"gift":true,"name":"Bob Smith","count":3,"mail":"bob@example.com","size":"medium","tags":["new","worn"]}}';
    const sorted = (text: string) => [...(/\{"action":"accept".*?\}\}/.exec(text)?.[0] ?? '')].sort().join('');
    await stage.effect('the server received the answer', () => sorted(told(stage)) === sorted(wanted));
  },
};

/** Requests of an MCP server to the person. */
export const ELICITATIONS: Scene[] = [
  {
    ...DESK,
    name: 'elicit-form',
    about: 'An MCP server asks for a form: its fields are reported.',
    async play(stage) {
      await ask(stage, 'fill it');
      const field = (label: string, more = {}) => ({ label, required: false, ...more });
      const fields = [
        field('Name', { required: true, description: 'Who gets it' }),
        field('Mail'),
        field('Count', { required: true }),
        field('Gift', { value: 'no' }),
        field('Size'),
        field('Tags'),
      ];
      await stage.moment('form', { ...GATE, fields, prompt: expectText(FORM.message) }, FORM_UP);
      await stage.keys('Escape');
      await stage.moment('left', DONE, END);
    },
  },
  FILL,
  ...atSizes(FILL, ['60x20']),
  // 2.1.158 lets the message scroll off there, so that the form is not known to be the same and is refused.
  ...atSizes(FILL, ['46x14']).map((scene) => ({ ...scene, on: (release: string) => atLeast(release, '2.1.330') })),
  {
    ...DESK,
    name: 'elicit-decline',
    about: '`deny` declines the form, `approve --match` leaves it.',
    records: false,
    async play(stage) {
      await ask(stage, 'fill it');
      await stage.waitForScreen(FORM_UP.shows);
      await stage.step('deny', () => stage.ok('deny', 'lab'));
      await stage.moment('declined', DONE, END);
      await stage.effect('the server was told', () => told(stage).includes('{"action":"decline"}'));
      await stage.send('fill it once more');
      await stage.waitForScreen(FORM_UP.shows);
      await stage.step('cancel', () => stage.ok('approve', 'lab', '--match', 'Cancel'));
      await stage.effect('the server was told of the cancellation', () => told(stage).includes('{"action":"cancel"}'));
    },
  },
  {
    ...DESK,
    name: 'elicit-url',
    about: 'An MCP server asks to open an address: approved.',
    // 2.1.251 tells the server that it cannot open addresses.
    on: (release) => atLeast(release, '2.1.330'),
    async play(stage) {
      await ask(stage, 'sign in');
      await stage.moment('address', GATE, { shows: /wants to open a URL[\s\S]*Accept {2,}Decline/ });
      if (stage.recording) return;
      await stage.step('approve', () => stage.ok('approve', 'lab'));
      await stage.effect('the server was told', () => told(stage).includes('{"action":"accept"'));
    },
  },
];

/** The dialog's text, below its title. */
function expectText(message: string): string {
  return `MCP server “desk” requests your input\n\n${message}`;
}
