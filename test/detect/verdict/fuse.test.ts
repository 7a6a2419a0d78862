import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { fuse } from '../../../src/detect/verdict/fuse.ts';
import { judge, type Snapshot, signalsOf, verdictOn } from '../judge.ts';
import { Log } from '../records.ts';
import { asked, bare, busy, composer, dialog, finished, type Shown, said } from '../screens.ts';

const RULE = '─'.repeat(80);
const done = () => new Log().prompt('say hello').answer('Hello.').ended();
const running = () => new Log().prompt('say hello').call('Bash', 't');
const streaming = () => new Log().prompt('say hello').answer('Hel', null);
const idleScreen = (more: string[] = finished()) =>
  composer({ above: [...asked('say hello'), ...said('Hello.'), ...more] });
const BASH = {
  title: 'Bash command',
  question: 'Do you want to proceed?',
  options: ['Yes', 'Yes, and don’t ask again', 'No'],
};
const QUOTED = [' Do you want to proceed?', ' ❯ 1. Yes', '   2. No', '', ' Esc to cancel · Tab to amend'];

type Row = [what: string, shown: Shown | undefined, snapshot: Snapshot, expected: Record<string, unknown>];
const check = (_: string, shown: Shown | undefined, snapshot: Snapshot, expected: Record<string, unknown>) => {
  const { state, evidence } = verdictOn(shown, snapshot);
  expect(state, JSON.stringify(evidence, null, 1)).toMatchObject(expected);
};

test('an agent that has just started with an earlier conversation is starting; one whose turn was in flight is not done yet', () => {
  const screen = idleScreen([...finished(), ...asked('say hello'), ...said('Hello.'), ...finished()]);
  const signals = signalsOf(screen, { log: done(), age: 60_000, status: 'idle', statusAge: 300 });
  const started = (startedAt: number) => fuse({ ...signals, startedAt }, claude).state.status;
  expect([started(signals.at - 2000), started(signals.at - 90_000)]).toEqual(['spawning', 'working']);
});

