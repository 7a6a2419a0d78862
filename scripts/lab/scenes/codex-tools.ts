import type { Words } from '../agent-words.ts';
import type { ToolCall } from '../api.ts';
import type { HomeOptions } from '../home.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import { atSizes, WAIT_FOR_GO } from './lines.ts';

const COMPOSER = /^›/m;
const over = (text: RegExp) => ({
  shows: new RegExp(`${text.source}[\\s\\S]*^›`, 'm'),
  hides: /esc to interrupt/,
  wrote: /"task_complete"/,
});

/** A server with one tool, which answers the first request after this many milliseconds. */
const SERVER = `
import { createInterface } from 'node:readline';
const say = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
const tool = { name: 'store', description: 'Stores a text', inputSchema: { type: 'object', properties: { what: { type: 'string' } } } };
createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') {
    await new Promise((done) => setTimeout(done, Number(process.argv[2] ?? 0)));
    say(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'memo', version: '1' } });
  } else if (method === 'tools/list') say(id, { tools: [tool] });
  else if (method === 'tools/call') say(id, { content: [{ type: 'text', text: 'stored ' + params.arguments.what }] });
  else if (id !== undefined) say(id, {});
});
`;

const withServer = (delayMs = 0): HomeOptions => ({
  files: { 'server.mjs': SERVER },
  config: `[mcp_servers.memo]\ncommand = "node"\nargs = ["HERE/server.mjs", "${delayMs}"]\n`,
});

const STORE: ToolCall = { name: 'store', namespace: 'mcp__memo', input: { what: 'blue' } };
const ASIDE: ToolCall = {
  name: 'request_user_input_async',
  input: { questions: [{ title: 'Which colour should it have?', options: ['Blue', 'Green'] }] },
};
const LONG = `${'echo one two three four five six seven eight nine ten; '.repeat(16)}touch made`;
const SLOW = Array.from({ length: 60 }, (_, n) => `Row ${n + 1} of 60.`).join('\n\n');

const serverGate = (words: Words): Scene => ({
  name: 'gate-mcp',
  about: 'A tool of an MCP server asks for permission: it can be refused, interrupted and allowed.',
  spawn: words.asking,
  home: withServer(),
  script: (api) => void api.on('store', [{ tools: [STORE] }, { text: 'It went on.' }]),
  async play(stage) {
    await stage.spawn();
    await stage.send('store one');
    const truth = {
      status: 'blocked',
      gate: 'permission',
      question: 'Allow the memo MCP server to run tool "store"?',
      // A small pane has no space for all of them.
      ...(stage.size.height < 20 ? {} : { options: ['Allow', 'Allow for this session', 'Always allow', 'Cancel'] }),
      selected: 1,
    };
    const look = { shows: /› 1\. Allow/ };
    await stage.moment('gate', truth, look);
    if (!stage.recording) await stage.step('deny', () => stage.ok('deny', 'lab'));
    else await stage.approve({ match: 'Cancel' });
    await stage.moment('denied', { status: 'idle_done', text: 'It went on.' }, over(/It went on\./));
    if (stage.recording) return;
    await stage.effect('it did not run', () => !JSON.stringify(stage.api.received).includes('stored blue'));
    await stage.send('store two');
    await stage.moment('gate again', truth, look);
    await stage.step('interrupt', () => stage.ok('interrupt', 'lab'));
    await stage.moment('cut off', { status: 'idle_done' }, { shows: COMPOSER, hides: look.shows });
    await stage.effect('it did not run', () => !JSON.stringify(stage.api.received).includes('stored blue'));
    await stage.send('store three');
    await stage.moment('third gate', truth, look);
    await stage.approve();
    await stage.moment('allowed', { status: 'idle_done', text: 'It went on.' }, over(/It went on\./));
    await stage.effect('it ran', () => JSON.stringify(stage.api.received).includes('stored blue'));
  },
});

const longGate = (words: Words): Scene => ({
  name: 'gate-cut',
  about:
    'A pane has no room for all options of a gate: it is still a permission gate, and the hidden ones can be chosen.',
  records: false,
  spawn: words.asking,
  script: (api) => void api.on('run', [{ tools: [words.asked(LONG)] }, { text: 'It ran.' }]),
  async play(stage) {
    await stage.spawn();
    for (const [prompt, command] of [
      ['run one', ['deny', 'lab']],
      ['run two', ['approve', 'lab', '--option', '3']],
      ['run three', ['approve', 'lab', '--match', 'No, and tell']],
    ] as const) {
      await stage.send(prompt);
      await stage.moment(`${prompt}, gate`, { status: 'blocked', gate: 'permission' }, { shows: /^› 1\. Yes/m });
      await stage.step(command.join(' '), () => stage.ok(...command));
      const look = { shows: COMPOSER, hides: /1\. Yes/ };
      await stage.moment(`${prompt}, refused`, { status: 'idle_done', interrupted: true }, look);
    }
    await stage.effect('nothing ran', () => !stage.made('made'));
    await stage.send('run four');
    await stage.moment('gate', { status: 'blocked', gate: 'permission' }, { shows: /^› 1\. Yes/m });
    // A person has scrolled the option that agrees away.
    await stage.keys('Down', 'Down');
    await stage.step('approve', () => stage.ok('approve', 'lab'));
    await stage.moment('allowed', { status: 'idle_done', text: 'It ran.' }, over(/It ran\./));
    await stage.effect('it ran', () => stage.made('made'));
  },
});

