import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { findTurn, partsOf } from '../../drive/conversations/history.ts';
import { backendOf } from '../../drive/session/backend-of.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';

/** A piece of a turn, in order: prompts and messages, each tool call, and its result. */
const Part = z.looseObject({
  kind: z.enum(['prompt', 'thinking', 'text', 'tool', 'result']),
  text: z.optional(z.string()),
  name: z.optional(z.string()),
  input: z.optional(z.unknown()),
  failed: z.optional(z.boolean()),
});

/** The agent's closing message of a turn, or the whole turn as Markdown, from its transcript. */
export const output = defineOperation({
  name: 'output',
  summary: 'print what the agent said at the end of its newest turn, or of turn N',
  input: z.strictObject({
    session: SessionName,
    turn: z.optional(z.int().check(z.gte(1, { error: 'turns count from 1' }))),
    full: z.optional(z.boolean()),
    parts: z.optional(z.boolean()),
  }),
  output: async () =>
    z.looseObject({
      session: SessionName,
      turn: z.nullable(z.number()),
      text: z.string(),
      ended: z.enum(['done', 'interrupted', 'failed', 'limit', 'open']),
      /** When it got its prompt, ms since 1970. */
      began: z.nullable(z.number()),
      parts: z.optional(z.array(Part)),
    }),
  describe: {
    session: 'name of the session, which may have ended',
    turn: 'the turn of this number, counted from the first one, as history lists it (default: the newest)',
    full: 'all of the turn as Markdown, with tool calls',
    parts: 'also the pieces of the turn, one by one, as JSON',
  },
  cli: {
    positionals: ['session'],
    examples: ['csd output job', 'csd output job --turn 2', 'csd output job --full'],
    render: ({ text }) => text,
    readsLong: true,
  },
  async run({ session, turn: number, full = false, parts: wantsParts = false }, ctx: Context) {
    const sidecar = await loadSidecar(ctx, session);
    const found = await findTurn(ctx, sidecar, number);
    const parts = full || wantsParts ? partsOf(backendOf(ctx, sidecar), found) : [];
    const { renderTurn } = await import('../../drive/conversations/render-turn.ts');
    return {
      session,
      turn: found.turn,
      text: full ? renderTurn(parts) : found.text,
      ended: found.end,
      began: found.at ?? null,
      ...(wantsParts && { parts: parts.map((part) => ({ ...part })) }),
    };
  },
});
