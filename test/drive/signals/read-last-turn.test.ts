import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { codex } from '../../../src/backends/codex/agent.ts';
import { readFacts } from '../../../src/detect/transcript/parse.ts';
import { foldTurn } from '../../../src/detect/transcript/turn.ts';
import type { Entry } from '../../../src/detect/verdict/signals.ts';
import { readTurn } from '../../../src/drive/signals/read-last-turn.ts';
import type { Files, Slice } from '../../../src/ports/files.ts';
import { listFixtures } from '../../detect/fixture.ts';
import { Log, T0 } from '../../detect/records.ts';
import { FakeFiles } from '../../fakes/files.ts';
import { casesOf } from '../../thorough.ts';

const KB = 1024;
const MB = 1024 * KB;

/** A file of pieces, some of which are so long that they are generated when read. */
class Pieces {
  readonly read: number[] = [];
  readonly size: number;
  private readonly parts: { start: number; length: number; bytes?: Uint8Array }[] = [];

  /** A number stands for that many `x`. */
  constructor(...parts: (string | Uint8Array | number)[]) {
    let start = 0;
    for (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : typeof part === 'number' ? undefined : part;
      const length = bytes?.length ?? (part as number);
      this.parts.push({ start, length, ...(bytes ? { bytes } : {}) });
      start += length;
    }
    this.size = start;
  }

  async readBack(_: string, length: number, end = this.size): Promise<Slice> {
    const start = Math.max(0, end - length);
    this.read.push(end - start);
    const bytes = Buffer.alloc(end - start, 'x');
    for (const part of this.parts) {
      const [from, to] = [Math.max(start, part.start), Math.min(end, part.start + part.length)];
      if (part.bytes && from < to) bytes.set(part.bytes.subarray(from - part.start, to - part.start), from - start);
    }
    return { bytes, start };
  }

  get bytesRead(): number {
    return this.read.reduce((sum, length) => sum + length, 0);
  }
}

const turnIn = (file: Pieces) => readTurn(file as unknown as Files, '/t', claude);
const turnOfText = (text: string | Uint8Array) => turnIn(new Pieces(text));
const hello = () => new Log().prompt('say hello').answer('Hello.').ended();
/** Lines that say nothing about a turn, of about this total length. */
const metadata = (bytes: number) =>
  `${JSON.stringify({ type: 'attachment', attachment: 'y'.repeat(900) })}\n`.repeat(bytes / 950);

test('a command of the agent’s own that was recorded as a prompt first hides no turn, however far before it that ended', async () => {
  const turn = hello().lines.length;
  const { lines } = hello()
    .prompt('/compact')
    .prompt('<command-name>/compact</command-name>\n<command-message>compact</command-message>');
  const join = (some: string[]) => some.map((line) => `${line}\n`).join('');
  const text = `${join(lines.slice(0, turn))}${metadata(200 * KB)}${join(lines.slice(turn))}`;
  expect(await turnOfText(text)).toMatchObject({ prompt: 'say hello', text: 'Hello.', phase: 'ended' });
});

test('a command of the shell that the model answered is the newest turn, and older turns are not read', async () => {
  const shell = new Log().prompt('<bash-input>ls</bash-input>').prompt('<bash-stdout>a</bash-stdout>');
  const file = new Pieces(hello().text, metadata(2 * MB), shell.answer('One file.').ended().text);
  expect(await turnIn(file)).toMatchObject({ phase: 'ended', prompt: '! ls', text: 'One file.' });
  expect(file.bytesRead).toBeLessThan(100 * KB);
});

test('a command of the agent that did not go to the model is not the newest turn, although an answer follows it', async () => {
  const log = hello()
    .prompt('<local-command-caveat>Caveat: …</local-command-caveat>', { isMeta: true })
    .prompt('<command-name>/effort</command-name>\n<command-message>effort</command-message>')
    .answer('And more.')
    .ended();
  expect(await turnOfText(`${log.text}`)).toMatchObject({ prompt: 'say hello', text: 'And more.' });
});

