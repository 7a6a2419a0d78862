import { describe, expect, test } from 'vitest';
import { judge } from '../judge.ts';
import { Log } from '../records.ts';
import { bare, read } from '../screens.ts';

/** As 2.1.332 draws in a pane of 46x14, unless another release is named. */
const SIZE = { width: 46, height: 14 };
const shown = (text: string, cursor = { x: 0, y: 0 }) => ({ ...bare(text.split('\n'), SIZE), cursor });
const RULE = '─'.repeat(46);
const LABELS = [
  'Migrate the 3 tables now',
  'Migrate the 2 small ones',
  'Nothing now: write the plan, ask me again',
  'Later',
];
const asked = (labels = LABELS, question = 'Which of these should I do?') => ({
  questions: [{ question, header: 'Ask', multiSelect: false, options: labels.map((label) => ({ label })) }],
});
const log = () => new Log().prompt('choose').call('AskUserQuestion', 'q', asked(), 'm');

const UNSEEN = `     over several rows in each pane: Migrate
     the 2 tables.
↓ 3. Nothing now: write the plan, ask me
     again
     This is what is meant by it, at length.
${RULE}
  6. Chat about this
 ↑ 18 more lines
Enter to select · ↑/↓ to navigate · Esc to
cancel`;
const OLDER = UNSEEN.replace('↓ 3.', '↓3.').replace(' ↑ 18 more lines', '');
const SEEN = UNSEEN.replace('↓ 3.', '❯ 3.');

describe('a question that is taller than the pane', () => {
  test.each([
    ['with its cursor above the visible rows', UNSEEN, 0],
    ['the same on 2.1.158', OLDER, 0],
    ['with its cursor on the first visible option', SEEN, 3],
  ])('%s is reported whole from the transcript', (_, text, selected) => {
    const state = judge(shown(text), { log: log(), age: 5000 });
    expect(state).toMatchObject({
      status: 'awaiting_answer',
      question: 'Which of these should I do?',
      options: [...LABELS, 'Chat about this'],
      selected,
    });
    expect(state).not.toHaveProperty('truncated');
  });

  test('has one id, whatever part of it is shown', () => {
    const marks = [UNSEEN, OLDER, SEEN].map((text) => judge(shown(text), { log: log(), age: 5000 }));
    expect(new Set(marks.map((state) => (state as { gate_id?: string }).gate_id)).size).toBe(1);
  });

  test('is reported as cut if the transcript does not contain it', () => {
    expect(judge(shown(UNSEEN))).toMatchObject({ status: 'awaiting_answer', truncated: true });
  });

  test('has the labels of its call where the pane runs one into its description', () => {
    const labels = ['Lint the whole tree with every rule switched on', 'Types'];
    const text = `${'─'.repeat(60)}
←  ☐ Checks  ☐ DB  ✔ Submit  →

Which checks?

❯ 1. [ ] Lint the whole tree with every rule switched on
         Static analysis of all sources
  2. [ ] Types
         The compiler alone
  3. [ ] Type something
     Next
${'─'.repeat(60)}
  4. Chat about this

Enter to select · Tab/Arrow keys to navigate · Esc to cancel`;
    const screen = bare(text.split('\n'), { width: 60, height: 18 });
    const call = new Log().prompt('choose').call('AskUserQuestion', 'q', asked(labels, 'Which checks?'), 'm');
    expect(judge({ ...screen, cursor: { x: 0, y: 0 } }, { log: call, age: 5000 })).toMatchObject({
      ...{ status: 'awaiting_answer', options: [...labels, 'Type something', 'Next', 'Chat about this'] },
    });
  });

  test('is the one of several whose options it shows', () => {
    const { questions } = asked(['One', 'Two', 'Three', 'Four'], 'How many?');
    const both = { questions: [...questions, ...asked().questions] };
    const state = judge(shown(UNSEEN), {
      log: new Log().prompt('choose').call('AskUserQuestion', 'q', both, 'm'),
      age: 5000,
    });
    expect(state).toMatchObject({ question: 'Which of these should I do?', options: [...LABELS, 'Chat about this'] });
  });

  const boxes = (cursor: number) => `Which checks?

${[1, 2, 3].map((n) => `${n === cursor ? '❯' : n === 3 ? '↓' : ' '} ${n}. [ ] ${LABELS[n - 1]}\n         Short`).join('\n')}
     Submit
${RULE}
  6. Chat about this
 ↑ 2 more lines
Enter to select · ↑/↓ to navigate · Esc to
cancel`;
  test.each([1, 2, 3])('has check boxes and is recognised with the cursor on option %i', (cursor) => {
    const state = judge(shown(boxes(cursor)), { log: log(), age: 5000 });
    expect(state).toMatchObject({
      status: 'awaiting_answer',
      options: [...LABELS, 'Submit', 'Chat about this'],
      selected: cursor,
    });
  });

  test('similar text above a composer is not a question', () => {
    const text = `${UNSEEN}\n${RULE}\n❯\u00a0\n${RULE}\n  ? for shortcuts`;
    expect(read(shown(text)).menu).toBeUndefined();
  });
});

