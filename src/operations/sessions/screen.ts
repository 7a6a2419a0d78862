import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { dropColours, readNewest, viewPane } from '../../drive/session/panes/pane-screen.ts';
import { loadSole } from '../../drive/session/sidecars/sidecar-store.ts';

/** Shows what is on a session's screen now. */
export const screen = defineOperation({
  name: 'screen',
  summary: "print what is on a session's screen",
  input: z.strictObject({
    session: z.optional(SessionName),
    lines: z.optional(
      z.int().check(z.gte(1, { error: 'at least one line' }), z.lte(10_000, { error: 'at most 10000 lines' })),
    ),
  }),
  output: async () =>
    z.looseObject({
      screen: z.string(),
      width: z.number(),
      height: z.number(),
      cursor: z.looseObject({ x: z.number(), y: z.number() }),
      /** With `lines`: the newest lines of the scrollback and the screen. */
      text: z.optional(z.string()),
    }),
  describe: {
    session: 'name of the session (default: the only one there is)',
    lines: 'the last N lines, with scrollback',
  },
  cli: {
    positionals: ['session'],
    examples: ['csd screen job', 'csd screen job --lines 200'],
    render: (output) => output.text ?? dropColours(output.screen).trimEnd(),
  },
  async run({ session, lines }, ctx: Context) {
    const sidecar = await loadSole(ctx, session);
    const view = await viewPane(ctx, sidecar);
    return lines === undefined ? view : { ...view, text: await readNewest(ctx, sidecar, lines) };
  },
});
