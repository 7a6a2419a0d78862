import { describe, expect, test } from 'vitest';
import { CsdError } from '../../../src/contract/errors.ts';
import { SERVICES } from '../../../src/entry/services.ts';
import { toFlag } from '../../../src/faces/cli/fields.ts';
import { runCli } from '../../../src/faces/cli/main.ts';
import { CHOICES, GROUPS, POINTERS } from '../../../src/operations/guide.ts';
import { COMMAND_WORDS, OPERATIONS } from '../../../src/operations/index.ts';
import { recordingHost } from '../host.ts';

const COMMANDS = [...Object.keys(OPERATIONS), ...Object.keys(SERVICES)].map(toFlag);

/** The output of one command line for a person at a terminal, or for a program. */
async function play(argv: string[], options: Parameters<typeof recordingHost>[1] & { fail?: CsdError } = {}) {
  const { host, played } = recordingHost(argv, { stderrIsTerminal: true, ...options });
  const { fail } = options;
  const code = await runCli(fail ? { ...host, call: () => Promise.reject(fail) } : host);
  return { code, stdout: played.stdout, stderr: played.stderr };
}

describe('errors', () => {
  test('are sentences on a terminal', async () => {
    expect(await play(['aprove', 'job'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'csd: unknown command "aprove"; did you mean "approve"?\nSee csd help.\n',
    });
    expect((await play(['state', 'job', '--frob'])).stderr).toBe('csd: Unknown argument: frob\nSee csd help state.\n');
    expect((await play(['unpause'])).stderr).toBe('csd: unknown command "unpause"; use `csd resume NAME`\n');
  });

  test('contain nothing that acts on a terminal', async () => {
    const fail = new CsdError('dead', 'gone: \x1b[2J\x07 was the title');
    expect((await play(['kill', 'job'], { fail })).stderr).toBe('csd: gone: \\x1b[2J\\x07 was the title\n');
  });

  test('are JSON with --json, and whenever stderr is not a terminal', async () => {
    for (const options of [{}, { stderrIsTerminal: false }]) {
      const argv = options.stderrIsTerminal === false ? ['aprove', 'job'] : ['aprove', 'job', '--json'];
      const { code, stderr } = await play(argv, options);
      expect(code).toBe(1);
      expect(JSON.parse(stderr)).toEqual({
        error: 'unknown command "aprove"; did you mean "approve"?',
        code: 'bad_input',
        usage: 'csd help',
      });
    }
  });

  test('are not JSON just because a prompt contains --json', async () => {
    const fail = new CsdError('dead', 'it is gone');
    expect((await play(['send', 'job', '--', '--json'], { fail })).stderr).toBe('csd: it is gone\n');
  });

  test('of an unsuccessful outcome say what to do', async () => {
    const state = { status: 'blocked', question: 'Do you want to proceed?' };
    const gated = {
      status: 'gated',
      session: 'job',
      gate: 'permission',
      prompt: 'Bash …',
      options: ['Yes', 'No'],
      state,
    };
    const { code, stderr } = await play(['run', 'x'], { answer: gated });
    expect(code).toBe(4);
    expect(stderr).toBe(
      [
        'csd: a permission gate is on the screen: Do you want to proceed?',
        '  1. Yes',
        '  2. No',
        'Answer it with csd approve job, or csd deny job; then csd wait job.',
        'The session job is still running: csd attach job, or csd kill job.',
        '',
      ].join('\n'),
    );
    const unsent = 'Your prompt was not sent. Send it again with csd send job PROMPT.';
    const early = await play(['run', 'x'], { answer: { ...gated, submitted: false } });
    expect(early.stderr).toContain(`csd deny job. ${unsent}`);
    const late = { status: 'timed_out', session: 'job', submitted: false, state: { status: 'working' } };
    expect((await play(['run', 'x'], { answer: late })).stderr).toContain(`it is working. ${unsent}`);
    const asked = await play(['run', 'x'], {
      answer: { status: 'awaiting_answer', session: 'job', question: 'Which?' },
    });
    expect(asked).toMatchObject({ code: 3, stderr: expect.stringContaining('csd answer job ANSWER') });
  });
});

describe('help', () => {
  test('is printed by csd without arguments, and is not an error', async () => {
    const bare = await play([]);
    expect(bare).toEqual(await play(['--help']));
    expect(bare).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Start and end:\n  run') });
  });

  test('has every command once, in a group', () => {
    const grouped = GROUPS.flatMap(({ commands }) => commands);
    expect([...grouped].sort()).toEqual([...COMMANDS].sort());
  });

  test('also names a command that is in no group', async () => {
    const { host, played } = recordingHost(['--help']);
    const guide = async () => ({ groups: GROUPS.slice(1), choices: [], pointers: {} });
    expect(await runCli({ ...host, guide })).toBe(0);
    expect(played.stdout).toMatch(/\nMore:\n {2}spawn /);
  });

  test('explains the difference between similar commands, also on the page of each', async () => {
    const { stdout } = await play([]);
    for (const { commands, text } of CHOICES) {
      expect(stdout).toContain(text);
      for (const command of commands) {
        expect(COMMANDS).toContain(command);
        expect((await play(['help', command])).stdout.replaceAll(/\s+/g, ' ')).toContain(text);
      }
    }
  });

  test('maps words of other tools to existing commands', async () => {
    for (const [word, hint] of Object.entries(POINTERS)) {
      expect([...COMMANDS, ...Object.keys(COMMAND_WORDS)]).not.toContain(word);
      const named = [...hint.matchAll(/`csd ([a-z-]+)/g)].map((match) => match[1]);
      expect(named.length).toBeGreaterThan(0);
      for (const command of named) expect(COMMANDS).toContain(command);
    }
  });

  test.each([['version'], ['-v'], ['-V'], ['--version']])('csd %s prints the version', async (word) => {
    expect(await play([word])).toEqual({ code: 0, stdout: '9.9.9\n', stderr: '' });
  });
});

describe('names of sessions', () => {
  const values = { session: ['job', 'parser-new', 'parser-old', 'review'] };
  const called = async (argv: string[], options: Parameters<typeof recordingHost>[1] = {}) => {
    const { host, played } = recordingHost(argv, { stderrIsTerminal: true, values, ...options });
    await runCli(host);
    return [played.called?.input, played.stderr];
  };

  test('a unique beginning stands for a session at a terminal, which is reported', async () => {
    expect(await called(['state', 'rev'])).toEqual([{ session: 'review' }, 'csd: session review\n']);
    expect(await called(['state', 'job'])).toEqual([{ session: 'job' }, '']);
    for (const word of ['parser', 'x', 'rev@devbox'])
      expect(await called(['state', word])).toEqual([{ session: word }, '']);
    expect((await called(['wait', 'rev', 'parser-o']))[0]).toMatchObject({ sessions: ['review', 'parser-old'] });
  });

  test('the only session needs no name there', async () => {
    expect(await called(['interrupt'], { sole: 'job' })).toEqual([{ session: 'job' }, 'csd: session job\n']);
    expect((await called(['pause'], { sole: 'job' }))[0]).toEqual({ session: 'job' });
    expect(await called(['interrupt'])).toEqual([undefined, expect.stringContaining('<session> is missing')]);
    // A command without its optional name has its own meaning, and a name not in use yet is not a beginning of another.
    expect(await called(['state'], { sole: 'job' })).toEqual([{}, '']);
    expect((await called(['wait'], { sole: 'job' }))[0]).not.toHaveProperty('sessions', ['job']);
    expect((await called(['watch', 'rev']))[0]).toEqual({ sessions: ['rev'] });
    expect((await called(['fork', 'rev', 'par']))[0]).toMatchObject({ session: 'review', new: 'par' });
  });

  test('nor if a text or tag changes are in the place of its name', async () => {
    const only = { sole: 'job', values: { session: ['job'] } };
    const sent = await called(['send', 'Fix the tests.'], only);
    expect(sent).toEqual([expect.objectContaining({ session: 'job', prompt: 'Fix the tests.' }), 'csd: session job\n']);
    expect((await called(['answer', 'the second one'], only))[0]).toEqual({
      session: 'job',
      answers: ['the second one'],
    });
    expect((await called(['tag', '+review', '-draft'], only))[0]).toEqual({
      session: 'job',
      changes: ['+review', '-draft'],
    });
    // One word could be a name, several may begin with a mistyped one, and a new name is neither.
    for (const argv of [
      ['send', 'continue'],
      ['send', 'jop,', 'Fix the tests.'],
      ['answer', 'yes'],
      ['rename', 'review'],
    ])
      expect([argv, (await called(argv, only))[0]]).not.toEqual([argv, expect.objectContaining({ session: 'job' })]);
    expect((await called(['forget', 'a b'], only))[0]).not.toEqual(expect.objectContaining({ session: 'job' }));
    expect((await called(['send', 'Fix the tests.']))[0]).not.toEqual(expect.objectContaining({ session: 'job' }));
    expect((await called(['send', 'Fix the tests.'], { ...only, stdin: '' }))[0]).not.toEqual(
      expect.objectContaining({ session: 'job' }),
    );
  });

  test('kill needs a name, and ends all sessions only if told so', async () => {
    const only = { sole: 'job', values: { session: ['job'] } };
    expect(await called(['kill'], only)).toEqual([{ session: 'job' }, 'csd: session job\n']);
    expect((await called(['kill', '--all'], only))[0]).toEqual({ all: true });
    expect((await called(['kill'], { ...only, stderrIsTerminal: false }))[0]).toEqual({});
  });

  test('the same applies to workers and delegates', async () => {
    const workers = { values: { ...values, worker: ['fixer'] }, sole: 'job' };
    expect(await called(['status', 'f'], workers)).toEqual([{ worker: 'fixer' }, 'csd: worker fixer\n']);
    expect((await called(['status'], workers))[0]).toEqual({ worker: 'fixer' });
    expect((await called(['finish', 'rev'], workers))[0]).toEqual({ name: 'review' });
    expect((await called(['finish'], workers))[0]).toEqual({ name: 'job' });
    // A new name is not a beginning of another.
    expect((await called(['delegate', 'rev', '--', 'do it'], workers))[0]).toMatchObject({ name: 'rev' });
  });

  test('a program gets only what it named', async () => {
    for (const options of [{ stderrIsTerminal: false }, { stdin: '' }]) {
      expect((await called(['state', 'rev'], options))[0]).toEqual({ session: 'rev' });
      expect((await called(['interrupt'], { ...options, sole: 'job' }))[0]).toBeUndefined();
    }
    expect((await called(['state', 'rev', '--json']))[0]).toEqual({ session: 'rev' });
  });
});

describe('flags of the command line only', () => {
  test('are refused with the list of valid values', async () => {
    const { code, stderr } = await play(['ps', '--sort', 'size', '--columns', 'name']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('--sort: unknown value "size": choose from need, name,'),
    ]);
    expect((await play(['ps', '--columns', 'name,size'])).stderr).toContain('--columns: unknown value "size"');
  });
});

describe('colours', () => {
  const entry = { name: 'job', alive: true, state: { status: 'idle_done', text: '' }, cwd: '/a\x1b[31m' };
  const answer = { sessions: [entry, { ...entry, name: 'found', tracked: false }] };
  const terminal = (colours: boolean) => ({
    colours,
    size: () => ({ columns: 80, rows: 24 }),
    onResize: () => () => {},
  });
  const list = async (argv: string[], shown?: ReturnType<typeof terminal>) => {
    const { host, played } = recordingHost(argv, { answer });
    await runCli(shown ? { ...host, terminal: shown } : host);
    return played.stdout.split('\n');
  };

  test('untracked agents are dimmed on a terminal, and otherwise only the header and the states are coloured', async () => {
    const [head, job, found] = await list(['ps', '--all'], terminal(true));
    expect(head).toMatch(/^\x1b\[1mNAME[^\x1b]*\x1b\[22m$/);
    expect(job).toMatch(/^job +\x1b\[32mdone\x1b\[39m[^\x1b]*$/);
    expect(found).toMatch(/^\x1b\[2mfound .*\x1b\[22m$/);
    expect(found?.slice(4, -5)).not.toContain('\x1b');
  });

  test('are not used if a person disables them, in JSON, or without a terminal', async () => {
    expect((await list(['ps', '--all'], terminal(false))).join()).not.toContain('\x1b');
    expect((await list(['ps', '--all', '--json'], terminal(true))).join()).not.toContain('\x1b');
    expect((await list(['ps', '--all'])).join()).not.toContain('\x1b');
  });
});
