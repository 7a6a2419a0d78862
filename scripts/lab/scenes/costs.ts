import type { ReplyUsage } from '../api-protocol.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { done, sessionNow } from './conversation-steps.ts';
import { over } from './lines.ts';

interface Row {
  prompt: string;
  cost_usd: number | null;
  cost_source: string | null;
}

/** The scripted model's usage for each turn, with a different total each. */
const USED = {
  remember: [{ input: 12_000, output: 700, cacheRead: 90_000, cacheWrite: 4000 }],
  tool: [
    { input: 3000, output: 900, cacheRead: 40_000, cacheWrite: 0 },
    { input: 500, output: 4000, cacheRead: 44_000, cacheWrite: 2000 },
  ],
  another: [{ input: 1000, output: 2000, cacheRead: 50_000, cacheWrite: 0 }],
  'go on': [{ input: 9000, output: 300, cacheRead: 1000, cacheWrite: 7000 }],
  aside: [{ input: 700, output: 3000, cacheRead: 1000, cacheWrite: 0 }],
} satisfies Record<string, ReplyUsage[]>;

/**
 * In prices of an input token: on every model output costs 5 and a cache write 1.25; a read costs 0.1, on some 0.05.
 */
const weigh = (used: ReplyUsage[] = [], read: number) =>
  used.reduce(
    (sum, { input, output, cacheRead = 0, cacheWrite = 0 }) =>
      sum + input + 5 * output + read * cacheRead + 1.25 * cacheWrite,
    0,
  );

async function say(stage: Stage, prompt: string, answer: RegExp): Promise<void> {
  await stage.send(prompt);
  await stage.waitForScreen(over(answer));
}

async function turnsOf(stage: Stage, name: string): Promise<Row[]> {
  await stage.step('wait', () => stage.ok('wait', name, '--timeout', '10'));
  return ((await stage.ok('history', name, '--json')) as { turns: Row[] }).turns;
}

const about = (rows: Row[]) => JSON.stringify(rows.map(({ prompt, cost_usd }) => [prompt, cost_usd]));

const usedFor = ({ prompt }: Row): ReplyUsage[] | undefined =>
  Object.entries(USED).find(([key]) => prompt.includes(key))?.[1];

/** Each cost follows from the model's tokens, all at the same price, and equals the agent's. */
function isRight(rows: Row[]): boolean {
  return [0.1, 0.05].some((read) => {
    const prices = rows.map((row) => (row.cost_usd ?? Number.NaN) / weigh(usedFor(row), read));
    const [price = Number.NaN] = prices;
    return rows.every(({ cost_source }, n) => {
      return cost_source === 'agent' && Math.abs((prices[n] ?? Number.NaN) - price) < price * 0.005;
    });
  });
}

