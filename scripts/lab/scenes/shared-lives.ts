import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Words } from '../agent-words.ts';
import type { ScriptedApi } from '../api.ts';
import { sidecarOf } from '../hand.ts';
import type { Scene, SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { sleep, until } from '../wait.ts';
import { done, goesOn, hears, sessionNow, told } from './conversation-steps.ts';

const script = (api: ScriptedApi) =>
  void api
    .on('remember', [{ text: 'I keep the word.' }])
    .on('another', [{ text: 'Another it is.' }])
    .on('go on', [{ text: 'I went on.' }])
    .on('aside', [{ text: 'In the fork.' }]);

const live = { records: false, script };

/** The conversation is cleared, and a prompt is sent in the new one. */
async function clear(words: Words, stage: Stage): Promise<void> {
  await told(words, stage, 'remember the word albatross', /I keep the word\./);
  await stage.send(stage.agent.name === 'codex' ? '/new' : '/clear');
  // The screen does not show it: codex up to 0.150.0 writes inline, and earlier text stays above the new conversation.
  await until(
    async () => ((await stage.csd('state', 'lab')).json as { text?: string }).text === undefined,
    10_000,
    () => 'the old answer is still told',
  );
  await stage.waitForScreen(words.composer);
  await told(words, stage, 'another word, dunlin', /Another it is\./);
}

const isDead = (stage: Stage) =>
  stage.effect('it is dead and can be resumed', async () => {
    const { status, resumable } = (await stage.csd('state', 'lab')).json as { status: string; resumable?: boolean };
    return status === 'dead' && resumable === true;
  });

/** The output of `csd history` for a session, as the prompts and the first lines of the answers. */
async function historyOf(stage: Stage, name: string): Promise<string[][]> {
  const { turns } = (await stage.ok('history', name, '--json')) as { turns: { prompt: string; answer: string }[] };
  return turns.map(({ prompt, answer }) => [prompt, answer]);
}

/** Every file below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** Moves every time in the agent's transcripts back by this many hours. */
export function age(stage: Stage, hours: number): void {
  for (const file of filesIn(join(stage.place.configDir, stage.agent.transcripts))) {
    const text = readFileSync(file, 'utf8').replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (time) =>
      JSON.stringify(new Date(Date.parse(JSON.parse(time)) - hours * 3_600_000).toISOString()),
    );
    writeFileSync(file, text);
    const at = statSync(file).mtimeMs / 1000 - hours * 3600;
    utimesSync(file, at, at);
  }
}

