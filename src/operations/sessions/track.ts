import path from 'node:path';
import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName, ShownSidecar } from '../../contract/session.ts';
import { markerWarning } from '../../drive/session/agent-version.ts';
import type { Context } from '../../drive/session/context.ts';

const Text = z.string().check(z.minLength(1, { error: 'must not be empty' }));

/** Makes a session of a running agent, unchanged: nothing is typed and nothing restarted. */
export const track = defineOperation({
  name: 'track',
  summary: 'make a session out of an agent that is already running',
  input: z.strictObject({
    target: z.optional(Text),
    all: z.optional(z.boolean()),
    attach: z.optional(Text),
    name: z.optional(SessionName),
    socket: z.optional(Text),
    cwd: z.optional(Text),
  }),
  output: buildOutput,
  describe: {
    target: 'the pane (%5 or SESSION:WINDOW.PANE), the process, or the id of the conversation',
    all: 'every agent in a tmux pane that is not a session yet',
    attach: "the id of a background session of the agent's own daemon, which is opened in a new tmux session",
    name: 'the name of the session (default: csd-<folder>-<first 8 of the id>)',
    socket: 'the tmux server with the pane: its socket, or its name as for tmux -L',
    cwd: 'with --all: only agents that work in this folder or below it',
  },
  exclusive: [
    ['target', 'all', 'attach'],
    ['all', 'name'],
    ['all', 'socket'],
    ['attach', 'socket'],
  ],
  cli: {
    positionals: ['target'],
    examples: ['csd track %5 --name job', 'csd track --all', 'csd track --attach 850cd2d0 --name review'],
  },
  async run({ target, all, attach, name, socket, cwd }, ctx: Context) {
    if (cwd !== undefined && !all) throw new CsdError('bad_input', 'cwd goes only with --all: leave it out');
    const { track: trackOne, trackAll } = await import('../../drive/machine/track.ts');
    if (all) {
      const folder = cwd === undefined ? undefined : await ctx.files.realPath(path.resolve(ctx.cwd, cwd));
      const { sessions, skipped } = await trackAll(ctx, folder);
      return { sessions, ...(skipped.length > 0 && { skipped }) };
    }
    if (target === undefined && attach === undefined) {
      const message =
        'say which agent: a pane, a process or a conversation, --all, or --attach ID; `csd discover` lists them';
      throw new CsdError('bad_input', message);
    }
    const sidecar =
      attach === undefined
        ? await trackOne(ctx, target ?? '', {
            ...(name !== undefined && { name }),
            ...(socket !== undefined && { socket }),
          })
        : await (await import('../../drive/machine/background-session.ts')).openBackground(ctx, attach, name);
    const backend = ctx.backends.get(sidecar.backend);
    const warning = backend && markerWarning(backend, sidecar.backend_version, ctx.env);
    return { ...sidecar, ...(warning !== undefined && { marker_warning: warning }) };
  },
});

/** The session, or with `all` the list of them and why others could not be tracked. */
async function buildOutput() {
  const skipped = z.looseObject({ pid: z.number(), pane: z.nullable(z.string()), code: z.string(), error: z.string() });
  return z.extend(z.partial(ShownSidecar), {
    marker_warning: z.optional(z.string()),
    sessions: z.optional(z.array(ShownSidecar)),
    skipped: z.optional(z.array(skipped)),
  });
}
