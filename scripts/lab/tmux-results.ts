import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RESULTS } from './results.ts';

/** Where the results of `npm run test:tmux` are kept, one file per release of tmux. */
export const TMUX_RESULTS = join(RESULTS, 'tmux');

/** The results of the suites on one release of tmux. */
export interface TmuxResult {
  /** As tmux reports it, without the name: `3.5a`. */
  release: string;
  /** The day of the newest run: `2026-01-31`. */
  day: string;
  platform: string;
  suites: Record<string, Tally>;
}

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** All results, oldest release first; none if the folder does not exist. */
export async function readTmuxResults(folder = TMUX_RESULTS): Promise<TmuxResult[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const results = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))));
  return results.sort((a: TmuxResult, b: TmuxResult) => a.release.localeCompare(b.release, 'en', { numeric: true }));
}

/** Stores a result; suites that were not run this time stay unchanged. */
export async function writeTmuxResult(result: TmuxResult, folder = TMUX_RESULTS): Promise<void> {
  await mkdir(folder, { recursive: true });
  const former = (await readTmuxResults(folder)).find(({ release }) => release === result.release);
  const suites = { ...former?.suites, ...result.suites };
  await writeFile(join(folder, `${result.release}.json`), `${JSON.stringify({ ...result, suites }, null, 2)}\n`);
}

/** The rows of a Markdown table of all results, with its head. */
export function tmuxTable(results: TmuxResult[]): string[][] {
  const suites = [...new Set(results.flatMap((result) => Object.keys(result.suites)))];
  const cell = (tally: Tally | undefined) =>
    tally === undefined ? 'not run' : `${tally.passed}/${tally.passed + tally.failed}`;
  return [
    ['tmux', ...suites, 'day'],
    ...results.map((result) => [result.release, ...suites.map((suite) => cell(result.suites[suite])), result.day]),
  ];
}
