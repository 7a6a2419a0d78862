import type { Random } from '../../../test/detect/derive/random.ts';

/** A prompt and its shape. */
export interface Sample {
  kind: string;
  text: string;
}

const WORDS = {
  latin: 'the quick brown fox jumps over a lazy dog while nobody looks at it'.split(' '),
  german: 'Größe Übermaß Straße äußerst ßüöä Füße naïve façade Ærø'.split(' '),
  greek: 'Η γρήγορη καφέ αλεπού πηδά πάνω από το σκυλί'.split(' '),
  cyrillic: 'Съешь ещё этих мягких французских булок да выпей чаю'.split(' '),
  hebrew: 'דג סקרן שט בים מאוכזב ולפתע מצא חברה'.split(' '),
  arabic: 'نص حكيم له سر قاطع وذو شأن عظيم مكتوب'.split(' '),
  han: '敏捷的棕色狐狸跳过了懒狗 今天天气很好 数据库 日本語のテキスト'.split(' '),
  hangul: '다람쥐 헌 쳇바퀴에 타고파 안녕하세요'.split(' '),
  thai: 'เป็นมนุษย์สุดประเสริฐเลิศคุณค่า กว่าบรรดา ฝูงสัตว์'.split(' '),
  devanagari: 'ऋषियों को सताने वाले दुष्ट राक्षसों के राजा'.split(' '),
  emoji: '👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 🎉 ❤️ ☕ 🧑🏿‍🚀 ✨'.split(' '),
  combining: 'é ñ å̈ ạ̈ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢ e͟x'.split(' '),
  symbols: '→ ∑ ≠ ½ § ❯ ● ⎿ ─── │ ╭ ✻ … “quoted” ‘so’ [x] {y} <z>'.split(' '),
};

/** Prompts of every shape that a person could send, from one byte to `most` bytes. */
export function sampleOf(random: Random, most = 300_000): Sample {
  const [kind, make] = random.pick(SHAPES);
  return { kind, text: make(random, most) };
}

/** One of each shape. */
export function everySample(random: Random, most: number): Sample[] {
  return SHAPES.map(([kind, make]) => ({ kind, text: make(random, most) }));
}

type Shape = [kind: string, make: (random: Random, most: number) => string];

