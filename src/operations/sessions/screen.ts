import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { dropColours, viewPane } from '../../drive/session/pane-screen.ts';
import { loadSole } from '../../drive/session/sidecar-store.ts';

/** Shows what is on a session's screen now. */
export const screen = defineOperation({
  name: 'screen',
  summary: "print what is on a session's screen",
  input: z.strictObject({ session: z.optional(SessionName) }),
  output: async () =>
    z.looseObject({
      screen: z.string(),
      width: z.number(),
      height: z.number(),
      cursor: z.looseObject({ x: z.number(), y: z.number() }),
    }),
  describe: { session: 'name of the session (default: the only one there is)' },
  cli: {
    positionals: ['session'],
    examples: ['csd screen job'],
    render: (output) => dropColours(output.screen).trimEnd(),
  },
  async run({ session }, ctx: Context) {
    return viewPane(ctx, await loadSole(ctx, session));
  },
});
