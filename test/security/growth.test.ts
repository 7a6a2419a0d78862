import { describe, expect, test, vi } from 'vitest';
import { claude } from '../../src/backends/claude/agent.ts';
import { codex } from '../../src/backends/codex/agent.ts';
import { isTooDeep } from '../../src/contract/json.ts';
import type { Backend } from '../../src/detect/agent/backend.ts';
import { findQuestion } from '../../src/detect/questions/find-question.ts';
import { readScreen } from '../../src/detect/screen/screen.ts';
import { readFacts, tellingLines } from '../../src/detect/transcript/parse.ts';
import { foldTurn } from '../../src/detect/transcript/turn.ts';
import { readHooks } from '../../src/detect/verdict/hook-events.ts';
import { explainObservation } from '../../src/drive/observe/explain-observation.ts';
import { observe } from '../../src/drive/observe/observe.ts';
import { SecretMask } from '../../src/drive/redact/mask.ts';
import { maskJson } from '../../src/drive/redact/redact-json.ts';
import { OverBudget, SharedBudget } from '../../src/drive/session/files/look-budget.ts';
import type { Observation } from '../../src/drive/session/observation.ts';
import { listSidecars } from '../../src/drive/session/sidecars/sidecar-store.ts';
import { readTurn } from '../../src/drive/signals/read-last-turn.ts';
import { T0 } from '../detect/records.ts';
import { bashGate, ScriptedAgent } from '../drive/scripted.ts';
import { createFakeContext } from '../fakes/context.ts';
import { FakeFiles } from '../fakes/files.ts';
import { someOf, THOROUGH } from '../thorough.ts';

vi.setConfig({ testTimeout: 120_000 });
/** Ten times the input takes at most this many times the work. */
const MOST = 30;
/** Below this, in ms of this process's own CPU, it cannot be distinguished from noise. */
const LEAST_MS = 5;

/** The CPU time that this process spends on something, in ms: other load on the machine is not included. */
function workOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How much more work ten times the input is: 0 if that takes hardly any, otherwise the minimum of five measurements. In
 * a usual run, with two fifths of this size. If the limit already holds against the fastest of three small ones, no
 * closer look is needed.
 */
function growthOf(make: (size: number) => () => void, whole: number): number {
  const size = THOROUGH ? whole : Math.ceil(whole * 0.4);
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 && least > MOST; tries++) {
    const [small, large] = [make(size), make(10 * size)];
    small();
    const first = workOf(large);
    if (first < LEAST_MS) return 0;
    const one = Math.min(workOf(small), workOf(small), workOf(small));
    if (first < MOST * one) return first / one;
    // Ten small ones are as much work, and as much garbage, as the large one should be.
    const tenSmall = workOf(() => {
      for (let n = 0; n < 10; n++) small();
    });
    // Again, because the first time its code was new, and twice, because of the garbage of others.
    const ten = Math.min(workOf(large), workOf(large));
    if (ten < LEAST_MS) return 0;
    least = Math.min(least, (10 * ten) / Math.max(tenSmall, 0.5));
  }
  return least;
}

const json = (value: unknown): string => JSON.stringify(value);
const at = (n: number): string => new Date(T0 + n * 1000).toISOString();
const many = (size: number, make: (n: number) => string): string[] => Array.from({ length: size }, (_, n) => make(n));
const assistant = (n: number, content: unknown[], id = 'm', stop: string | null = null): string =>
  json({ type: 'assistant', uuid: `u${n}`, timestamp: at(n), message: { id, content, stop_reason: stop } });
const user = (n: number, content: unknown): string =>
  json({ type: 'user', uuid: `u${n}`, timestamp: at(n), message: { role: 'user', content } });

