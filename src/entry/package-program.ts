import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRegular } from '../adapters/fs/read-regular.ts';
import { MOST_SMALL_BYTES } from '../drive/session/files/look-budget.ts';

const PACKAGE = 'claude-session-driver';

/**
 * The command that starts csd from the package that contains the module of this URL, or, if that was bundled into
 * something else, from the package that it can import; `undefined` if there is none.
 */
export function packageProgram(url: string): string[] | undefined {
  for (const folder of [...foldersAbove(fileURLToPath(url)), ...importable(url)]) {
    const script = scriptIn(folder);
    if (script !== undefined) return [process.execPath, script];
  }
  return undefined;
}

function foldersAbove(file: string): string[] {
  const folders = [];
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (path.dirname(folder) === folder) return folders;
  }
}

function importable(url: string): string[] {
  try {
    return [path.dirname(createRequire(url).resolve(`${PACKAGE}/package.json`))];
  } catch {
    return [];
  }
}

function scriptIn(folder: string): string | undefined {
  try {
    const { name, bin } = JSON.parse(readRegular(path.join(folder, 'package.json'), MOST_SMALL_BYTES) ?? '');
    if (name !== PACKAGE || typeof bin?.csd !== 'string') return undefined;
    const script = path.join(folder, bin.csd);
    return existsSync(script) ? script : undefined;
  } catch {
    return undefined;
  }
}
