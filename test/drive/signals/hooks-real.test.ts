import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hooks as grammar } from '../../../src/backends/claude/hooks.ts';
import { readHooks } from '../../../src/detect/verdict/hook-events.ts';
import { appendCommand } from '../../../src/drive/signals/hooks.ts';

const ID = '00000000-0000-4000-8000-000000000001';

describe('the command that appends an event', () => {
  let place: string;
  let events: string;
  beforeEach(() => {
    place = realpathSync(mkdtempSync(join(tmpdir(), 'csd-hooks-')));
    const folder = join(place, `it's $(x) "q"`);
    mkdirSync(folder);
    events = join(folder, 'events.jsonl');
    writeFileSync(events, '');
  });
  afterEach(() => rmSync(place, { recursive: true }));

  const append = (event: object, shell = 'sh') =>
    execFileSync(shell, ['-c', appendCommand(events)], {
      input: JSON.stringify(event),
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const prompted = (prompt: string) => ({ session_id: ID, hook_event_name: 'UserPromptSubmit', prompt });
  const read = () => readHooks(readFileSync(events), 0, grammar, [ID]).events;

  test('writes one line and prints nothing', () => {
    const prompt = 'say "hello" \\n %s $(touch x) `y`\n\tü 👍🏽';
    expect(append(prompted(prompt))).toBe('');
    expect(append(prompted('again'))).toBe('');
    expect(read().map((event) => event.prompt)).toEqual([prompt, 'again']);
    expect(Math.abs((read()[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test.each([3400, 3500, 3600, 3700, 5000, 300_000])(
    'a prompt of about %i bytes fits one write, whole or cut',
    (size) => {
      const prompt = 'é"\\x '.repeat(size / 6);
      append(prompted(prompt));
      expect(readFileSync(events).length).toBeLessThan(4096);
      const [event] = read();
      expect(event?.prompt?.length).toBeGreaterThan(700);
      expect(prompt.startsWith(event?.prompt ?? '?')).toBe(true);
    },
  );

  test('concurrent events do not mix', async () => {
    const one = (n: number) =>
      new Promise((resolve) => {
        const child = spawn('sh', ['-c', appendCommand(events)], { stdio: ['pipe', 'ignore', 'ignore'] });
        child.on('close', resolve);
        child.stdin.end(JSON.stringify(prompted(`${n} ${'x'.repeat(n % 2 ? 3000 : 9000)}`)));
      });
    await Promise.all(Array.from({ length: 24 }, (_, n) => one(n)));
    const numbers = read().map(({ prompt = '' }) => Number.parseInt(prompt, 10));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, n) => n));
  });

  test('never fails and never complains: without a file, permission or input', () => {
    rmSync(events);
    expect(append(prompted('x'))).toBe('');
    expect(() => readFileSync(events)).toThrow('ENOENT');
    mkdirSync(events);
    expect(append(prompted('x'))).toBe('');
    rmSync(events, { recursive: true });
    writeFileSync(events, '');
    chmodSync(events, 0o400);
    expect(append({})).toBe('');
  });
});