/** Transcripts that no agent writes, each of a given size. */
const TRANSCRIPTS: Record<string, { size: number; make(size: number): string[] }> = {
  'records of one message': {
    size: 900,
    make: (size) => many(size, (n) => assistant(n, [{ type: 'text', text: 'a word or two' }])),
  },
  'open tools': {
    size: 900,
    make: (size) => many(size, (n) => assistant(n, [{ type: 'tool_use', id: `t${n}`, name: 'Bash', input: {} }])),
  },
  'tools and their results': {
    size: 600,
    make: (size) => [
      ...many(size, (n) => assistant(n, [{ type: 'tool_use', id: `t${n}`, name: 'Bash', input: {} }])),
      ...many(size, (n) => user(size + n, [{ type: 'tool_result', tool_use_id: `t${n}`, content: 'x' }])),
    ],
  },
  'tools of one record': {
    size: 900,
    make: (size) => [
      assistant(
        1,
        Array.from({ length: size }, (_, n) => ({ type: 'tool_use', id: `t${n}`, name: 'Bash', input: {} })),
      ),
    ],
  },
  prompts: { size: 900, make: (size) => many(size, (n) => user(n, `prompt ${n}`)) },
  'records of the queue': {
    size: 900,
    make: (size) =>
      many(size, (n) =>
        json({ type: 'queue-operation', operation: n % 3 ? 'enqueue' : 'dequeue', content: `${n}`, timestamp: at(n) }),
      ),
  },
  'records with one time, out of order': {
    size: 900,
    make: (size) =>
      many(size, (n) =>
        json({ type: 'user', uuid: `u${n}`, parentUuid: `u${n + 1}`, timestamp: at(1), message: { content: 'x' } }),
      ),
  },
  'a word': {
    size: 9000,
    make: (size) => [
      user(1, 'x'.repeat(size)),
      assistant(2, [{ type: 'text', text: 'y'.repeat(size) }], 'm', 'end_turn'),
    ],
  },
  'a word of points': {
    size: 9000,
    make: (size) => [assistant(2, [{ type: 'text', text: '.a'.repeat(size) }], 'm', 'end_turn')],
  },
  'blank lines': {
    size: 9000,
    make: (size) => [
      user(1, `a${'\n'.repeat(size)}b`),
      assistant(2, [{ type: 'text', text: `a${' \n'.repeat(size)}b` }], 'm', 'end_turn'),
    ],
  },
  'pastes that do not end': { size: 300, make: (size) => [user(1, '\n\n<pasted_content id="a">\nx'.repeat(size))] },
  'a refusal': {
    size: 6000,
    make: (size) => [
      json({
        type: 'assistant',
        isApiErrorMessage: true,
        error: 'rate_limit',
        timestamp: at(1),
        message: { id: 'm', content: [{ type: 'text', text: 'limit · resets '.repeat(size) }] },
      }),
    ],
  },
  'deep input of a tool': {
    size: 900,
    make: (size) => [
      `{"type":"assistant","timestamp":"${at(1)}","message":{"id":"m","content":[{"type":"tool_use","id":"t","name":"Bash","input":${'['.repeat(size)}${']'.repeat(size)}}]}}`,
    ],
  },
  'lines that are not JSON': { size: 6000, make: (size) => many(size, () => '{"type":"user" and no more') },
};

/** A rollout's record of every relevant kind, many times. */
const ROLLOUTS: Record<string, (n: number) => unknown> = {
  messages: () => ({
    type: 'response_item',
    payload: { type: 'message', role: 'assistant', id: 'm', content: [{ text: 'a word' }] },
  }),
  calls: (n) => ({
    type: 'response_item',
    payload: { type: 'function_call', call_id: `c${n}`, name: 'exec', arguments: '{}' },
  }),
  'unfinished plans': () => ({
    type: 'response_item',
    payload: { type: 'message', role: 'assistant', content: [{ text: '<proposed_plan>\n'.repeat(20) }] },
  }),
  failures: () => ({
    type: 'event_msg',
    payload: { type: 'task_complete', error: { message: 'usage limit try again at '.repeat(20) } },
  }),
};

describe.each([
  ...Object.entries(TRANSCRIPTS).map(([name, { size, make }]) => [name, claude as Backend, size, make] as const),
  ...Object.entries(ROLLOUTS).map(
    ([name, make]) =>
      [
        `codex: ${name}`,
        codex as Backend,
        600,
        (size: number) => many(size, (n) => json({ timestamp: at(n), ...(make(n) as object) })),
      ] as const,
  ),
])('a transcript of %s', (_, backend, size, make) => {
  test('is read in linear time', () => {
    const read = (count: number) => {
      const text = make(count).join('\n');
      return () => {
        const lines = tellingLines(text, backend.transcript).map(({ line }) => line);
        foldTurn(readFacts(lines.toReversed(), backend.transcript));
      };
    };
    expect(growthOf(read, size)).toBeLessThan(MOST);
  });
});

