/** The agent's own way of drawing a moment, without folders, times, numbers and the words of the scene. */
export interface Shape {
  status: string;
  gate?: string;
  question?: string;
  options?: string[];
  selected?: number;
  /** The options have numbers on the screen. */
  numbered?: boolean;
  /** The last row below a menu, or the rows below the composer. */
  footer?: string;
  /** The row of the finished turn, without its word. */
  finished?: string;
  /** The beginning of a pane's title: a fixed glyph, or a spinner. */
  title?: string;
}

/** The shape of one moment: the parsed output of `csd state`, the plain screen, and the pane's title. */
export function shapeOf(state: unknown, screen: string, title: string): Shape {
  const said = (typeof state === 'object' && state !== null ? state : {}) as Record<string, unknown>;
  const rows = screen.split('\n').filter((row) => row.trim() !== '');
  const options = Array.isArray(said.options) ? (said.options as string[]) : undefined;
  const question = said.question ?? (options && said.status !== 'plan_ready' ? said.prompt : undefined);
  return {
    status: String(said.status ?? 'none'),
    ...(typeof said.gate === 'string' && { gate: said.gate }),
    ...(options && typeof question === 'string' && { question: steadyText(question) }),
    ...(options && { options: options.map(steadyText), numbered: isNumbered(rows, options) }),
    ...(typeof said.selected === 'number' && { selected: said.selected }),
    ...footerOf(rows, options !== undefined),
    ...finishedOf(rows),
    title: titleOf(title),
  };
}

function isNumbered(rows: string[], options: string[]): boolean {
  const word = options[0]?.split(/\s/)[0] ?? '';
  return rows.some((row) => /^\s*[❯›>]?\s*\d+\./.test(row) && row.includes(word));
}

const RULE = /^[─━]{8,}/;

function footerOf(rows: string[], menu: boolean): { footer?: string } {
  if (menu) return { footer: steadyText(rows.at(-1)?.trim() ?? '') };
  const rule = rows.findLastIndex((row) => RULE.test(row));
  const below = rule < 0 ? [] : rows.slice(rule + 1);
  return below.length === 0 || below.length > 4 ? {} : { footer: steadyText(below.join(' ').trim()) };
}

function finishedOf(rows: string[]): { finished?: string } {
  const row = rows.findLast((text) => /^\S \S+ for \d+[hms]/.test(text));
  const [glyph = '', , ...rest] = row?.split(' ') ?? [];
  return row === undefined ? {} : { finished: steadyText(`${glyph} … ${rest.join(' ')}`) };
}

function titleOf(title: string): string {
  const glyph = title.trimStart()[0] ?? '';
  if (glyph === '✳') return 'a star';
  return /[⠀-⣿◐-◓·✢✶✻✽]/u.test(glyph) ? 'a moving glyph' : 'no glyph';
}

/** The text without what differs between two runs on one release. */
function steadyText(text: string): string {
  return text
    .replace(/(?:\/[\w.~-]+)*\/csd-[A-Za-z0-9]{6}\/work/g, 'FOLDER')
    .replace(/(?:\/[\w.~-]+)*\/csd-[A-Za-z0-9]{6}/g, 'ROOT')
    .replace(/plans\/[a-z0-9-]+\.md/g, 'plans/PLAN.md')
    .replace(/\b\d{1,2}:\d\d( [AP]M)?\b/g, 'TIME')
    .replace(/\d+/g, 'N')
    .replace(/[ \u00a0]+/g, ' ')
    .slice(0, 300);
}
