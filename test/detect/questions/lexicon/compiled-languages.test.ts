import { beforeEach, expect, test, vi } from 'vitest';
import { readPart } from '../scores.ts';

/** A fresh copy of the rule, as in a fresh process. */
const load = async () => ({
  ...(await import('../../../../src/detect/questions/find-question.ts')),
  ...(await import('../../../../src/detect/questions/sentence-roles.ts')),
});

beforeEach(() => vi.resetModules());

const REPORT = `I fixed the login bug and added two tests.

## Changes

- \`src/auth/login.ts\`: the token is refreshed before it expires.
- \`test/auth.test.ts\`: covers the expiry and the retry.

All 214 tests pass. The change is committed on \`fix/login\`; nothing else was touched.`;

/** The languages whose patterns are among the compiled ones. */
function languagesIn({ COMPILED, LANGUAGES }: Awaited<ReturnType<typeof load>>): string[] {
  const sources = COMPILED.keys;
  return Object.entries(LANGUAGES)
    .filter(([, { courtesy, offer, request }]) =>
      [courtesy, offer, request].some((pattern) => sources.some((source) => source.includes(pattern))),
    )
    .map(([name]) => name);
}

test('a report without a question compiles at most one pattern', async () => {
  const rule = await load();
  expect(rule.findQuestion(REPORT)).toBeUndefined();
  expect(rule.COMPILED.keys.length).toBeLessThanOrEqual(1);
});

test('an English question compiles one pattern', async () => {
  const rule = await load();
  expect(rule.findQuestion('Both work.\n\nWhich database should I use?')).toBe('Which database should I use?');
  expect(rule.COMPILED.keys.length).toBe(1);
});

test('no English message compiles the patterns of another language', async () => {
  const rule = await load();
  for (const { text, lang } of readPart('tune')) if (lang === 'en') rule.findQuestion(text);
  expect(rule.COMPILED.keys.length).toBeGreaterThan(5);
  expect(languagesIn(rule)).toEqual([]);
});

test.each([
  ['Erledigt. Soll ich die Änderung pushen?', 'de'],
  ['Listo. ¿Quieres que lo suba?', 'es, pt, it'],
  ['完了しました。テストも追加しますか？', 'ja'],
  ['Готово. Запустить тесты?', 'ru'],
])('%j compiles the patterns of its language', async (text, language) => {
  const rule = await load();
  expect(rule.findQuestion(text)).toBeDefined();
  expect(languagesIn(rule)).toContain(language);
  expect(languagesIn(rule).length).toBeLessThanOrEqual(2);
});