describe('working or done', () => {
  const working = { status: 'working' };
  const idle = { status: 'idle_done', text: 'Hello.' };
  const above = [...asked('say hello'), ...said('Hello.')];
  const todo = Array.from({ length: 20 }, (_, n) => `  ⎿  ☐ item ${n}`);
  const statusLines = Array.from(
    { length: 9 },
    (_, n) => `  🔥 line ${n} · esc to interrupt · 5h limit 97% · do you want to proceed?`,
  );

  test.each<Row>([
    [
      'the hint in an answer',
      composer({ above: [...asked('x'), ...said('… (esc to interrupt = running)')] }),
      { log: done() },
      idle,
    ],
    [
      'the hint in an answer, status idle',
      composer({ above: said('esc to interrupt') }),
      { log: done(), status: 'idle' },
      idle,
    ],
    [
      'an activity row without the hint',
      composer({ above: [...above, ...busy('✽ Tempering…')] }),
      { log: running() },
      working,
    ],
    ['an empty composer and a fresh result', composer({ above }), { log: running().result('t'), age: 300 }, working],
    ['an empty composer and a tool that runs', composer({ above }), { log: running(), age: 100_000 }, working],
    [
      'a long list between activity and composer',
      composer({ above: [...above, ...busy(), ...todo, ''], height: 50 }),
      { log: running() },
      working,
    ],
    [
      'many status lines in a narrow pane',
      composer({ above: [...above, ...busy()], footer: statusLines, width: 47, height: 40 }),
      { log: running() },
      working,
    ],
    [
      'a status line of any words',
      composer({ above: [...above, ...finished()], footer: statusLines, height: 40 }),
      { log: done(), status: 'idle' },
      idle,
    ],
    ['a short screen in a tall pane', composer({ above: above.slice(-3), height: 50 }), { log: done() }, idle],
    [
      'an answered gate in the scrollback',
      composer({ above: [...QUOTED, ...above], height: 40 }),
      { log: done() },
      idle,
    ],
    [
      'agents that could run in the background',
      composer({ above: [...above, '', '✻ Delegating… (3s · ctrl+b to run in background)', ''] }),
      { log: running() },
      working,
    ],
    [
      'a turn of many minutes',
      composer({ above: [...above, ...busy('✽ Tempering… (6m 3s)')] }),
      { log: running(), age: 400_000 },
      working,
    ],
    [
      'a status that is minutes old',
      composer({ above }),
      { log: running(), age: 400_000, status: 'busy', statusAge: 400_000 },
      working,
    ],
    [
      'an error ends the turn',
      idleScreen([]),
      { log: new Log().prompt('x').answer('API Error: 400', null, 'm', { isApiErrorMessage: true }) },
      { status: 'idle_done', error: 'API Error: 400' },
    ],
    ['the transcript alone', idleScreen([]), { log: done() }, idle],
    [
      'after a clear',
      composer({ above: ['❯ /clear', ''] }),
      { log: new Log().prompt('<command-name>/clear</command-name>'), status: 'idle' },
      { status: 'spawning' },
    ],
    [
      'compaction',
      composer({ above: [...above, ...busy('✻ Compacting conversation… (3m 43s)')] }),
      { log: done(), status: 'busy' },
      { ...working, detail: 'compacting' },
    ],
    [
      'after a compaction',
      idleScreen([]),
      { log: done().prompt('Summary', { isCompactSummary: true }), status: 'idle' },
      idle,
    ],
    [
      'a ghost of an activity row, when both files say that it is over',
      composer({ above: [...above, ...busy()] }),
      { log: done(), status: 'idle' },
      idle,
    ],
    [
      'but not while one of them is fresh',
      composer({ above: [...above, ...busy()] }),
      { log: done(), status: 'idle', statusAge: 500 },
      working,
    ],
    ['nor without a status', composer({ above: [...above, ...busy()] }), { log: done() }, working],
    [
      'neither hint nor title, only the footer’s',
      composer({ above, footer: ['  ⏵⏵ auto mode on · esc to interrupt'] }),
      { log: streaming() },
      { ...working, detail: 'streaming' },
    ],
    [
      'taken back before any output',
      composer({ draft: ['say hello'] }),
      { log: new Log().prompt('say hello'), status: 'idle' },
      { status: 'idle_done', interrupted: true, text: '' },
    ],
    [
      'taken back, no status',
      composer({ draft: ['say hello'] }),
      { log: new Log().prompt('say hello') },
      { status: 'idle_done', interrupted: true },
    ],
    [
      'an open turn, idle for long',
      composer(),
      { log: new Log().prompt('say hello'), status: 'idle', statusAge: 5000 },
      { status: 'idle_done', interrupted: true },
    ],
    [
      'an interrupted row',
      composer({ above: [...above, '  ⎿  Interrupted · What should Claude do instead?', ''] }),
      { log: running() },
      { status: 'idle_done', interrupted: true },
    ],
    [
      'an open turn, the status idle since shortly before its prompt: the agent is slow',
      composer(),
      { log: new Log().prompt('say hello'), age: 3000, status: 'idle', statusAge: 4000 },
      working,
    ],
    [
      'the turn before was cut off, and the next prompt is not drawn yet',
      composer({ above: [...asked('count'), '  ⎿  Interrupted · What should Claude do instead?', ''] }),
      { log: new Log().prompt('say hello'), age: 3000, status: 'idle', statusAge: 4000 },
      working,
    ],
    [
      'the open turn is the one that was cut off, whatever the status says',
      composer({ above: [...asked('say hello'), '  ⎿  Interrupted · What should Claude do instead?', ''] }),
      { log: new Log().prompt('say hello'), age: 3000, status: 'idle', statusAge: 4000 },
      { status: 'idle_done', interrupted: true },
    ],
    [
      'a tool call is no gate',
      composer({ above: [...above, ...busy()] }),
      { log: running() },
      { ...working, tools: ['Bash'], detail: 'tool' },
    ],
    [
      'retrying, as 2.1.330 shows it',
      composer({ above: [...asked('x'), '✻ API error · retrying in 1s · attempt 1/10', ''] }),
      { log: new Log().prompt('x') },
      { ...working, detail: 'retrying', retry: '✻ API error · retrying in 1s · attempt 1/10' },
    ],
    [
      'a queued prompt',
      composer({ above: [...above, ...busy()], ghost: 'Press up to edit queued messages' }),
      { log: running() },
      { ...working, queued: 1 },
    ],
  ])('%s', check);

  test.each('·✢✳∗✻✽✶*⠋⠂◐◓◑◒'.split(''))('the glyph %s shows a turn in flight', (glyph) => {
    const row = `${glyph} Catapulting… (13m 23s · ↓ 47.5k tokens)`;
    expect(judge(composer({ above: [...above, '', row, ''] }), { log: running() })).toMatchObject(working);
  });

  test.each(['✻ Worked for 1m 52s', '✻ Cooked for 0s · done 12:29 PM', '✻ Sautéed for 10s · 1 shell still running'])(
    '%s is not activity',
    (row) => {
      expect(judge(composer({ above: [...above, '', row, ''] }), { log: done() })).toMatchObject(idle);
    },
  );

  test.each([
    ['* a list item that ends so…', '  * a list item'],
    ['● Reading 1 file… (ctrl+o to expand)', ''],
    ['  ⎿  Waiting…', ''],
    ['※ recap: the user asked…', ''],
    ['"A quotation…', ''],
  ])('%s in an answer is not activity', (row) => {
    const rows = row.startsWith('*') ? [`  ${row}`] : [row];
    expect(judge(composer({ above: [...above, ...rows, ''] }), { log: done(), status: 'idle' })).toMatchObject(idle);
  });
});

