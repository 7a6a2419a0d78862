import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { LabAgent } from './agents/agent.ts';
import { claimable, pageOf, verifiedLine } from './compatibility.ts';
import type { ReleaseResult } from './results.ts';

const ROOT = new URL('../../', import.meta.url);

/** The list of releases in the backend file of an agent, which may span several lines. */
const CONSTANT = /^const VERIFIED =[\s\S]*?\.split\(' '\);$/m;

/**
 * Where a text names the verified releases: a link to the agent's page in brackets, a colon, and the list up to the
 * full stop at the end of the line.
 */
const listOf = (agent: LabAgent) =>
  new RegExp(`(\\(\\[the table\\]\\(docs/${pageName(agent).replace('.', '\\.')}\\)\\): )[^\\n]*\\.$`, 'm');

const pageName = (agent: LabAgent): string => pageOf(agent).split('/').at(-1) ?? '';

/** The text of a backend file with the releases that the results prove; throws if it has no such list. */
export function claimInBackend(text: string, agent: LabAgent, results: ReleaseResult[]): string {
  return replaced(text, CONSTANT, () => verifiedLine(agent, results), `the backend of ${agent.name}`);
}

/** The text of the README with the releases that the results prove; throws if it has no such list. */
export function claimInReadme(text: string, agent: LabAgent, results: ReleaseResult[]): string {
  const releases = claimable(agent, results);
  const list = [releases.slice(0, -1).join(', '), ...releases.slice(-1)].filter((part) => part !== '').join(' and ');
  return replaced(text, listOf(agent), (_, head) => `${head}${list}.`, 'README.md');
}

/** Writes both, so that the tests that compare them with the results pass. */
export async function writeClaims(agent: LabAgent, results: ReleaseResult[]): Promise<void> {
  await rewrite(`src/backends/${agent.name}/agent.ts`, (text) => claimInBackend(text, agent, results));
  await rewrite('README.md', (text) => claimInReadme(text, agent, results));
}

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  const file = fileURLToPath(new URL(path, ROOT));
  await writeFile(file, change(await readFile(file, 'utf8')));
}

function replaced(text: string, pattern: RegExp, by: (...groups: string[]) => string, where: string): string {
  if (!pattern.test(text)) throw new Error(`${where} has no list of verified releases that can be replaced`);
  return text.replace(pattern, by);
}
