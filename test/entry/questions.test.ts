import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { confirm, isCancel, multiselect } from '@clack/prompts';
import { describe, expect, test } from 'vitest';
import { askedOn } from '../../src/entry/questions.ts';

const SRC = path.resolve(import.meta.dirname, '../../src');

describe('a question on the terminal', () => {
  test('writes through the host alone, and ends with the signal', async () => {
    const stop = new AbortController();
    const written: [string, string][] = [];
    const host = { signal: stop.signal, write: (stream: string, text: string) => void written.push([stream, text]) };
    const asked = multiselect({
      message: 'Which?',
      options: [{ value: 1, label: 'one' }],
      input: new PassThrough(),
      ...askedOn('stderr', host),
    });
    expect(written.map(([, text]) => text).join('')).toContain('Which?');
    expect(new Set(written.map(([stream]) => stream))).toEqual(new Set(['stderr']));
    stop.abort();
    expect(isCancel(await asked)).toBe(true);
  });

  test('is not asked once the signal was given', async () => {
    const host = { signal: AbortSignal.abort(), write: () => undefined };
    const input = new PassThrough();
    expect(isCancel(await confirm({ message: 'Now?', input, ...askedOn('stdout', host) }))).toBe(true);
  });

  test('is asked in this way everywhere', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const asking = files.flatMap((file) => {
      const code = readFileSync(path.join(SRC, file), 'utf8');
      if (!code.includes("import('@clack/prompts')")) return [];
      const questions = code.match(/await (?:autocomplete|confirm|multiselect|select|text)(?:<\w+>)?\(\{/g) ?? [];
      const ended = code.match(/\.\.\.askedOn\(/g) ?? [];
      return [{ file, questions: questions.length, ended: ended.length }];
    });
    expect(asking.length).toBeGreaterThan(3);
    expect(asking.filter(({ questions, ended }) => questions === 0 || questions !== ended)).toEqual([]);
  });
});
