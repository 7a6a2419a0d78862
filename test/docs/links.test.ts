import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isThere, PAGES, type Page, quoted, read, section } from './pages.ts';

interface Link {
  from: string;
  to: string;
  /** The linked file, from the root. */
  file: string;
  anchor: string | undefined;
}

const links = PAGES.flatMap(linksOf).filter(({ to }) => !/^[a-z]+:/.test(to));

function linksOf({ file, text }: Page): Link[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => {
    const [target = '', anchor] = to.split('#');
    return { from: file, to, file: target === '' ? file : path.join(path.dirname(file), target), anchor };
  });
}

/** The anchors that a forge generates for a page's headings. */
function anchorsOf(file: string): string[] {
  const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('links', () => {
  test('lead to existing files', () => {
    expect(links.length).toBeGreaterThan(30);
    expect(links.filter(({ file }) => !isThere(file))).toEqual([]);
  });

  test('lead to existing headings', () => {
    const anchored = links.filter(({ anchor, file }) => anchor !== undefined && file.endsWith('.md'));
    expect(anchored.filter(({ file, anchor = '' }) => !anchorsOf(file).includes(anchor))).toEqual([]);
    expect(anchored.length).toBeGreaterThan(5);
  });

  test('reach every page from the README', () => {
    const reached = new Set(['README.md']);
    for (const file of reached) for (const link of links) if (link.from === file) reached.add(link.file);
    expect(PAGES.map(({ file }) => file).filter((file) => !reached.has(file))).toEqual([]);
  });

  test('every decision is in the list of decisions', () => {
    const listed = [...section('docs/decisions/README.md', 'Decisions').matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(
      (m) => m[1],
    );
    const there = PAGES.map(({ file }) => path.basename(file)).filter((name) => /^\d{4}-/.test(name));
    expect(listed).toEqual(there.sort());
  });
});

describe('names', () => {
  test('files and folders of the project exist', () => {
    const named = PAGES.flatMap(({ file, text }) =>
      quoted(text)
        .filter((word) => /^(?:src|test|scripts|fixtures|docs|\.ci)\/[\w./-]*$/.test(word))
        .map((word) => `${file}: ${word}`),
    );
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((entry) => !/\bNAME\b/.test(entry) && !isThere(entry.split(': ')[1] ?? ''))).toEqual([]);
  });

  test('npm scripts exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = PAGES.flatMap(({ file, text }) =>
      [...text.matchAll(/npm (?:run ([\w:-]+)|(test))\b/g)].map((m) => ({ file, script: m[1] ?? m[2] ?? '' })),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
  });

  test('the license is MIT and is named so in the package', () => {
    expect(read('LICENSE')).toMatch(/^MIT License\n/);
    expect(JSON.parse(read('package.json'))).toMatchObject({ license: 'MIT' });
  });
});
