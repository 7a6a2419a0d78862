import { describe, expect, test } from 'vitest';
import { WEIGHED as en } from '../../../src/detect/questions/lexicon/en.ts';
import { LANGUAGES } from '../../../src/detect/questions/lexicon/index.ts';
import { cuesIn, LEAST, weigh } from '../../../src/detect/questions/weigh.ts';

describe('a statement that asks', () => {
  test.each([
    ['ready for the second slice on your signal.', ['signal', 'moment', 'ready']],
    ["everything is staged — say the word and i'll commit.", ['tell', 'signal', 'goesOn', 'next']],
    ["once you've reviewed the table, i'll write the migration.", ['signal', 'moment', 'next']],
    ['type "approved" to proceed.', ['act', 'answer', 'next']],
    ['answer with the number of the option.', ['tell', 'answer', 'moment']],
    ['reply "go" and i start.', ['tell', 'answer', 'next']],
    ["choose a or b and i'll build it.", ['act', 'answer', 'goesOn', 'next']],
    ['choose a or c to continue.', ['act', 'answer', 'next']],
    ["i'd pick b. if you agree, i'll get going.", ['consent', 'next']],
    ["that's a product decision for you, not one i'd make.", ['owed']],
    ['the only thing missing is the api key, which only you have.', ['yours', 'waits']],
    ['still undecided: which port the proxy uses.', ['open', 'answer']],
    ['type "next" for part two.', ['act', 'answer', 'next']],
    ["i'm ready to switch the queue over if you approve.", ['consent', 'ready']],
    ['if the draft looks fine, say "ok".', ['consent', 'tell']],
    ['then share the network log lines from the console.', ['tell', 'answer']],
  ])('%j is enough evidence', (words, cues) => {
    expect(weigh(words, en)).toBeGreaterThanOrEqual(LEAST);
    expect(cuesIn(words, en)).toEqual(cues);
  });
});

describe('a statement that asks nothing', () => {
  test.each([
    ["pick it up when you're ready."],
    ['choose file > open to continue.'],
    ['tell me if you want the report as a pdf and i will make one.'],
    ["i'm ready to help whenever you are."],
    ['let me know how it goes.'],
    ['you approved the plan, and the tests pass.'],
    ['answer one.'],
    ['answer updated in the docs.'],
    ['reply format: option 2'],
    ['select one.'],
    ["if that doesn't work, i'll revert it."],
    ['the log shows one open question: none of the workers had a token.'],
    ['type "help" for the list.'],
    ['report the numbers to the finance team.'],
    ['if the page looks wrong, reload it.'],
  ])('%j is too little evidence', (words) => {
    expect(weigh(words, en)).toBeLessThan(LEAST);
  });
});

test.each([
  ['de', 'sobald du den plan freigibst, lege ich los.', 'sag bescheid, falls du noch etwas brauchst.'],
  ['fr', 'préviens-moi quand la clé est en place.', 'dis-moi si tu veux une autre couleur.'],
  ['es, pt, it', 'avisame cuándo querés que arme el commit.', 'avisame si algo falla.'],
  ['ru', 'напиши, какой вариант взять.', 'напиши, если что-нибудь сломается.'],
  ['fa', 'قبل از حذف جدول، تأیید شما را لازم دارم.', 'وقتی تمام شد خبر می‌دهم.'],
  ['he', 'לפני שאמחק את הטבלה אני צריך את האישור שלך.', 'התהליך רץ ברקע; אעדכן כשיסתיים.'],
  ['pl', 'jeśli się zgadzasz, zaczynam od razu.', 'jeśli się nie zgadzasz z nazwą, zmienię ją.'],
  ['sv', 'starta om tjänsten så kollar jag loggen.', 'starta om tjänsten så är cachen tom.'],
  ['cs, sk', 'jakmile to schválíš, začnu s migrací.', 'dej vědět, pokud chceš něco změnit.'],
  ['hu', 'várom a megerősítésedet.', 'szólj, ha szeretnél valamit módosítani.'],
  ['fi', 'valitse a tai b, niin toteutan sen.', 'kerro, jos haluat muuttaa jotain.'],
  ['id', 'untuk lanjut, saya butuh keputusan anda soal skemanya.', 'kabari saja kalau ada yang mau diubah.'],
  ['ar', 'أحتاج قرارك بشأن المخطط لكي أكمل.', 'أخبرني إذا أردت تغيير شيء.'],
  ['zh', '看完告诉我选哪个方案。', '构建完成后会通知我。'],
  ['ja', 'レビューをお願いします。承認いただけたら実装に進みます。', '何かあれば教えてください。'],
])('%s: %j asks, %j does not', (name, asking, other) => {
  const cues = LANGUAGES[name]?.cues;
  if (cues === undefined) throw new Error(`no cues of ${name}`);
  expect(weigh(asking, cues)).toBeGreaterThanOrEqual(LEAST);
  expect(weigh(other, cues)).toBeLessThan(LEAST);
});

test('the sentence before may say that the agent is waiting', () => {
  const words = 'the page gets written once those three points are settled.';
  expect(weigh(words, en)).toBeLessThan(LEAST);
  expect(weigh(words, en, 'stopping here.')).toBeGreaterThanOrEqual(LEAST);
});
