import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CSD } from '../test/program.ts';
import { agentNamed } from './lab/agents/index.ts';
import { fetchRelease } from './lab/release.ts';
import { writeReport } from './lab/soak/report.ts';
import { soak } from './lab/soak/soak.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    release: { type: 'string', default: agentNamed('claude').releases.at(-1) ?? '' },
    minutes: { type: 'string', default: '4' },
    sessions: { type: 'string', default: '8' },
    prompts: { type: 'string', default: '400' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    report: { type: 'boolean', default: false },
  },
});

if (!existsSync(CSD)) throw new Error(`${CSD} is missing: run npm run build first, or set CSD_BIN`);
const numbers = { minutes: values.minutes, sessions: values.sessions, prompts: values.prompts, seed: values.seed };
for (const [name, text] of Object.entries(numbers)) {
  if (!(Number(text) > 0)) throw new Error(`--${name} is not a number above 0: ${JSON.stringify(text)}`);
}
console.log(`release ${values.release}, seed ${values.seed}, ${values.minutes} minutes, ${CSD}`);
const outcome = await soak({
  release: values.release,
  binary: await fetchRelease(agentNamed('claude'), values.release),
  minutes: Number(values.minutes),
  sessions: Number(values.sessions),
  prompts: Number(values.prompts),
  seed: Number(values.seed),
});
console.log(`\n${outcome.text}`);
if (values.report) await writeReport(values.release, outcome.text);
process.exit(outcome.bad > 0 ? 1 : 0);
