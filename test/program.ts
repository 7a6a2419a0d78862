import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The program under test: the built one, or the one that `CSD_BIN` names, a script for Node or an executable. */
export const CSD = process.env.CSD_BIN || fileURLToPath(new URL('../dist/bin.cjs', import.meta.url));

/** The program and arguments that run `csd` with these arguments; throws if it has not been built. */
export function commandOf(args: string[]): [program: string, args: string[]] {
  if (!existsSync(CSD)) throw new Error(`${CSD} is missing: run \`npm run build\` first`);
  return /\.c?js$/.test(CSD) ? [process.execPath, [CSD, ...args]] : [CSD, args];
}
