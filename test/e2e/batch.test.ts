import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import { Lines } from './watcher.ts';

vi.setConfig({ maxConcurrency: 4, testTimeout: 60_000 });

const turns = [
  { match: 'think', steps: [{ thinkMs: 60_000, say: 'late' }] },
  { match: 'ask', steps: [{ say: 'I looked.\n\nWhich colour do you want?' }] },
  { match: 'gate', steps: [{ tools: [{ name: 'Bash', input: { command: 'touch ran' } }] }, { say: 'ok' }] },
  { match: '', steps: [{ thinkMs: 100, say: 'The answer.\n\nMore of it.' }] },
];

describe.skipIf(!hasTmux)('batch (needs tmux)', () => {
  let sandbox: Sandbox;
  let env: { CSD_CLAUDE_BIN: string };
  beforeAll(() => {
    sandbox = new Sandbox();
    env = { CSD_CLAUDE_BIN: sandbox.agent({ turns }).bin };
  });
  afterAll(() => sandbox.dispose());

  const entry = (name: string, prompt: string, more: object = {}) => ({
    name,
    prompt,
    cwd: sandbox.workFolder(name),
    ...more,
  });
  const play = (entries: object[], ...args: string[]) =>
    sandbox.csd(['batch', '-', ...args], { env, input: JSON.stringify(entries) });
  const sessions = () => sandbox.sidecars();

  test.concurrent('0: each entry is answered in order, and done sessions are gone', async () => {
    const entries = ['b1', 'b2', 'b3'].map((name) => entry(name, `hello ${name}`));
    const file = join(sandbox.folder, 'tasks.jsonl');
    writeFileSync(file, entries.map((one) => JSON.stringify(one)).join('\n\n'));
    const ran = await sandbox.csd(['batch', file, '--max-parallel', '2', '--json'], { env });
    expect(ran.code).toBe(0);
    expect(ran.json).toMatchObject({ status: 'done' });
    expect(ran.json.results.map((one: { name: string; status: string }) => [one.name, one.status])).toEqual([
      ['b1', 'done'],
      ['b2', 'done'],
      ['b3', 'done'],
    ]);
    expect(ran.stderr).toBe('');
    expect(sessions().filter((name) => /^b\d\.json$/.test(name))).toEqual([]);
  });

  test.concurrent('the worst outcome is the exit code; unfinished sessions stay, and progress is reported in plain lines', async () => {
    const ran = await play([entry('fine', 'hello'), entry('asking', 'ask me'), entry('gated', 'gate')]);
    expect(ran.code).toBe(4);
    expect(ran.stdout).toMatch(/^fine +done +[\d.]+ s +ended +The answer\.$/m);
    expect(ran.stdout).toMatch(/^gated +gated +[\d.]+ s +running/m);
    expect(ran.stderr).toContain('✔ fine  done');
    expect(ran.stderr).toContain('✖ asking  awaiting_answer');
    expect(sessions()).toEqual(expect.arrayContaining(['asking.json', 'gated.json']));
    expect(sessions()).not.toContain('fine.json');
  });

  test.concurrent('an entry without a name gets one that no session and no other entry has', async () => {
    const cwd = sandbox.workFolder('chosen');
    const entries = [
      { name: 'auto', prompt: 'ask me', cwd },
      { ids: 'champions', prompt: 'ask me', cwd },
      { name: 'auto', prompt: 'ask me', cwd },
    ];
    const names = (await play(entries, '--json')).json.results.map(({ session }: { session: string }) => session);
    expect(names).toEqual([
      expect.stringMatching(/^[a-z]+-[a-z]+$/),
      expect.stringMatching(/^[a-z]+-(top|jg|mid|adc|sup)$/),
      expect.stringMatching(/^[a-z]+-[a-z]+$/),
    ]);
    expect(sessions()).toEqual(expect.arrayContaining(names.map((name: string) => `${name}.json`)));
    const both = await play([{ name: 'x1', ids: 'words', prompt: 'x', cwd }], '--json');
    expect(both.json).toMatchObject({ code: 'bad_input', error: expect.stringContaining('entry 1 (x1): ids chooses') });
  });

  test.concurrent('one wrong entry: nothing starts, and every problem names its entry', async () => {
    const first = entry('w1', 'hello');
    const entries = [
      first,
      { ...first, prompt: 'again' },
      entry('w2', '', { modle: 'x' }),
      { name: 'w3', prompt: 'x', cwd: '/none' },
    ];
    const ran = await play(entries, '--json');
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.json.error).toContain('entry 3 (w2): prompt: the prompt is empty');
    expect(ran.json.error).toContain('modle');
    const twins = await play([entries[0], entries[1], entries[3]] as object[], '--json');
    expect(twins.json.error).toContain('entry 2 (w1): entry 1 has the same name');
    expect(twins.json.error).toContain('entry 3 (w3): cwd is not a folder: /none');
    expect(sessions().filter((name) => /^w\d\.json$/.test(name))).toEqual([]);
  });

  test.concurrent('interrupted: running entries continue and are named, waiting ones are not started', async () => {
    const file = join(sandbox.folder, 'long.json');
    writeFileSync(file, JSON.stringify([entry('long', 'think'), entry('later', 'hello')]));
    const batch = new Lines(sandbox, ['batch', file, '--max-parallel', '1'], env);
    expect(await settles(() => batch.stderr.includes('long  working'), 30_000)).toBe(true);
    expect(await batch.end('SIGINT')).toBe(130);
    const table = batch.lines.join('\n');
    expect(table).toMatch(/^long +error .* running +the batch was interrupted$/m);
    expect(table).toMatch(/^later +not_started /m);
    expect((await sandbox.csd(['state', 'long'])).json).toMatchObject({ status: 'working' });
    expect(sessions()).not.toContain('later.json');
  });

  test.concurrent('a double Ctrl-C, as from a terminal and a wrapper: finished entries are still reported', async () => {
    const file = join(sandbox.folder, 'twice.json');
    writeFileSync(file, JSON.stringify([entry('soon', 'hello'), entry('much', 'think')]));
    const batch = new Lines(sandbox, ['batch', file, '--max-parallel', '2'], env);
    const runs = () => /✔ soon {2}done/.test(batch.stderr) && batch.stderr.includes('much  working');
    expect(await settles(runs, 30_000)).toBe(true);
    batch.signal('SIGINT');
    expect(await batch.end('SIGINT')).toBe(130);
    const table = batch.lines.join('\n');
    expect(table).toMatch(/^soon +done .* ended +The answer\.$/m);
    expect(table).toMatch(/^much +error .* running +the batch was interrupted/m);
  });

  test.concurrent('an invalid batch is an error that says where', async () => {
    const noJson = await sandbox.csd(['batch', '-'], { env, input: '{"name":"a","prompt":"x"}\nnot json\n' });
    expect(noJson.json).toMatchObject({ code: 'bad_input', error: expect.stringContaining('line 2 is not JSON') });
    const empty = await sandbox.csd(['batch', '-'], { env, input: '[]' });
    expect(empty.json).toMatchObject({ code: 'bad_input', error: 'the batch has no entries' });
    const none = await sandbox.csd(['batch', '/none.json'], { env });
    expect(none.json).toMatchObject({ code: 'bad_input', error: expect.stringContaining('/none.json') });
    const number = await sandbox.csd(['batch', '-'], { env, input: '[1]' });
    expect(number.json.error).toContain('entry 1: it must be an object');
  });
});
