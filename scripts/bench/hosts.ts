import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalSide } from '../../test/e2e/remote-hosts.ts';
import { noHosts } from '../../test/e2e/sshd.ts';
import { CSD } from '../../test/program.ts';
import { type Timed, timeInTurns } from './measure.ts';
import type { Row } from './row.ts';
import { Stage } from './stage.ts';

/** The goal of a look at the other machine, besides the round trip, in looks made there. */
const GOAL = 1.5;

/**
 * `csd state NAME@HOST` over a kept connection, compared with the same look on that machine plus the round trip of a
 * command that does nothing, with a real sshd on loopback.
 */
export async function measureHosts(rounds: number): Promise<Row[]> {
  if (noHosts) throw new Error(`there can be no other machine: ${noHosts}`);
  const near = new LocalSide();
  try {
    const host = await near.host('build');
    const stage = new Stage(host.sandbox);
    stage.add('job', { megabytes: 1 });
    await stage.check();
    const { env, folder } = near.sandbox;
    // The first call connects, and a state records the route.
    const first = await near.sandbox.csd(['state', 'job@build']);
    if (first.json?.status !== 'idle_done') throw new Error(`state job@build: ${first.stdout}${first.stderr}`);
    const route = readFileSync(join(folder, 'r/csd/ssh/build.route'), 'utf8').trimEnd().split('\n');
    const ssh = route.slice(6, -1);
    const commands: Timed[] = [
      { name: 'here', program: CSD, args: ['state', 'job'], env: host.sandbox.env },
      { name: 'round trip', program: join(folder, 'bin/ssh'), args: [...ssh, 'true'], env },
      { name: 'there', program: CSD, args: ['state', 'job@build'], env },
      { name: 'by Node', program: process.execPath, args: [CSD, 'state', 'job@build'], env },
      { name: 'whole', program: CSD, args: ['state', 'job@build', '--json', '--json'], env },
    ];
    const [here = 0, trip = 0, there = 0, byNode = 0, whole = 0] = timeInTurns(commands, rounds).map(
      ({ median }) => median,
    );
    const how = `Median of ${rounds} runs of the whole process, alternating with \`csd state NAME\` on that machine (${here.toFixed(1)} ms) and \`ssh HOST true\` (${trip.toFixed(1)} ms), over a kept connection to a real sshd on loopback.`;
    const figure = (ms: number) => `${((ms - trip) / here).toFixed(2)} x and a round trip (${ms.toFixed(1)} ms)`;
    const goal = `${GOAL} x the look there and a round trip`;
    const met = (ms: number) => ms <= GOAL * here + trip;
    return [
      { what: '`csd state NAME@HOST`', goal, figure: figure(there), how, met: met(there) },
      { what: 'the same, started by Node instead of the shell', goal: '', figure: figure(byNode), how },
      { what: 'the same, with the whole program on this side', goal: '', figure: figure(whole), how },
    ];
  } finally {
    await near.dispose();
  }
}