test('the gate for fetching a page has the count of hidden rows on its rule', () => {
  const state = judge(
    shown(` │ it is, 1. Yes 2. No, and more of it. Say
 │ of it.
 ↑ 16 more lines ${'╌'.repeat(29)}
 Do you want to allow Claude to fetch this
 content?
 ❯ 1. Yes
   2. Yes, and don't ask again for 127.0.0.1
   3. No, and tell Claude what to do
      differently (esc)`),
  );
  expect(state).toMatchObject({
    ...{ status: 'blocked', gate: 'permission', truncated: true },
    question: 'Do you want to allow Claude to fetch this content?',
  });
});

describe('the question of a dialog that lists what it is about', () => {
  const stops = (list: string) =>
    judge(
      shown(`▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
  Background work is running
  The following will stop when you exit:

${list}

  ❯ 1. Exit and stop tasks
    2. Move to background and exit
    3. Stay

  Enter to confirm · Esc to cancel`),
    );

  const plain = [
    '  shell · sleep 300',
    '  shell · Wait\n  shell · npm start',
    '  shell · Wait\n\n  agent · Look around',
  ];
  const ended = ['.', '!'].flatMap((sign) => plain.map((list) => `${list}${sign}`));
  test.each([...plain, ...ended])('is the line that introduces the list: %j', (list) => {
    expect(stops(list)).toMatchObject({ status: 'blocked', question: 'The following will stop when you exit:' });
  });
});

describe('a list that is drawn only in part', () => {
  test('a single option is an option, and not a key that agrees', () => {
    const state = judge(
      shown(`▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
  Background work is running
  The following will stop when you exit:

  shell · Wait

  ❯ 1. Exit and stop tasks

  Enter to confirm · Esc to cancel`),
    );
    expect(state).toMatchObject({
      status: 'blocked',
      gate: 'other',
      options: ['Exit and stop tasks'],
      truncated: true,
    });
  });

  test('the row that counts the others is not an option', () => {
    const state = judge(
      shown(`▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
  Rewind

  Restore the code and/or conversation to
  the point before…

    ↑ 2 more
  ❯ (current)

  Enter to continue · Esc to cancel`),
    );
    expect(state).toMatchObject({ status: 'blocked', gate: 'other', options: ['(current)'], truncated: true });
  });
});

describe('a draft that is taller than its space', () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => `line ${from + n} of a draft`);
  const frame = (upper: string, body: string[], lower: string) =>
    shown([upper, ...body, lower, '', '  ⏸ manual mode on'].join('\n'), { x: 8, y: body.length });
  const more = (mark: string) => `─── ${mark} 21 more ${'─'.repeat(32)}`;

  test('is read if its beginning is scrolled away', () => {
    const body = [...rows(37, 40), 'the end'].map((row) => `  ${row}`);
    const { composer, menu } = read(frame(more('↑'), body, RULE));
    expect(composer).toMatchObject({ draft: [...rows(37, 40), 'the end'].join('\n'), cut: true, shell: false });
    expect(menu).toBeUndefined();
  });

  test('is reported as partial if its end is scrolled away', () => {
    const [first, ...rest] = rows(1, 4);
    const { composer } = read(frame(RULE, [`❯\u00a0${first}`, ...rest.map((row) => `  ${row}`)], more('↓')));
    expect(composer).toMatchObject({ draft: rows(1, 4).join('\n'), cut: true });
  });

  test('inside such a frame only a draft counts as a draft', () => {
    expect(read(frame(more('↑'), ['● an answer', '  of two rows'], RULE)).composer).toBeUndefined();
  });
});

describe('a question of a server about an address whose hint is below the pane', () => {
  const address = (text: string, buttons: string) => `${RULE}
  MCP server “desk” ${text}

  Sign in at the desk to go on.

  https://desk.example.com/sign-in?state=1

${buttons}`;
  test.each([
    [
      '— waiting for completion',
      '  ❯ Reopen URL    Skip confirmation',
      ['Reopen URL', 'Skip confirmation', 'Cancel'],
      1,
    ],
    ['wants to open a URL', '    Accept    ❯ Decline', ['Accept', 'Decline', 'Cancel'], 2],
  ])('%s is a gate', (text, buttons, options, selected) => {
    expect(judge(shown(address(text, buttons)))).toMatchObject({
      ...{ status: 'blocked', gate: 'elicitation', question: `MCP server “desk” ${text}`, options, selected },
    });
  });

  test('needs a cursor, and nothing below its buttons', () => {
    for (const buttons of ['    Accept      Decline', '  ❯ Accept    Decline\n\n  more'])
      expect(judge(shown(address('wants to open a URL', buttons)))).not.toMatchObject({ status: 'blocked' });
  });
});
