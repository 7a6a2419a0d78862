import * as z from 'zod/mini';
import { CsdError } from '../contract/errors.ts';
import { Creator, Description, Tag } from '../contract/session.ts';
import type { LaunchRequest } from '../drive/spawn/request.ts';

/** Means a name that csd chooses. */
export const AUTO = 'auto';

const Most = z.int().check(z.gte(1, { error: 'at least 1' }), z.lte(10_000, { error: 'at most 10000' }));

/** The labels of a session, for commands that start one that stays. */
export const LABEL_FIELDS = {
  ids: z.optional(z.enum(['words', 'champions'])),
  description: z.optional(Description),
  creator: z.optional(Creator),
  tag: z.optional(z.array(Tag)),
  max_per_creator: z.optional(Most),
};

export const LABEL_HELP = {
  ids: 'choose the name: two words, or champion and role',
  description: 'what it is for, in one line',
  creator: 'who asks for it (default: the session that the call comes from)',
  tag: 'a word to find it by; may be repeated',
  max_per_creator: 'refuse if the creator has this many running sessions',
};

type Labels = { [Field in keyof typeof LABEL_FIELDS]?: z.infer<(typeof LABEL_FIELDS)[Field]> };

/**
 * What the fields add to a request; the fields have been checked. Throws `bad_input` for a name list together with a
 * name.
 */
export function toLabels(input: Readonly<Record<string, unknown>>): LaunchRequest {
  const { ids, description, creator, tag, max_per_creator: most } = input as Labels;
  if (ids !== undefined && (input.name ?? AUTO) !== AUTO)
    throw new CsdError('bad_input', `ids chooses a name, and ${JSON.stringify(input.name)} is given: leave one out`);
  const mark = {
    ...(description !== undefined && { description }),
    ...(creator !== undefined && { creator }),
    ...(tag && tag.length > 0 && { tags: [...new Set(tag)].sort() }),
  };
  return {
    ...(ids !== undefined && { ids }),
    ...(most !== undefined && { maxPerCreator: most }),
    ...(Object.keys(mark).length > 0 && { mark }),
  };
}
