import { displayWidth } from '../../detect/screen/rows.ts';

/** An OSC string (group 1: its content), and every other escape or control byte. */
const ESCAPES =
  /\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)?|\x1b\[[0-9;:?<=>]*[ -/]*[@-~]|\x1b[ -/]*[0-~]|[\x00-\x08\x0b-\x1f\x7f]/g;
/** The part of a row before its words: blanks, the frame of a box, the sign of a changed line. */
const BEFORE = /^[\s│┃║|▌▎▏\u239b-\u23bf╎┆>]*(?:[+-][ \t]+)?/;
const BEHIND = /[\s│┃║|▐▕╎┆]/;
/** A row after which the value of a name can follow in the next row. */
const EXPECTS = /(?:[=:]["']?|(?:^|\s)--?[A-Za-z][\w-]*|\b(?:Bearer|Basic|Token))$/;
/** A row that ends within this distance of the edge, in columns, can continue in the next one. */
const NEAR_EDGE = 10;

/** A text from characters of a screen: the position of each in the plain screen; -1 for an inserted one. */
export interface ScreenView {
  text: string;
  places: number[];
  /**
   * Where rows were joined: the index in `text` at which a new row begins, and whether the preceding row was full: in
   * its block, or up to the screen's edge.
   */
  joints: { at: number; isFull: boolean; isAtEdge: boolean }[];
}

/** A captured screen split into visible text and escapes, to write it again after replacing some of the text. */
export class ScreenText {
  /** The screen without escapes. */
  readonly plain: string;
  /** The content of OSC strings: addresses of links, titles. */
  readonly hidden: { at: number; text: string }[] = [];
  private readonly pieces: string[] = [];
  private readonly pieceOf: number[] = [];
  /** The rows of the plain screen and the columns at which they end; all views need them. */
  private laid: { rows: string[]; ends: number[] } | undefined;

  constructor(
    screen: string,
    private readonly width?: number,
  ) {
    let at = 0;
    let plain = '';
    const take = (text: string): void => {
      for (let n = 0; n < text.length; n++) {
        this.pieceOf.push(this.pieces.length);
        this.pieces.push(text[n] ?? '');
      }
      plain += text;
    };
    for (const hit of screen.matchAll(ESCAPES)) {
      take(screen.slice(at, hit.index));
      at = hit.index + hit[0].length;
      if (hit[1] !== undefined && hit[1] !== '') {
        const inside = hit[0].indexOf(hit[1]);
        this.pieces.push(hit[0].slice(0, inside));
        this.hidden.push({ at: this.pieces.length, text: hit[1] });
        this.pieces.push(hit[1], hit[0].slice(inside + hit[1].length));
      } else this.pieces.push(hit[0]);
    }
    take(screen.slice(at));
    this.plain = plain;
  }

  /** Replaces a part of the plain screen; cells keep their width. */
  replace(from: number, to: number, text: string): void {
    for (let at = from, n = 0; at < to; at++, n++) {
      const piece = this.pieceOf[at];
      if (piece === undefined) continue;
      const old = this.plain[at] ?? '';
      const isPair = /[\ud800-\udbff]/.test(old);
      const width = /[\udc00-\udfff]/.test(old) ? 0 : displayWidth(isPair ? this.plain.slice(at, at + 2) : old);
      this.pieces[piece] = (text[n] ?? 'x').repeat(width);
    }
  }

  replaceHidden(at: number, text: string): void {
    this.pieces[at] = text;
  }

  /** The screen with its escapes. */
  toString(): string {
    return this.pieces.join('');
  }

  /** The words of the rows, without frames: each row on a separate line. */
  lines(): ScreenView {
    return this.view(() => '\n');
  }

  /** The words of the rows as one text, where a row can continue in the next one. */
  joined(): ScreenView {
    return this.view((row, next) => {
      if (row === '' || next === '') return '\n';
      return EXPECTS.test(row) ? ' ' : '';
    });
  }

  /** The same, where only a full row continues in the next one. */
  joinedWhereFull(): ScreenView {
    return this.view((row, next, isFull) => (row === '' || next === '' || !isFull ? '\n' : ''));
  }

  private lay(): { rows: string[]; ends: number[] } {
    if (this.laid) return this.laid;
    const rows = this.plain.split('\n');
    this.laid = { rows, ends: rows.map((row) => displayWidth(withoutFrame(row))) };
    return this.laid;
  }

  private view(between: (row: string, next: string, isFull: boolean) => string): ScreenView {
    const { rows, ends } = this.lay();
    const edge = this.width ?? Math.max(0, ...ends.slice(-2000));
    const view: ScreenView = { text: '', places: [], joints: [] };
    let begins = 0;
    let before: string | undefined;
    for (const [n, row] of rows.entries()) {
      const from = BEFORE.exec(row)?.[0].length ?? 0;
      const words = withoutFrame(row.slice(from));
      if (before !== undefined) {
        const end = ends[n - 1] ?? 0;
        const around = Math.max(...ends.slice(Math.max(0, n - 4), n + 4));
        const isAtEdge = end >= edge - NEAR_EDGE;
        const isFull = isAtEdge || (end >= around - 1 && end >= edge / 2);
        const sign = between(before, words, isFull);
        view.text += sign;
        if (sign !== '') view.places.push(-1);
        if (sign !== '\n') view.joints.push({ at: view.text.length, isFull, isAtEdge });
      }
      for (let at = 0; at < words.length; at++) view.places.push(begins + from + at);
      view.text += words;
      begins += row.length + 1;
      before = words;
    }
    return view;
  }
}

/** A row without what follows its words. */
function withoutFrame(row: string): string {
  let end = row.length;
  while (end > 0 && BEHIND.test(row[end - 1] ?? '')) end--;
  return row.slice(0, end);
}
