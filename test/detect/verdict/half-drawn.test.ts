import { describe, expect, test } from 'vitest';
import { judge, verdictOn } from '../judge.ts';
import { Log } from '../records.ts';
import { dialog } from '../screens.ts';

const HINT = 'Esc to cancel · Tab to amend';
const OPTIONS = ['Yes', 'Yes, allow all edits during this session (shift+tab)', 'No'];
const edit = (...shown: string[]) =>
  dialog({
    title: 'Edit file',
    body: ['e.ts', '', ...shown, ''],
    question: 'Do you want to make this edit to e.ts?',
    options: OPTIONS,
    hint: HINT,
  });
const PLACEHOLDER = edit('…');
const WHOLE = edit('1 -alpha', '1 +beta');
const log = new Log()
  .prompt('edit it')
  .call('Edit', 'e', { file_path: '/w/e.ts', old_string: 'alpha', new_string: 'beta' }, 'm');

describe('a dialog that 2.1.158 has drawn with a placeholder for the difference', () => {
  test('is not reported yet', () => {
    const { state, evidence } = verdictOn(PLACEHOLDER, { log, age: 200, status: 'waiting', statusAge: 200 });
    expect(state).toMatchObject({ status: 'working', tools: ['Edit'] });
    expect(evidence.find(({ rule }) => rule)?.rule).toBe('half-drawn');
    expect(judge(WHOLE, { log, age: 250, status: 'waiting', statusAge: 250 })).toMatchObject({ status: 'blocked' });
  });

  test('is reported from its call if the placeholder stays, and as partial if the call is unclear', () => {
    const late = { age: 2100, status: 'waiting' as const, statusAge: 2100 };
    const state = judge(PLACEHOLDER, { log, ...late }) as { prompt?: string };
    expect(state).toMatchObject({ status: 'blocked', gate: 'permission', options: OPTIONS });
    expect(state.prompt).toContain('beta');
    const input = { file_path: '/w/e.ts', old_string: 'gamma', new_string: 'delta' };
    const two = new Log().prompt('edit it').call('Edit', 'e', input, 'm').call('Edit', 'f', input, 'm');
    expect(judge(PLACEHOLDER, { log: two, ...late })).toMatchObject({ status: 'blocked', truncated: true });
  });

  test('is reported at once if nothing says since when it has been open', () => {
    expect(judge(PLACEHOLDER)).toMatchObject({ status: 'blocked', truncated: true });
  });
});

test.each(['a text with … in it', '1 …', '… +3 lines'])('%s is not a placeholder', (row) => {
  const state = judge(edit(row), { log, age: 200, status: 'waiting', statusAge: 200 });
  expect(state).toMatchObject({ status: 'blocked' });
  expect((state as { truncated?: boolean }).truncated).toBeUndefined();
});

describe('a dialog that is taller than the pane', () => {
  const tall = dialog({
    title: 'Bash command',
    body: Array.from({ length: 60 }, (_, n) => `  touch tail-${n}`),
    question: 'Do you want to proceed?',
    options: ['Yes', 'No'],
    hint: HINT,
    height: 24,
  });
  const prompt = new Log().prompt('go');

  test('is not reported before its call is in the transcript', () => {
    expect(judge(tall, { log: prompt, age: 300, status: 'waiting', statusAge: 100 })).toMatchObject({
      status: 'working',
    });
    expect(judge(tall, { log: prompt, age: 2300, status: 'waiting', statusAge: 2100 })).toMatchObject({
      status: 'blocked',
      truncated: true,
    });
  });

  test('is not reported from an open call of which it shows nothing', () => {
    const read = new Log().prompt('go').call('Read', 'r', { file_path: '/w/e.ts' }, 'm');
    expect(judge(tall, { log: read, age: 300, status: 'waiting', statusAge: 100 })).toMatchObject({
      status: 'working',
    });
  });

  test('is reported only by the agent’s status if no transcript is written', () => {
    expect(judge(tall, { status: 'waiting', statusAge: 100 })).toMatchObject({ status: 'working' });
    expect(judge(tall, { status: 'waiting', statusAge: 2100 })).toMatchObject({ status: 'blocked', truncated: true });
    expect(judge(tall)).toMatchObject({ status: 'blocked', truncated: true });
  });
});
