import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { someOf } from '../thorough.ts';
import { hasTmux, Sandbox } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

vi.setConfig({ testTimeout: 60_000 });

const options = (...labels: string[]) => labels.map((label) => ({ label, description: `It is ${label}` }));
const ASK = [
  { header: 'DB', question: 'Which database?', options: options('Postgres', 'SQLite') },
  { header: 'Checks', question: 'Which checks?', options: options('Lint', 'Types'), multiSelect: true },
  { header: 'Size', question: 'How large?', options: options('Small', 'Large') },
];
const ANSWERS = ['SQLite', 'Types', 'Large'];

describe.skipIf(!hasTmux)('answer (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  /** A session whose questions a person has partly answered: `by` are the labels chosen, one call for each. */
  async function startAt(name: string, question: string, ...by: string[]): Promise<Session> {
    const turns = [{ match: 'ask', steps: [{ ask: ASK }, { say: 'Noted.' }] }];
    const s = await Session.start(sandbox, name, { turns });
    await s.csd('send', 'ask three things');
    await s.until('awaiting_answer');
    for (const label of by) mustSucceed(await s.csd('approve', '--match', label));
    const state = await s.until('awaiting_answer');
    expect(state.question).toContain(question);
    return s;
  }

  const PAGES: [string, string, string[]][] = [
    ['first', 'Which database?', []],
    ['later', 'Which checks?', ['Postgres']],
    ['last', 'How large?', ['Postgres', 'Lint', 'Next']],
    ['review', 'Ready to submit', ['Postgres', 'Lint', 'Next', 'Small']],
  ];
  test.concurrent.each(someOf(PAGES, 2, 1))(
    'answers all questions in order from the %s page',
    async (name, question, by) => {
      const s = await startAt(name, question, ...by);
      const { questions } = await s.state();
      expect(questions?.length).toBe(name === 'review' ? undefined : 3);
      const refused = await s.csd('answer', ...ANSWERS.slice(1));
      expect(refused).toMatchObject({ code: 1, json: { code: 'bad_input', questions: 3 } });
      const answered = ASK.map((asked, n) => ({ question: asked.question, chosen: [ANSWERS[n]] }));
      expect(mustSucceed(await s.csd('answer', ...ANSWERS)).json).toEqual({ ok: true, answered });
      expect((await s.until('idle_done')).text).toContain('Noted.');
      const told = '\\"Which database?\\"=\\"SQLite\\", \\"Which checks?\\"=\\"Types\\", \\"How large?\\"=\\"Large\\"';
      expect(readFileSync(s.sidecar.jsonl_path, 'utf8')).toContain(told);
    },
  );
});