describe('background work', () => {
  const above = [...asked('go'), ...said('Hello.')];
  test.each<Row>([
    [
      'a shell goes on',
      composer({
        above: [...above, '✻ Sautéed for 10s · 1 shell still running', ''],
        footer: ['  ⏵⏵ auto mode on · 1 shell · ↓ to manage'],
      }),
      { log: done(), status: 'idle' },
      { status: 'idle_done', background: { shells: 1, agents: 0 } },
    ],
    [
      'agents, with a banner under them',
      composer({ above: [...above, '✻ Waiting for 2 background agents to finish', '', '  ▎ Plugins updated…', ''] }),
      { log: done(), status: 'idle' },
      { status: 'working', detail: 'subagents', background: { shells: 0, agents: 2 } },
    ],
    ['no work', idleScreen(), { log: done() }, { status: 'idle_done' }],
  ])('%s', check);

  test('none is claimed if there is none', () => {
    expect(judge(idleScreen(), { log: done() })).not.toHaveProperty('background');
  });
});

describe('gates', () => {
  test.each<Row>([
    [
      'a gate, whatever the transcript says',
      dialog(BASH),
      { log: done() },
      { status: 'blocked', gate: 'permission', selected: 1, options: BASH.options },
    ],
    ['a gate, whatever the status says', dialog(BASH), { log: done(), status: 'idle' }, { status: 'blocked' }],
    [
      'a gate below an activity row',
      dialog({ ...BASH, above: busy() }),
      { log: running(), status: 'busy' },
      { status: 'blocked' },
    ],
    [
      'a quoted gate and a live turn',
      composer({ above: [...asked('x'), ...QUOTED, ...busy()] }),
      { log: running() },
      { status: 'working' },
    ],
    [
      'a quoted gate in a finished turn',
      composer({ above: [...asked('x'), ...QUOTED, ...finished()] }),
      { log: done(), status: 'idle' },
      { status: 'idle_done' },
    ],
    [
      'a gate in the draft',
      composer({ draft: ['Do you want to proceed?', '❯ 1. Yes', '  2. No'] }),
      { log: done() },
      { status: 'idle_done' },
    ],
    [
      'the question tool, though the status says permission',
      dialog({
        question: 'Which?',
        options: ['A', 'B', 'Type something.', 'Chat about this'],
        hint: 'Enter to select · ↑/↓ to navigate · Esc to cancel',
      }),
      { log: done(), status: 'waiting' },
      { status: 'awaiting_answer', question: 'Which?', options: ['A', 'B', 'Type something.', 'Chat about this'] },
    ],
    [
      'a plan of which only the options are in sight',
      bare([
        ' Would you like to proceed?',
        '',
        ' ❯ 1. Yes, and use auto mode',
        '   2. Yes, manually approve edits',
        '',
        ' ctrl+g to edit in Vim · ~/.claude/plans/a.md',
      ]),
      { log: running(), plan: { path: '/c/plans/a.md', text: '# A' } },
      { status: 'plan_ready', plan_file: '/c/plans/a.md', plan: '# A' },
    ],
    [
      'a stale plan above a live Bash gate',
      dialog({
        ...BASH,
        above: [RULE, ' Would you like to proceed?', ' ❯ 1. Yes', '   2. No', ' ~/.claude/plans/a.md'],
        height: 40,
      }),
      { log: running() },
      { status: 'blocked', gate: 'permission' },
    ],
    [
      'the status says waiting, and there is no gate',
      idleScreen(),
      { log: done(), status: 'waiting', statusAge: 31_000 },
      { status: 'unknown' },
    ],
    [
      'it has only just said so',
      idleScreen(),
      { log: running(), status: 'waiting', statusAge: 100 },
      { status: 'working' },
    ],
    [
      'a survey over a live composer',
      composer({
        above: [
          ...said('Hello.'),
          '● How is Claude doing this session? (optional)',
          '  1: Bad  2: Fine  3: Good  0: Dismiss',
          '',
        ],
      }),
      { log: done(), status: 'idle' },
      { status: 'idle_done', overlay: 'survey' },
    ],
    [
      'a menu of no known kind',
      dialog({ title: 'Pick', options: ['A', 'B'], hint: 'Enter to save · Esc to cancel' }),
      { log: done(), status: 'idle' },
      { status: 'blocked', gate: 'other' },
    ],
    [
      'a dialog without options',
      bare([RULE, ' Auto mode can’t check actions', '', ' Enter to stay in auto mode · Esc to cancel']),
      { log: done(), status: 'idle' },
      { status: 'blocked', gate: 'other' },
    ],
    [
      'a composer that is left over above a live gate',
      dialog({ ...BASH, above: [...composer().text.split('\n').slice(0, 4), ''], height: 40 }),
      { log: done(), status: 'idle' },
      { status: 'blocked', gate: 'permission' },
    ],
  ])('%s', check);
});

