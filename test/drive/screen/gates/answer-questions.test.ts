import { beforeEach, describe, expect, test } from 'vitest';
import { answerText } from '../../../../src/drive/screen/gates/answer-in-text.ts';
import { answerQuestions } from '../../../../src/drive/screen/gates/answer-questions.ts';
import { inject } from '../../../../src/drive/screen/send/send.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import { ScriptedAgent } from '../../scripted.ts';

interface Question {
  question: string;
  options: string[];
}

const DATABASE = { question: 'Which database?', options: ['Postgres', 'SQLite'] };
const REGION = { question: 'Which region?', options: ['Europe', 'Asia'] };
const SIZE = { question: 'How large?', options: ['Small', 'Large'] };
const THREE = [DATABASE, REGION, SIZE];
const HINT = 'Enter to select · Tab/Arrow keys to navigate · Esc to cancel';

let ctx: FakeContext;
let agent: ScriptedAgent;
let given: Map<number, string>;
/** Left is pressed on the page at this index: what happens instead. */
let onLeft: ((at: number) => void) | undefined;
let submitted: string[] | undefined;
/** The last page stays, with its answer marked, for this long before the review, ms. */
let lingersMs: number;
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
  given = new Map();
  onLeft = undefined;
  submitted = undefined;
  lingersMs = 0;
});

/** The tool's pages as the agent shows them: Left goes back, the free-text row keeps its text. */
function show(questions: Question[], at: number): void {
  const asked = questions[at];
  const tabs = questions.map((_, n) => `${given.has(n) ? '☒' : '☐'} Q${n}`).join('  ');
  const back = () => (onLeft ? onLeft(at) : show(questions, Math.max(0, at - 1)));
  const onKey = (key: string) => key === 'Left' && back();
  const title = `←  ${tabs}  ✔ Submit  →`;
  if (!asked) {
    const submit = () => {
      submitted = questions.map((_, n) => given.get(n) ?? '');
    };
    agent.open({
      title,
      body: ['Review your answers', ''],
      options: ['Submit answers', 'Cancel'],
      hint: '',
      onConfirm: submit,
      onKey,
    });
    return;
  }
  const own = [...given].find(([n, text]) => n === at && !asked.options.includes(text))?.[1];
  const options = [
    ...asked.options.map((label) => (given.get(at) === label ? `${label} ✔` : label)),
    own ?? 'Type something.',
    'Chat about this',
  ];
  const row = asked.options.length;
  const retype = (text: string) => {
    options[row] = text;
    agent.draw();
  };
  agent.pane.onPaste = (text) =>
    agent.selected === row && retype(options[row] === 'Type something.' ? text : options[row] + text);
  agent.open({
    title,
    question: asked.question,
    options,
    hint: HINT,
    onConfirm: (label) => {
      given.set(at, label.replace(' ✔', ''));
      const lingers = at + 1 === questions.length && lingersMs > 0;
      show(questions, lingers ? at : at + 1);
      if (lingers) ctx.clock.after(lingersMs, () => show(questions, at + 1));
    },
    // In the free-text row Left moves the text cursor.
    onKey: (key) => (agent.selected !== row ? onKey(key) : key === 'C-u' && retype('Type something.')),
  });
}

function ask(questions: Question[], at: number, written = questions): void {
  const input = {
    questions: written.map(({ question, options }) => ({ question, options: options.map((label) => ({ label })) })),
  };
  agent.log.prompt('go').call('AskUserQuestion', 'q', input);
  agent.writeTranscript();
  show(questions, at);
}

const answer = (...answers: string[]) => answerQuestions(ctx, agent.sidecar, { answers });
const refusal = (answering: Promise<unknown>) =>
  answering.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );

