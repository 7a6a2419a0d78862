import { expect, test } from 'vitest';
import { rowsBetween } from '../../../../src/faces/ui/parts/diff-view.tsx';
import { type InputPart, partsOf } from '../../../../src/faces/ui/parts/tool-input.tsx';

test.each([
  ['a command', { command: 'rm -rf x', description: 'Clean' }, ['command rm -rf x', 'field description=Clean']],
  ['a command as a list of words', { command: ['sh', '-c', "echo 'a b'"] }, ["command sh -c 'echo '\\''a b'\\'''"]],
  ['a change', { file_path: 'a', old_string: 'x', new_string: 'y' }, ['field file_path=a', 'difference x>y']],
  ['an empty new text', { old_string: 'x', new_string: '' }, ['difference x>']],
  [
    'several changes',
    {
      file_path: 'a',
      edits: [
        { old_string: 'x', new_string: 'y', replace_all: true },
        { old_string: 'z', new_string: '' },
      ],
    },
    ['field file_path=a', 'field replace_all=true', 'difference x>y', 'difference z>'],
  ],
  ['half a change', { old_string: 'x' }, ['field old_string=x']],
  ['a file', { file_path: 'a', content: 'one\ntwo' }, ['field file_path=a', 'block content=one\ntwo']],
  ['a patch', { input: '*** Update File: a\n-x\n+y' }, ['patch input=*** Update File: a\n-x\n+y']],
  [
    'other values',
    { n: 1, list: [1, 'two'], nothing: null },
    ['field n=1', 'block list=[\n  1,\n  "two"\n]', 'field nothing=null'],
  ],
  [
    'fields within fields',
    { to: { host: 'a', port: 1 }, list: [{ label: 'x' }, {}], none: [] },
    ['list to=[field host=a, field port=1]', 'list list=[field label=x] []', 'field none=[]'],
  ],
  ['fields that are too deep', { a: { b: { c: { d: { e: 1 } } } } }, ['list a=[list b=[list c=[list d=[field e=1]]]]']],
  [
    'fields that are even deeper',
    { a: { b: { c: { d: { e: { f: 1 } } } } } },
    ['list a=[list b=[list c=[list d=[block e={\n  "f": 1\n}]]]]'],
  ],
  ['no fields', 'just text', ['field input=just text']],
  ['nothing', undefined, []],
])('%s', (_, input, parts) => {
  const tell = (part: InputPart): string => {
    if (part.kind === 'list') {
      const items = part.items.map((parts) => `[${parts.map(tell).join(', ')}]`);
      return `list ${part.name}=${items.join(' ')}`;
    }
    if (part.kind === 'difference') return `difference ${part.before}>${part.after}`;
    return part.kind === 'command' ? `command ${part.text}` : `${part.kind} ${part.name}=${part.text}`;
  };
  const told = partsOf(input).map(tell);
  expect(told).toEqual(parts);
});

test('a difference shows lines that are removed, added and unchanged; one of two long texts is shown without comparing', () => {
  const lines = (rows: ReturnType<typeof rowsBetween>) => rows.map(({ kind, text }) => `${kind[0]} ${text}`);
  expect(lines(rowsBetween('a\nb\nc\n', 'a\nx\nc\n'))).toEqual(['s a', 'r b', 'a x', 's c']);
  expect(rowsBetween('', '')).toEqual([]);
  const long = 'line\n'.repeat(2000);
  expect(rowsBetween(long, long)).toHaveLength(4000);
});