/** Scenes of codex only about tools, servers and turns, by subject. */
export const codexTools = (words: Words): Record<string, Scene[]> => ({
  start: [
    {
      name: 'servers-start',
      about: 'MCP servers start before the first prompt: no turn, and nothing to interrupt.',
      home: withServer(8000),
      script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
      async play(stage) {
        await stage.spawn();
        const shows = atLeast(stage.release, '0.158.0') ? COMPOSER : /Starting MCP server|Booting MCP server/;
        await stage.moment('', { status: 'spawning' }, { shows, moving: true });
        if (stage.recording) return;
        const { json } = await stage.csd('interrupt', 'lab');
        await stage.effect(
          'interrupt finds nothing to interrupt',
          () => (json as { interrupted?: boolean }).interrupted === false,
        );
        await stage.send('say hello');
        await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, over(/Hello there\./));
      },
    },
  ],
  gates: [serverGate(words), ...atSizes(serverGate(words), ['44x18']), ...atSizes(longGate(words), ['80x20', '44x18'])],
  turns: [
    {
      name: 'asked-aside',
      known: 'only',
      about: 'A question that does not hold up the turn is reported next to it, and is not a queued prompt.',
      on: (release) => atLeast(release, '0.169.0'),
      ...words.bypassing,
      script: (api) =>
        void api.on('ask', [
          { tools: [ASIDE] },
          { text: 'I go on.', tools: [words.shell(WAIT_FOR_GO)] },
          { text: 'Done.' },
        ]),
      async play(stage) {
        await stage.spawn();
        await stage.send('ask aside');
        const questions = [{ question: 'Which colour should it have?', options: ['Blue', 'Green'], multiple: false }];
        const look = { shows: /\? 1 question[\s\S]*^›/m, moving: true, wrote: words.called };
        await stage.moment('asked', { status: 'working', tools: ['exec_command'], questions, queued: undefined }, look);
        await stage.make('go');
        await stage.moment('over', { status: 'idle_done', text: 'Done.' }, over(/Done\./));
      },
    },
    {
      name: 'steered',
      known: 'only',
      about: 'A prompt sent while a script of such a model runs is processed at once, and the command runs on.',
      on: (release) => atLeast(release, '0.169.0'),
      ...words.bypassing,
      script: (api) =>
        void api
          .on('run', [{ text: 'I run it.', tools: [words.shell(WAIT_FOR_GO)] }, { text: 'It went.' }])
          .on('and then', [{ text: 'That too.' }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('run it');
        await stage.waitForScreen(words.running);
        await stage.send('and then this');
        const truth = { status: 'idle_done', text: 'That too.', background: { shells: 1, agents: 0 } };
        await stage.moment('', truth, { shows: /That too\.[\s\S]*1 background/ });
        await stage.make('go');
      },
    },
    {
      name: 'compacted',
      about: 'What the model writes to compact the conversation is not an answer of the agent.',
      script: (api) =>
        void api
          .on('say hello', [{ text: 'Hello there.' }])
          .on(/summary/, [{ text: 'The person said hello. Shall I go on with the plan?' }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('say hello');
        await stage.waitForScreen(over(/Hello there\./).shows);
        await stage.send('/compact');
        await stage.moment('', { status: 'idle_done', text: '' }, { shows: /Context compacted[\s\S]*^›/m });
      },
    },
    {
      name: 'interrupt-text',
      about: '`interrupt` cuts off an answer whose text is on its way, on every release.',
      records: false,
      script: (api) => void api.on('slowly', [{ text: SLOW, chunkMs: 2500 }]),
      async play(stage) {
        await stage.spawn();
        await stage.send('slowly please');
        await stage.waitForScreen(/Row 4 of/);
        const { json } = await stage.csd('interrupt', 'lab');
        await stage.effect('it is interrupted', () => (json as { interrupted?: boolean }).interrupted === true);
        await stage.moment('', { status: 'idle_done', interrupted: true }, { shows: words.interrupted });
      },
    },
  ],
});
