import { describe, expect, test } from 'vitest';
import { bindInput } from '../../../src/faces/cli/bind.ts';
import { layoutOf } from '../../../src/faces/cli/fields.ts';
import { runCli } from '../../../src/faces/cli/main.ts';
import { parseQuickly } from '../../../src/faces/cli/parse-args.ts';
import { parseFully } from '../../../src/faces/cli/yargs.ts';
import { OPERATIONS, type OperationName } from '../../../src/operations/index.ts';
import { recordingHost } from '../host.ts';

const UUID = '0a1b2c3d-0000-4000-8000-000000000001';

/** Accepted command lines, and the input that the operation gets; arguments that begin with `-` among them. */
const TAKEN: [argv: string[], input: Record<string, unknown>][] = [
  [['send', 'job', 'hello'], { session: 'job', prompt: 'hello', retries: 5 }],
  [['send', 'job', 'hello', 'big', 'world'], { session: 'job', prompt: 'hello big world', retries: 5 }],
  [['send', 'job', 'two  blanks', ''], { session: 'job', prompt: 'two  blanks ', retries: 5 }],
  [['send', 'job', '- a bullet'], { session: 'job', prompt: '- a bullet', retries: 5 }],
  [['send', 'job', '--- rule\ntext'], { session: 'job', prompt: '--- rule\ntext', retries: 5 }],
  [['send', 'job', '-5', 'degrees'], { session: 'job', prompt: '-5 degrees', retries: 5 }],
  [['send', 'job', '--', '--retries', '9', '-x'], { session: 'job', prompt: '--retries 9 -x', retries: 5 }],
  [['send', 'job', '--', '-'], { session: 'job', prompt: '-', retries: 5 }],
  [['send', 'job', '--', '--', 'a'], { session: 'job', prompt: '-- a', retries: 5 }],
  [['send', 'job', 'say', '--', '--help'], { session: 'job', prompt: 'say --help', retries: 5 }],
  [['send', '--', 'job', 'hello'], { session: 'job', prompt: 'hello', retries: 5 }],
  [['send', 'job', 'hi', '--retries', '3', '--retries', '4'], { session: 'job', prompt: 'hi', retries: 4 }],
  [['send', '--retries=7', 'job', 'hi'], { session: 'job', prompt: 'hi', retries: 7 }],
  [['send', 'job', '--no-submit', 'hi'], { session: 'job', prompt: 'hi', retries: 5, no_submit: true }],
  [['send', 'job', 'hi', '--no-submit', '--no-submit'], { session: 'job', prompt: 'hi', retries: 5, no_submit: true }],
  [['send', 'job', '007', '1e3', 'true', 'null'], { session: 'job', prompt: '007 1e3 true null', retries: 5 }],
  [
    ['send', 'job', 'größe 日本 👩‍👩‍👧 \u{E0F0}0\u{E0F0}'],
    { session: 'job', prompt: 'größe 日本 👩‍👩‍👧 \u{E0F0}0\u{E0F0}', retries: 5 },
  ],
  [['send', 'job', 'a=b', 'x.y=1', '[z]'], { session: 'job', prompt: 'a=b x.y=1 [z]', retries: 5 }],
  [['send', '12', '34'], { session: '12', prompt: '34', retries: 5 }],
  [['approve', 'job', '--option', '2'], { session: 'job', option: 2 }],
  [['approve', 'job', '--match', '- no'], { session: 'job', match: '- no' }],
  [['approve', 'job', '--match=--weird=x'], { session: 'job', match: '--weird=x' }],
  [['approve', '--match', 'a', '--match', 'b', 'job'], { session: 'job', match: 'b' }],
  [['state', 'job', '--explain'], { session: 'job', explain: true }],
  [['state', '--json', 'job'], { session: 'job' }],
  [['state', 'job', '--mirrored'], { session: 'job', mirrored: true }],
  [['ps'], {}],
  [['ps', '--json'], {}],
  [['ps', '-w'], {}],
  [['kill', 'job'], { session: 'job' }],
  [['kill', 'a', 'b', '--', 'c'], { session: 'a', others: ['b', 'c'] }],
  [['state'], {}],
  [['spawn'], { backend: 'claude' }],
  [['spawn', '--session-id', UUID, '--size', '80x24'], { backend: 'claude', session_id: UUID, size: '80x24' }],
  [
    ['spawn', '--yolo', '--', '--model', 'opus', '-c'],
    { backend: 'claude', yolo: true, agent_args: ['--model', 'opus', '-c'] },
  ],
  [['spawn', '--model', 'opus'], { backend: 'claude', model: 'opus' }],
  [['run', 'hi', '--model=sonnet[1m]'], { backend: 'claude', timeout: 600, model: 'sonnet[1m]', prompt: 'hi' }],
  [['spawn', '--permission-mode=plan'], { backend: 'claude', permission_mode: 'plan' }],
  [['run', 'do', 'it'], { backend: 'claude', timeout: 600, prompt: 'do it' }],
  [['run', '--timeout', '0.5', '--keep', 'x'], { backend: 'claude', timeout: 0.5, keep: true, prompt: 'x' }],
  [
    ['run', '--agent-args=--model', '--agent-args', 'opus', 'x'],
    { backend: 'claude', timeout: 600, agent_args: ['--model', 'opus'], prompt: 'x' },
  ],
  [
    ['run', '--session', 'a', '--resume', 'go', 'on'],
    { backend: 'claude', timeout: 600, session: 'a', resume_session: true, prompt: 'go on' },
  ],
  [
    ['run', '--resume', UUID, '--cwd', '/a b', 'x'],
    { backend: 'claude', timeout: 600, resume: UUID, cwd: '/a b', prompt: 'x' },
  ],
  [['spawn', '--worktree'], { backend: 'claude', worktree: true }],
  [['spawn', '--worktree', '--name', 'job'], { backend: 'claude', worktree: true, name: 'job' }],
  [['spawn', '--worktree', 'aside', '--trust'], { backend: 'claude', worktree: 'aside', trust: true }],
  [['spawn', '--worktree=aside'], { backend: 'claude', worktree: 'aside' }],
  [['spawn', '--worktree', '--', '--verbose'], { backend: 'claude', worktree: true, agent_args: ['--verbose'] }],
  [['run', '--worktree', 'do', 'it'], { backend: 'claude', timeout: 600, worktree: true, prompt: 'do it' }],
  [['run', '--worktree=aside', 'do'], { backend: 'claude', timeout: 600, worktree: 'aside', prompt: 'do' }],
  [['spawn', '--prompt', '- a list'], { backend: 'claude', prompt: '- a list' }],
];

