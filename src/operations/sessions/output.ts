import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { findTurn, partsOf } from '../../drive/conversations/history.ts';
import { backendOf } from '../../drive/session/backend-of.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecar-store.ts';

/** What the agent said at the end of a turn, or all of the turn as Markdown, from its transcript. */
export const output = defineOperation({
  name: 'output',
  summary: 'print what the agent said at the end of its newest turn, or of turn N',
  input: z.strictObject({
    session: SessionName,
    turn: z.optional(z.int().check(z.gte(1, { error: 'turns count from 1' }))),
    full: z.optional(z.boolean()),
  }),
  output: async () =>
    z.looseObject({
      session: SessionName,
      turn: z.nullable(z.number()),
      text: z.string(),
      ended: z.enum(['done', 'interrupted', 'failed', 'limit', 'open']),
    }),
  describe: {
    session: 'name of the session, which may have ended',
    turn: 'the turn of this number, counted from the first one, as history lists it (default: the newest)',
    full: 'all of the turn as Markdown, with tool calls',
  },
  cli: {
    positionals: ['session'],
    examples: ['csd output job', 'csd output job --turn 2', 'csd output job --full'],
    render: ({ text }) => text,
  },
  async run({ session, turn: number, full = false }, ctx: Context) {
    const sidecar = await loadSidecar(ctx, session);
    const found = await findTurn(ctx, sidecar, number);
    const { renderTurn } = await import('../../drive/conversations/render-turn.ts');
    const text = full ? renderTurn(partsOf(backendOf(ctx, sidecar), found)) : found.text;
    return { session, turn: found.turn, text, ended: found.end };
  },
});
