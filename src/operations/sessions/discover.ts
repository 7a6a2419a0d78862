import path from 'node:path';
import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { listDiscovered } from '../../drive/machine/found-agents.ts';
import type { Context } from '../../drive/session/context.ts';
import { renderColumns, summarise } from '../text/table.ts';

type Output = z.infer<Awaited<ReturnType<typeof buildOutput>>>;

/** Lists every agent of this user that runs in a tmux pane or in the background, no matter who started it; changes nothing. */
export const discover = defineOperation({
  name: 'discover',
  summary: 'list the agents that run on this machine, no matter who started them',
  input: z.strictObject({ cwd: z.optional(z.string().check(z.minLength(1, { error: 'cwd must not be empty' }))) }),
  output: buildOutput,
  describe: { cwd: 'only agents that work in this folder or below it' },
  cli: {
    examples: ['csd discover', 'csd discover --cwd ~/project --json'],
    render: renderTable,
    stderrNote: ({ silent }) =>
      silent === undefined
        ? undefined
        : silent.map(({ socket, reason }) => `the tmux server ${socket} did not answer: ${reason}`).join('\n'),
  },
  async run({ cwd }, ctx: Context): Promise<Output> {
    const folder = cwd === undefined ? undefined : await ctx.files.realPath(path.resolve(ctx.cwd, cwd));
    const { agents, silent } = await listDiscovered(ctx, folder);
    return { agents, ...(silent.length > 0 && { silent }) };
  },
});

async function buildOutput() {
  const { State } = await import('../../contract/state.ts');
  const text = z.nullable(z.string());
  const agent = z.looseObject({
    name: SessionName,
    kind: z.enum(['pane', 'background']),
    backend: z.string(),
    pid: z.number(),
    cwd: z.string(),
    session_id: text,
    title: text,
    backend_version: text,
    config_dir: z.string(),
    pane: text,
    pane_pid: z.nullable(z.number()),
    tmux_session: text,
    tmux_window: text,
    tmux_socket: text,
    background_id: text,
    session: text,
    created: z.union([z.string(), z.number()]),
    state: z.nullable(State),
    reported: text,
  });
  const silent = z.looseObject({ socket: z.string(), reason: z.string() });
  return z.looseObject({ agents: z.array(agent), silent: z.optional(z.array(silent)) });
}

function renderTable({ agents }: Output): string {
  if (agents.length === 0) return 'no agents';
  const rows = agents.map((agent) => [
    // A machine that did not answer has a name, and no agent.
    agent.session ?? (agent.pid === 0 ? agent.name : '-'),
    agent.backend,
    agent.pid === 0 ? '' : String(agent.pid),
    placeOf(agent),
    agent.state ? summarise(agent.state) : `says ${agent.reported ?? 'nothing'}`,
    agent.session_id ?? '-',
    agent.cwd,
  ]);
  return renderColumns([['SESSION', 'AGENT', 'PID', 'PANE', 'STATE', 'CONVERSATION', 'CWD'], ...rows]);
}

type Agent = Output['agents'][number];

function placeOf({ pid, pane, tmux_session, background_id }: Agent): string {
  if (pid === 0) return '';
  return pane === null ? `background ${background_id}` : `${pane} ${tmux_session}`;
}
