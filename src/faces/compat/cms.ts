import * as z from 'zod/mini';
import type { AnyOperation } from '../../contract/operation.ts';
import { STATUSES } from '../../contract/state.ts';
import { OPERATIONS } from '../../operations/index.ts';
import { onHosts } from '../../operations/on-hosts/index.ts';
import { type CmsRow, flag, MESSAGE, must, NAME, number, START, STOP, text, words } from './cms-fields.ts';
import { TASK_ROWS } from './cms-tasks.ts';
import { type Step, translate } from './translate.ts';

const START_TAKE = {
  name: 'name',
  model: 'model',
  cwd: 'work_dir',
  permission_mode: 'permission_mode',
  allowed_tools: 'allowed_tools',
  system_prompt: 'system_prompt',
  agent: 'agent',
  max_cost: 'max_budget',
};
/** Further spellings in the entries of a batch. */
const ENTRY_TAKE = { ...START_TAKE, cwd: 'work_dir' };

const SESSION = { session: 'name' };
const HOSTS = { host: 'host', all_hosts: 'all_hosts' };
const STOP_STEP: Step = { operation: 'end', take: SESSION, when: 'stop', ifDone: true, as: 'stopped' };

/** Everything that `cms` does: its command, the tool of its MCP server, and their equivalents here. */
const ROWS: readonly CmsRow[] = [
  {
    command: 'spawn',
    tool: 'spawn_session',
    summary: 'start a session; with a prompt wait for the answer',
    fields: { name: NAME, prompt: { schema: text, help: 'the first prompt' }, stop: STOP, ...START },
    steps: [
      { operation: 'spawn', take: START_TAKE, fixed: { trust: true }, unless: 'prompt' },
      { operation: 'run', take: { ...START_TAKE, prompt: 'prompt' }, fixed: { keep: true }, when: 'prompt' },
      STOP_STEP,
    ],
    examples: ['cms spawn --name fix --prompt "Make the tests pass." --model sonnet', 'cms spawn --name fix'],
  },
  {
    command: 'send',
    tool: 'send_message',
    summary: 'send a prompt to a session, resume it first where it was stopped, and wait for the answer',
    fields: { name: NAME, message: { schema: must, help: 'the prompt' }, stop: STOP },
    steps: [{ operation: 'run', take: { ...SESSION, prompt: 'message' }, fixed: { resume_session: true } }, STOP_STEP],
    examples: ['cms send --name fix --message "Now the other module."'],
  },
  {
    command: 'resume',
    tool: 'resume_session',
    summary: 'start a stopped session again, or lift a pause',
    fields: { name: NAME, message: MESSAGE },
    steps: [
      { operation: 'resume', take: SESSION },
      { operation: 'run', take: { ...SESSION, prompt: 'message' }, when: 'message' },
    ],
    examples: ['cms resume --name fix --message "Go on."'],
  },
  {
    command: 'pause',
    tool: 'pause_session',
    summary: 'stop everyone from sending to a session until it is resumed',
    fields: { name: NAME },
    steps: [{ operation: 'pause', take: SESSION }],
    examples: ['cms pause --name fix'],
  },
  {
    command: 'fork',
    tool: 'fork_session',
    summary: 'start a session with a copy of the conversation of another one',
    fields: { name: NAME, new_name: { schema: must, help: 'name of the new session' }, message: MESSAGE },
    steps: [
      { operation: 'fork', take: { ...SESSION, new: 'new_name' } },
      { operation: 'run', take: { prompt: 'message' }, made: { session: 'name' }, when: 'message' },
    ],
    examples: ['cms fork --name fix --new-name other --message "Try it with a parser."'],
  },
  {
    command: 'stop',
    tool: 'stop_session',
    summary: 'end a session and keep it, to be resumed',
    fields: { name: NAME },
    steps: [{ operation: 'end', take: SESSION }],
    examples: ['cms stop --name fix'],
  },
  {
    command: 'kill',
    tool: 'kill_session',
    summary: 'end a session at once and forget it; its conversation stays with the agent',
    fields: { name: NAME },
    steps: [{ operation: 'kill', take: SESSION }],
    examples: ['cms kill --name fix'],
  },
  {
    command: 'status',
    tool: 'get_session_status',
    summary: 'tell what a session is doing, and what it has used',
    fields: { name: NAME },
    steps: [{ operation: 'state', take: SESSION, fixed: { usage: true } }],
    examples: ['cms status --name fix'],
  },
  {
    command: 'output',
    tool: 'get_last_output',
    summary: 'print what the agent said at the end of its newest turn',
    fields: { name: NAME, full: { schema: flag, help: 'all of the turn as Markdown, with tool calls' } },
    steps: [{ operation: 'output', take: { ...SESSION, full: 'full' } }],
    examples: ['cms output --name fix --full'],
  },
  {
    command: 'list',
    tool: 'list_sessions',
    summary: 'list the sessions, those that were stopped too',
    fields: {
      status: { schema: words, help: 'only sessions with this status of csd, or ended for those that were stopped' },
      host: { schema: words, help: 'of these machines, with commas' },
      all_hosts: { schema: flag, help: 'of this machine and all that are configured' },
    },
    steps: [
      { operation: 'ps', take: { status: 'status', ...HOSTS }, when: 'status' },
      {
        operation: 'ps',
        take: HOSTS,
        // Without running agents that are not sessions, which `all` would include.
        fixed: {
          status: [...STATUSES, 'ended'],
        },
        unless: 'status',
      },
    ],
    examples: ['cms list', 'cms list --status ended'],
  },
  {
    command: 'history',
    tool: 'get_history',
    summary: 'list the turns of a session',
    fields: { name: NAME, last: { schema: number, help: 'only the last N turns (default: 20)' } },
    steps: [{ operation: 'history', take: { ...SESSION, last: 'last' } }],
    examples: ['cms history --name fix --json'],
  },
  {
    command: 'delete',
    tool: 'delete_session',
    summary: 'forget a session that was stopped',
    fields: { name: NAME },
    steps: [{ operation: 'forget', take: SESSION }],
    examples: ['cms delete --name fix'],
  },
  {
    command: 'batch',
    tool: 'batch_spawn',
    summary: 'play many prompts, each in a session of its own, some at a time',
    fields: {
      sessions: {
        schema: z.union([z.string(), z.array(z.record(z.string(), z.unknown()))]),
        help: 'a list of {name, prompt, model, work_dir, …the fields of spawn}',
      },
      max_parallel: { schema: number, help: 'how many run at once (default: 4)' },
    },
    steps: [
      {
        operation: 'batch',
        take: { entries: 'sessions', max_parallel: 'max_parallel' },
        fixed: { keep: true },
        entries: { field: 'entries', take: ENTRY_TAKE },
      },
    ],
    cli: { text: { field: 'sessions' as never, stdin: true, fromFile: true }, exitsOnStdout: true },
    examples: ['cms batch --file tasks.json'],
  },
  ...TASK_ROWS,
  {
    command: 'cleanup',
    summary: 'forget sessions that were stopped long ago',
    fields: { days: { schema: number, help: 'stopped so many days ago (default: 7)' } },
    steps: [{ operation: 'cleanup', take: { days: 'days' } }],
    examples: ['cms cleanup --days 30'],
  },
];

/** Accepts `NAME@HOST` for a session. */
const HERE = onHosts(OPERATIONS);

/** The commands of `cms`, each as an operation. */
export const CMS_COMMANDS = tableOf(({ command }) => command);

/** The tools of its MCP server. */
export const CMS_TOOLS = tableOf(({ tool }) => tool);

function tableOf(
  nameOf: (row: (typeof ROWS)[number]) => string | undefined,
): Record<string, () => Promise<AnyOperation>> {
  return Object.fromEntries(
    ROWS.flatMap((row) => {
      const name = nameOf(row);
      return name === undefined ? [] : [[name, async () => translate(name, row, HERE)]];
    }),
  );
}