test('an answer behind such a command belongs to the command of the shell above it, and older turns are not read', async () => {
  const shell = new Log()
    .prompt('<bash-input>ls</bash-input>')
    .prompt('<bash-stdout>a</bash-stdout>')
    .prompt('<local-command-caveat>Caveat: …</local-command-caveat>', { isMeta: true })
    .prompt('<command-name>/effort</command-name>\n<command-message>effort</command-message>');
  const file = new Pieces(hello().text, metadata(2 * MB), shell.answer('One file.').ended().text);
  expect(await turnIn(file)).toMatchObject({ phase: 'ended', prompt: '! ls', text: 'One file.', complete: true });
  expect(file.bytesRead).toBeLessThan(100 * KB);
});

test('without a file there is no turn', async () => {
  expect(await readTurn(new FakeFiles(), '/none', claude)).toBeUndefined();
});

test('an empty file is a conversation without a turn', async () => {
  expect(await turnOfText('')).toMatchObject({ phase: 'none' });
});

test('the record of a start is searched behind long instructions, up to a limit', async () => {
  const copied = '2030-01-01T00:00:30.000Z';
  const began = Date.UTC(2030, 0, 1, 0, 0, 10);
  const event = (payload: unknown) => `${JSON.stringify({ timestamp: copied, type: 'event_msg', payload })}\n`;
  const started = event({ type: 'task_started', started_at: began / 1000 });
  const turn = `${event({ type: 'user_message', message: 'say hello' })}${event({ type: 'task_complete' })}`;
  const promptAt = async (between: number) => {
    const file = new Pieces(metadata(200 * KB), started, metadata(between), turn);
    return (await readTurn(file as unknown as Files, '/t', codex))?.promptAt;
  };
  expect([await promptAt(1 * KB), await promptAt(100 * KB)]).toEqual([began, began]);
  expect(await promptAt(2 * MB)).toBe(Date.parse(copied));
});

describe('the end of a file may be', () => {
  const done = { phase: 'ended', text: 'Hello.' };
  test.each([
    ['half a line', `${hello().text}{"type":"user","message":{"role":"us`],
    ['a line without a line break', hello().text.trimEnd()],
    ['binary noise', Buffer.concat([Buffer.from(hello().text), Buffer.from([0, 1, 0xff, 0xfe, 0x0a, 0x80, 0x0a])])],
    ['noise between two lines', hello().lines.join('\n\u0000\ufffd{{{\n')],
    ['blank lines', `${hello().text}\n\n\r\n`],
    ['20 MB of metadata', `${hello().text}${metadata(20 * MB)}`],
  ])('%s', async (_, text) => {
    expect(await turnOfText(text)).toMatchObject(done);
  });

  test('a line of 100 MB, in bounded time and without keeping it', async () => {
    const file = new Pieces(hello().text, '{"type":"user","x":"', 100 * MB, '"}\n');
    const started = performance.now();
    expect(await turnIn(file)).toMatchObject(done);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(file.bytesRead).toBeLessThan(120 * MB);
  });

  test('an incomplete line of 100 MB', async () => {
    expect(await turnIn(new Pieces(hello().text, '{"type":"user","x":"', 100 * MB))).toMatchObject(done);
  });

  test('a record of 5 MB is read whole', async () => {
    const long = 'z'.repeat(5 * MB);
    const { text } = new Log().prompt('say it').answer(long).ended();
    expect(await turnOfText(text)).toMatchObject({ phase: 'ended', text: long });
  });
});

describe('a fork whose answer was written before the copied conversation', () => {
  const copied = (n: number) =>
    Array.from({ length: n }, () => new Log(() => T0 - 60_000).prompt('before').answer('x'.repeat(900)).ended().text);
  const asked = new Log(() => T0).prompt('go on').text;
  const answered = new Log(() => T0 + 50).answer('I went on.').ended().text;
  const entry: Entry = { turn: 1, outcome: 'submitted', at: T0 - 10, start: 'goon' };

  test.each([10, 100, 1000])('has its answer, with a copy of %i turns', async (turns) => {
    for (const mark of [undefined, entry]) {
      const file = new Pieces(metadata(2 * KB), answered, ...copied(turns), asked, metadata(2 * KB));
      const turn = await readTurn(file as unknown as Files, '/t', claude, { entry: mark });
      expect(turn).toMatchObject({ phase: 'ended', prompt: 'go on', text: 'I went on.' });
      expect(file.bytesRead).toBeLessThan(200 * KB);
    }
  });

  test('is working if the rest of its answer is still to come', async () => {
    const begun = new Log(() => T0 + 50).call('Bash', 't').text;
    const file = new Pieces(begun, ...copied(1000), asked);
    expect(await turnIn(file)).toMatchObject({ phase: 'running', openTools: [{ name: 'Bash' }] });
    const over = new Log(() => T0 + 90).result('t').answer('I went on.').ended().text;
    expect(await turnIn(new Pieces(begun, ...copied(1000), asked, over))).toMatchObject({ phase: 'ended' });
  });

  test('is not assumed if a clock was set back', async () => {
    const early = new Log(() => T0 + 3_600_000).prompt('early').answer('Early.').ended().text;
    expect(await turnIn(new Pieces(early, ...copied(1000), asked))).toMatchObject({ phase: 'running', text: '' });
  });
});