/** How a conversation continues: which one, with what content, and what csd reports about it. */
export const livesOf: SceneTable = (words): Scene[] => [
  {
    name: 'resume-cleared',
    about: 'A conversation was cleared before the session was ended: the newer one continues.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await clear(words, stage);
      await stage.step('end', () => stage.ok('end', 'lab'));
      await stage.step('resume', () => stage.ok('resume', 'lab', 'go on'));
      await goesOn(words, stage, 'lab', 'next', 'I went on.');
      await hears(stage, 'go on', ['dunlin'], ['albatross']);
    },
  },
  {
    name: 'server-died-cleared',
    about: 'The same where the tmux server died: nothing was asked to end.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await clear(words, stage);
      await stage.terminal.tmux('kill-server');
      await isDead(stage);
      await stage.step('resume', () => stage.ok('resume', 'lab', 'go on'));
      await goesOn(words, stage, 'lab', 'next', 'I went on.');
      await hears(stage, 'go on', ['dunlin'], ['albatross']);
    },
  },
  {
    name: 'server-died-old',
    about:
      'The server died three hours ago: the conversation continues, or the question of the agent in front of it is reported.',
    records: false,
    script(api) {
      script(api);
      api.on('remember', [{ text: 'I keep the word.', usage: { input: 150_000, output: 2000 } }]);
    },
    async play(stage) {
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
      await stage.terminal.tmux('kill-server');
      await isDead(stage);
      age(stage, 3);
      const { state, proof } = (await stage.step('resume', () => stage.ok('resume', 'lab'))) as {
        state: { status: string; gate?: string };
        proof?: string;
      };
      const again = await sessionNow(stage, 'lab');
      const asks = state.status === 'blocked';
      await stage.effect(asks ? 'the gate is told' : 'it is proven', () =>
        asks ? state.gate === 'resume' : proof !== undefined,
      );
      if (asks) await stage.step('approve', () => stage.ok('approve', 'lab', '--match', 'full session'));
      await again.send('go on');
      await again.moment('next', done('I went on.'), words.over(/I went on\./));
      await hears(stage, 'go on', ['albatross']);
    },
  },
  {
    name: 'flags-survive',
    about: 'What a session was started with holds after it was resumed, and in a fork.',
    records: false,
    home: {
      files: {
        '.claude/agents/scribe.md': '---\nname: scribe\ndescription: Writes\n---\nYou are a scribe of the harbour.\n',
        'beside/note.txt': 'beside\n',
      },
    },
    script,
    async play(stage) {
      const isClaude = stage.agent.name === 'claude';
      const flags = isClaude
        ? [
            ...[
              '--system-prompt',
              'Speak like a pelican.',
              '--disallowed-tools',
              'WebFetch',
              '--permission-mode',
              'plan',
            ],
            ...['--agent', 'scribe', '--add-dir', 'beside', '--effort', 'low', '--allowed-tools', 'Bash(true)'],
          ]
        : ['--model', 'gpt-5.4-codex'];
      const holds = (prompt: string) =>
        stage.effect(`its flags still apply: ${prompt}`, () => {
          const { request } = stage.api.received.findLast((one) => one.prompt.includes(prompt)) ?? {};
          const text = JSON.stringify(request ?? '');
          if (!isClaude) return request?.model === 'gpt-5.4-codex';
          const tools = request?.tools?.map(({ name }) => name) ?? [];
          const given = ['Speak like a pelican.', 'scribe of the harbour'];
          return given.every((one) => text.includes(one)) && tools.includes('Bash') && !tools.includes('WebFetch');
        });
      // What no request shows: the agent's own words for it.
      const toldAgent = async (name: string) => {
        if (!isClaude) return;
        const { pane_pid } = await sidecarOf(stage, name);
        const args = execFileSync('ps', ['-o', 'args=', '-ww', '-p', String(pane_pid)], { encoding: 'utf8' });
        await stage.effect(`${name} was started with all of them`, () =>
          [/--add-dir \S+\/beside\b/, /--effort low\b/, /--allowed-?tools Bash\(true\)/i].every((one) =>
            one.test(args),
          ),
        );
      };
      await stage.spawn('lab', flags);
      await toldAgent('lab');
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
      await holds('albatross');
      await stage.step('end', () => stage.ok('end', 'lab'));
      await stage.step('resume', () => stage.ok('resume', 'lab', 'go on'));
      await goesOn(words, stage, 'lab', 'next', 'I went on.');
      await holds('go on');
      await toldAgent('lab');
      await stage.step('fork', () => stage.ok('fork', 'lab', 'fork', 'aside, bittern'));
      await goesOn(words, stage, 'fork', 'the fork', 'In the fork.');
      await holds('aside');
      await toldAgent('fork');
      if (isClaude)
        await stage.effect('the permission mode too', async () =>
          /plan mode on/.test(await stage.terminal.text((await sessionNow(stage, 'fork')).pane)),
        );
    },
  },
  {
    name: 'history',
    about: 'The history has what was sent to the model: across /clear, ending, resuming and forking.',
    ...live,
    async play(stage) {
      await stage.spawn();
      await clear(words, stage);
      await stage.step('end', () => stage.ok('end', 'lab'));
      await stage.step('resume', () => stage.ok('resume', 'lab', 'go on'));
      await goesOn(words, stage, 'lab', 'next', 'I went on.');
      await stage.step('fork', () => stage.ok('fork', 'lab', 'fork', 'aside, bittern'));
      await goesOn(words, stage, 'fork', 'the fork', 'In the fork.');
      const first = ['remember the word albatross', 'I keep the word.'];
      const rest = [
        ['another word, dunlin', 'Another it is.'],
        ['go on', 'I went on.'],
      ];
      const [lab, fork] = [await historyOf(stage, 'lab'), await historyOf(stage, 'fork')];
      // For codex the open conversation counts.
      const all = stage.agent.name === 'codex' ? rest : [first, ...rest];
      await stage.effect(`its turns: ${JSON.stringify(lab)}`, () => JSON.stringify(lab) === JSON.stringify(all));
      await stage.effect(`those of the fork: ${JSON.stringify(fork)}`, () => {
        return JSON.stringify(fork) === JSON.stringify([...rest, ['aside, bittern', 'In the fork.']]);
      });
      const sent = stage.api.prompts().map((prompt) => prompt.trim());
      await stage.effect(`the model was sent these: ${JSON.stringify(sent)}`, () =>
        [...all, ['aside, bittern']].every(([prompt = '']) => sent.some((one) => one.includes(prompt))),
      );
      await stage.effect('output prints the newest answer of an ended session too', async () => {
        await stage.ok('end', 'lab');
        return (await stage.csd('output', 'lab')).stdout.trim() === 'I went on.';
      });
    },
  },
  {
    name: 'cost',
    about:
      'The cost is the sum that the agent makes, and the tokens are those of the model, across ending, resuming and a fork.',
    records: false,
    script(api) {
      script(api);
      api
        .on('remember', [
          { text: 'I keep the word.', usage: { input: 12_345, output: 678, cacheRead: 90_000, cacheWrite: 4000 } },
        ])
        .on('another', [
          { text: 'Another it is.', usage: { input: 1000, output: 2000, cacheRead: 50_000, cacheWrite: 0 } },
        ])
        .on('aside', [{ text: 'In the fork.', usage: { input: 700, output: 300, cacheRead: 1000, cacheWrite: 0 } }]);
    },
    async play(stage) {
      await stage.spawn();
      await told(words, stage, 'remember the word albatross', /I keep the word\./);
      const first = await usageOf(stage, 'lab');
      await tokens(stage, 'after the first turn', first, [12_345, 678, 90_000]);
      await stage.step('end', () => stage.ok('end', 'lab'));
      await stage.step('resume', () => stage.ok('resume', 'lab', 'another word, dunlin'));
      const again = await sessionNow(stage, 'lab');
      await again.moment('next', done('Another it is.'), words.over(/Another it is\./));
      const second = await usageOf(stage, 'lab');
      await tokens(stage, 'after it was resumed', second, [13_345, 2678, 140_000]);
      await stage.step('fork', () => stage.ok('fork', 'lab', 'fork', 'aside, bittern'));
      await goesOn(words, stage, 'fork', 'the fork', 'In the fork.');
      const { turns } = (await stage.ok('history', 'fork', '--last', '1', '--json')) as { turns: Told[] };
      await tokens(stage, 'of the turn of the fork', turns[0] as Told, [700, 300, 1000]);
      const parent = await usageOf(stage, 'lab');
      await stage.effect('the fork costs its parent nothing', () => parent.cost_usd === second.cost_usd);
      if (stage.agent.name === 'codex') return stage.effect('no cost is invented', () => parent.cost_usd === null);
      await stage.effect(`the cost grew (${first.cost_usd}, ${second.cost_usd})`, () =>
        Boolean(first.cost_usd && second.cost_usd && second.cost_usd > first.cost_usd),
      );
      const shown = await costShown(stage, again.pane);
      await stage.effect(`the agent itself says ${shown}`, () => shown === (second.cost_usd ?? 0).toFixed(2));
    },
  },
];

