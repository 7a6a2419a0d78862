import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';
import { countEarlier, countPrompts } from '../../../src/detect/verdict/entry.ts';
import { judge } from '../judge.ts';
import { Log } from '../records.ts';
import { asked, composer, said } from '../screens.ts';

/*
 * A person scrolled up with the agent's own keys (2.1.330 and later): the screen shows any earlier part of the
 * conversation above the composer, and says how to return on top of the last row.
 */

const ROWS = [
  '                           Jump to bottom (ctrl+End) ↓',
  '                           1 new message (ctrl+End) ↓',
  '                           12 new messages (ctrl+End) ↓',
  '  and every row of that long Jump to bottom (ctrl+End) ↓ which is drawn below it',
];
const OPENING = [' ▐▛███▛█   Claude Code v2.1.332', '▝▜██████▀  Opus 5.5 · API Usage Billing', '', ''];
const FIRST = [...asked('begin'), ...said('The older answer.'), '✻ Worked for 9s · done 11:32 AM', ''];
const PARTS: [string, string[]][] = [
  ['an earlier turn', FIRST],
  [
    'an earlier turn that was interrupted',
    [...asked('begin'), '  ⎿  Interrupted · What should Claude do instead?', ''],
  ],
  ['the end of a rewind', [...FIRST, '  ⎿  Conversation rewound', '']],
  ['the beginning without a prompt', OPENING],
  ['the middle of an earlier answer', ['  a line', '  another line', '']],
  ['an earlier command', ['❯ /memory', '  ⎿  Closed memory', '']],
];
const log = () => new Log().prompt('begin').answer('The older answer.').ended();

describe.each(ROWS)('below the row "%s"', (row) => {
  const draw = (above: string[]) => composer({ above: [...above, row, ''] });

  test.each(PARTS)('%s is not the newest turn', (_, above) => {
    const done = log().prompt('go on').answer('The newer answer.').ended();
    const over = judge(draw(above), { log: done, age: 20_000, status: 'idle', statusAge: 19_000 });
    expect(over).toMatchObject({ status: 'idle_done', text: 'The newer answer.' });
    expect(over).not.toHaveProperty('text_source');
    expect(over).not.toHaveProperty('interrupted');
  });

  test.each(PARTS)('%s is not the answer to a prompt that was asked twice', (_, above) => {
    const done = log().prompt('begin').answer('Something else entirely this time.').ended();
    const over = judge(draw(above), { log: done, age: 20_000, status: 'idle', statusAge: 19_000 });
    expect(over).toMatchObject({ status: 'idle_done', text: 'Something else entirely this time.' });
  });

  test.each(PARTS)('%s does not end the turn at work', (_, above) => {
    const busy = log().prompt('go on');
    for (const age of [300, 5000, 20_000])
      expect(judge(draw(above), { log: busy, age, status: 'busy', statusAge: age })).toMatchObject({
        status: 'working',
      });
  });
});

test('any number of prompts may come back once a prompt was entered', () => {
  const read = (above: string[]) => {
    const { text, ...pane } = composer({ above });
    return readScreen(text, pane, claude.screen);
  };
  const scrolled = read([...OPENING, ROWS[0] ?? '', '']);
  const end = read([...FIRST, ...FIRST]);
  expect(countPrompts(end, 'begin')).toBe(2);
  expect(countEarlier(end, 'begin')).toBe(2);
  expect(countEarlier(scrolled, 'begin')).toBeGreaterThan(1000);
});
