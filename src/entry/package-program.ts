import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

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
    const { name, bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    if (name !== PACKAGE || typeof bin?.csd !== 'string') return undefined;
    const script = path.join(folder, bin.csd);
    return existsSync(script) ? script : undefined;
  } catch {
    return undefined;
  }
}
