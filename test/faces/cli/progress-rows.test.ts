import { expect, test } from 'vitest';
import { createProgress, rowsThatFit } from '../../../src/faces/cli/progress-rows.ts';

const row = (name: string, ended = false) => ({ name, status: ended ? 'done' : 'working', ended, elapsedMs: 1000 });
const rows = [row('a', true), row('b'), row('c', true), row('d')];

test.each([
  [4, 'abcd'],
  [3, 'bcd'],
  [2, 'bd'],
  [1, 'b'],
])('with room for %i rows, unfinished entries are shown first: %s', (room, names) => {
  const shown = rowsThatFit(rows, room);
  expect(shown.map(({ name }) => name).join('')).toBe(names);
});

test('without a terminal each change is one line, printed once', () => {
  let text = '';
  const show = createProgress(undefined, (more) => {
    text += more;
  });
  show([row('a'), { ...row('b'), status: 'waiting' }]);
  show([row('a'), row('b')]);
  show([row('a', true), row('b')]);
  expect(text).toBe('… a  working  1 s\n… b  working  1 s\n✔ a  done  1 s\n');
});
