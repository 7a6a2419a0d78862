import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { codex } from '../../../src/backends/codex/agent.ts';
import { BACKENDS } from '../../../src/backends/index.ts';
import { placeOf, questionOf, readAsked } from '../../../src/detect/questions/question-tool.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import { listFixtures, worldOf } from '../fixture.ts';
import { dialog, read } from '../screens.ts';

const fixtures = [...BACKENDS.keys()].flatMap((name) => listFixtures(name));
const DATABASE = { question: 'Which database should we use?', options: ['Postgres', 'SQLite'], multiple: false };
const BOTH = [DATABASE, { question: 'Which checks should run?', options: ['Lint', 'Types'], multiple: true }];

describe('all questions of the tool are reported while one of them is on screen, and not on the review page', () => {
  test.each(
    fixtures.flatMap((fixture) => {
      const [scene = '', moment = ''] = fixture.scene.split('--');
      if (scene === 'question-two')
        return [{ ...fixture, told: moment === 'first' || moment === 'second' ? BOTH : undefined }];
      return /^question-tool(?!.*--answered)/.test(fixture.scene) ? [{ ...fixture, told: [DATABASE] }] : [];
    }),
  )('$id', async ({ told, ...fixture }) => {
    const { context, sidecar } = worldOf(fixture);
    const [seen] = await observe(context, [sidecar]);
    expect(seen?.verdict.state).toEqual(
      told
        ? expect.objectContaining({ questions: told })
        : expect.not.objectContaining({ questions: expect.anything() }),
    );
  });
});

describe('the question that a menu shows', () => {
  const menuOf = (title: string, question: string) => {
    const { menu } = read(dialog({ title, body: question.split('\n'), options: ['Yes', 'No', 'Type something.'] }));
    if (!menu) throw new Error('no menu was read');
    return menu;
  };
  const asking = (question: string) => ({ question, options: ['Yes', 'No'], multiple: false });
  const call = (id: string, ...questions: string[]) => ({
    id,
    name: 'AskUserQuestion',
    input: { questions: questions.map((question) => ({ question, options: [] })) },
  });
  const TABS = '←  ☒ A  ☐ B  ✔ Submit  →';

  test('is found without the bar that 2.1.330 draws before each row of a long question', () => {
    const long = menuOf(TABS, '│ Which checks should run\n│ on every commit?');
    expect(questionOf(long, claude.gates)).toBe('Which checks should run\non every commit?');
    const asked = [asking('Which one?'), asking('Which checks should run on every commit?')];
    expect(placeOf(long, asked, claude.gates)).toBe(1);
  });

  test('is identified by its whole text: another question may end with the same words', () => {
    const asked = [asking('Which checks?'), asking('And then: Which checks?')];
    expect(placeOf(menuOf(TABS, 'Which checks?'), asked, claude.gates)).toBe(0);
    expect(placeOf(menuOf(TABS, 'And then: Which checks?'), asked, claude.gates)).toBe(1);
    expect(placeOf(menuOf(TABS, 'then: Which checks?'), asked, claude.gates)).toBeUndefined();
  });

  test('is not reported if two questions have its text, and needs no text if it is the only question', () => {
    const twins = [asking('Which?'), asking(' Which? ')];
    expect(placeOf(menuOf(TABS, 'Which?'), twins, claude.gates)).toBeUndefined();
    expect(placeOf(menuOf(TABS, 'cut off'), [asking('Which? It is cut off')], claude.gates)).toBe(0);
  });

  test('is found by the agent’s count, if the agent counts the questions', () => {
    const twins = [asking('Which?'), asking('Which?')];
    expect(placeOf(menuOf('Question 2/2 (1 unanswered)', 'Which?'), twins, codex.gates)).toBe(1);
    expect(placeOf(menuOf('Question 3/3 (1 unanswered)', 'Which?'), twins, codex.gates)).toBeUndefined();
  });

  test('belongs to the one of several open calls that asks it', () => {
    const tools = [call('a', 'First?'), call('b', 'Second?', 'Third?')];
    expect(readAsked(menuOf(TABS, 'Third?'), tools, claude.gates)?.map(({ question }) => question)).toEqual([
      'Second?',
      'Third?',
    ]);
    expect(readAsked(menuOf(TABS, 'Fourth?'), tools, claude.gates)).toBeUndefined();
    expect(readAsked(menuOf(TABS, 'Third?'), [], claude.gates)).toBeUndefined();
  });
});