describe('from any open page each answer goes to its own question', () => {
  test.each([0, 1, 2, 3])('from page %i', async (at) => {
    given = new Map(THREE.slice(0, at).map(({ options: [first = ''] }, n) => [n, first]));
    ask(THREE, at);
    const done = await answer('SQLite', '2', 'Small');
    expect(done.map(({ question, chosen }) => [question, ...chosen])).toEqual([
      ['Which database?', 'SQLite'],
      ['Which region?', 'Asia'],
      ['How large?', 'Small'],
    ]);
    expect(submitted).toEqual(['SQLite', 'Asia', 'Small']);
    expect(agent.keys.filter((key) => key === 'Left')).toHaveLength(at);
  });

  test('with the cursor in the free-text row, where the key would do nothing', async () => {
    given.set(0, 'Postgres');
    ask(THREE, 1);
    agent.selected = 2;
    agent.draw();
    await answer('SQLite', 'Asia', 'Large');
    expect(submitted).toEqual(['SQLite', 'Asia', 'Large']);
  });

  test('replacing an earlier text', async () => {
    given.set(0, 'my own');
    ask(THREE, 1);
    await answer('another one', 'Asia', 'Large');
    expect(submitted).toEqual(['another one', 'Asia', 'Large']);
    expect(agent.keys).toContain('C-u');
  });

  test('on a page that fills its pane, and outgrows it while the cursor is in the free-text row', async () => {
    const draw = agent.draw.bind(agent);
    agent.draw = () => {
      draw();
      const rows = agent.pane.screen.trimEnd().split('\n');
      agent.pane.height = 10;
      const isLonger = rows.some((row) => row.includes('❯ 3. '));
      const hint = isLonger ? [' ↑ 2 more lines', ` ${HINT} · ctrl+g`, ' to edit in Vim'] : rows.slice(-1);
      agent.pane.screen = [...rows.slice(0, -1), ...hint].slice(-agent.pane.height).join('\n');
    };
    ask([DATABASE], 0);
    expect(agent.pane.screen.trimEnd().split('\n')).toHaveLength(agent.pane.height);
    expect(await answer('MySQL')).toMatchObject([{ chosen: ['MySQL'] }]);
    expect(given.get(0)).toBe('MySQL');
  });

  test('with the same options on every page', async () => {
    const same = THREE.map(({ question }) => ({ question, options: ['Yes', 'No'] }));
    given.set(0, 'Yes');
    ask(same, 1);
    await answer('No', 'Yes', 'No');
    expect(submitted).toEqual(['No', 'Yes', 'No']);
  });

  test.each([1, 2])('when the agent loses %i keys on the way back', async (count) => {
    given.set(0, 'Postgres').set(1, 'Europe');
    ask(THREE, 2);
    agent.swallow = { Left: count };
    await answer('SQLite', 'Asia', 'Large');
    expect(submitted).toEqual(['SQLite', 'Asia', 'Large']);
  });

  test('and the review is submitted, even if the last page is still drawn for a while', async () => {
    lingersMs = 400;
    ask(THREE, 0);
    await answer('SQLite', 'Asia', 'Large');
    expect(submitted).toEqual(['SQLite', 'Asia', 'Large']);
  });

  test('when the transcript shows them late', async () => {
    show(THREE, 1);
    ctx.clock.after(500, () => ask(THREE, 1));
    await answer('SQLite', 'Asia', 'Large');
    expect(submitted).toEqual(['SQLite', 'Asia', 'Large']);
  });
});

