import type { CliHost, Terminal } from './cli-host.ts';

/** Switches to the alternate screen without cursor and line wrap; and back. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_ROW = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/**
 * Draws each text over the previous one until the end, and again when the size of the terminal changes. Always restores
 * the previous content of the terminal.
 */
export async function showLive(host: CliHost, terminal: Terminal, texts: AsyncIterable<string>): Promise<void> {
  let shown = '';
  const draw = () => host.stream(drawing(shown, terminal.size().rows));
  const leave = terminal.onResize(() => void draw());
  await host.stream(ENTER);
  try {
    for await (const text of texts) {
      shown = text;
      if (!(await draw())) break;
    }
  } finally {
    leave();
    await host.stream(LEAVE);
  }
}

/** Omits a text that is equal to the previous one. */
export async function* distinct(texts: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let last: string | undefined;
  for await (const text of texts) {
    if (text !== last) yield text;
    last = text;
  }
}

/** The rows that fit on the terminal; the last one says how many more there are. */
function drawing(text: string, rows: number): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const room = Math.max(1, rows);
  const fitting =
    lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more rows`];
  return `${HOME}${fitting.map((line) => `${line}${CLEAR_ROW}`).join('\r\n')}${CLEAR_BELOW}`;
}
