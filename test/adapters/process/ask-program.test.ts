import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { askProgram } from '../../../src/adapters/process/ask-program.ts';

const ask = (script: string, timeoutMs = 5000, lines = ['one', 'two']) =>
  askProgram(
    process.execPath,
    ['-e', script],
    { cwd: tmpdir(), env: { PATH: process.env.PATH }, lines, isAnswer: (line) => line.startsWith('answer') },
    timeoutMs,
  );
const ECHO = `process.stdin.on('data', (text) => { for (const line of String(text).trim().split('\\n')) console.log('answer ' + line); });`;

describe('asking a program', () => {
  test('returns the first line that answers, and ends the program', async () => {
    expect(await ask(`console.log('noise');${ECHO}setInterval(() => 0, 1000)`)).toBe('answer one');
  });

  test.each([
    ['ends without an answer', 'console.log(1)', 5000],
    ['never answers', 'setInterval(() => 0, 1000)', 300],
    ['reads nothing', 'process.stdin.destroy(); process.exit(3)', 5000],
  ])('returns nothing if it %s', async (_what, script, timeoutMs) => {
    expect(await ask(script, timeoutMs)).toBeUndefined();
  });

  test('returns nothing if it cannot be started', async () => {
    const question = { cwd: tmpdir(), env: {}, lines: ['x'], isAnswer: () => true };
    expect(await askProgram('/nowhere/program', [], question, 1000)).toBeUndefined();
  });
});
