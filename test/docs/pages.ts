import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fastGlob from 'fast-glob';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** A page of the documentation: its path from the project's root and its text. */
export interface Page {
  file: string;
  text: string;
}

/** Every page that is written by hand, found by listing. */
export const PAGES: Page[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'fixtures/README.md'],
  ...fastGlob.globSync('docs/**/*.md', { cwd: ROOT }).sort(),
].map((file) => ({ file, text: read(file) }));

/** The text of a file, by its path from the root. */
export function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

export function isThere(file: string): boolean {
  return existsSync(path.join(ROOT, file));
}

/**
 * The section of a page below a heading, up to the next heading of the same or a higher level; throws if there is none.
 */
export function section(file: string, heading: string): string {
  const lines = read(file).split('\n');
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (from === -1) throw new Error(`${file} has no heading ${JSON.stringify(heading)}`);
  const level = /^#+/.exec(lines[from] ?? '')?.[0].length ?? 0;
  let fenced = false;
  const rest = lines.slice(from + 1);
  const to = rest.findIndex((line) => {
    if (line.startsWith('```')) fenced = !fenced;
    return !fenced && new RegExp(`^#{1,${level}} `).test(line);
  });
  return rest.slice(0, to === -1 ? undefined : to).join('\n');
}

/** The rows of the tables in a text, without headers, each a list of trimmed cells. `\|` in a cell is a bar. */
export function rows(text: string): string[][] {
  const lines = text.split('\n');
  return lines.flatMap((line, i) => {
    const isHead = /^\|[-|: ]+\|$/.test(lines[i + 1] ?? '');
    if (!line.startsWith('|') || isHead || /^\|[-|: ]+\|$/.test(line)) return [];
    const cells = line.replaceAll('\\|', '\u0000').split('|').slice(1, -1);
    return [cells.map((cell) => cell.replaceAll('\u0000', '|').trim())];
  });
}

/** The text between backticks. */
export function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** Fenced blocks of one language. */
export function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map((m) => m[1] ?? '');
}