/** Command lines that no parser accepts, and their errors. */
const REFUSED: [argv: string[], message: RegExp][] = [
  [['send', 'job', 'hi', '--frob'], /Unknown argument: frob/],
  [['send', 'job', 'hi', '--retrys', '3'], /Unknown argument: retrys; did you mean "retries"/],
  [['send', 'job', '-x'], /Unknown argument: x.*after a bare --/],
  [['send', 'job', 'hi', '--retries'], /Not enough arguments following: retries/],
  [['send', 'job', 'hi', '--no-submit=no'], /invalid value/],
  [['send', 'job', 'hi', '--submit'], /Unknown argument: submit/],
  [['state', 'job', '--no-explain'], /Unknown argument: no-explain/],
  [['spawn', '--sessionId', UUID], /Unknown argument: sessionId/],
  [['spawn', '--yol'], /Unknown argument: yol; did you mean "yolo"/],
  [['ps', '--file', 'x'], /Unknown argument: file/],
];

/** Command lines that parse, and whose input is refused. */
const WRONG: [argv: string[], message: RegExp][] = [
  [['send', 'job'], /<prompt> is missing/],
  [['send', 'job', ''], /<prompt>: the prompt is empty/],
  [['send', 'job', '  \n '], /<prompt>: the prompt is empty/],
  [['send'], /<session> is missing; <prompt> is missing/],
  [['send', '../x', 'hi'], /<session>: a session name has letters/],
  [['send', 'job', 'hi', '--retries', 'many'], /--retries: not a number, got "many"/],
  [['send', 'job', 'hi', '--retries', '2.5'], /--retries: not a whole number, got 2.5/],
  [['send', 'job', 'hi', '--retries', '0'], /--retries: at least 1, got 0/],
  [['send', 'job', 'hi', '--retries', ''], /--retries: not a number/],
  [['send', 'job', 'hi', '--file', 'f'], /--file and a <prompt> in words exclude each other/],
  [['approve', 'job', '--option', '1', '--match', 'x'], /^--option and --match exclude each other/],
  [['approve', 'job', '--option', '-3'], /--option: options count from 1, got -3/],
  [['state', 'a', 'b'], /unexpected "b"/],
  [['ps', 'x'], /unexpected "x"/],
  [['end'], /<session> is missing: name the session, as in `csd end NAME` or `csd --worker NAME end`$/],
  [['answer', 'job'], /<answers> is missing$/],
  [['spawn', '--session-id', 'abc'], /--session-id: not a UUID, got "abc"/],
  [['spawn', '--model=-x'], /--model: not the name of a model, got "-x"/],
  [['run', '--session', 'job', '--model', 'opus', 'hi'], /--session and --model exclude each other/],
  [['spawn', '--name', '.x'], /--name: a session name has/],
  [['spawn', '--size', '80'], /--size: not a size such as 220x50/],
  [['spawn', '--size', '1x1'], /--size: out of range/],
  [['spawn', '--prompt', 'a', '--prompt-file', 'p.md'], /--prompt-file and --prompt exclude each other/],
  [['spawn', '--prompt', ' '], /--prompt: the prompt is empty/],
  [['run', '--session', 'a', '--worktree', 'x'], /^--session and --worktree exclude each other$/],
  [['spawn', '--yolo', '--auto-accept'], /^--auto-accept and --yolo exclude each other/],
  [
    ['spawn', '--permission-mode', 'plan', '--bypass-permissions'],
    /^--permission-mode and --bypass-permissions exclude/,
  ],
  [['run', '--session', 'a', '--yolo', 'x'], /^--session and --yolo exclude each other$/],
  [['run', '--session', 'a', '--resume', UUID, 'x'], /^--resume and --session exclude each other/],
  [['run', '--session', 'a', '--cwd', '/', 'x'], /^--session and --cwd exclude each other$/],
  [['run', '--timeout', '-1', 'x'], /--timeout: a number of seconds, 0 for no limit, got -1/],
  [['run'], /<prompt> is missing/],
  [['stat', 'job'], /unknown command "stat"; did you mean "state"\?/],
  [['frobnicate'], /^unknown command "frobnicate"$/],
  [['constructor'], /unknown command "constructor"/],
  [['--worker', 'job'], /no command given/],
  [['tail', 'job'], /^unknown command "tail"; use `csd logs NAME`/],
  [['unpause'], /^unknown command "unpause"; use `csd resume NAME`/],
  [['run', '--session', 'a', '--resume-session', '--resume', UUID, 'x'], /^--resume and --session exclude each other/],
  [['help', 'sned'], /no help on "sned"; did you mean "send"\?/],
  [['completion', 'tcsh'], /completion needs a shell: bash, zsh, fish/],
];

