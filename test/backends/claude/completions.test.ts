import { describe, expect, test } from 'vitest';
import { judge } from '../../detect/judge.ts';
import { composer, read } from '../../detect/screens.ts';

/** As 2.1.332 draws it at 80x24. */
const TURN = ['❯ say hello there', '', '● The first target was made.', ''];
const LISTS: [string, string, string[]][] = [
  [
    'of commands',
    '/',
    [
      '  ❯ /add-dir                    Add a working directory',
      '    /auto-mode-setup            Teach auto mode about your environment',
      '    /autocompact                Set how full the context gets before',
      '                                auto-summarizing',
    ],
  ],
  [
    'of one command whose words wrap',
    '/clear',
    [
      '  ❯ /clear                      Start a new session with empty context; loops',
      '                                carry over, and the old one stays in /resume',
    ],
  ],
  ['scrolled, with its cursor below', '/c', ['    /clear      Start again', '  ❯ /compact    Summarize']],
  ['of files', 'look at @do', ['    + docs/', '    + docs/a.md']],
  [
    'of files and agents',
    '@',
    ['    + src/', "    * claude (agent)              Catch-all for any task that doesn't fit"],
  ],
  ['of agents', '@cl', ["    * claude (agent)              Catch-all for any task that doesn't fit"]],
  ['without a match', '/zzz', ['  No commands match "/zzz"']],
];

describe('a list of completions above the composer', () => {
  test.each(LISTS)('%s is not part of the answer', (_, draft, list) => {
    const shown = composer({ above: [...TURN, ...list], draft: [draft] });
    expect(read(shown)).toMatchObject({
      answer: 'The first target was made.',
      shown: { prompt: 'say hello there', text: 'The first target was made.' },
      composer: { draft },
    });
    // The conversation was just cleared: the new one has no file, and the screen is still that of the old one.
    expect(judge(shown, { status: 'idle' })).toEqual({
      status: 'idle_done',
      text: 'The first target was made.',
      text_source: 'screen',
    });
  });
});

test('an answer that lists commands is kept while something else is typed', () => {
  const above = ['❯ which commands?', '', '● These:', '', '    /clear    Start again', ''];
  expect(read(composer({ above, draft: ['and which more?'] })).answer).toContain('/clear');
});
