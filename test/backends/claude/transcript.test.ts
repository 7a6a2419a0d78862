import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { LONGEST_LINE, readFacts, tellingLines } from '../../../src/detect/transcript/parse.ts';
import { listFixtures } from '../../detect/fixture.ts';
import { Log, T0 } from '../../detect/records.ts';

const kinds = (lines: string[]) => readFacts(lines, claude.transcript).map(({ kind }) => kind);
const good = new Log().prompt('hi').lines[0] ?? '';

describe('lines', () => {
  test.each([
    ['half a line', '{"type":"user","mess'],
    ['binary noise', '\u0000\u0001\ufffd{"'],
    ['an empty line', '   '],
    ['not an object', '[1,2]'],
    ['a string', '"type"'],
    ['a number', '7'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['content of an unknown shape', '{"type":"user","message":{"content":7}}'],
    ['blocks of an unknown shape', '{"type":"assistant","message":{"content":[null,7,"x",{}]}}'],
    ['a tool without a name', '{"type":"assistant","message":{"content":[{"type":"tool_use"}]}}'],
    ['an invalid time', '{"type":"user","timestamp":"soon","message":{"content":[]}}'],
    ['a deep object', `{"type":"user","message":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`],
  ])('%s neither throws nor hides the next line', (_, line) => {
    expect(kinds([line, good]).at(-1)).toBe('prompt');
    expect(kinds([good, line])[0]).toBe('prompt');
  });

  test('a line longer than any record is skipped unread', () => {
    expect(kinds([`{"type":"user","message":{"content":"${' '.repeat(LONGEST_LINE)}"}}`, good])).toEqual(['prompt']);
  });

  test('blanks and a carriage return around a line do not matter', () => {
    expect(kinds([`  ${good}\r`])).toEqual(['prompt']);
  });
});

test('in every recording, a line skipped without parsing would have yielded at most the name of the plan', () => {
  const texts = listFixtures().flatMap(({ folder }) => {
    const file = path.join(folder, 'transcript.jsonl');
    return existsSync(file) ? [readFileSync(file, 'utf8').trimEnd()] : [];
  });
  const lines = texts.flatMap((text) => text.split('\n'));
  const told = new Set(texts.flatMap((text) => tellingLines(text, claude.transcript).map(({ line }) => line)));
  const untold = lines.filter((line) => line.startsWith('{') && !told.has(line));
  const facts = untold.flatMap((line) => claude.transcript.read(JSON.parse(line)));
  expect(facts.filter((fact) => fact.kind !== 'plan')).toEqual([]);
  expect(untold.length).toBeGreaterThan(lines.length / 3);
});

test('lines with facts come from the end, with their positions; if no keyword is known, all lines do', () => {
  const text = 'a\nb x\n\nx b x\nlast';
  const grammar = (telling?: string[]) => ({ ...claude.transcript, telling }) as typeof claude.transcript;
  const found = (telling?: string[]) => tellingLines(text, grammar(telling)).map(({ at, line }) => [at, line]);
  expect(found(['x', 'b', 'none'])).toEqual([
    [7, 'x b x'],
    [2, 'b x'],
  ]);
  const all = ['last', 'x b x', '', 'b x', 'a'];
  expect(found(['y']).map(([, line]) => line)).toEqual(all);
  expect(found().map(([at, line]) => [at, text.slice(at as number).startsWith(line as string)])).toEqual(
    [13, 7, 6, 2, 0].map((at) => [at, true]),
  );
});

describe('records', () => {
  test('a fact carries its time and its position in the conversation', () => {
    const log = new Log().prompt('hi').answer('Hello.');
    expect(readFacts(log.lines, claude.transcript)).toEqual([
      { kind: 'prompt', id: 'uuid-1', at: T0, text: 'hi' },
      {
        kind: 'answer',
        id: 'uuid-2',
        parent: 'uuid-1',
        at: T0 + 1000,
        message: 'msg-1',
        text: 'Hello.',
        stop: 'end_turn',
      },
    ]);
  });

  test('text of several blocks, and blocks without text', () => {
    const content = [{ type: 'text', text: 'a' }, { type: 'image' }, { type: 'text', text: 'b' }];
    expect(readFacts(new Log().raw({ type: 'user', message: { content } }).lines, claude.transcript)).toMatchObject([
      { kind: 'prompt', text: 'a\n\nb' },
    ]);
  });

  test.each([
    ['Write', { file_path: '/c/plans/a.md' }, ['answer', 'plan']],
    ['Write', { file_path: '/c/plans/deep/a.md' }, ['answer']],
    ['Write', { file_path: '/c/a.md' }, ['answer']],
    ['Write', 'no object', ['answer']],
    ['ExitPlanMode', {}, ['answer', 'plan']],
    ['Bash', { file_path: '/c/plans/a.md' }, ['answer']],
  ])('%s %j gives %j', (name, input, expected) => {
    expect(kinds(new Log().call(name, 't', input as Record<string, unknown>).lines)).toEqual(expected);
  });

  test('every record of a conversation with a plan names it', () => {
    expect(kinds(new Log().prompt('hi', { slug: 'plan-a' }).lines)).toEqual(['plan', 'prompt']);
  });

  test.each([
    ['enqueue', ['queued']],
    ['dequeue', ['queued']],
    ['remove', ['queued']],
    ['popAll', ['queued']],
    ['unheard of', []],
  ])('queue operation %s', (operation, expected) => {
    expect(kinds(new Log().raw({ type: 'queue-operation', operation }).lines)).toEqual(expected);
  });

  const waited = { type: 'queued_command', commandMode: 'prompt', prompt: 'and then this' };
  test.each([
    ['a prompt that waited in the queue', waited, ['and then this']],
    ['one in blocks', { ...waited, prompt: [{ type: 'text', text: 'look' }, { type: 'image' }] }, ['look']],
    ['the end of background work', { ...waited, prompt: '<task-notification>done</task-notification>' }, []],
    ['a command of the shell', { ...waited, commandMode: 'bash' }, []],
    ['another attachment', { type: 'skill_listing', prompt: 'x', commandMode: 'prompt' }, []],
    ['one of an unknown shape', { ...waited, prompt: 7 }, []],
  ])('an attachment: %s', (_, attachment, expected) => {
    const facts = readFacts(new Log().raw({ type: 'attachment', attachment }).lines, claude.transcript);
    expect(facts.map((fact) => fact.kind === 'joined' && fact.text)).toEqual(expected);
    const parts = claude.transcript.parts?.({ type: 'attachment', attachment });
    expect(parts).toEqual(expected.map((text) => ({ kind: 'prompt', text, joined: true })));
  });
});

describe('the status file', () => {
  const read = (record: unknown) => claude.statusFile?.read(record);
  const whole = { pid: 7, sessionId: 'a', status: 'busy', updatedAt: 5 };

  test.each([
    [
      'the format of 2.1.158',
      { ...whole, procStart: '100', version: '2.1.158' },
      { status: 'busy', updatedAt: 5, processStart: '100' },
    ],
    ['the newer time of the status (2.1.330)', { ...whole, statusUpdatedAt: 9 }, { updatedAt: 9 }],
    [
      'the reason for waiting',
      { ...whole, status: 'waiting', waitingFor: 'permission prompt' },
      { waitingFor: 'permission prompt' },
    ],
    ['an unknown status', { ...whole, status: 'dreaming' }, { status: 'other' }],
  ])('%s', (_, record, fact) => {
    expect(read(record)).toMatchObject(fact);
  });

  test.each([null, 7, 'x', {}, { ...whole, pid: '7' }, { ...whole, sessionId: 7 }, { ...whole, updatedAt: 'now' }])(
    '%j yields nothing',
    (record) => {
      expect(read(record)).toBeUndefined();
    },
  );
});

describe('the folder of transcripts', () => {
  const candidates = (cwd: string) => claude.transcript.candidates({ configDir: '/c', cwd, sessionId: 'id' });

  test.each([
    ['/home/me/app', '-home-me-app'],
    ['/home/me/my_app.v2 x', '-home-me-my-app-v2-x'],
    ['/hôme/日本', '-h-me---'],
  ])('for %s is %s', (cwd, folder) => {
    expect(candidates(cwd)[0]).toBe(`/c/projects/${folder}/id.jsonl`);
  });

  test('any folder that contains the transcript comes second', () => {
    expect(candidates(`/${'x'.repeat(199)}`)).toEqual([
      `/c/projects/-${'x'.repeat(199)}/id.jsonl`,
      '/c/projects/*/id.jsonl',
    ]);
  });

  test('a long name is known to the agent alone', () => {
    expect(candidates(`/${'x'.repeat(200)}`)).toEqual(['/c/projects/*/id.jsonl']);
  });
});
