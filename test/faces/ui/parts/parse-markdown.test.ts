import { lexer } from 'marked';
import { describe, expect, test } from 'vitest';
import { parseMarkdown } from '../../../../src/faces/ui/parts/parse-markdown.ts';

const N = 50_000;

describe('Markdown of an agent that wants the page to fall', () => {
  test.each([
    ['quotations', '>'.repeat(N)],
    ['quotations with blanks', '> '.repeat(N)],
    ['lists', '- '.repeat(N)],
    ['numbered lists', '1. '.repeat(N / 3)],
    ['lists in quotations', '> - '.repeat(N / 4)],
    ['quotations in lists', '1) > '.repeat(N / 5)],
    ['lists by indentation', Array.from({ length: 200 }, (_, n) => `${' '.repeat(2 * n)}- a`).join('\n')],
  ])('%s in each other, deeper than the parser can go, are shown as written', (_, text) => {
    expect(parseMarkdown(text)).toBe(undefined);
  });

  test.each([
    ['emphasis that never ends', '**a '.repeat(N / 8) + ' b**'.repeat(N / 8)],
    ['an address without end', `${'a.'.repeat(N / 2)}@b`],
    ['brackets', '['.repeat(N)],
    ['code marks', '`a``'.repeat(N / 4)],
    ['tags', '<a b="'.repeat(N / 6)],
  ])('%s: the work is bounded, and the text stays', (_, text) => {
    const [paragraph] = parseMarkdown(text) ?? [];
    expect((paragraph as { tokens?: unknown[] }).tokens).toEqual([expect.objectContaining({ raw: text })]);
  });

  test.each([
    'A *word*, `code`, [a link](https://example.com) and https://example.com/x_y.\n\n- one\n  - two\n    - three\n\n> quoted',
    `| a | b |\n|---|---|\n${'| **x** | `y` |\n'.repeat(100)}`,
    `${'A paragraph with **bold** words, `code` and a [link](https://example.com).\n\n'.repeat(300)}`,
    '```\n>>>>>>>>>>>>>>>>>>> prompt\n```',
    `1. first\n\n   ${'text '.repeat(200)}\n2. second`,
    '---\n\n**- - -**',
  ])('ordinary text %# is parsed as before', (text) => {
    expect(parseMarkdown(text)).toEqual([...lexer(text)]);
  });
});