/** The costs of single turns, by the agent's own count. */
export const COSTS: Scene[] = [
  {
    name: 'cost-of-turns',
    about:
      'The cost of each turn is that of the model, across tools, a cleared conversation, a resumed one and a fork.',
    records: false,
    spawn: ['--permission-mode', 'bypassPermissions'],
    home: { settings: { skipDangerousModePermissionPrompt: true } },
    script(api) {
      const used = (key: keyof typeof USED, n = 0) => USED[key][n] as ReplyUsage;
      const lines = (key: keyof typeof USED, text: string) => api.on(key, [{ text, usage: used(key) }]);
      lines('remember', 'I keep the word.');
      lines('another', 'Another it is.');
      lines('go on', 'I went on.');
      lines('aside', 'In the fork.');
      api.on('tool', [
        { tools: [{ name: 'Bash', input: { command: 'true' } }], usage: used('tool') },
        { text: 'It ran.', usage: used('tool', 1) },
      ]);
    },
    async play(stage) {
      await stage.spawn();
      await say(stage, 'remember the word albatross', /I keep the word\./);
      await say(stage, 'use a tool', /It ran\./);
      const before = await turnsOf(stage, 'lab');
      await stage.effect(`two turns ${about(before)}`, () => before.length === 2 && isRight(before));
      await stage.send('/clear');
      await stage.waitForScreen(/^❯/m, /It ran/);
      await say(stage, 'another word', /Another it is\./);
      const cleared = await turnsOf(stage, 'lab');
      await stage.effect(`cleared ${about(cleared)}`, () => cleared.length === 3 && isRight(cleared));
      await stage.step('end', () => stage.ok('end', 'lab'));
      await stage.step('resume', () => stage.ok('resume', 'lab', 'go on'));
      const again = await sessionNow(stage, 'lab');
      await again.moment('next', done('I went on.'), { shows: over(/I went on\./) });
      const resumed = await turnsOf(stage, 'lab');
      await stage.effect(`resumed ${about(resumed)}`, () => resumed.length === 4 && isRight(resumed));
      const { sessions } = (await stage.ok('usage', 'lab', '--json')) as {
        sessions: { usage: { cost_usd: number } }[];
      };
      const sum = resumed.reduce((all, { cost_usd }) => all + (cost_usd ?? 0), 0);
      const whole = sessions[0]?.usage.cost_usd ?? 0;
      await stage.effect(`they are the session's cost (${sum}, ${whole})`, () => Math.abs(sum - whole) < 1e-6);
      const last = (await stage.ok('history', 'lab', '--last', '1', '--json')) as { turns: Row[] };
      await stage.effect(
        'the newest turn alone costs the same',
        () => last.turns[0]?.cost_usd === resumed[3]?.cost_usd,
      );
      await stage.step('fork', () => stage.ok('fork', 'lab', 'fork', 'aside'));
      await (await sessionNow(stage, 'fork')).moment('the fork', done('In the fork.'), {
        shows: over(/In the fork\./),
      });
      const [own] = (await turnsOf(stage, 'fork')).slice(-1);
      await stage.effect(`the fork's own turn ${own?.cost_usd}`, () =>
        isRight([...resumed.slice(0, 1), ...(own ? [own] : [])]),
      );
    },
  },
  {
    name: 'cost-of-quick-turns',
    about: 'Turns that follow each other at once: their costs are right, or not reported.',
    records: false,
    script(api) {
      const used = (key: keyof typeof USED) => USED[key][0] as ReplyUsage;
      api.on('remember', [{ delayMs: 1500, text: 'I keep the word.', usage: used('remember') }]);
      api.on('another', [{ text: 'Another it is.', usage: used('another') }]);
      api.on('go on', [{ delayMs: 700, text: 'I went on.', usage: used('go on') }]);
    },
    async play(stage) {
      await stage.spawn();
      await stage.send('remember the word albatross');
      await stage.step('queued', () => stage.ok('send', 'lab', '--queue', 'another word'));
      await stage.waitForScreen(over(/Another it is\./));
      await stage.step('next', () => stage.ok('run', '--session', 'lab', 'go on'));
      const rows = await turnsOf(stage, 'lab');
      await stage.effect(`three turns ${about(rows)}`, () => {
        const known = rows.filter(({ cost_usd }) => cost_usd !== null);
        return rows.length === 3 && known.length > 0 && isRight(known);
      });
    },
  },
  {
    name: 'cost-of-turns-stream',
    about: 'Without a screen the cost of each turn is that of the model too, also when it is resumed.',
    records: false,
    script(api) {
      const used = (key: keyof typeof USED) => USED[key][0] as ReplyUsage;
      api.on('remember', [{ text: 'I keep the word.', usage: used('remember') }]);
      api.on('another', [{ text: 'Another it is.', usage: used('another') }]);
      api.on('go on', [{ text: 'I went on.', usage: used('go on') }]);
    },
    async play(stage) {
      await stage.spawn('lab', ['--driver', 'stream']);
      const run = (...words: string[]) => stage.step('run', () => stage.ok('run', '--session', 'lab', ...words));
      await run('remember the word albatross');
      await run('another word');
      await stage.step('end', () => stage.ok('end', 'lab'));
      await run('--resume', 'go on');
      const rows = await turnsOf(stage, 'lab');
      await stage.effect(`three turns ${about(rows)}`, () => rows.length === 3 && isRight(rows));
    },
  },
  ...(['screen', 'stream'] as const).map(
    (driver): Scene => ({
      name: driver === 'screen' ? 'cost-limit' : 'cost-limit-stream',
      about:
        'A turn that goes beyond what the session may cost is interrupted, no more is sent to it, and a fork of it has a limit of its own.',
      records: false,
      home: { settings: { skipDangerousModePermissionPrompt: true } },
      script(api) {
        const step = { input: 20_000, output: 4000, cacheRead: 0, cacheWrite: 0 };
        const spend = { tools: [{ name: 'Bash', input: { command: 'sleep 0.7' } }], usage: step };
        api.on('spend', [...Array.from({ length: 40 }, () => spend), { text: 'All spent.' }]);
        api.on('one call', [{ text: 'One.', usage: step }]);
      },
      async play(stage) {
        const unasked = ['--permission-mode', 'bypassPermissions'];
        const run = (name: string, ...words: string[]) =>
          stage.step('run', () => stage.csd('run', '--json', '--session', name, ...words));
        const costOf = async (name: string) =>
          ((await stage.ok('usage', name, '--json')) as { sessions: { usage: { cost_usd: number } }[] }).sessions[0]
            ?.usage.cost_usd ?? Number.NaN;
        await stage.spawn('probe', [...unasked, '--driver', driver]);
        await run('probe', 'one call');
        const price = await costOf('probe');
        await stage.step('kill', () => stage.ok('kill', 'probe'));
        const limit = String(price * 3.5);
        await stage.spawn('lab', [...unasked, '--driver', driver, '--max-cost', limit]);
        await stage.step('send', () => stage.ok('send', 'lab', 'spend'));
        await stage.step('over', () => stage.csd('wait', 'lab', '--timeout', '60'));
        const spent = await costOf('lab');
        await stage.effect(
          `cut off near the limit (${spent} of ${limit})`,
          () => spent >= price * 3.5 && spent < price * 8,
        );
        const refused = (await stage.csd('send', 'lab', 'one call')).json as { code?: string };
        await stage.effect('no further prompt is sent', () => refused.code === 'over_budget');
        await stage.step('fork', () => stage.ok('fork', 'lab', 'fork'));
        const own = (await run('fork', 'one call')).json as { status: string };
        await stage.effect(`a fork continues (${JSON.stringify(own)})`, () => own.status === 'done');
        const more = (await run('fork', 'spend')).json as { status: string; error?: string };
        await stage.effect(
          `until its own limit (${more.error})`,
          () => more.status === 'error' && (more.error ?? '').includes('limit'),
        );
        const all = await costOf('fork');
        await stage.effect(`which is as large (${all})`, () => all < price * 20);
        await stage.step('end', () => stage.ok('end', 'fork'));
        const again = (await stage.csd('resume', 'fork', 'one call')).json as { code?: string };
        await stage.effect(
          `nothing is left when it is resumed (${JSON.stringify(again)})`,
          () => again.code === 'over_budget',
        );
      },
    }),
  ),
];
