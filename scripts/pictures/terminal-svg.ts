import stringWidth from 'string-width';

/** The style of a run of characters. Colours are those of CSS. */
interface Style {
  color?: string | undefined;
  back?: string | undefined;
  bold?: boolean;
  dim?: boolean;
  reverse?: boolean;
}
/** Characters of one style, and their first column. */
interface Run extends Style {
  text: string;
  at: number;
}

const CELL = { width: 8.4, height: 18 };
const MARGIN = 14;
const BACK = '#11151c';
const TEXT = '#d7dce4';
/** The sixteen colours of a terminal: eight, and the same bright. */
const COLOURS = [
  ['#3b4252', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d7dce4'],
  ['#6b7484', '#ff7b85', '#b5e890', '#ffd68a', '#82c4ff', '#dd94f0', '#78d5e0', '#ffffff'],
].flat();

/**
 * A picture of a terminal from the output of `tmux capture-pane -e -p`: SVG with the texts as texts, so that it is
 * small and searchable. `columns`: the width of the terminal in cells.
 */
export function terminalSvg(screen: string, columns: number, title: string): string {
  const rows = screen.replace(/\n$/, '').split('\n');
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = rows.length * CELL.height + 2 * MARGIN;
  const drawn = rows.flatMap((row, n) => drawRow(runsOf(row), MARGIN + n * CELL.height));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACK}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${TEXT}" xml:space="preserve" style="white-space:pre">`,
    ...drawn,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Splits a row into runs, each with the style that the preceding escape sequences have set. */
export function runsOf(row: string): Run[] {
  const runs: Run[] = [];
  let style: Style = {};
  let at = 0;
  for (const [part, codes] of splitAtCodes(row)) {
    if (codes !== undefined) style = styled(style, codes);
    else {
      // Some SVG renderers collapse blanks in a row, so text after them has its own position.
      for (const text of part.split(/( {2,})/)) {
        if (text !== '') runs.push({ ...style, text, at });
        at += stringWidth(text);
      }
    }
  }
  return runs;
}

function splitAtCodes(row: string): [text: string, codes?: number[]][] {
  return row.split(/(\x1b\[[\d;]*m)/).map((part) => {
    const codes = /^\x1b\[([\d;]*)m$/.exec(part)?.[1];
    return codes === undefined ? [part] : [part, codes.split(';').map(Number)];
  });
}

function styled(before: Style, codes: number[]): Style {
  const style = { ...before };
  for (let n = 0; n < codes.length; n++) {
    const code = codes[n] ?? 0;
    if (code === 0) for (const key of Object.keys(style)) delete style[key as keyof Style];
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 22) [style.bold, style.dim] = [false, false];
    else if (code === 7 || code === 27) style.reverse = code === 7;
    else if (code === 39) style.color = undefined;
    else if (code === 49) style.back = undefined;
    else if (code === 38 || code === 48) {
      const place = code === 38 ? 'color' : 'back';
      style[place] = codes[n + 1] === 5 ? ofPalette(codes[n + 2] ?? 0) : `rgb(${codes.slice(n + 2, n + 5).join()})`;
      n += codes[n + 1] === 5 ? 2 : 4;
    } else if (code >= 30 && code <= 37) style.color = COLOURS[code - 30];
    else if (code >= 90 && code <= 97) style.color = COLOURS[code - 90 + 8];
    else if (code >= 40 && code <= 47) style.back = COLOURS[code - 40];
    else if (code >= 100 && code <= 107) style.back = COLOURS[code - 100 + 8];
  }
  return style;
}

/** One of 256 colours: sixteen, a cube of six by six by six, and greys. */
function ofPalette(n: number): string {
  if (n < 16) return COLOURS[n] ?? TEXT;
  if (n >= 232) return `rgb(${Array(3).fill(8 + (n - 232) * 10)})`;
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  return `rgb(${[Math.floor((n - 16) / 36), Math.floor((n - 16) / 6) % 6, (n - 16) % 6].map(level)})`;
}

function drawRow(runs: Run[], top: number): string[] {
  const backs = runs.flatMap(({ text, at, back, color, reverse }) => {
    const fill = reverse ? (color ?? TEXT) : back;
    return fill === undefined
      ? []
      : `<rect x="${x(at)}" y="${top}" width="${round(stringWidth(text) * CELL.width)}" height="${CELL.height}" fill="${fill}" shape-rendering="crispEdges"/>`;
  });
  const texts = runs.flatMap(({ text, at, back, color, bold, dim, reverse }) => {
    const shown = text.trimEnd();
    if (shown.trim() === '') return [];
    const start = shown.length - shown.trimStart().length;
    const fill = reverse ? (back ?? BACK) : color;
    const looks = [
      ...(fill ? [`fill="${fill}"`] : []),
      ...(bold ? ['font-weight="bold"'] : []),
      ...(dim ? ['opacity="0.6"'] : []),
    ];
    const length = round(stringWidth(shown.trimStart()) * CELL.width);
    return `<text x="${x(at + start)}" y="${top + 13}" textLength="${length}"${looks.map((one) => ` ${one}`).join('')}>${escapeText(shown.trimStart())}</text>`;
  });
  return [...backs, ...texts];
}

function x(column: number): number {
  return round(MARGIN + column * CELL.width);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
