import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Given, runByBinding, runByModule } from '../../../src/adapters/process/spawn-blocking.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'csd-spawn-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const given = (more: Partial<Given> = {}): Given => ({
  env: { PATH: process.env.PATH },
  stdin: undefined,
  timeoutMs: 5000,
  ...more,
});

const RUNS: [what: string, script: string, given?: Partial<Given>][] = [
  ['what it prints, on both streams', 'echo out; echo err >&2'],
  ['more than a pipe holds', 'head -c 300000 /dev/zero | tr "\\0" a'],
  ['what it is given to read', 'cat', { stdin: '❯ hello' }],
  ['nothing to read', 'cat; echo done'],
  ['its exit code', 'exit 7'],
  ['the signal that ends it', 'kill -TERM $$'],
  ['its environment, and no other', 'echo "$GIVEN,$UNSET,$HOME"', { env: { PATH: process.env.PATH, GIVEN: 'a b' } }],
  ['its folder', 'pwd'],
  ['an end by time', 'exec sleep 5', { timeoutMs: 100 }],
  ['output at its limit', 'printf 12345678', { mostBytes: 8 }],
];

describe('a program run by the binding and by the module gives the same result', () => {
  test.each(RUNS)('%s', async (_what, script, more) => {
    const byModule = await runByModule('sh', ['-c', script], given(more));
    expect(byModule.error).toBeUndefined();
    expect(runByBinding('sh', ['-c', script], given(more))).toEqual(byModule);
  });

  test('a program without end is killed at the limit of its output', async () => {
    const limited = given({ mostBytes: 100_000 });
    for (const ended of [await runByModule('yes', [], limited), runByBinding('yes', [], limited)]) {
      expect(ended).toMatchObject({ status: null, signal: 'SIGKILL', late: true });
      expect(ended?.stdout.length).toBeLessThanOrEqual(200_000);
    }
  });

  test('a program that does not start is left to the module, which reports the reason', async () => {
    const plain = path.join(folder, 'plain');
    writeFileSync(plain, 'text', { mode: 0o600 });
    for (const [program, code] of [
      [path.join(folder, 'none'), 'ENOENT'],
      [plain, 'EACCES'],
    ] as const) {
      expect(runByBinding(program, [], given())).toBeUndefined();
      expect((await runByModule(program, [], given())).error?.code).toBe(code);
    }
  });
});

describe('the binding is not used', () => {
  afterEach(() => {
    delete process.env.NODE_PENDING_DEPRECATION;
  });

  test('if Node is asked to warn about it', () => {
    expect(runByBinding('true', [], given())).toMatchObject({ status: 0 });
    process.env.NODE_PENDING_DEPRECATION = '1';
    expect(runByBinding('true', [], given())).toBeUndefined();
  });
});