const label = (argv: string[]) => `csd ${argv.map((word) => JSON.stringify(word)).join(' ')}`;
const operationOf = (argv: string[]) => OPERATIONS[argv[0] as OperationName]();

describe('accepted', () => {
  test.each(TAKEN.map(([argv, input]) => ({ name: label(argv), argv, input })))('$name', async ({ argv, input }) => {
    const { host, played } = recordingHost(argv, { answer: { sessions: [] } });
    expect(await runCli(host)).toBe(0);
    expect(played.called).toEqual({ operation: argv[0], input });
    expect(played.stderr).toBe('');
  });
});

describe('refused: one line of JSON on stderr, exit 1, nothing called', () => {
  test.each([...REFUSED, ...WRONG].map(([argv, message]) => ({ name: label(argv), argv, message })))(
    '$name',
    async ({ argv, message }) => {
      const { host, played } = recordingHost(argv);
      expect(await runCli(host)).toBe(1);
      expect(played.stderr).toMatch(/^\{.*\}\n$/);
      expect(JSON.parse(played.stderr)).toMatchObject({ error: expect.stringMatching(message), code: 'bad_input' });
      expect(played.stdout).toBe('');
      expect(played.called).toBeUndefined();
    },
  );
});

describe('the quick parser and yargs agree', () => {
  test.each(TAKEN.map(([argv]) => ({ name: label(argv), argv })))('$name', async ({ argv }) => {
    const operation = await operationOf(argv);
    const quick = parseQuickly(argv.slice(1), layoutOf(operation));
    const full = await parseFully(recordingHost(argv).host, operation, argv.slice(1));
    expect(full).toHaveProperty('parsed');
    if (!('parsed' in full) || quick === undefined) throw new Error('not taken');
    const { host } = recordingHost(argv);
    const layout = layoutOf(operation);
    expect(await bindInput(full.parsed, layout, host)).toEqual(await bindInput(quick, layout, host));
  });

  test.each(REFUSED.map(([argv]) => ({ name: label(argv), argv })))('refused: $name', async ({ argv }) => {
    const operation = await operationOf(argv);
    expect(parseQuickly(argv.slice(1), layoutOf(operation))).toBeUndefined();
    const value = argv.some((word) => word === '--no-submit=no');
    const full = await parseFully(recordingHost(argv).host, operation, argv.slice(1));
    // yargs accepts `--flag=no` on a boolean; the quick parser decides, and rejects it.
    expect('refusal' in full).toBe(!value);
  });
});

