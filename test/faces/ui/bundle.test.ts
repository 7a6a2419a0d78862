import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { buildPage } from '../../../scripts/page.mjs';

/** The maximum transfer size of the page, without the terminal that is loaded later, bytes. */
const LIMIT = 150_000;

let files: Record<string, string>;
beforeAll(async () => {
  files = await buildPage();
});
const weigh = (names: string[]) => names.reduce((sum, name) => sum + gzipSync(files[name] ?? '').length, 0);

test('the page without its terminal is small', () => {
  const names = Object.keys(files).filter((name) => name !== 'terminal.js');
  expect(names).toContain('app.js');
  expect(weigh(names)).toBeLessThan(LIMIT);
  // Not the small page of a broken build.
  expect(weigh(['app.js'])).toBeGreaterThan(20_000);
  expect(files['app.js']).toContain('./terminal.js');
  expect(weigh(['terminal.js'])).toBeGreaterThan(50_000);
});

test('nothing in it turns text into markup or code', () => {
  const makers = /insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|createContextualFragment/;
  for (const [name, text] of Object.entries(files)) expect([name, makers.exec(text)?.[0]]).toEqual([name, undefined]);
  // The only use is that of the library for `dangerouslySetInnerHTML`, which the page never passes.
  const uses = (files['app.js'] ?? '').match(/\.innerHTML/g) ?? [];
  expect(uses.length).toBeLessThanOrEqual(3);
  expect(files['terminal.js']).not.toMatch(/\.innerHTML\s*=/);
});

test('the service worker caches only the files of the page', () => {
  const worker = files['service-worker.js'] ?? '';
  for (const name of Object.keys(files)) {
    if (name !== 'index.html' && name !== 'service-worker.js') expect(worker).toContain(`"${name}"`);
  }
  expect(worker).not.toMatch(/\/v1|events|page\//);
});

test('the requested files exist', () => {
  const asked = [...(files['index.html'] ?? '').matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, name]) => name);
  const { icons, start_url } = JSON.parse(files['app.webmanifest'] ?? '') as {
    icons: { src: string }[];
    start_url: string;
  };
  expect(asked.length).toBeGreaterThan(3);
  expect([...asked, ...icons.map(({ src }) => src)].filter((name) => files[name ?? ''] === undefined)).toEqual([]);
  expect(start_url).toBe('./');
});