/** Texts on which patterns are slow: one character or word repeated. */
const PUMPED = [
  [
    '\n> +- ',
    '\nlogin a',
    'TRUE\t/\t',
    '/reset/',
    '\na/b.c:1:',
    'x',
    'A1b2',
    ' ',
    '\n',
    '.',
    '-',
    '_',
    '=',
    ':',
    ': ',
    '@',
    'a@',
    'a@b.',
    '/',
    '://',
    '://a:',
    'https://a:b@',
    '"',
    "'",
    '\\',
    '\\"',
    '\\n',
  ],
  [
    'key=',
    'password: ',
    'a=b&',
    '%41',
    '--token ',
    '-u a:b ',
    'Bearer ',
    'Cookie: a=',
    'Authorization: Basic ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN ',
  ],
  [
    'eyJ',
    'eyJhbGciOiJI.',
    'sk-',
    'ghp_',
    'SG.a.',
    'xoxb-',
    'AKIA',
    'hvs.',
    '1.',
    '1.2.3.4',
    'ab:',
    '::',
    'ab:cd::',
    'a.b',
    '/home/a',
    'C:\\Users\\a',
    '-home-a',
  ],
  [
    'Zm9v',
    'Z2hwX2',
    '{',
    '{"a":',
    '[',
    '[[',
    '1234567890:AA',
    'mysql -p',
    'login a password ',
    'PuTTY-User-Key-File-2: a\n',
    'limit · resets ',
    '❯ 1. ',
    '? ',
    '- a\n',
    '```\n',
    '**',
  ],
  [
    'password ',
    'password\n ',
    'token | ',
    'token -> ',
    '<password>',
    '<key>token</key> ',
    'passwort: ',
    'redis-cli ',
    'curl ',
    'openssl ',
    'seed phrase abc ',
    'echo abcd ',
    'a\u200b',
    'password(["',
    'token for a',
    'a,token\n',
    'a,token;',
    "insert into t(a,token)values('b','c'),",
    'insert into t (',
    '"a" + ',
    "'a' + \"",
    'PIN 12',
    'copy t (token) from stdin;\n',
    '$5$',
    '漢',
    'e\u0301',
  ],
].flat();

/** A text as rows of a screen of 80 columns. */
function wrapped(text: string): string {
  return (text.replaceAll('\n', ' ').match(/.{1,80}/g) ?? []).join('\n');
}

const asRow = (text: string): string => text;
/** How each text is masked on a screen: in a usual run the first as one row, the second as rows, and so on. */
const LAYOUTS = [asRow, wrapped];

/**
 * How each text is read: by every agent's rules, as one row and as rows of a screen. The first and third have both
 * agents and both layouts, and so have the others.
 */
const READINGS: { backend: Backend; between: string }[] = [
  { backend: claude, between: '' },
  { backend: claude, between: '\n' },
  { backend: codex, between: '\n' },
  { backend: codex, between: '' },
];

describe.each(PUMPED.map((piece, n) => [JSON.stringify(piece), piece, n] as const))(
  'a text of %s',
  (_, piece, turn) => {
    const text = (size: number) => piece.repeat(Math.ceil(size / piece.length));

    test('is masked in linear time', () => {
      expect(growthOf((size) => () => void new SecretMask().text(text(size)), 1500)).toBeLessThan(MOST);
    });

    test('is searched for secrets to learn in linear time', () => {
      expect(growthOf((size) => () => new SecretMask().learn(text(size)), 1500)).toBeLessThan(MOST);
    });

    test('is masked in linear time as a row and as rows of a screen', () => {
      for (const lay of someOf(LAYOUTS, 2, turn)) {
        const screen = (size: number) => {
          const rows = lay(text(size));
          return () => void new SecretMask().screen(rows, 80);
        };
        expect(growthOf(screen, 1500), lay.name).toBeLessThan(MOST);
      }
    });

    test('is read in linear time, as a row and as rows of a screen', () => {
      const cursor = { x: 0, y: 0, visible: true };
      for (const { backend, between } of someOf(READINGS, 2, turn)) {
        const read = (size: number) => {
          const rows = between === '' ? text(size) : wrapped(text(size));
          return () => void readScreen(rows, { width: 80, height: 24, cursor }, backend.screen);
        };
        expect(growthOf(read, 3000), `${backend.name}, ${json(between)}`).toBeLessThan(MOST);
      }
    });

    test('is searched for a question in linear time', () => {
      expect(growthOf((size) => () => void findQuestion(text(size)), 10_000)).toBeLessThan(MOST);
    });
  },
);

describe('secrets with a common beginning', () => {
  test('are searched for in linear time, however many lengths they have', () => {
    const look = (lengths: number) => {
      const mask = new SecretMask();
      for (let more = 0; more < lengths; more++) mask.learn(`token=${'a'.repeat(10 + more)}1\n`);
      // Each position of the text could be the beginning of each of them.
      return () => void mask.text('a'.repeat(5000));
    };
    expect(growthOf(look, 40)).toBeLessThan(MOST);
  });
});

