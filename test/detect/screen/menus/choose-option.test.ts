import { describe, expect, test } from 'vitest';
import { chooseRow, chooseRows, findLabel } from '../../../../src/detect/screen/menus/choose-option.ts';

/** A question's rows: those that answer it, numbered, and the agent's own below. */
const rows = (...labels: string[]) => {
  const all = [...labels, 'Type something.', 'Chat about this'];
  return { labels: all, answers: labels.length, numbers: all.map((_, n) => n + 1) };
};
const refused = expect.objectContaining({ refused: expect.any(String) });

describe('one answer', () => {
  test.each([
    ['an exact label', 'SQLite', ['Postgres', 'SQLite'], { row: 1 }],
    ['whatever its letter case and blanks', ' sqlite  3 ', ['Postgres', 'SQLite 3'], { row: 1 }],
    ['a label that is a number, before the number of a row', '3', ['1', '3', '5'], { row: 1 }],
    ['a number', '2', ['Postgres', 'SQLite'], { row: 1 }],
    ['a number while labels contain others', '1', ['Node 20', 'Node 22'], { row: 0 }],
    ['whole words of one label', 'the cache', ['Drop the cache', 'Keep it'], { row: 0 }],
    ['a word next to a longer one that contains it', 'no', ['Take notes', 'No, thanks'], { row: 1 }],
    ['words of a language without blanks', '保留', ['删除 数据', '保留 数据'], { row: 1 }],
    ['a word of a label that one of the agent’s own rows contains too', 'chat', ['Chat app', 'Mail'], { row: 0 }],
    ['another letter case is another label', 'a', ['A', 'a'], { row: 1 }],
    ['a free text', 'neither: use files', ['Postgres', 'SQLite'], { text: 'neither: use files' }],
    ['a part of a word', 'no', ['Notes', 'Nothing'], { text: 'no' }],
  ])('%s', (_, wanted, labels, chosen) => {
    expect(chooseRow(wanted, rows(...labels))).toEqual(chosen);
  });

  test.each([
    ['a number without a label, when labels are numbers', '2', ['1', '3', '5']],
    ['a number that another label contains', '2', ['2 replicas', '3 replicas']],
    ['a word of several labels', 'Postgres', ['Postgres 15', 'Postgres 16']],
    ['a label that occurs twice', 'Same', ['Same', 'Same']],
    ['the number of the free-text row', '3', ['Postgres', 'SQLite']],
    ['the number of a row that does not answer', '4', ['Postgres', 'SQLite']],
    ['a number beyond the rows', '9', ['Postgres', 'SQLite']],
    ['the label of a row that does not answer', 'Chat about this', ['Postgres', 'SQLite']],
    ['a word of it', 'chat', ['Postgres', 'SQLite']],
    ['the free-text row by its words', 'type something', ['Postgres', 'SQLite']],
  ])('%s is refused', (_, wanted, labels) => {
    expect(chooseRow(wanted, rows(...labels))).toEqual(refused);
  });
});

describe('several answers', () => {
  const labels = rows('Lint, strict', 'Types', 'Lint');
  test.each([
    ['labels', 'Types,Lint', [{ row: 1 }, { row: 2 }]],
    ['a label that contains a comma', 'Lint, strict', [{ row: 0 }]],
    ['the same among others', 'Types, Lint, strict', [{ row: 1 }, { row: 0 }]],
    ['numbers', '1, 2', [{ row: 0 }, { row: 1 }]],
    ['an additional text', 'Types, and the rest, please', [{ row: 1 }, { text: 'and the rest, please' }]],
  ])('%s', (_, wanted, chosen) => {
    expect(chooseRows(wanted, labels)).toEqual(chosen);
  });

  test('two texts are refused', () => {
    expect(chooseRows('one, Types, two', labels)).toContainEqual(refused);
  });
});

test('a label of a gate is found only by its full text or by whole words of it', () => {
  const labels = ['Yes', 'Yes, and don’t ask again', 'No, and tell Claude', 'Take notes'];
  expect(findLabel('yes', labels)).toBe(0);
  expect(findLabel("don't ask", labels)).toBe(1);
  expect(findLabel('no', labels)).toBe(2);
  expect(findLabel('not', labels)).toBeUndefined();
  expect(findLabel('and', labels)).toBeUndefined();
});
