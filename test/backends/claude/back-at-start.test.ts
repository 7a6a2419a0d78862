import { describe, expect, test } from 'vitest';
import { foldTurn } from '../../../src/detect/transcript/turn.ts';
import { isBackAtStart } from '../../../src/detect/verdict/rewound.ts';
import { asked, composer, read, said } from '../../detect/screens.ts';

describe('a conversation that went back to its beginning, in a pane too small for the welcome screen', () => {
  const turn = { ...foldTurn([]), phase: 'ended', text: 'One.', prompt: 'the first' } as const;
  const FRAME_END = [`│  /tmp/work${' '.repeat(47)}│`, `╰${'─'.repeat(58)}╯`, '', '   A tip · /effort', ''];
  const isBack = (above: string[]) =>
    isBackAtStart(read(composer({ above, draft: ['the first'], width: 60, height: 15 })), turn);

  // 2.1.158 at 60x15.
  test('shows the end of its frame and nothing of the conversation', () => {
    expect(isBack(FRAME_END)).toBe(true);
  });

  test.each([
    ['the answer', [...FRAME_END, ...asked('the first'), ...said('One.')]],
    ['only the end of an answer', ['  and so on', ...said('One.')]],
    ['another answer below the frame', [...FRAME_END, ...said('Two.')]],
    ['a frame above the end of the answer', [...FRAME_END, '  One.', '']],
    ['nothing', []],
  ])('is not assumed if %s is shown', (_, above) => {
    expect(isBack(above)).toBe(false);
  });
});
