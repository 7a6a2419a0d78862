import { parseArgs } from 'node:util';
import { bearLoad } from '../test/e2e/hosts-load.ts';
import { noHosts } from '../test/e2e/sshd.ts';

/**
 * Sends to many sessions of two hosts, each over a real sshd on loopback, while their connections are cut and restored:
 * nothing may be lost or done twice. Needs `npm run build` first. Prints the result; exit code 1 if anything was wrong.
 */
const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '20' },
    prompts: { type: 'string', default: '3' },
    'at-once': { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
  },
});

if (noHosts) throw new Error(`there can be no hosts: ${noHosts}`);
const [sessions, prompts, atOnce, seed] = [values.sessions, values.prompts, values['at-once'], values.seed].map(Number);
const began = Date.now();
const borne = await bearLoad({
  sessions: sessions || 20,
  prompts: prompts || 3,
  atOnce: atOnce || 6,
  seed: seed || 1,
  say: console.error,
});
console.log(JSON.stringify({ seed, seconds: Math.round((Date.now() - began) / 1000), ...borne }, undefined, 2));
const isWrong = [borne.failures, borne.lost, borne.doubled, borne.wronglyDead].some((list) => list.length > 0);
process.exit(isWrong || borne.settled < 2 * (sessions || 20) ? 1 : 0);
