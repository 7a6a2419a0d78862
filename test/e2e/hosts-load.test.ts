import { expect, test } from 'vitest';
import { THOROUGH } from '../thorough.ts';
import { bearLoad } from './hosts-load.ts';
import { noHosts } from './sshd.ts';

const why = noHosts ?? (THOROUGH ? undefined : 'in a thorough run only');

/** `scripts/soak-hosts.ts` plays the same with 20 sessions on each host. */
test.skipIf(why)(
  `two hosts whose connections are cut and restored under load lose nothing and double nothing${why ? ` (skipped: ${why})` : ''}`,
  async () => {
    const borne = await bearLoad({ sessions: 2, prompts: 2, atOnce: 4, seed: 7 });
    expect(borne).toMatchObject({ failures: [], lost: [], doubled: [], wronglyDead: [], settled: 4 });
    expect(borne.cuts + borne.stops).toBeGreaterThan(2);
  },
  120_000,
);
