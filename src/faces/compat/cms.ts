import * as z from 'zod/mini';
import type { AnyOperation } from '../../contract/operation.ts';
import { STATUSES } from '../../contract/state.ts';
import { OPERATIONS } from '../../operations/index.ts';
import { onHosts } from '../../operations/on-hosts/index.ts';
import { type OtherField, type Step, type Translation, translate } from './translate.ts';

const text = z.optional(z.string());
const must = z.string();
const flag = z.optional(z.boolean());
const number = z.optional(z.number());
const words = z.optional(z.union([z.string(), z.array(z.string())]));

const NAME: OtherField = { schema: must, help: 'name of the session' };
const MESSAGE: OtherField = { schema: text, help: 'a prompt to send then; its answer is waited for' };
const STOP: OtherField = { schema: flag, help: 'end the session when its turn is done; it can be resumed' };

/** How a session is started, in the words of `cms`. */
const START: Record<string, OtherField> = {
  model: { schema: text, help: "the model, by the agent's own name for it" },
  work_dir: { schema: text, help: "the agent's folder (default: this one)" },
  permission_mode: { schema: text, help: 'a permission mode that the agent has' },
  allowed_tools: { schema: words, help: 'tools that the agent may use without asking, with commas between them' },
  system_prompt: { schema: text, help: "text that is added to the agent's system prompt" },
  max_budget: {
    schema: number,
    help: 'not of a session, but of a task: see delegate',
    refused: 'a session has no budget of its own: hand the task over with `cms delegate --max-cost`',
  },
  agent: { schema: text, help: 'the agent definition to work as, by its name' },
};
const START_TAKE = {
  name: 'name',
  model: 'model',
  cwd: 'work_dir',
  permission_mode: 'permission_mode',
  allowed_tools: 'allowed_tools',
  system_prompt: 'system_prompt',
  agent: 'agent',
};
/** Further spellings in the entries of a batch. */
const ENTRY_TAKE = { ...START_TAKE, cwd: 'work_dir' };

const LIMITS = { max_cost: 'max_cost', max_turns: 'max_turns', max_time: 'max_time' };
const SESSION = { session: 'name' };
const STOP_STEP: Step = { operation: 'end', take: SESSION, when: 'stop', ifDone: true, as: 'stopped' };

/** Everything that `cms` does: its command, the tool of its MCP server, and what both are here. */
const ROWS: readonly ({ command?: string; tool?: string } & Translation)[] = [
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
    summary: 'let nobody send to a session until it is resumed',
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
      { operation: 'run', take: { session: 'new_name', prompt: 'message' }, when: 'message' },
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
    },
    steps: [
      { operation: 'ps', take: { status: 'status' }, when: 'status' },
      {
        operation: 'ps',
        take: {},
        // Without agents that run and are no sessions, which `all` would list too.
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
    fields: { name: NAME, last: { schema: number, help: 'so many of the newest turns (default: 20)' } },
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
  {
    command: 'delegate',
    tool: 'delegate_task',
    summary: 'hand over a task, with limits that cannot be exceeded',
    fields: {
      name: NAME,
      task: { schema: must, help: 'the task' },
      preset: { schema: text, help: 'what it may do: read-only, review, edit (the default), full or plan' },
      max_cost: { schema: number, help: 'the most it may cost, USD (default: 2)' },
      max_turns: { schema: number, help: 'the most calls of the model (default: 50)' },
      max_time: { schema: number, help: 'the longest it may take, s (default: 300)' },
      context: { schema: text, help: 'text that is sent before the task' },
      model: START.model as OtherField,
      work_dir: START.work_dir as OtherField,
      no_safety: { schema: flag, help: 'protect no path' },
    },
    steps: [
      {
        operation: 'delegate',
        take: {
          name: 'name',
          task: 'task',
          preset: 'preset',
          ...LIMITS,
          context: 'context',
          model: 'model',
          cwd: 'work_dir',
          no_safety: 'no_safety',
        },
      },
    ],
    examples: ['cms delegate --name fix --task "Make the tests pass." --max-cost 1 --preset edit'],
  },
  {
    command: 'continue',
    tool: 'continue_task',
    summary: 'go on with a task: answer what it waits for, or send the next message',
    fields: {
      name: NAME,
      message: { schema: must, help: 'an answer, or the next message' },
      max_cost: { schema: number, help: 'the most it may cost, USD, in place of the limit before' },
      max_turns: { schema: number, help: 'the most calls of the model, in place of the limit before' },
      max_time: { schema: number, help: 'the longest it may take, s, in place of the limit before' },
    },
    steps: [{ operation: 'continue', take: { name: 'name', message: 'message', ...LIMITS } }],
    examples: ['cms continue --name fix --message "Now the other module."'],
  },
  {
    tool: 'finish_task',
    summary: 'end a task and keep its history',
    fields: { name: NAME },
    steps: [{ operation: 'finish', take: { name: 'name' } }],
  },
  {
    tool: 'abort_task',
    summary: 'cut a task off and end it at once',
    fields: { name: NAME },
    steps: [{ operation: 'abort', take: { name: 'name' } }],
  },
  {
    command: 'cleanup',
    summary: 'forget sessions that were stopped long ago',
    fields: { days: { schema: number, help: 'stopped so many days ago (default: 7)' } },
    steps: [{ operation: 'cleanup', take: { days: 'days' } }],
    examples: ['cms cleanup --days 30'],
  },
];

/** With `NAME@HOST` for a session. */
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