describe('state that the files do not contain yet', () => {
  test.each<Row>([
    [
      'the status is idle for a moment, the transcript is older, and one more turn is drawn',
      idleScreen([...finished(), ...asked('say hello'), ...said('Hello.'), ...finished()]),
      { log: done(), age: 20_000, status: 'idle', statusAge: 300 },
      { status: 'working' },
    ],
    [
      'both are fresh',
      idleScreen(),
      { log: done(), age: 200, status: 'idle', statusAge: 100 },
      { status: 'idle_done' },
    ],
    [
      'no transcript, a prompt on the screen, idle for a moment',
      composer({ above: [...asked('say hello'), ...said('Hello.')] }),
      { status: 'idle', statusAge: 300 },
      { status: 'working' },
    ],
    [
      'an open turn, idle for a moment',
      idleScreen(),
      { log: streaming(), age: 400, status: 'idle', statusAge: 300 },
      { status: 'working' },
    ],
    [
      'an open turn, the status is older than it',
      idleScreen(),
      { log: streaming(), age: 5000, status: 'idle', statusAge: 20_000 },
      { status: 'working' },
    ],
    [
      'an open turn, long quiet, the status much older',
      idleScreen(),
      { log: streaming(), age: 60_000, status: 'idle', statusAge: 100_000 },
      { status: 'unknown' },
    ],
    ['an open turn, long quiet, no status', idleScreen(), { log: streaming(), age: 60_000 }, { status: 'unknown' }],
    [
      'an open turn, quiet for seconds, no status',
      idleScreen(),
      { log: streaming(), age: 5000 },
      { status: 'working' },
    ],
    ['the status is busy, the transcript over', idleScreen(), { log: done(), status: 'busy' }, { status: 'working' }],
    [
      'a foreign status is none',
      idleScreen(),
      { log: done(), statusFile: { kind: 'foreign', reason: 'of process 7' } },
      { status: 'idle_done' },
    ],
    ['a status of no known word is none', idleScreen(), { log: done(), status: 'other' }, { status: 'idle_done' }],
  ])('%s', check);
});

