import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';

const RULE = '─'.repeat(80);
const read = (rows: string[], cursor?: { x: number; y: number }) =>
  readScreen(rows.join('\n'), { width: 80, height: 24, cursor }, claude.screen);

/** The agent's list of its sessions with what is above, in and below its composer (2.1.332). */
const view = (above: string[], typed: string, footer: string[]) => {
  const rows = ['  Working', '❯ ✻ do hello      Hello there.                          17s', '', ...above];
  return read([...rows, RULE, `❯\u00a0${typed}`, RULE, ...footer], { x: 2 + typed.length, y: rows.length + 1 });
};

describe("the agent's list of its sessions", () => {
  test.each([
    ['a folder', ['  ❯ @work                           repo · /work', ''], '@w'],
    ['a folder in the middle of a task', ['  ❯ @work                           repo · /work', ''], 'look at @w'],
    [
      'a command, scrolled',
      [
        '  ❯ /add-dir        command · Add a',
        '                    working directory',
        '    …to-mode-setup  command · Teach a…',
        '    /batch          skill · Plan a la…',
        '    ↓ 77 more',
        '',
      ],
      '/',
    ],
    [
      'a model',
      ['  ❯ opus                            model · Opus 5.5 · Best for everyday,', '    tasks', ''],
      '/model ',
    ],
  ])('is known while a list of completions covers its footer: %s', (_, above, typed) => {
    const { overlay, composer } = view(above, typed, ['']);
    expect({ overlay, composer }).toEqual({ overlay: 'sessions', composer: undefined });
  });

  test.each([
    ['behind a complete folder', '@work ', '  ⏵⏵ auto mode · esc×2 to clear · ctrl+f to find'],
    ['in shell mode', '!ls', '  ⏵⏵ auto mode · ! for shell mode'],
  ])('is known by its footer %s', (_, typed, footer) => {
    expect(view([], typed, [footer]).overlay).toBe('sessions');
  });

  test('is known by the box in which a person replies to a session that has stopped', () => {
    const box = [`╭${'─'.repeat(78)}╮`, '│ stopped', '│', '│ ❯ reply', `╰${'─'.repeat(78)}╯`];
    const rows = ['  Completed', '❯ ∙ do ask        stopped           17s', '', ...box];
    const { overlay, menu } = read([...rows, '  enter to resume · space to close · ctrl+x to remove']);
    expect({ overlay, menu }).toEqual({ overlay: 'sessions', menu: undefined });
  });

  test.each([
    ['the shell mode of a conversation', [], '!ls', ['', '  ! for shell mode']],
    [
      'its list of commands',
      ['  ❯ /compact       Free up context by summarizing', '    /autocompact   Set how'],
      '/c',
      [''],
    ],
    ['its list of agents', ['    * claude (agent)       Catch-all for an…'], '@', ['', '  ⏵⏵ auto mode on']],
    ['what an answer says above a draft', ['● A table:', '', '    lint      check · every rule', '', 'x'], 'a', ['']],
  ])('is not %s', (_, above, typed, footer) => {
    expect(view(above, typed, footer).overlay).toBeUndefined();
  });
});
