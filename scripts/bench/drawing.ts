import { execFileSync } from 'node:child_process';
import { createReadStream, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import stripAnsi from 'strip-ansi';
import type { Terminal } from '../lab/terminal.ts';

/** How much of the agent's newest output is kept, in characters. */
const KEPT = 100_000;

/** Receives every byte that the agent writes to its terminal, and reports when it wrote some words. */
export class Drawing {
  readonly #stream: ReadStream;
  #written = '';
  #waiting: { words: string; drawn: (at: number) => void; late: NodeJS.Timeout } | undefined;

  private constructor(pipe: string) {
    this.#stream = createReadStream(pipe, 'utf8');
    this.#stream.on('data', (part) => this.#hear(String(part)));
  }

  /** `folder` holds the pipe that tmux writes into. */
  static async of(terminal: Terminal, pane: string, folder: string): Promise<Drawing> {
    const pipe = join(folder, 'drawing');
    execFileSync('mkfifo', [pipe]);
    const drawing = new Drawing(pipe);
    await terminal.tmux('pipe-pane', '-O', '-t', pane, `exec cat > '${pipe}'`);
    return drawing;
  }

  /** When these words are drawn next, as `performance.now()`; throws after 10 s. */
  next(words: string): Promise<number> {
    this.#written = '';
    return new Promise((drawn, fail) => {
      const late = setTimeout(
        () => fail(new Error(`the agent did not draw ${JSON.stringify(words)} within 10 s`)),
        10_000,
      );
      this.#waiting = { words: squeezed(words), drawn, late };
    });
  }

  close(): void {
    this.#stream.destroy();
  }

  #hear(part: string): void {
    const at = performance.now();
    this.#written = (this.#written + part).slice(-KEPT);
    if (!this.#waiting || !squeezed(this.#written).includes(this.#waiting.words)) return;
    clearTimeout(this.#waiting.late);
    this.#waiting.drawn(at);
    this.#waiting = undefined;
  }
}

/** Without colours, and without blanks: the agent moves the cursor over some. */
function squeezed(text: string): string {
  return stripAnsi(text).replaceAll(/\s/g, '');
}
