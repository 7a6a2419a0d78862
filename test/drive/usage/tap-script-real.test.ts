import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tapScript } from '../../../src/drive/usage/tap-script.ts';

const FILES = ['report.0', 'report.1', 'log.jsonl', 'costs.jsonl', 'id'];
const report = (id: string, more = '') => `{"session_id":"${id}","cost":{"total_cost_usd":0.5}${more}}\n`;

/** Every shell that a system may have as `sh`. */
const SHELLS = ['sh', 'dash', 'bash --posix', 'busybox sh'].filter(
  (shell) => spawnSync('/bin/sh', ['-c', `${shell} -c :`]).status === 0 && !(shell === 'dash' && isDash('/bin/sh')),
);

function isDash(shell: string): boolean {
  return realpathSync(shell).endsWith('/dash');
}

describe.each(SHELLS)('the tap under %s', (shell) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), `csd-tap 'it"s' $HOME `));
    for (const file of FILES) writeFileSync(join(folder, file), '', { mode: 0o600 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** As the agent calls it: through a shell, with its JSON on standard input. */
  function tap(input: string, command?: string) {
    const script = join(folder, 'tap');
    writeFileSync(script, tapScript(folder, command));
    const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', `exec ${shell} "$0"`, script], {
      input,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, MINE: 'yes' },
    });
    return { stdout, stderr, status };
  }
  const plain = (input: string, command: string) => {
    const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', command], {
      input,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, MINE: 'yes' },
    });
    return { stdout, stderr, status };
  };
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');

  test("hears nothing of an agent that has the settings of another, and runs the person's command for it", () => {
    const script = join(folder, 'tap');
    writeFileSync(script, tapScript(folder, 'cat', '[ "$MINE" = yes ]'));
    const run = (env: object) =>
      spawnSync('/bin/sh', ['-c', `exec ${shell} "$0"`, script], {
        ...{ input: report('a'), encoding: 'utf8', env: { PATH: process.env.PATH, ...env } },
      });
    expect(run({ MINE: 'yes' }).stdout).toBe(report('a'));
    expect(read('report.0') + read('report.1') + read('log.jsonl')).toBe('');
    expect(run({}).stdout).toBe(report('a'));
    expect(read('report.0') + read('report.1')).toBe(report('a'));
  });

  test('stores the report, prints nothing and exits with 0 if the person has no command', () => {
    expect(tap(report('a'))).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(read('report.0') + read('report.1')).toBe(report('a'));
    expect(JSON.parse(read('log.jsonl'))).toMatchObject({ kind: 'first', report: { session_id: 'a' } });
  });

  test('reports go to two files alternately, so that the previous one is complete while the next is written', () => {
    for (const n of [1, 2, 3]) {
      tap(report('a', `,"n":${n}`));
      // If times are only in seconds, two reports within one second go to one file.
      for (const file of ['report.0', 'report.1']) {
        const { mtimeMs } = statSync(join(folder, file));
        utimesSync(join(folder, file), mtimeMs / 1000 - 2, mtimeMs / 1000 - 2);
      }
    }
    const kept = [read('report.0'), read('report.1')].map((text) => JSON.parse(text).n).sort();
    expect(kept).toEqual([2, 3]);
    expect(read('log.jsonl').trim().split('\n')).toHaveLength(1);
  });

  test('another conversation is logged with the last report of the previous one', () => {
    tap(report('a', ',"n":1'));
    tap(report('b', ',"n":2'));
    const log = read('log.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(log.map((entry) => [entry.kind, entry.report.session_id])).toEqual([
      ['first', 'a'],
      ['last', 'a'],
      ['first', 'b'],
    ]);
  });

  test('each cost is recorded once, with its time and the tokens of the newest answer', () => {
    const used = { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 3, cache_read_input_tokens: 4 };
    const told = (cost: number, id: string, usage: object | null) =>
      `${JSON.stringify({
        session_id: id,
        cwd: '/a, {"b"},"total_cost_usd":9',
        cost: { total_cost_usd: cost, total_duration_ms: 12, total_api_duration_ms: 3 },
        context_window: { context_window_size: 5, current_usage: usage, used_percentage: null },
        more: { '}': '}' },
      })}\n`;
    const since = Date.now() - 1000;
    for (const line of [told(0, 'a', null), told(0, 'a', null), told(0.5, 'a', used), told(0.5, 'b', used)]) tap(line);
    tap(told(1e-7, 'b', null));
    const noted = read('costs.jsonl').trim().split('\n');
    const steps = noted.map((line) => JSON.parse(line));
    expect(steps.map(({ report }) => [report.session_id, report.cost, report.context_window.current_usage])).toEqual([
      ['a', { total_cost_usd: 0, total_duration_ms: 12 }, null],
      ['a', { total_cost_usd: 0.5, total_duration_ms: 12 }, used],
      ['b', { total_cost_usd: 0.5, total_duration_ms: 12 }, used],
      ['b', { total_cost_usd: 1e-7, total_duration_ms: 12 }, null],
    ]);
    for (const { at } of steps) {
      const ms = Number(at.padEnd(13, '0').slice(0, 13));
      expect(ms >= since && ms <= Date.now(), at).toBe(true);
    }
  });

  const COMMANDS = {
    'colours and two rows': `printf '\\033[31mred\\033[0m\\nsecond\\n'`,
    'its input, byte by byte': 'cat',
    'the length of its input': 'wc -c',
    'an exit code and an error': 'echo oops >&2; exit 3',
    'no program': '/no/such/program --flag',
    'not a command': 'if then (',
    'variables and quotes': `echo "$MINE" '$MINE' "it's \`echo x\`" \\\\ $0`,
    'its open files, umask and folder':
      'for f in 0 1 2 3 4 9; do { true >&$f; } 2>/dev/null && echo $f; done; umask; pwd',
    nothing: ':',
    'several lines': 'echo one\necho two\n',
  };
  test.each(Object.entries(COMMANDS))("passes the person's command through: %s", (_, command) => {
    for (const input of [
      report('a'),
      report('a', `,"x":"\\\\n \\u00e9 $HOME \`id\` ' %s"`),
      report('a').trim(),
      'no json',
      '',
    ])
      expect(tap(input, command)).toEqual(plain(input, command));
  });

  test('passes on input larger than a pipe holds', () => {
    const long = report('a', `,"x":"${'é '.repeat(60_000)}"`);
    expect(tap(long, 'cat').stdout).toBe(long);
    expect(read('report.0') + read('report.1')).toBe(long);
  });

  test('stores input that is not JSON, so that a reader can report it, and logs none of it', () => {
    expect(tap('no json\n', 'echo mine').stdout).toBe('mine\n');
    expect(read('report.0') + read('report.1')).toBe('no json\n');
    expect(read('log.jsonl')).toBe('');
  });

  test('writes through no link and creates no file; the person notices nothing', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'mine');
    rmSync(join(folder, 'report.0'));
    symlinkSync(victim, join(folder, 'report.0'));
    expect(tap(report('a'), 'echo mine')).toEqual({ stdout: 'mine\n', stderr: '', status: 0 });
    expect(readFileSync(victim, 'utf8')).toBe('mine');
    for (const file of FILES) rmSync(join(folder, file));
    expect(tap(report('a'), 'echo mine')).toEqual({ stdout: 'mine\n', stderr: '', status: 0 });
    expect(readdirSync(folder).sort()).toEqual(['tap', 'victim']);
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'csd-tap'));
  });

  test('leaves the status line unchanged if a file cannot be written', () => {
    for (const file of FILES) chmodSync(join(folder, file), 0o400);
    const { stdout, stderr, status } = tap(report('a'), 'echo mine');
    expect({ stdout, stderr, status }).toEqual({ stdout: 'mine\n', stderr: '', status: 0 });
  });

  test('keeps its files private', () => {
    tap(report('a'));
    tap(report('b'));
    for (const file of FILES) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });
});
