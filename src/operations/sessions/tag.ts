import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName, Tag } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { changeTags } from '../../drive/session/sidecars/labels.ts';

const Change = z.string().check(
  z.refine((word) => /^[+-]/.test(word) && Tag.safeParse(word.slice(1)).success, {
    error: 'not +TAG or -TAG, a tag being 1 to 64 letters, digits or one of _ . : / @ -',
  }),
);

/** Adds and removes tags of a session, running or ended; without a change it returns them. */
export const tag = defineOperation({
  name: 'tag',
  summary: 'add tags to a session, by which you find it in the list, or remove them',
  input: z.strictObject({ session: SessionName, changes: z.optional(z.array(Change)) }),
  output: async () => z.looseObject({ ok: z.literal(true), session: SessionName, tags: z.array(z.string()) }),
  describe: {
    session: 'name of the session, which may have ended',
    changes: '+TAG adds a tag, -TAG removes it (a tag h or V: after a bare --); none: the tags are printed',
  },
  cli: {
    positionals: ['session', 'changes'],
    signed: true,
    examples: ['csd tag job +review -draft', 'csd tag job'],
    render: ({ tags }) => tags.join('\n'),
  },
  async run({ session, changes = [] }, ctx: Context) {
    const signed = (sign: string) => changes.flatMap((word) => (word.startsWith(sign) ? [word.slice(1)] : []));
    const [add, remove] = [signed('+'), signed('-')];
    const both = add.find((word) => remove.includes(word));
    if (both !== undefined)
      throw new CsdError('bad_input', `the tag ${both} is both added and removed: give one of +${both} and -${both}`);
    const { name, tags = [] } = await changeTags(ctx, session, { add, remove });
    return { ok: true as const, session: name, tags };
  },
});
