import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AGENTS } from '../../scripts/lab/agents/index.ts';
import { claimInBackend, claimInReadme } from '../../scripts/lab/claims.ts';
import { claimable } from '../../scripts/lab/compatibility.ts';
import { type ReleaseResult, readResults, resultsOf } from '../../scripts/lab/results.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const right: ReleaseResult = {
  release: '99.1.0',
  day: '2030-01-01',
  platform: 'linux-x64',
  complete: true,
  scenes: { done: { tries: 1, moments: [{ label: 'moment', ok: true }] } },
};

describe.each([...AGENTS.values()])('the claims of $name', (agent) => {
  const backend = read(`src/backends/${agent.name}/agent.ts`);
  const readme = read('README.md');

  it('are unchanged if nothing new was played', async () => {
    const results = await readResults(resultsOf(agent.name));
    expect(claimInReadme(readme, agent, results)).toBe(readme);
    expect(claimInBackend(backend, agent, results).replace(/\s+/g, ' ')).toBe(backend.replace(/\s+/g, ' '));
  });

  it('include a new correct release, and leave the rest of the text alone', async () => {
    const results = [...(await readResults(resultsOf(agent.name))), right];
    const changed = claimInReadme(readme, agent, results);
    expect(changed).toContain(`${claimable(agent, results).at(-2)} and 99.1.0.`);
    expect(changed.split('\n')).toHaveLength(readme.split('\n').length);
    const now = claimInBackend(backend, agent, results);
    expect(now).toContain(" 99.1.0'.split(' ');");
    expect(now.replace(/const VERIFIED =[^;]*;/, '')).toBe(backend.replace(/const VERIFIED =[^;]*;/, ''));
  });

  it('are not invented if the text has no place for them', () => {
    expect(() => claimInReadme('# csd\n', agent, [right])).toThrow('README.md has no list');
    expect(() => claimInBackend('const OTHER = 1;\n', agent, [right])).toThrow('has no list');
  });
});
