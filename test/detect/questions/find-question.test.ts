import { describe, expect, test } from 'vitest';
import { findQuestion } from '../../../src/detect/questions/find-question.ts';

/** Closing texts that leave a question with the person, and the question. */
const ASKING: [string, string][] = [
  ['Which database should I use?', 'Which database should I use?'],
  ['I looked at it.\n\nWhich database should I use?', 'Which database should I use?'],
  ['Two ways are open. Should I take the first?', 'Should I take the first?'],
  ['**Should I go on?**', 'Should I go on?'],
  ['Should I delete `a?b.txt`?', 'Should I delete'],
  ['Do you want me to run the tests? (y/n)', 'Do you want me to run the tests?'],
  ['Shall I push? Let me know.', 'Shall I push?'],
  ['Shall I push? I’ll wait for your answer.', 'Shall I push?'],
  ['Which one do you want?\n\n1. Postgres\n2. SQLite', 'Which one do you want?'],
  ['Which one do you want?\n\n- Postgres: solid\n- SQLite: small', 'Which one do you want?'],
  ['Which one do you want?\n\na) Postgres\nb) SQLite\n', 'Which one do you want?'],
  ['Which of these, then?\n\n1. Postgres\n   with a replica\n2. SQLite', 'Which of these, then?'],
  ['Could you tell me which file you mean?', 'which file you mean?'],
  ['Please tell me which file you mean.', 'which file you mean'],
  ['Let me know whether to proceed.', 'whether to proceed'],
  ['Tell me the name of the branch.', 'the name of the branch'],
  ['どちらのデータベースを使いますか？', 'どちらのデータベースを使いますか？'],
  ['أي قاعدة بيانات؟', 'أي قاعدة بيانات؟'],
  ['Done with part one. Should I start part two? 🚀', 'Should I start part two?'],
  ['(Should I also update the docs?)', '(Should I also update the docs?)'],
  ['Is “main” the right branch?”', 'Is “main” the right branch?'],
  ['I need one thing first:\n\nWhat is the port of the server?', 'What is the port of the server?'],
  ['Which port?\n\n```\nPORT=8080\n```', 'Which port?'],
  // If the choices are questions too, the one above them asks.
  ['Want me to:\n1. Fix the parser?\n2. Leave it as it is?', 'Want me to:'],
  ['Should I pick one of these?\n- Postgres?\n- SQLite?', 'Should I pick one of these?'],
  ['Soll ich:\n1. die Tests anpassen?\n2. den Code anpassen?', 'Soll ich:'],
  ['您希望我：\n1. 先修测试？\n2. 先修代码？', '您希望我：'],
  ['Before I start:\n- Is the port fixed?\n- Which host?', 'Which host?'],
  // An unclosed fence is a line; a closed one hides its content.
  ['The config:\n\n```yaml\nport: 0\n\nWhich port should I use?', 'Which port should I use?'],
  ['```\nShould I go on?\n```\nDone.\n\n```\nWhich port?', 'Which port?'],
  ['## Shall I push it now?\n\n- yes: CI runs\n- no: it stays local', 'Shall I push it now?'],
  ['**Should I drop the index?** It is 4 GB.', 'Should I drop the index?'],
  ['Reply to this message to continue.', 'Reply to this message to continue.'],
  ['Send me the log.\n\nThis will show which provider is first.', 'Send me the log.'],
  [
    '⏺ The steps are:\n\n  - rename the table\n  - copy the rows\n\n  Type "approved" to begin.',
    'Type "approved" to begin.',
  ],
];

/** Closing texts that only report. */
const REPORTING: string[] = [
  'Answer one.',
  'Answer to the riddle: 42.',
  'Reply to the reviewer and changelog are in place.',
  'The parser is fixed. Answer updated in the docs.',
  'Done.',
  '',
  '\n\n',
  'Why not X? Because Y.',
  'Done. Why not X? Because Y is simpler and it works.',
  'I answered "what is this?" in the README.',
  'The regular expression is `a?b?`',
  'The URL is https://example.com/?q=1&x=?',
  '```\nShould I go on?\n```',
  'The code:\n\n```sql\nSELECT * FROM t WHERE id = ?\n```',
  '> Should I go on?\n\nThat was your question. It is answered.',
  'You asked:\n\n> Should I go on?',
  '| question | answer |\n|---|---|\n| ok? | yes? |',
  'All tests pass. Is there anything else?',
  'Everything is in place. Anything else I can help with?',
  'All done! How else can I help you?',
  'Let me know if you have any questions.',
  'Let me know if there is anything to change.',
  'It is fixed. Let me know what you think!',
  'Was it the cache? No. It was the clock.',
  'What changed?\n\n- The parser is faster.\n- The tests pass.\n\nAll is committed.',
  'I renamed `isReady?` to `isReady`.',
  'Fixed. (Who knew?) It was one line.',
  '```\nShould I go on?\n````\n\nDone.',
  '## How do I run it?\n\n`make run` starts it.',
  '**How does it expire?** After ten minutes.\n\n**Should I turn it off?** Only for tests.',
  'If you want more, I can:\n- profile the query?\n- draw the plan?',
];

describe('a question at the end of a text', () => {
  test.each(ASKING)('%j asks', (text, question) => {
    expect(findQuestion(text)).toContain(question);
  });

  test.each(REPORTING)('%j asks nothing', (text) => {
    expect(findQuestion(text)).toBeUndefined();
  });
});

test('a long text is judged quickly', () => {
  const text = `${'Why? Because. '.repeat(20_000)}\n\n${'- item?\n'.repeat(20_000)}`;
  const started = performance.now();
  findQuestion(text);
  findQuestion('?'.repeat(100_000));
  findQuestion(`${'`'.repeat(50_000)}${'*'.repeat(50_000)}`);
  expect(performance.now() - started).toBeLessThan(8000);
});