describe('the records since a prompt was entered', () => {
  const entry: Entry = { turn: 1, outcome: 'submitted', at: T0 - 1000, start: 'sayhello' };
  const read = (...parts: string[]) => readTurn(new Pieces(...parts) as unknown as Files, '/t', claude, { entry });
  const later = () => new Log().prompt('and more').answer('More.').ended();

  test('are known from the first prompt on if the transcript is short', async () => {
    const turn = await read(hello().text, later().text);
    expect(turn?.since).toMatchObject({ prompts: 2, first: { text: 'say hello' } });
    expect(turn?.since?.cut).toBeUndefined();
  });

  test('are marked as incomplete at the beginning if the transcript is long', async () => {
    const turn = await read(hello().text, metadata(200 * KB), later().text);
    expect(turn?.since).toMatchObject({ prompts: 1, first: { text: 'and more' }, cut: true });
  });

  test('are marked so too if the prompt was entered into another one', async () => {
    const moved = { ...entry, transcript: { path: '/before', size: 10 } };
    const turn = await readTurn(new Pieces(later().text) as unknown as Files, '/t', claude, { entry: moved });
    expect(turn?.since).toMatchObject({ prompts: 1, first: { text: 'and more' }, cut: true });
  });
});

describe('how much is read', () => {
  test('a long conversation costs as much as its newest turn', async () => {
    const file = new Pieces(hello().text, 500 * MB, '\n', hello().text);
    expect(await turnIn(file)).toMatchObject({ phase: 'ended' });
    expect(file.bytesRead).toBeLessThan(MB);
  });

  test('a prompt many chunks back is found', async () => {
    const log = new Log().prompt('say hello');
    const [prompt = ''] = log.lines;
    const tools = Array.from({ length: 2000 }, (_, n) =>
      JSON.stringify({ type: 'attachment', n, pad: 'y'.repeat(900) }),
    );
    const answer = log.answer('Hello.').lines[1] ?? '';
    expect(await turnOfText([prompt, ...tools, answer, ''].join('\n'))).toMatchObject({
      prompt: 'say hello',
      complete: true,
      text: 'Hello.',
    });
  });

  test('the answer’s line before its prompt’s line, across a chunk border', async () => {
    const lines = hello().prompt('again').answer('Hi.').lines;
    const [prompt = '', answer = ''] = lines.splice(-2);
    for (const gap of [0, 300, 60 * KB, 127 * KB, 128 * KB, 129 * KB]) {
      const rest = [...lines, answer, prompt].map((line) => `${line}\n`).join('');
      const turn = await turnOfText(rest + metadata(gap));
      expect(turn, `${gap}`).toMatchObject({ phase: 'ended', text: 'Hi.', prompt: 'again' });
    }
  });

  test('the same if the first chunk begins with the prompt’s line', async () => {
    const lines = hello().prompt('again').answer('Hi.').lines;
    const [prompt = '', answer = ''] = lines.splice(-2);
    const frame = JSON.stringify({ type: 'attachment', pad: '' }).length + 2;
    for (const border of [0, 1, 10]) {
      const pad = 'y'.repeat(128 * KB - frame - prompt.length - border);
      const rows = [...lines, answer, prompt, JSON.stringify({ type: 'attachment', pad })];
      const turn = await turnOfText(rows.map((line) => `${line}\n`).join(''));
      expect(turn, `${border}`).toMatchObject({ phase: 'ended', text: 'Hi.', prompt: 'again' });
    }
  });

  test('characters of several bytes at a chunk border', async () => {
    const said = '日本語🚀é'.repeat(30 * KB);
    for (const shift of [0, 1, 2, 3, 4, 5]) {
      const { text } = new Log()
        .prompt('say it')
        .answer(`${'a'.repeat(shift)}${said}`)
        .ended();
      expect((await turnOfText(text))?.text).toBe(`${'a'.repeat(shift)}${said}`);
    }
  });
});

