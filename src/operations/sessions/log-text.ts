import type { View } from '../../contract/operation.ts';
import { inCell } from '../text/escape-output.ts';
import { bold, dim } from '../text/paint.ts';
import { inputLines } from '../text/tool-input.ts';

/** A piece of a conversation in the output of `logs`. */
interface Piece {
  turn: number | null;
  began: number | null;
  kind: 'prompt' | 'thinking' | 'text' | 'tool' | 'result';
  text?: string | undefined;
  name?: string | undefined;
  input?: unknown;
  failed?: boolean | undefined;
}

/** The lines of a tool's result that are shown, unless all are requested. */
const SHOWN_LINES = 5;

/** A piece for a person: on a terminal with colours, Markdown with its marks painted. The text has no other escapes. */
export function renderLog(piece: Piece, { terminal, flags }: View): string {
  const paint = terminal?.colours ? PAINTED : PLAIN;
  const lines = linesOf(piece.text ?? '');
  switch (piece.kind) {
    case 'prompt':
      return [paint.strong(headOf(piece)), ...lines.map((line) => `> ${line}`), '', ''].join('\n');
    case 'thinking':
      return [...lines.map(paint.pale), '', ''].join('\n');
    case 'text':
      return [...paintMarkdown(lines, paint), '', ''].join('\n');
    case 'tool': {
      const input = inputLines(piece.input ?? {}).flatMap(linesOf);
      return [paint.strong(`* ${inCell(piece.name ?? '')}`), ...input.map((line) => `    ${line}`)].join('\n');
    }
    case 'result': {
      const whole = piece.text === '' ? ['(no output)'] : lines;
      const isCut = flags.full !== true && piece.failed !== true && whole.length > SHOWN_LINES;
      const shown = isCut ? [...whole.slice(0, SHOWN_LINES), `… ${whole.length - SHOWN_LINES} more lines`] : whole;
      const marked = shown.map((line) => `    ${line}`);
      return [...(piece.failed ? ['    failed:'] : []), ...marked].map(paint.pale).concat('', '').join('\n');
    }
  }
}

interface Paint {
  strong(text: string): string;
  pale(text: string): string;
}
const PLAIN: Paint = { strong: (text) => text, pale: (text) => text };
const PAINTED: Paint = { strong: bold, pale: dim };

function headOf({ turn, began }: Piece): string {
  const number = turn === null ? 'turn' : `turn ${turn}`;
  const at = began === null ? '' : `, ${new Date(began).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `--- ${number}${at} ---`;
}

function linesOf(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => inCell(line.replaceAll('\t', '    ')));
}

/**
 * Paints Markdown line by line: headings and bold words strong, code blocks dim; the marks stay, so that it can be
 * copied.
 */
function paintMarkdown(lines: string[], paint: Paint): string[] {
  let fence = '';
  return lines.map((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === '' || mark.startsWith(fence))) {
      fence = fence === '' ? mark : '';
      return paint.pale(line);
    }
    if (fence !== '') return paint.pale(line);
    if (/^#{1,6} /.test(line)) return paint.strong(line);
    return line.replace(/\*\*[^*]{1,200}\*\*/g, (word) => paint.strong(word));
  });
}
