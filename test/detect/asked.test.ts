import { describe, expect, test } from 'vitest';
import { BACKENDS } from '../../src/backends/index.ts';
import { observe } from '../../src/drive/observe.ts';
import { listFixtures, worldOf } from './fixture.ts';

const fixtures = [...BACKENDS.keys()].flatMap((name) => listFixtures(name));
const DATABASE = { question: 'Which database should we use?', options: ['Postgres', 'SQLite'], multiple: false };
const BOTH = [DATABASE, { question: 'Which checks should run?', options: ['Lint', 'Types'], multiple: true }];

// While a later question or the review is shown, an answer to all of them would go astray.
describe('all questions of the tool are told while the first one is on screen', () => {
  test.each(
    fixtures.flatMap((fixture) => {
      const [scene = '', moment = ''] = fixture.scene.split('--');
      if (scene === 'question-two') return [{ ...fixture, told: moment === 'first' ? BOTH : undefined }];
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
