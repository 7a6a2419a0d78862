import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addGuide, removeGuide } from '../../../src/entry/cms/cms-guide.ts';

const TEXTS = [
  '',
  '\n',
  'mine',
  'mine\n',
  'mine\n\n',
  '\n\nmine\n\n\n',
  '# Über\r\n\r\nrows\r\n',
  ' ',
  'a\n\n<!-- x -->\n',
];

test.each(TEXTS)('%j is unchanged once the guide is removed again', (text) => {
  const added = addGuide(text)?.text ?? '';
  expect(added.startsWith(text)).toBe(true);
  expect(added).toContain('Delegating to other sessions');
  expect(addGuide(added)).toEqual({ text: added, had: true });
  expect(removeGuide(added)).toEqual({ text, had: true });
  expect(removeGuide(text)).toEqual({ text, had: false });
});

test('an older guide is replaced in place, and text after it stays', () => {
  const [before = '', after = ''] = (addGuide('mine\n')?.text ?? '').split(
    /Delegating[\s\S]*(?=\n<!-- csd guide: end)/,
  );
  const older = `${before}an older one${after}more of mine\n`;
  const now = addGuide(older)?.text ?? '';
  expect(now).toMatch(/^mine\n[\s\S]*Delegating[\s\S]*more of mine\n$/);
  expect(now).not.toContain('an older one');
  expect(removeGuide(now)?.text).toBe('mine\nmore of mine\n');
});

test.each([
  '<!-- csd guide: begin -->\nhalf',
  'half\n<!-- csd guide: end -->',
  '<!-- csd guide: end -->\n<!-- csd guide: begin -->',
  '<!-- csd guide: begin -->\na\n<!-- csd guide: end -->\n<!-- csd guide: begin -->\nb\n<!-- csd guide: end -->\n',
])('%j has damaged marks, and is left alone', (text) => {
  expect(addGuide(text)).toBeUndefined();
  expect(removeGuide(text)).toBeUndefined();
});

test('the guide is short, because an agent reads it with every prompt', () => {
  const guide = addGuide('')?.text ?? '';
  expect(guide.length).toBeLessThan(2200);
  expect(readFileSync(new URL('../../../docs/delegating.md', import.meta.url), 'utf8')).toContain('# Delegating');
});