// Known wrong: for up to 0.5 s after a person's Enter only the screen shows the new prompt, and the previous turn is
// called done. The newest row of the conversation is a prompt that the transcript does not contain.
test.each<Row>([
  [
    'no status',
    composer({ above: [...asked('say hello'), ...said('Hello.'), ...asked('and more')] }),
    { log: done() },
    { status: 'working' },
  ],
  [
    'idle',
    composer({ above: [...asked('say hello'), ...said('Hello.'), ...asked('and more')] }),
    { log: done(), status: 'idle' },
    { status: 'working' },
  ],
])('a prompt that is drawn but in no file yet, %s', check);

describe('the person went back from a turn to an earlier one with the same prompt', () => {
  const log = () =>
    new Log()
      .prompt('continue')
      .answer('The parser is done.')
      .ended()
      .prompt('continue')
      .answer('All tests pass now.')
      .ended();
  const shows = (text: string, more = finished()) =>
    composer({ above: [...asked('continue'), ...said(text), ...more] });
  const settled = { log: log(), age: 9000, status: 'idle' as const, statusAge: 8000 };

  test.each<Row>([
    [
      'whose answer is on the screen',
      shows('The parser is done.'),
      settled,
      { status: 'idle_done', text: 'The parser is done.', text_source: 'screen' },
    ],
    [
      'not yet while the screen may be late',
      shows('The parser is done.'),
      { ...settled, statusAge: 300 },
      { status: 'working' },
    ],
    [
      'not where no row says that it is over',
      shows('The parser is done.', []),
      settled,
      { text: 'All tests pass now.' },
    ],
    ['not where the answer is drawn', shows('All tests pass now.'), settled, { text: 'All tests pass now.' }],
  ])('%s', check);

  test.each<Row>([
    [
      'with only the end of a turn on a redrawn screen',
      composer({ above: ['', ...finished()], draft: ['continue'], height: 14 }),
      settled,
      { status: 'idle_done', text: '', text_source: 'screen' },
    ],
    [
      'not where another draft is typed',
      composer({ above: ['', ...finished()], draft: ['other'], height: 14 }),
      settled,
      { text: 'All tests pass now.' },
    ],
    [
      'not where the answer goes on above',
      composer({ above: ['  pass now.', '', ...finished()], draft: ['continue'], height: 14 }),
      settled,
      { text: 'All tests pass now.' },
    ],
  ])('%s', check);

  const commands = () =>
    new Log()
      .prompt('continue')
      .answer('Sure.')
      .ended()
      .prompt('<bash-input>make one</bash-input>')
      .answer('One was made.')
      .ended()
      .prompt('<bash-input>make two</bash-input>')
      .answer('The second target is up to date.')
      .ended();
  const ran = (text: string, more = finished()) =>
    composer({
      above: [...asked('continue'), ...said('Sure.'), ...finished(), '! make one', '  ⎿  made', ...said(text), ...more],
    });
  test.each<Row>([
    [
      'to a command of the shell',
      ran('One was made.'),
      { ...settled, log: commands() },
      { status: 'idle_done', text: 'One was made.', text_source: 'screen' },
    ],
    [
      'not where its answer is drawn',
      ran('The second target is up to date.'),
      { ...settled, log: commands() },
      { text: 'The second target is up to date.' },
    ],
    [
      'not where the command has no finished answer',
      ran('One was made.', []),
      { ...settled, log: commands() },
      { text: 'The second target is up to date.' },
    ],
  ])('%s', check);

  test.each([
    ['a link', 'Read [the guide](https://example.com/guide) and press go.', 'Read the guide and press go.'],
    ['a table', '| a | b |\n|---|---|\n| alpha | beta |', '│ a     │ b    │\n  │ alpha │ beta │'],
    ['an entity', 'Use &lt;br&gt; between the two lines', 'Use <br> between the two lines'],
  ])('the same answer drawn differently belongs to the turn: %s', (_, text, drawn) => {
    const one = new Log().prompt('continue').answer(text).ended();
    const screen = composer({ above: [...asked('continue'), ...said(drawn), ...finished()] });
    expect(verdictOn(screen, { ...settled, log: one }).state).toMatchObject({ status: 'idle_done', text });
  });
});