const SHAPES: Shape[] = [
  ...Object.entries(WORDS).map(([script, words]): Shape => [`script ${script}`, (random) => phrase(random, words, 12)]),
  ['all scripts', (random) => phrase(random, Object.values(WORDS).flat(), 60)],
  ['one byte', (random) => random.pick('abcxyz0189.,?:;+*=%&$^~'.split(''))],
  ['two bytes', (random) => random.pick(['ok', 'no', 'ß', '7)', 'é', '??'])],
  ['one emoji', (random) => random.pick(WORDS.emoji)],
  ['tabs', (random) => `if x:\n\t${phrase(random, WORDS.latin, 4)}\n\t\tpass\tend\nlast`],
  ['leading tab', (random) => `\t${phrase(random, WORDS.latin, 4)}`],
  ['rows', (random) => rows(random, 3 + random.below(9))],
  ['many rows', (random) => rows(random, 20 + random.below(200))],
  ['blank rows', (random) => `${phrase(random, WORDS.latin, 4)}\n\n\n${phrase(random, WORDS.latin, 4)}\n \n.`],
  ['long row', (random) => phrase(random, WORDS.latin, 60 + random.below(400))],
  ['row without blanks', (random) => 'abcdefghij'.repeat(20 + random.below(300))],
  ['very long row', (random) => phrase(random, WORDS.latin, 2000)],
  ['wide row', (random) => '日本語のとても長い行'.repeat(10 + random.below(60))],
  ['leading !', (random) => `!${phrase(random, WORDS.latin, 3)}`],
  ['leading blanks and !', (random) => `  !${phrase(random, WORDS.latin, 3)}`],
  ['leading / path', (random) => `/usr/share/${phrase(random, WORDS.latin, 3)}`],
  ['leading / word', (random) => `/${phrase(random, WORDS.latin, 3)}`],
  ['leading #', (random) => `# ${phrase(random, WORDS.latin, 3)}`],
  ['leading @', (random) => `@${phrase(random, WORDS.latin, 3)}`],
  ['leading -', (random) => `- ${phrase(random, WORDS.latin, 3)}`],
  ['leading --', (random) => `--${phrase(random, WORDS.latin, 3)}`],
  ['leading digit and dot', (random) => `1. ${phrase(random, WORDS.latin, 3)}\n2. ${phrase(random, WORDS.latin, 3)}`],
  ['leading >', (random) => `> ${phrase(random, WORDS.latin, 3)}`],
  ['trailing \\', (random) => `${phrase(random, WORDS.latin, 3)} \\`],
  ['rows with \\', (random) => `${phrase(random, WORDS.latin, 3)} \\\n${phrase(random, WORDS.latin, 3)}\\`],
  ['trailing @word', (random) => `${phrase(random, WORDS.latin, 3)} @wor`],
  ['trailing blanks and rows', (random) => `${phrase(random, WORDS.latin, 3)}  \n\n`],
  ['leading blanks', (random) => `   ${phrase(random, WORDS.latin, 3)}`],
  ['many blanks inside', (random) => `${phrase(random, WORDS.latin, 2)}${' '.repeat(40)}${random.pick(WORDS.latin)}`],
  ['CR LF', (random) => `${phrase(random, WORDS.latin, 3)}\r\n${phrase(random, WORDS.latin, 3)}\rx`],
  ['control bytes', (random) => `${controls(random)}${phrase(random, WORDS.latin, 3)}${controls(random)}.`],
  ['escape sequences', (random) => `\x1b[31m${random.pick(WORDS.latin)}\x1b[0m \x1b]0;t\x07 \x1b[201~ \x1b[200~ x`],
  ['any characters', (random) => anyCharacters(random, 40 + random.below(400))],
  ['shell words', () => '$(touch hurt) `touch hurt` ; touch hurt && echo "x" \'y\' | cat > /dev/null #{pane_id} %1'],
  ['tags', (random) => `<b>${random.pick(WORDS.latin)}</b> <task>x</task> &amp; </div>`],
  ['10 KB', (random) => rows(random, 100, 10_000)],
  ['50 KB', (random, most) => rows(random, 100, Math.min(most, 50_000))],
  ['300 KB', (random, most) => rows(random, 1000, Math.min(most, 300_000))],
];

/** Words of a phrase; never one that is a command, and never empty. */
function phrase(random: Random, words: readonly string[], most: number): string {
  return Array.from({ length: 2 + random.below(most) }, () => random.pick(words)).join(' ');
}

function rows(random: Random, count: number, bytes?: number): string {
  const lines: string[] = [];
  let size = 0;
  while (bytes === undefined ? lines.length < count : size < bytes - 120) {
    const script = bytes === undefined ? random.pick(Object.values(WORDS)) : WORDS.latin;
    const line = `${lines.length + 1} ${phrase(random, script, 14)}`;
    lines.push(line);
    size += Buffer.byteLength(line) + 1;
  }
  return lines.join('\n');
}

function controls(random: Random): string {
  return Array.from({ length: 1 + random.below(5) }, () => {
    const code = 1 + random.below(31);
    return String.fromCharCode(code === 9 || code === 10 || code === 13 ? 3 : code);
  }).join('');
}

/** Characters of the whole plane except surrogates, controls and unassigned ones. */
function anyCharacters(random: Random, count: number): string {
  const one = () => {
    for (;;) {
      const char = String.fromCodePoint(
        random.below(20) === 0 ? 0x1f300 + random.below(0x300) : 0x21 + random.below(0xd700),
      );
      if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(char)) return char;
    }
  };
  return `x${Array.from({ length: count }, one).join('')}x`;
}