describe('unclear answers are refused before any key', () => {
  const withSecond = (question: string) => THREE.map((one, n) => (n === 1 ? { ...one, question } : one));

  test.each([
    ['two questions with the same text', withSecond(DATABASE.question), withSecond(DATABASE.question)],
    ['a page of another question', withSecond('Which planet?'), THREE],
  ])('%s', async (_, shown, written) => {
    ask(shown, 1, written);
    expect(await refusal(answer('SQLite', 'Asia', 'Large'))).toMatchObject({
      code: 'not_ready',
      message: expect.stringMatching(/no key was pressed.*csd approve job/),
    });
    expect(agent.pane.received).toEqual([]);
  });

  test.each([
    ['the number of a row that does not answer', ['4', 'Asia', 'Large']],
    ['on a later page', ['SQLite', 'Chat about this', 'Large']],
    ['a number without a row on a later page', ['SQLite', 'Asia', '7']],
  ])('%s', async (_, answers) => {
    ask(THREE, 0);
    expect(await refusal(answer(...answers))).toMatchObject({
      code: 'no_such_option',
      data: { rows: expect.arrayContaining([{ number: 2, label: expect.any(String) }]) },
    });
    expect(agent.pane.received).toEqual([]);
  });

  test('another question than the expected one', async () => {
    ask(THREE, 0);
    const given = { answers: ['SQLite', 'Asia', 'Large'], expect: '0000000000000000' };
    expect(await refusal(answerQuestions(ctx, agent.sidecar, given))).toMatchObject({ code: 'gate_changed' });
    expect(agent.pane.received).toEqual([]);
  });

  test('questions that the transcript never shows', async () => {
    show(THREE, 1);
    expect(await refusal(answer('SQLite', 'Asia', 'Large'))).toMatchObject({ code: 'not_ready' });
    expect(agent.pane.received).toEqual([]);
  });

  test('answers only for the remaining pages', async () => {
    ask(THREE, 1);
    expect(await refusal(answer('Asia', 'Large'))).toMatchObject({ code: 'bad_input', data: { questions: 3 } });
    expect(agent.pane.received).toEqual([]);
  });
});

describe('a question in text', () => {
  const say = (text: string) => {
    agent.take('go');
    agent.finishTurn(text);
    ctx.clock.advance(5000);
  };

  test('gets its answer as a prompt', async () => {
    say('Which colour?');
    await expect(answerText(ctx, agent.sidecar, 'blue', undefined)).resolves.toBe('Which colour?');
    expect(agent.log.text).toContain('blue');
  });

  test.each([
    ['no question is open', 'Done.', undefined, 'no_question'],
    ['another question was expected', 'Which colour?', '0000000000000000', 'gate_changed'],
  ])('types nothing if %s', async (_, text, expected, code) => {
    say(text);
    expect(await refusal(answerText(ctx, agent.sidecar, 'blue', expected))).toMatchObject({ code });
    expect(agent.pane.received).toEqual([]);
  });

  test('types nothing if someone else answered first', async () => {
    say('Which colour?');
    const look = ctx.tmux.look.bind(ctx.tmux);
    let looks = 0;
    ctx.tmux.look = async (addresses) => {
      if (++looks === 2) agent.finishTurn('It is red now.');
      return look(addresses);
    };
    expect(await refusal(answerText(ctx, agent.sidecar, 'blue', undefined))).toMatchObject({ code: 'no_question' });
    expect(agent.pane.received).toEqual([]);
  });
});

test('a prompt sent to a question gets a hint to use `answer`', async () => {
  ask(THREE, 0);
  const sending = inject(ctx, agent.sidecar, 'hello', { submit: true, retries: 1 });
  expect(await refusal(sending)).toMatchObject({ code: 'gated', message: expect.stringContaining('csd answer job') });
});

describe('a page other than the intended one gets no Enter', () => {
  test('when the key back does nothing at all', async () => {
    ask(THREE, 1);
    onLeft = () => {};
    expect(await refusal(answer('SQLite', 'Asia', 'Large'))).toMatchObject({ code: 'not_accepted' });
    expect(agent.keys).not.toContain('Enter');
  });

  test('when someone turns the page while the cursor moves', async () => {
    ask(THREE, 0);
    agent.before = (key) => {
      if (key === 'Down') show(THREE, 1);
    };
    expect(await refusal(answer('SQLite', 'Asia', 'Large'))).toMatchObject({ code: 'gate_changed' });
    expect(agent.keys).not.toContain('Enter');
  });

  test('when another page than the next one follows', async () => {
    ask(THREE, 0);
    const skip = agent.gate?.onConfirm;
    if (agent.gate) {
      agent.gate.onConfirm = (label) => {
        skip?.(label, agent);
        show(THREE, 2);
      };
    }
    expect(await refusal(answer('SQLite', 'Asia', 'Large'))).toMatchObject({
      code: 'gate_changed',
      data: { answered: 1 },
    });
    expect(given).toEqual(new Map([[0, 'SQLite']]));
  });
});
