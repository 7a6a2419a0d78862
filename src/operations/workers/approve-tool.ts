import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { answer } from '../../drive/acts/answer.ts';
import type { Context } from '../../drive/session/context.ts';
import { appendEvent } from '../../drive/workers/event-file.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** Answers the permission gate of a gated worker, as `approve` and `deny` do, and adds it to its events. */
export const approveTool = defineOperation({
  name: 'approve_tool',
  summary: 'allow or deny what a gated worker asks permission for',
  input: z.strictObject({
    ...WORKER_FIELDS,
    decision: z.enum(['allow', 'deny']),
    expect: z.optional(z.string()),
  }),
  output: async () =>
    z.looseObject({ ok: z.literal(true), decision: z.enum(['allow', 'deny']), label: z.string(), gate: z.string() }),
  describe: {
    ...WORKER_HELP,
    decision: 'allow or deny',
    expect: 'the gate_id that state gave: refuse if another gate has taken its place',
  },
  cli: {
    positionals: ['worker', 'decision'],
    examples: ['csd approve-tool fixer allow', 'csd approve-tool fixer deny'],
  },
  async run({ worker: handle, decision, expect }, ctx: Context) {
    const worker = await loadWorker(ctx, handle);
    const choice = { ...(decision === 'deny' && { deny: true }), ...(expect !== undefined && { expect }) };
    const { label, gate } = await answer(ctx, worker.sidecar, choice);
    await appendEvent(ctx, worker.events, 'permission_decision', { decision, gate });
    return { ok: true as const, decision, label, gate };
  },
});
