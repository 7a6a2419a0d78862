import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/contract/state.ts';
import { PS_FLAGS, renderSessions } from '../../../src/operations/sessions/ps-table.ts';
import { rankOf, sayAge, sayLine, sayState } from '../../../src/operations/text/state-words.ts';
import { cutTo } from '../../../src/operations/text/text-width.ts';

const NOW = 1_000_000_000;
const BLOCKED = {
  status: 'blocked',
  gate: 'permission',
  prompt: 'Bash command\nrm -rf build\nDo you want to proceed?',
  question: 'Do you want to proceed?',
  options: ['Yes', 'No'],
  selected: 1,
  gate_id: 'g',
  tool: 'Bash',
  input: { command: 'rm -rf build\necho done', description: 'Remove it' },
} as State;
const DONE = { status: 'idle_done', text: 'All tests pass.\n\nSee the log.' } as State;
const WORKING = { status: 'working', tools: ['Read', 'Read'], commands: [], queued: 2 } as State;

function row(name: string, state: State, more: object = {}) {
  return { name, cwd: '/home/me/project', backend: 'claude', session_id: 'id', alive: true, state, ...more };
}

const USAGE = { cost_usd: 1.5, cost_source: 'agent', context_used: 50_000, context_size: 200_000, model: 'opus' };

const table = (rows: object[], flags = {}, terminal?: { columns: number; colours: boolean }) =>
  renderSessions({ sessions: rows }, { now: NOW, flags, ...(terminal && { terminal }) }).split('\n');

