import { Terminal } from '@xterm/xterm';
import { boundedSize } from './bounded-size.ts';
import { strictDocument } from './strict-document.ts';
import { type Typed, typedOf } from './terminal-keys.ts';

/** The content of a pane: rows joined by `\n`, with SGR sequences and no other control characters. Sizes in cells. */
export interface PaneView {
  screen: string;
  width: number;
  height: number;
  cursor: { x: number; y: number; hidden?: boolean };
}

/** A terminal in the page. */
export interface Pane {
  show(view: PaneView): void;
  /** Whether it accepts keys. */
  setTyping(isTyping: boolean): void;
  setFontSize(pixels: number): void;
  close(): void;
}

const COLOURS = {
  background: '#16181d',
  foreground: '#d4d7dc',
  cursor: '#d4d7dc',
  black: '#3b4048',
  red: '#e06c75',
  green: '#98c379',
  yellow: '#e0b35c',
  blue: '#6ba6e8',
  magenta: '#c685d9',
  cyan: '#5fbac4',
  white: '#cfd3da',
  brightBlack: '#7f8794',
  brightRed: '#f08a92',
  brightGreen: '#b2dd93',
  brightYellow: '#f2cd84',
  brightBlue: '#8fc1f7',
  brightMagenta: '#dba3ea',
  brightCyan: '#86d4dc',
  brightWhite: '#f2f4f7',
};

/**
 * Opens a terminal in the element. `type` gets the input while keys are accepted, `leave` is called for the key that
 * ends that.
 */
export function openPane(element: HTMLElement, on: { type(typed: Typed): void; leave(): void }): Pane {
  const sheets: CSSStyleSheet[] = [];
  const strict = strictDocument(document, sheets);
  const terminal = new Terminal({
    documentOverride: strict,
    disableStdin: true,
    scrollback: 0,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
    theme: COLOURS,
  });
  let isTyping = false;
  // A part of it uses the page's own document nevertheless (6.0.0).
  Object.defineProperty(document, 'createElement', { value: strict.createElement, configurable: true });
  try {
    terminal.open(element);
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
  const { textarea } = terminal;
  const quiet = () => {
    if (textarea) textarea.disabled = !isTyping;
  };
  quiet();
  terminal.onData((data) => {
    const typed = isTyping ? typedOf(data) : undefined;
    if (typed) on.type(typed);
  });
  terminal.attachCustomKeyEventHandler((event) => {
    if (!isTyping) return false;
    if (!event.ctrlKey || event.key !== ']') return true;
    event.preventDefault();
    if (event.type !== 'keydown') return false;
    // Keys pressed from now on are not typed.
    isTyping = false;
    on.leave();
    return false;
  });
  return {
    show(view) {
      const [columns, rows] = [boundedSize(view.width), boundedSize(view.height)];
      if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows);
      terminal.write(drawingOf(view));
    },
    setTyping(next) {
      isTyping = next;
      quiet();
      terminal.options.disableStdin = !next;
      if (next) terminal.focus();
      else terminal.blur();
    },
    setFontSize(pixels) {
      terminal.options.fontSize = pixels;
    },
    close() {
      terminal.dispose();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
    },
  };
}

/** The output that draws a screen: attributes continue across row ends, as tmux writes them, and no row wraps. */
export function drawingOf({ screen, cursor }: PaneView): string {
  const rows = screen.split('\n').map((row, n) => `\x1b[${n + 1};1H${row}`);
  const place = `\x1b[${cursor.y + 1};${cursor.x + 1}H`;
  return `\x1b[?25l\x1b[?7l\x1b[m\x1b[2J${rows.join('')}\x1b[m${place}${cursor.hidden ? '' : '\x1b[?25h'}`;
}