describe('other sources of the prompt', () => {
  const prompts: [argv: string[], prompt: string][] = [
    [['send', 'job', '--file', 'p.md'], 'from a file\n'],
    [['send', 'job', '--file=-'], 'from stdin\n'],
    [['spawn', '--prompt-file', 'p.md'], 'from a file\n'],
    [['spawn', '--name', 'job', '--prompt-file', '-'], 'from stdin\n'],
    [['send', 'job', '--file', '-'], 'from stdin\n'],
    [['send', 'job', '-'], 'from stdin\n'],
    [['send', 'job'], 'from stdin\n'],
    [['send', 'job', '--if-idle'], 'from stdin\n'],
    [['run'], 'from stdin\n'],
    [['run', '-'], 'from stdin\n'],
  ];
  test.each(prompts.map(([argv, prompt]) => ({ name: label(argv), argv, prompt })))(
    '$name',
    async ({ argv, prompt }) => {
      const { host, played } = recordingHost(argv, { stdin: 'from stdin\n', files: { 'p.md': 'from a file\n' } });
      expect(await runCli(host)).toBe(0);
      expect(played.called?.input).toMatchObject({ prompt });
    },
  );

  test('words are the prompt, whatever standard input contains', async () => {
    const { host, played } = recordingHost(['send', 'job', 'hi'], { stdin: 'not wanted' });
    expect(await runCli({ ...host, readStdin: () => Promise.reject(new Error('it was read')) })).toBe(0);
    expect(played.called?.input).toMatchObject({ prompt: 'hi' });
  });
});

describe('the exit code of an outcome', () => {
  const outcomes = {
    done: { answer: { status: 'done', text: 'The answer.' }, exit: 0 },
    error: { answer: { status: 'error', error: 'overloaded' }, exit: 1 },
    timed_out: { answer: { status: 'timed_out' }, exit: 2 },
    awaiting_answer: { answer: { status: 'awaiting_answer', question: 'Which?' }, exit: 3 },
    gated: { answer: { status: 'gated', gate: 'permission' }, exit: 4 },
  };
  for (const [status, { answer, exit }] of Object.entries(outcomes)) {
    test(`${status}: exit ${exit}`, async () => {
      const plain = recordingHost(['run', 'x'], { answer });
      expect(await runCli(plain.host)).toBe(exit);
      const line = `${JSON.stringify(answer)}\n`;
      const [out, err] = status === 'done' ? ['The answer.\n', ''] : ['', line];
      expect([plain.played.stdout, plain.played.stderr]).toEqual([out, err]);

      const json = recordingHost(['run', '--json', 'x'], { answer });
      expect(await runCli(json.host)).toBe(exit);
      expect([json.played.stdout, json.played.stderr]).toEqual([line, '']);
    });
  }
});

describe('words after the -- of a prompt that look like flags', () => {
  const noteOf = async (...argv: string[]) => {
    const { host, played } = recordingHost(argv);
    await runCli(host);
    return played;
  };

  test('are the prompt, and a note says so', async () => {
    const played = await noteOf('run', 'hi', '--', '--model', 'x', '--verbose');
    expect(played.called?.input).toMatchObject({ prompt: 'hi --model x --verbose' });
    expect(played.stderr).toBe(
      'csd: note: --model --verbose are parts of the prompt: what stands behind -- is not read as a flag\n',
    );
  });

  test.each([
    ['a prompt in one word', ['run', '--', '--model is a flag of the agent']],
    ['a prompt for an agent that is already running', ['send', 'job', '--', '--model', 'x']],
    ['dashes of text', ['run', '--', '- a bullet', '--', '-5', '--- rule']],
    ["an agent's own arguments", ['spawn', '--', '--model', 'opus']],
    ['flags before it', ['run', '--model', 'opus', '--', 'hello']],
  ])('cause no note: %s', async (_, argv) => {
    expect((await noteOf(...argv)).stderr).toBe('');
  });
});