describe('the list for people', () => {
  const rows = [
    row('calm', DONE, { since: NOW - 7_200_000, usage: { ...USAGE, cost_usd: null, context_used: null } }),
    row('gate', BLOCKED, { since: NOW - 90_000, usage: USAGE }),
    row('busy', WORKING, { since: NOW - 5000, usage: { ...USAGE, cost_usd: 20, context_used: 180_000 } }),
  ];

  test('says in words what each waits for, since when, what it asks or said, and what it has cost', () => {
    expect(table(rows, {}, { columns: 100, colours: false })).toEqual([
      'NAME  STATE                SINCE  CONTEXT  COST    ASKS OR SAYS',
      'calm  done                 2h     -        -       All tests pass.',
      'gate  asks to use Bash     1m     25%      $1.50   rm -rf build',
      'busy  runs Read, 2 queued  5s     90%      $20.00',
    ]);
  });

  test('every row fits the terminal, whatever it contains', () => {
    const wide = row('日本語のとても長い名前'.repeat(3), {
      ...DONE,
      text: `${'家族👨‍👩‍👧'.repeat(40)}`,
    } as State);
    for (const columns of [200, 132, 120, 100, 80, 60, 40, 30, 20, 10]) {
      const lines = table(
        [...rows, wide, row('far@devbox', DONE, { host: 'devbox' })],
        {},
        { columns, colours: false },
      );
      expect(lines).toHaveLength(6);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      expect(lines[0]).toMatch(/^N/);
    }
  });

  test('has colours only if requested, and they change no cell', () => {
    const terminal = { columns: 80, colours: false };
    const plain = table(rows, {}, terminal);
    const painted = table(rows, {}, { ...terminal, colours: true });
    expect(plain.join('')).not.toContain('\x1b');
    expect(painted.map(stripVTControlCharacters)).toEqual(plain);
    expect(painted[2]).toContain('\x1b[1m\x1b[33masks to use Bash\x1b[39m\x1b[22m');
    const [, found] = table([row('other', WORKING, { tracked: false })], {}, { ...terminal, colours: true });
    expect(found).toMatch(/^\x1b\[2mother .*\x1b\[22m$/);
  });

  test('sorts by need, cost, context, age and name', () => {
    const order = (sort: string) =>
      table(rows, { sort })
        .slice(1)
        .map((line) => line.split(' ')[0]);
    expect(order('need')).toEqual(['gate', 'calm', 'busy']);
    expect(order('cost')).toEqual(['busy', 'gate', 'calm']);
    expect(order('context')).toEqual(['busy', 'gate', 'calm']);
    expect(order('since')).toEqual(['calm', 'gate', 'busy']);
    expect(order('name')).toEqual(['busy', 'calm', 'gate']);
  });

  test('shows the requested columns, in order, and all of them with --wide', () => {
    expect(table(rows, { columns: 'cost,name' })[1]).toBe('-       calm');
    const [head, ...lines] = table(rows, { wide: true }, { columns: 40, colours: false });
    expect(head).toMatch(/^NAME .*MODEL .*CWD +ASKS OR SAYS$/);
    expect(lines[1]).toContain('/home/me/project  rm -rf build');
    expect(PS_FLAGS.map(({ flag }) => flag)).toEqual(['wide', 'sort', 'columns']);
  });

  test('omits empty number columns on a terminal, and all of them on a narrow one', () => {
    const head = (of: object[], columns?: number) =>
      table(of, {}, columns ? { columns, colours: false } : undefined)[0];
    const unknown = [row('busy', WORKING), row('calm', DONE)];
    expect(head(unknown, 80)).toMatch(/^NAME +STATE +SINCE +ASKS OR SAYS$/);
    expect(head([...unknown, row('one', DONE, { usage: { ...USAGE, cost_usd: null } })], 80)).toMatch(
      /CONTEXT {2}ASKS/,
    );
    expect(head(rows, 46)).toMatch(/^NAME +STATE +SINCE +ASKS/);
    // A program that reads it always finds the same columns.
    expect(head(unknown)).toMatch(/SINCE +CONTEXT +COST +CWD +ASKS/);
  });

  test('names the host if hosts were asked, and the folder if there is room', () => {
    const far = [...rows, row('x@devbox', DONE, { host: 'devbox' })];
    expect(table(far, {}, { columns: 80, colours: false })[0]).toContain('HOST');
    expect(table(rows, {}, { columns: 80, colours: false })[0]).not.toMatch(/HOST|CWD/);
    expect(table(rows, {}, { columns: 120, colours: false })[0]).toContain('CWD');
  });
});

describe('words', () => {
  test.each<[object, string, string]>([
    [{ status: 'spawning' }, 'no prompt yet', ''],
    [{ status: 'working', tools: [], detail: 'compacting' }, 'compacting its context', ''],
    [{ status: 'working', tools: ['Bash'], commands: ['npm test'] }, 'runs Bash', 'npm test'],
    [{ status: 'awaiting_answer', question: 'I did it.\nShall I go on?\n' }, 'asks you', 'Shall I go on?'],
    [{ status: 'awaiting_answer', question: 'A?\nBye.', asks: 'A?' }, 'asks you', 'A?'],
    [{ status: 'plan_ready', plan: '# Plan: move it\n1.' }, 'has a plan', 'Plan: move it'],
    [{ status: 'blocked', gate: 'trust', question: 'Trust it?' }, 'asks to trust the folder', 'Trust it?'],
    [{ status: 'idle_done', text: 'x', error: 'overloaded' }, 'failed', 'overloaded'],
    [{ status: 'idle_done', text: 'x', interrupted: true, paused: { at: 1, by: 'me' } }, 'interrupted, paused', 'x'],
    [{ status: 'dead', reason: 'ended' }, 'ended', ''],
    [{ status: 'dead', exit_code: 3, last_lines: ['a', 'fatal: b', ''] }, 'dead (exit 3)', 'fatal: b'],
    [{ status: 'unknown', reason: 'unreachable: no route' }, 'unclear', 'unreachable: no route'],
  ])('of %j', (state, words, line) => {
    expect([sayState(state as State), sayLine(state as State)]).toEqual([words, line]);
  });

  test('sessions that need someone come before the others', () => {
    const failed = { status: 'idle_done', text: '', error: 'x' } as State;
    const ended = { status: 'dead', reason: 'ended' } as State;
    const ranks = [BLOCKED, failed, DONE, WORKING, ended].map(rankOf);
    expect(ranks).toEqual([0, 1, 2, 3, 4]);
  });

  test('ages are short', () => {
    expect([0, 59_000, 60_000, 3_600_000, 200_000_000, -5000].map((ms) => sayAge(NOW - ms, NOW))).toEqual([
      '0s',
      '59s',
      '1m',
      '1h',
      '2d',
      '0s',
    ]);
  });

  test('text is cut between characters', () => {
    expect(cutTo('abcdef', 4)).toBe('abc…');
    expect(cutTo('abcd', 4)).toBe('abcd');
    expect(cutTo('日本語', 4)).toBe('日…');
    expect(cutTo('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 5)).toBe('👨‍👩‍👧👨‍👩‍👧…');
    expect(cutTo('abc', 0)).toBe('');
  });
});
