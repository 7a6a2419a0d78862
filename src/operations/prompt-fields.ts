import * as z from 'zod/mini';

/** The result of sending a prompt. */
export const SENT_FIELDS = {
  attempts: z.number(),
  outcome: z.enum(['submitted', 'queued', 'typed']),
  confirmed_by: z.string(),
  ms: z.number(),
  turn: z.optional(z.number()),
  stashed: z.optional(z.string()),
  restored: z.optional(z.boolean()),
};

export const Sent = z.looseObject(SENT_FIELDS);

/** A prompt that is not blank. */
export const Prompt = z.string().check(z.refine((text) => text.trim() !== '', { error: 'the prompt is empty' }));
