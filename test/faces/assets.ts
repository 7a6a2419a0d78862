import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../src/faces/ui');
const there = readdirSync(FOLDER)
  .filter((name) => !name.endsWith('.ts'))
  .sort();

/** The files of the page: those that are there, those that are served, and their texts. */
export const ASSETS = {
  there,
  served: [...readFileSync(path.join(FOLDER, 'assets.ts'), 'utf8').matchAll(/^ {2}'([\w.]+)': \w+,$/gm)]
    .map((m) => m[1])
    .sort(),
  texts: Object.fromEntries(there.map((name) => [name, readFileSync(path.join(FOLDER, name), 'utf8')])),
};
