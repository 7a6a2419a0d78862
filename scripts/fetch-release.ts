import { parseArgs } from 'node:util';
import { agentNamed } from './lab/agents/index.ts';
import { fetchRelease } from './lab/release.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: { backend: { type: 'string', default: 'claude' } },
});
const agent = agentNamed(values.backend);
for (const release of positionals.length > 0 ? positionals : agent.releases) {
  console.log(await fetchRelease(agent, release));
}
