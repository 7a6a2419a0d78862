import { describe, expect, test } from 'vitest';
import { claude } from '../../../../src/backends/claude/agent.ts';
import { readAttached } from '../../../../src/drive/screen/send/attachments.ts';

const grammar = claude.screen.composer;
const read = (draft: string, prompt: string, isCollapsed = false) =>
  readAttached(draft, prompt, grammar, isCollapsed && grammar.collapsed);

describe('a draft whose images were attached', () => {
  test.each([
    ['one path', '[Image #1]', '/a/one.png'],
    ['a path with blanks', '[Image #4]', '/a/my pic.PNG'],
    ['a path in quotation marks', '[Image #4]', `"/a/my pic.jpeg"`],
    ['two paths in a row', '[Image #6] [Image #7]', '/a/one.png /a/two.webp'],
    ['two lines', '[Image #6] [Image #7]', '/a/one.png\n/a/two.gif'],
    ['a wrapped token', '[Image #6] [Image\n#7]', '/a/one.png /a/two.jpg'],
    ['text before the path', '[Image #1]Look at this', 'Look at this /a/one.png'],
    ['another file next to it', '[Image #1]/a/note.txt', '/a/one.png /a/note.txt'],
    ['a path that could not be opened', '[Image #1]/a/none.png', '/a/none.png /a/one.png'],
    ['the same path twice', '[Image #1] [Image #2]', '/a/one.png /a/one.png'],
    ['text that looks like an attachment', '[Image #9][Image #1] is like', '[Image #1] is like /a/one.png'],
  ])('%s', (_, draft, prompt) => {
    expect(read(draft, prompt)).toMatchObject({ match: 'whole' });
  });

  test('the prompt is recorded as the agent took it', () => {
    expect(read('[Image #1]Look', 'Look /a/one.png')?.taken).toBe('[Image #1]Look');
    const long = `${'many words\n'.repeat(30)}/a/one.png`;
    const collapsed = read('[Image #1][Pasted text #2 +29 lines]', long, true);
    expect(collapsed).toMatchObject({ match: 'whole' });
    expect(collapsed?.taken).toContain('[Image #1]\nmany words\nmany words');
    expect(collapsed?.taken).not.toContain('one.png');
  });

  test('a prompt without one of its paths is not complete', () => {
    expect(read('[Image #1]', '/a/one.png /a/none.png')?.match).toBe('lost');
    expect(read('[Image #1]Look', 'Look /a/one.png /a/none.png')?.match).toBe('lost');
  });

  test('text typed by someone else is foreign, a second paste is repeated', () => {
    expect(read('[Image #1]and mine', '/a/one.png')?.match).toBe('foreign');
    expect(read('[Image #1] [Image #2]', '/a/one.png')?.match).toBe('repeated');
    expect(read('[Image #1]', 'no path at all')?.match).toBe('foreign');
    expect(read('[Image #1]', '/a/note.txt')?.match).toBe('foreign');
  });

  test('a prompt that only mentions such words has no attachments', () => {
    expect(read('look at [Image #1] again', 'look at [Image #1] again')).toBeUndefined();
    expect(read('plain', 'plain')).toBeUndefined();
  });
});