describe('other files', () => {
  test('events of hooks', () => {
    const read = (size: number) => {
      const bytes = Buffer.from(
        many(size, (n) => json({ ts: n, event: { hook_event_name: 'Stop', session_id: 's' } })).join('\n'),
      );
      return () => void (claude.hooks && readHooks(bytes, 0, claude.hooks, ['s']));
    };
    expect(growthOf(read, 3000)).toBeLessThan(MOST);
  });

  test('cut events of hooks', () => {
    const read = (size: number) => {
      const cut = `{"hook_event_name":"Stop","session_id":"${'\\\\'.repeat(size)}`;
      return () => void claude.hooks?.readCut(cut);
    };
    expect(growthOf(read, 20_000)).toBeLessThan(MOST);
  });

  test('deeply nested JSON is detected, and masked as far as it is read', () => {
    for (const open of ['[', '{"a":']) {
      const close = open === '[' ? ']' : '}';
      const deep = (size: number) => `${open.repeat(size)}1${close.repeat(size)}`;
      expect([isTooDeep(deep(10)), isTooDeep(deep(200_000))]).toEqual([false, true]);
      expect(() => JSON.stringify(maskJson(JSON.parse(deep(5000)), new SecretMask()))).not.toThrow();
    }
    expect(isTooDeep(`{"a":"${'['.repeat(1000)}\\"${'{'.repeat(1000)}"}`)).toBe(false);
  });
});

const BUDGET = '../../src/drive/session/files/look-budget.ts';

/** `observe` with another limit of records; its modules are separate, so that no other test has that limit. */
async function withRecords(most: number): Promise<typeof observe> {
  vi.resetModules();
  vi.doMock(BUDGET, async (original) => ({ ...(await original<object>()), MOST_RECORDS: most }));
  const loaded = await import('../../src/drive/observe/observe.ts');
  vi.doUnmock(BUDGET);
  vi.resetModules();
  return loaded.observe;
}