describe('no composer and no menu', () => {
  test.each<Row>([
    ['nothing drawn yet', bare([]), {}, { status: 'spawning' }],
    ['a banner', bare(['  Welcome back!']), {}, { status: 'spawning' }],
    ['a composer and no transcript', composer(), {}, { status: 'spawning' }],
    ['a composer, no transcript, idle', composer(), { status: 'idle' }, { status: 'spawning' }],
    ['between two drawings', bare(said('Hello.')), { log: done(), status: 'idle' }, { status: 'unknown' }],
    [
      'between two drawings, busy',
      bare(said('Hello.')),
      { log: running(), status: 'busy' },
      { status: 'working', tools: ['Bash'] },
    ],
    [
      'the view of the transcript',
      bare([...said('Hello.'), RULE, '  Showing detailed transcript · ctrl+o to toggle']),
      { log: done(), status: 'idle' },
      { status: 'unknown', overlay: 'transcript' },
    ],
    [
      'scrolled up, no status',
      composer({ above: [...said('Hello.'), '                Jump to bottom (ctrl+End) ↓'] }),
      { log: done() },
      { status: 'unknown', overlay: 'scrolled' },
    ],
    [
      'scrolled up, no composer',
      bare([...said('Hello.'), '                Jump to bottom (ctrl+End) ↓']),
      { log: done(), status: 'idle' },
      { status: 'unknown', overlay: 'scrolled' },
    ],
  ])('%s', check);
});

describe('liveness', () => {
  test.each<Row>([
    [
      'the process ended',
      idleScreen(),
      { log: done(), liveness: { kind: 'dead', reason: 'the agent has ended', exitCode: 3 } },
      { status: 'dead', exit_code: 3, reason: 'the agent has ended' },
    ],
    [
      'a gate of the dead is no gate',
      dialog(BASH),
      { liveness: { kind: 'dead', reason: 'killed' } },
      { status: 'dead' },
    ],
    [
      'tmux did not answer',
      undefined,
      { log: done(), liveness: { kind: 'unsure', reason: 'protocol version mismatch' } },
      { status: 'unknown', reason: 'protocol version mismatch' },
    ],
    ['no screen', undefined, { log: done() }, { status: 'unknown' }],
    [
      'a pane of a few cells',
      composer({ width: 19, height: 24 }),
      { log: done(), status: 'idle' },
      { status: 'unknown' },
    ],
  ])('%s', check);
});

test('every verdict names the rule that decided it, on one signal', () => {
  const shots: [Shown | undefined, Snapshot][] = [
    [idleScreen(), { log: done() }],
    [dialog(BASH), {}],
    [composer(), { status: 'busy' }],
    [undefined, {}],
    [bare(['x']), { log: done() }],
  ];
  for (const [shown, snapshot] of shots) {
    expect(verdictOn(shown, snapshot).evidence.filter(({ rule }) => rule !== undefined)).toHaveLength(1);
  }
});

test('evidence says how old a fact from a file is', () => {
  const { evidence } = verdictOn(idleScreen(), { log: done(), age: 7000, status: 'idle', statusAge: 5000 });
  expect(evidence.map(({ signal, age_ms }) => [signal, age_ms])).toContainEqual(['transcript', 7000]);
  expect(evidence.map(({ signal, age_ms }) => [signal, age_ms])).toContainEqual(['status_file', 5000]);
});
