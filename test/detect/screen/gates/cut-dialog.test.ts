import { describe, expect, test } from 'vitest';
import type { StateOf } from '../../../../src/contract/state.ts';
import { judge } from '../../judge.ts';
import { Log } from '../../records.ts';
import { bare, dialog } from '../../screens.ts';

const rows = (count: number, of: string) => Array.from({ length: count }, (_, n) => `touch ${of}-${n}`);
const tail = rows(60, 'tail');
const ONE = ['rm -r everything', ...tail].join('\n');
const TWO = ['ls', ...tail].join('\n');
const HINT = 'Esc to cancel · Tab to amend';

/** A gate of that command in a pane with this many rows: the first ones are hidden if it is taller. */
function gate(command: string, { height = 24, hint = HINT, width = 80, bar = false } = {}) {
  const body = ['', ...command.split('\n').map((row) => (bar ? `│ ${row}` : `  ${row}`)), 'Run it', ''];
  return dialog({
    title: 'Bash command',
    body,
    question: 'Do you want to proceed?',
    options: ['Yes', 'No'],
    hint,
    height,
    width,
  });
}
/** The other calls of the turn are open as well. */
function log(...commands: string[]) {
  const log = new Log().prompt('go');
  for (const [n, command] of commands.entries()) log.call('Bash', `b${n}`, { command, description: 'Run it' }, 'm');
  return log;
}
const blocked = (shown: ReturnType<typeof gate>, of?: Log) =>
  judge(shown, of ? { log: of, status: 'waiting' } : {}) as StateOf<'blocked'>;

describe('a command that is taller than the pane', () => {
  test.each([
    ['its beginning scrolled off', {}],
    ['the agent says how many rows are hidden', { hint: `↑ 45 more lines\n${HINT}`, height: 25 }],
    ['a bar before each row', { bar: true }],
    ['a narrow pane', { width: 44 }],
  ])('is taken whole from the transcript: %s', (_, drawn) => {
    const state = blocked(gate(ONE, drawn), log(ONE));
    expect(state).toMatchObject({ status: 'blocked', gate: 'permission', question: 'Do you want to proceed?' });
    expect(state.prompt).toContain(ONE);
    expect(state.truncated).toBeUndefined();
  });

  test('has another id than one that looks the same', () => {
    const [one, two] = [blocked(gate(ONE), log(ONE)), blocked(gate(TWO), log(TWO))];
    expect(gate(ONE).text).toBe(gate(TWO).text);
    expect(one.gate_id).not.toBe(two.gate_id);
  });

  test('has one id, whatever part of it is shown', () => {
    const [high, low] = [blocked(gate(ONE, { height: 30 }), log(ONE)), blocked(gate(ONE, { height: 20 }), log(ONE))];
    expect(high.prompt).toBe(low.prompt);
    expect(high.gate_id).toBe(low.gate_id);
  });

  test.each([
    ['no transcript', undefined],
    ['a transcript without the call', log('touch other')],
    ['two open calls with the same end', log(ONE, TWO)],
    ['only a call that contains it as its task', new Log().prompt('go').call('Task', 't', { prompt: ONE })],
  ])('is reported as cut if there is %s', (_, known) => {
    const state = blocked(gate(ONE), known);
    expect(state).toMatchObject({ status: 'blocked', truncated: true });
    expect(state.prompt).not.toContain('rm -r everything');
  });

  test('has the id of its open call if two cannot be distinguished', () => {
    const both = log(ONE, TWO);
    const before = blocked(gate(ONE), both);
    const after = blocked(gate(TWO), log(ONE, TWO, 'x').result('b0'));
    expect(before.gate_id).not.toBe(after.gate_id);
  });

  test('is not taken from a call that was already answered', () => {
    expect(blocked(gate(TWO), log(ONE, TWO).result('b0')).prompt).toContain(TWO);
  });
});

test('a difference with only its end visible is matched by its added lines: removed lines are not part of the call', () => {
  const lines = rows(30, 'value');
  const content = lines.map((line) => `${line} again`).join('\n');
  const difference = lines.flatMap((line, n) => [`${n} -the ${line}`, `${n} +${line} again`]);
  const shown = dialog({
    title: 'Overwrite file',
    body: ['e.ts', '', ...difference.map((row) => `  ${row}`), ''],
    question: 'Do you want to overwrite e.ts?',
    options: ['Yes', 'No'],
    hint: HINT,
    height: 24,
  });
  const log = new Log().prompt('go').call('Write', 'w', { file_path: '/w/e.ts', content }, 'm');
  const state = judge(shown, { log, status: 'waiting' }) as StateOf<'blocked'>;
  expect(state.prompt).toContain('touch value-0 again');
  expect(state.truncated).toBeUndefined();
});

test('a gate that is whole on the screen is reported as drawn, whatever the transcript says', () => {
  const shown = gate('touch x', { height: 24 });
  const alone = blocked(shown);
  expect(alone.truncated).toBeUndefined();
  expect(blocked(shown, log('touch x'))).toMatchObject(alone);
  expect(blocked(shown, log('touch x')).truncated).toBeUndefined();
  // The agent's own words for hidden rows can occur in a command.
  expect(blocked(gate('echo "↑ 3 more lines"')).truncated).toBeUndefined();
});

test('the trust gate is recognised even if a small pane has scrolled its question off', () => {
  const rows = [
    'code, a well-known open source project).',
    '',
    "Claude Code'll be able to read files here.",
    '',
    'Security guide',
    '',
  ];
  const shown = bare([
    ...rows,
    '❯ 1. Yes, I trust this folder',
    '  2. No, exit',
    '',
    'Enter to confirm · Esc to cancel',
  ]);
  expect(judge(shown)).toMatchObject({ status: 'blocked', gate: 'trust', selected: 1 });
});

test('a cut question comes from the transcript, a cut plan from its file', () => {
  const question = `${'Which of these many things is it, '.repeat(60)}then?`;
  const input = { questions: [{ question, options: [{ label: 'Red' }, { label: 'Blue' }] }] };
  const hint = 'Enter to select · ↑/↓ to navigate · Esc to cancel';
  const options = ['Red', 'Blue', 'Type something.', 'Chat about this'];
  const shown = dialog({ title: '☐ Q', question, options, hint, height: 20 });
  const asked = new Log().prompt('go').call('AskUserQuestion', 'q', input);
  expect(judge(shown, { log: asked })).toMatchObject({ status: 'awaiting_answer', question });
  expect(judge(shown, { log: asked })).not.toHaveProperty('truncated');
  expect(judge(shown)).toMatchObject({ status: 'awaiting_answer', truncated: true });
  const body = [...rows(40, 'plan'), ''];
  const plan = dialog({
    body,
    question: 'Claude has written up a plan and is ready to execute. Would you like to proceed?',
    options: ['Yes, and use auto mode', 'Yes, manually approve edits', 'Tell Claude what to change'],
    hint: 'ctrl+g to edit in Vim · ~/.claude/plans/plan-a.md',
  });
  expect(judge(plan)).toMatchObject({ status: 'plan_ready', truncated: true });
  const [one, two] = ['one', 'two'].map((text) => judge(plan, { plan: { path: '/p.md', text } }));
  expect(one).not.toHaveProperty('truncated');
  expect(one).toMatchObject({ status: 'plan_ready', plan: 'one' });
  expect((one as StateOf<'plan_ready'>).gate_id).not.toBe((two as StateOf<'plan_ready'>).gate_id);
});