describe('one session among others', () => {
  const tenSessions = () => {
    const ctx = createFakeContext();
    const agents = Array.from(
      { length: 10 },
      (_, n) => new ScriptedAgent(ctx, `job${n}`, `00000000-0000-4000-8000-00000000001${n}`),
    );
    for (const agent of agents) {
      agent.take('say hello');
      agent.finishTurn();
    }
    ctx.clock.advance(5000);
    return { ctx, agents, sick: agents[3] as ScriptedAgent };
  };
  const statesOf = async ({ ctx, agents }: ReturnType<typeof tenSessions>, look = observe) =>
    (
      await look(
        ctx,
        agents.map(({ sidecar }) => sidecar),
      )
    ).map(({ verdict }) => verdict.state);
  const expectOthers = (states: { status: string }[]) => {
    expect(states.filter((_, n) => n !== 3).map(({ status }) => status)).toEqual(Array(9).fill('idle_done'));
  };

  test('with a turn of too many records is unknown, with the reason; the others are reported', async () => {
    // The test reaches the limit itself, not the time it takes.
    const look = await withRecords(2000);
    const world = tenSessions();
    const line = assistant(1, [{ type: 'text', text: 'x' }]);
    world.ctx.files.put(world.sick.transcript, `${line}\n`.repeat(2010));
    const states = await statesOf(world, look);
    expect(states[3]).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('more than 2000 records'),
    });
    expectOthers(states);
    // A gate is on the screen, whatever the records say.
    world.sick.open(bashGate('touch x'));
    expect((await statesOf(world, look))[3]).toMatchObject({ status: 'blocked', gate: 'permission' });
  });

  test('with a long turn leaves the others what each may cost, and several share what is left', async () => {
    const files = new FakeFiles();
    const turnOf = (name: string, records: number) => {
      const line = `${assistant(1, [{ type: 'text', text: 'x' }])}\n`;
      files.put(name, `${user(0, 'go')}\n${line.repeat(records)}`);
      return name;
    };
    const budget = new SharedBudget({ free: { bytes: 1e6, records: 20 }, shared: { bytes: 1e6, records: 300 } });
    const look = (name: string) => readTurn(files, name, claude, { budget });
    expect(await look(turnOf('long', 250))).toMatchObject({ phase: 'running' });
    await expect(look(turnOf('longer', 400))).rejects.toThrow(OverBudget);
    expect(await look(turnOf('short', 15))).toMatchObject({ phase: 'running' });
    await expect(look(turnOf('medium', 40))).rejects.toThrow('look at this one alone');
  });

  test.each([
    [
      'deep nesting',
      new RangeError('Maximum call stack size exceeded'),
      'one of them is nested too deeply or too large (RangeError)',
    ],
    [
      'a failing disk',
      Object.assign(new Error("EIO: i/o error, read '/x'"), { code: 'EIO' }),
      'the system does not let csd read one (EIO)',
    ],
    [
      'too many open files',
      Object.assign(new Error('EMFILE: too many'), { code: 'EMFILE' }),
      'too many files are open: raise the limit with `ulimit -n`',
    ],
    [
      'a record that csd does not expect',
      new TypeError("Cannot read properties of undefined (reading 'x')"),
      'one of them contains something that csd does not expect (TypeError); `csd state --explain` tells more',
    ],
  ])(
    'with files that cannot be judged for %s is unknown, with the kind of reason; the others are reported',
    async (_, fault, why) => {
      const world = tenSessions();
      const { readBack } = world.ctx.files;
      world.ctx.files.readBack = (file, ...rest) => {
        if (file === world.sick.transcript) throw fault;
        return readBack.call(world.ctx.files, file, ...rest);
      };
      const states = await statesOf(world);
      expect(states[3]).toEqual({ status: 'unknown', reason: `its files cannot be judged: ${why}` });
      expectOthers(states);
      const [seen] = await observe(world.ctx, [world.sick.sidecar]);
      expect(explainObservation(world.ctx, seen as Observation)).toEqual([
        { signal: 'transcript', said: `judging failed with ${fault.name}: ${fault.message}`, without: 'unknown' },
      ]);
    },
  );

  test('with a deeply nested or huge sidecar is named as broken, and no other is', async () => {
    const { ctx, agents } = tenSessions();
    for (const { sidecar } of agents) ctx.files.put(`/state/${sidecar.name}.json`, json(sidecar));
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    ctx.files.put('/state/job3.json', json(agents[3]?.sidecar).replace('{', `{"more":${deep},`));
    ctx.files.put('/state/job4.json', json(agents[4]?.sidecar).replace('{', `{"more":"${'x'.repeat(2_000_000)}",`));
    const { sidecars, broken } = await listSidecars(ctx);
    expect(sidecars).toHaveLength(8);
    expect(broken.map(({ name, error }) => `${name}: ${error}`)).toEqual([
      'job3: nested deeper than 200 levels',
      'job4: no permission, not a file, or larger than 1 MiB',
    ]);
  });

  test('has its folders checked together with those of all others, once per look', async () => {
    const world = tenSessions();
    const { files } = world.ctx;
    const judged: string[] = [];
    const { examine } = files;
    files.examine = (place, demand) => {
      if (demand.is === 'folder') judged.push(place);
      return examine.call(files, place, demand);
    };
    await statesOf(world);
    expect(judged).toEqual([]);
    for (const { sidecar } of world.agents) files.put(`/state/${sidecar.name}.entry`, '{}');
    await statesOf(world);
    expect(judged).toEqual(['/state']);
    // For at most one look.
    await statesOf(world);
    expect(judged).toEqual(['/state', '/state']);
  });

  test('lets others work between the chunks of its transcript', async () => {
    const files = new FakeFiles();
    files.put('/t.jsonl', `${assistant(1, [{ type: 'text', text: 'x'.repeat(4000) }])}\n`.repeat(1500));
    let pauses = 0;
    await readTurn(files, '/t.jsonl', claude, { pause: async () => void pauses++ });
    expect(pauses).toBeGreaterThan(1);
  });

  test('is abandoned between two chunks when csd is told to stop, and no chunk is longer than 2 MiB', async () => {
    const files = new FakeFiles();
    files.put('/t.jsonl', `${assistant(1, [{ type: 'text', text: 'x'.repeat(4000) }])}\n`.repeat(4000));
    const pieces: number[] = [];
    const { readBack } = files;
    files.readBack = (file, length, end) => {
      pieces.push(length);
      return readBack.call(files, file, length, end);
    };
    await readTurn(files, '/t.jsonl', claude, { pause: async () => {} });
    expect(pieces.length).toBeGreaterThan(8);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(2 * 1024 * 1024);
    const all = pieces.splice(0).length;
    const stop = async () => {
      throw new Error('stopped');
    };
    await expect(readTurn(files, '/t.jsonl', claude, { pause: stop })).rejects.toThrow('stopped');
    expect(pieces.length).toBeLessThan(all);
  });
});