interface Told {
  cost_usd: number | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
}

/** The usage that csd reports for a session, once the agent's own report of its newest turn has arrived. */
async function usageOf(stage: Stage, name: string): Promise<Told> {
  await stage.step('wait', () => stage.ok('wait', name, '--timeout', '10'));
  const { sessions } = (await stage.ok('usage', name, '--json')) as { sessions: { usage: Told }[] };
  return sessions[0]?.usage as Told;
}

const tokens = (stage: Stage, when: string, usage: Told, expected: number[]) => {
  const found = [usage.input_tokens, usage.output_tokens, usage.cache_read_tokens];
  return stage.effect(`the tokens ${when}: ${found}`, () => found.join() === expected.join());
};

/** 2.1.158 calls it `Total cost`, 2.1.332 `Estimated cost`. */
const COST = /cost:?\s+\$([\d.]+)/;

/** The total that the agent's own command prints, in dollars and cents. */
async function costShown(stage: Stage, pane: string): Promise<string> {
  await stage.terminal.type(pane, '/cost');
  await stage.step('look', async () => {
    for (let n = 0; n < 40 && !/\/cost/.test(await stage.terminal.text(pane)); n++) await sleep(100);
    await sleep(500);
    await stage.terminal.press(pane, 'Enter');
  });
  let text = '';
  await stage.effect('the agent reports its cost', async () => {
    text = await stage.terminal.text(pane);
    return COST.test(text);
  });
  return Number(COST.exec(text)?.[1]).toFixed(2);
}