describe('what an older turn contributes', () => {
  const MINUTES = 60_000;
  /** One turn each, this many minutes apart. */
  const apart = (minutes: number, ...turns: Log[]) =>
    turns.map(({ text }, n) => shifted(text, n * minutes * MINUTES)).join('');
  const shifted = (text: string, ms: number) =>
    text.replace(/(?<="timestamp":")[^"]+/g, (at) => new Date(Date.parse(at) + ms).toISOString());

  test('prompts of the last seconds, for prompts sent together; none of older turns', async () => {
    const [first, second] = [new Log().prompt('one').answer('1').ended(), new Log().prompt('two').answer('2').ended()];
    const promptsOf = async (text: string) => (await turnOfText(text))?.prompts.map((prompt) => prompt.text);
    expect(await promptsOf(apart(0.2, first, second))).toEqual(['one', 'two']);
    expect(await promptsOf(apart(2, first, second))).toEqual(['two']);
  });

  test.each([
    ['a prompt in the queue', { type: 'queue-operation', operation: 'enqueue', content: 'later' }, { queued: 1 }],
    ['a plan’s file', { type: 'user', slug: 'a-plan', message: { content: 'x' } }, { plan: { slug: 'a-plan' } }],
  ])('%s', async (_what, record, expected) => {
    const text = apart(10, new Log().prompt('one').raw(record), new Log().prompt('two').answer('2').ended());
    expect(await turnOfText(text)).toMatchObject({ prompt: 'two', ...expected });
  });

  test('an answer that was recorded early, however old its prompt', async () => {
    const [prompt = '', answer = ''] = new Log().prompt('two').answer('2').lines;
    const old = shifted(new Log().prompt('one').answer('1').ended().text, -60 * MINUTES);
    expect(await turnOfText(`${old}${answer}\n${prompt}\n`)).toMatchObject({
      prompt: 'two',
      text: '2',
      phase: 'ended',
    });
  });
});

/** The recorded conversation this many times, one hour after the other. */
function repeat(text: string, times: number): string {
  return Array.from({ length: times }, (_, n) =>
    text
      .replace(
        /"timestamp":"([^"]+)"/g,
        (_, at) => `"timestamp":"${new Date(Date.parse(at) + n * 3_600_000).toISOString()}"`,
      )
      .replace(/"(msg|toolu)_/g, `"$1_${n}_`),
  ).join('');
}

test('the same as reading the whole file, wherever a recording is cut', async () => {
  const texts = listFixtures().map(({ folder }) => {
    const file = join(folder, 'transcript.jsonl');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  });
  const several = texts.filter((text) => text.split('"stop_reason":"end_turn"').length > 3);
  const [longest = ''] = several.sort((a, b) => b.length - a.length);
  const bytes = Buffer.from(repeat(longest, Math.ceil((300 * KB) / longest.length)));
  const facts = bytes
    .toString()
    .split('\n')
    .map((line) => readFacts([line], claude.transcript));
  const countIn = (part: Uint8Array) => part.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0);
  let seen = '';
  for (let n = casesOf(300); n > 0; n--) {
    const end = Math.floor((bytes.length * n * 0.618_034) % bytes.length);
    const cut = bytes.subarray(0, end);
    const before = cut.lastIndexOf(0x0a) + 1;
    const known = facts.slice(0, countIn(cut.subarray(0, before)));
    const last = readFacts([cut.toString('utf8', before)], claude.transcript);
    const { prompts, ...whole } = foldTurn([...known.flat(), ...last]);
    const tail = await turnOfText(cut);
    expect(tail, `cut at ${end}`).toMatchObject(whole);
    // Of older turns the tail contains fewer prompts.
    expect(tail?.prompts.slice(-1), `cut at ${end}`).toEqual(prompts.slice(-1));
    seen += whole.phase;
  }
  expect(seen).toMatch(/running/);
  expect(seen).toMatch(/ended/);
});
