import { describe, expect, test, vi } from 'vitest';
import { plain } from '../../scripts/lab/terminal.ts';
import { claude } from '../../src/backends/claude/agent.ts';
import { type Draft, FieldRedactor, RedactedFiles } from '../../src/drive/recording/redact-recording.ts';
import { SecretMask } from '../../src/drive/redact/mask.ts';
import { someOf } from '../thorough.ts';
import { DISGUISES, ORDINARY, SECRETS, type Secret } from './corpus.ts';

vi.setConfig({ testTimeout: 120_000 });

const redactor = () =>
  new FieldRedactor({
    folders: [{ from: '/home/janedoe', to: '/home/user111' }],
    words: ['janedoe'],
    keep: [],
    startedAt: Date.UTC(2030, 0, 1),
    pids: () => [],
    grammar: claude.recording,
  });

/** The written form of drafts, by name. */
async function write(drafts: Draft[]): Promise<Map<string, string>> {
  const files = await RedactedFiles.of(drafts, redactor());
  return new Map(Object.entries(files.texts));
}

const user = (content: unknown) => ({
  type: 'user',
  uuid: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
  message: { role: 'user', content },
});
const call = (input: unknown) => ({
  type: 'assistant',
  message: { id: 'm', content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input }] },
});

/** The files that can contain a text, each recorded alone, so that none reveals another. */
const CARRIERS: Record<string, (texts: string[]) => Draft> = {
  prompt: (texts) => ({
    name: 'transcript.jsonl',
    kind: 'jsonl',
    text: `${texts.map((text) => JSON.stringify(user(text))).join('\n')}\n`,
  }),
  'input of a tool': (texts) => ({
    name: 'transcript.jsonl',
    kind: 'jsonl',
    text: `${texts.map((text) => JSON.stringify(call({ command: text, description: 'x' }))).join('\n')}\n`,
  }),
  state: (texts) => ({ name: 'expect.json', kind: 'json', value: { status: 'idle_done', texts } }),
  plan: (texts) => ({ name: 'plans/a.md', kind: 'text', text: texts.join('\n\n') }),
  screen: (texts) => ({ name: 'screen.ansi', kind: 'screen', text: texts.join('\n\n'), width: 40 }),
};

/** Everything that a reader can get out of a file: decoded, without colours, frames and line breaks. */
function readings(text: string): string[] {
  const seen = plain(text);
  const joined = seen.replace(/^[\s│]+|[\s│]+$/gm, '').replaceAll('\n', '');
  const decoded = [seen, joined, text].flatMap((one) =>
    (one.match(/[\w+/-]{16,}={0,2}/g) ?? []).map((run) => Buffer.from(run, 'base64').toString('latin1')),
  );
  return [text, seen, joined, unquote(seen), unquote(unquote(seen)), ...decoded];
}

const unquote = (text: string) =>
  text
    .replace(/\\(["\\/])/g, '$1')
    .replaceAll('\\n', '\n')
    .replace(/%[0-9A-F]{2}/g, (hex) => String.fromCharCode(Number.parseInt(hex.slice(1), 16)));

/** The parts of a secret that must not be found: the whole, and each half that could not be anything else. */
function partsOf({ value }: Secret): string[] {
  const lines = value.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
  if (lines.length > 1) return lines;
  const half = Math.ceil(value.length / 2);
  return value.length < 24 ? [value] : [value.slice(0, half), value.slice(half)];
}

test('the corpus is large, and contains no secret twice', () => {
  expect(SECRETS.length).toBeGreaterThan(200);
  expect(Object.keys(DISGUISES).length).toBeGreaterThan(25);
});

describe.each(Object.entries(DISGUISES))('%s', (_, { of, on }) => {
  const carriers = Object.entries(CARRIERS).filter(([name]) => on === undefined || name === on);
  test.each(carriers.map(([name, carrier], turn) => [name, carrier, turn] as const))(
    '%s',
    async (__, carrier, turn) => {
      // Each secret in each disguise, and each disguise in each carrier; in a thorough run, all combinations.
      const secrets = someOf(SECRETS, carriers.length, turn);
      const texts = secrets.map(of);
      const [written = ''] = (await write([carrier(texts)])).values();
      // As one text, because a search in thousands of short ones takes most of the time.
      const found = readings(written).join('\0');
      const leaked = secrets.filter((secret) => partsOf(secret).some((part) => found.includes(part)));
      expect(leaked.map(({ about, value }) => `${about}: ${value}`)).toEqual([]);
    },
  );
});

describe('what is not a secret', () => {
  test.each(ORDINARY.map((text) => [text]))('%s stays', (text) => {
    expect(new SecretMask().text(text)).toBe(text);
    expect(new SecretMask().screen(`${text}\n`, 80)).toBe(`${text}\n`);
  });
});
