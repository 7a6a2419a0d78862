import { describe, expect, test } from 'vitest';
import { bindings } from '../../../src/backends/claude/keys.ts';

type Blocks = [context: string, bound: Record<string, unknown>][];
const fileOf = (...blocks: Blocks) =>
  JSON.stringify({ bindings: blocks.map(([context, bound]) => ({ context, bindings: bound })) });
const turn = (...blocks: Blocks) => bindings.interrupts(fileOf(...blocks)).turn.map(({ keys }) => keys.join(' '));
const menu = (...blocks: Blocks) => bindings.interrupts(fileOf(...blocks)).menu.map(({ keys }) => keys.join(' '));

describe('the interrupt key', () => {
  // Played on 2.1.332, except the keys that csd never presses: `cmd`, a bare letter, `ctrl+m`.
  test.each<[string, string[], Blocks]>([
    ['no key is rebound', ['Escape', 'C-c'], []],
    ['Escape is unbound', ['C-c'], [['Chat', { escape: null }]]],
    ['whatever its spelling', ['C-c'], [['Chat', { Esc: null }]]],
    ['in any active context', ['C-c'], [['Global', { escape: null }]]],
    ['it is bound to something else', ['C-c'], [['Global', { escape: 'app:toggleTodos' }]]],
    ['it begins a chord', ['C-c'], [['Chat', { 'escape escape': 'chat:stash' }]]],
    ['the context is another one', ['Escape', 'C-c'], [['Select', { escape: null }]]],
    ['another key is bound', ['C-g', 'C-c'], [['Chat', { escape: null, 'ctrl+g': 'chat:cancel' }]]],
    ['a key that begins a chord of the agent', ['C-c'], [['Chat', { escape: null, 'ctrl+x': 'chat:cancel' }]]],
    ['it is bound in addition', ['Escape', 'M-q', 'C-c'], [['Chat', { 'alt+q': 'chat:cancel' }]]],
    ['two keys in a row', ['C-x C-q', 'C-c'], [['Chat', { escape: null, 'ctrl+x ctrl+q': 'chat:cancel' }]]],
    ['the other action', ['Escape', 'C-g', 'C-c'], [['Global', { 'ctrl+g': 'app:interrupt' }]]],
    [
      'nothing',
      [],
      [
        ['Chat', { escape: null }],
        ['Global', { 'ctrl+c': null }],
      ],
    ],
    [
      'a later block counts',
      ['Escape', 'C-c'],
      [
        ['Chat', { escape: null }],
        ['Global', { escape: 'chat:cancel' }],
      ],
    ],
    ['keys that no terminal sends', ['C-c'], [['Chat', { escape: null, 'cmd+k': 'chat:cancel', f5: 'chat:cancel' }]]],
    ['a letter, which would be text elsewhere', ['C-c'], [['Chat', { escape: null, q: 'chat:cancel' }]]],
    ['bytes that are other keys', ['C-c'], [['Chat', { escape: null, 'ctrl+m': 'chat:cancel' }]]],
    [
      'Shift',
      ['BTab', 'M-K', 'C-c'],
      [['Chat', { escape: null, 'shift+tab': 'chat:cancel', 'opt+shift+k': 'chat:cancel' }]],
    ],
  ])('if %s: %j', (_, keys, blocks) => {
    expect(turn(...blocks)).toEqual(keys);
  });

  test('a key that may end the agent is marked', () => {
    expect(bindings.interrupts('').turn).toEqual([{ keys: ['Escape'] }, { keys: ['C-c'], endsIdle: true }]);
  });

  test.each([
    'no json',
    '[]',
    '{}',
    '// mine\n{"bindings": [{"context": "Chat", "bindings": {"escape": null}}]}',
    fileOf(['chat', { escape: null }]),
    '{"bindings": {}}',
    fileOf(['Chat', { escape: null, 'ctrl+g': 7 }]),
    '{"bindings": [{"context": "Chat", "bindings": {"escape": null}}, {"context": 7}]}',
  ])('a file that has no effect changes nothing: %s', (text) => {
    expect(bindings.interrupts(text).turn.map(({ keys }) => keys[0])).toEqual(['Escape', 'C-c']);
  });
});

test.each<[string[], Blocks]>([
  [['Escape'], [['Chat', { escape: null }]]],
  [[], [['Global', { escape: null }]]],
  [[], [['Select', { escape: null }]]],
  [['C-g'], [['Select', { escape: null, 'ctrl+g': 'select:cancel' }]]],
])('the key that closes a menu: %j', (keys, blocks) => {
  expect(menu(...blocks)).toEqual(keys);
});
