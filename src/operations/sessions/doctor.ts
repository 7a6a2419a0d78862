import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { type Check, examine } from '../../drive/machine/doctor.ts';
import type { Context } from '../../drive/session/context.ts';
import { inCell } from '../text/escape-output.ts';

const MARKS = { ok: 'ok', note: 'note', failed: 'FAILED' } as const;

/** Checks whether this machine has everything that csd needs, and names the remedy for each problem. */
export const doctor = defineOperation({
  name: 'doctor',
  summary: 'check tmux, the agents and the folders, and say how to repair what is wrong',
  input: z.strictObject({}),
  output: async () =>
    z.looseObject({
      ok: z.boolean(),
      checks: z.array(
        z.looseObject({
          check: z.string(),
          status: z.enum(['ok', 'note', 'failed']),
          found: z.string(),
          remedy: z.optional(z.string()),
        }),
      ),
    }),
  describe: {},
  cli: {
    examples: ['csd doctor', 'csd doctor --json'],
    render: ({ checks }) => checks.map(toLine).join('\n'),
    exit: ({ ok }) => (ok ? 0 : 1),
    exitsOnStdout: true,
    exitCodes: { 0: 'csd can work', 1: 'a check failed' },
  },
  async run(_input, ctx: Context) {
    const checks = await examine(ctx);
    return { ok: checks.every(({ status }) => status !== 'failed'), checks };
  },
});

function toLine({ check, status, found, remedy }: Check): string {
  const line = `${MARKS[status].padEnd(6)}  ${check.padEnd(13)}  ${inCell(found)}`;
  return remedy === undefined ? line : `${line}\n${' '.repeat(23)}${inCell(remedy)}`;
}
