import * as z from 'zod/mini';
import { ON_LIMIT, PRESETS } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { delegateTask } from '../../drive/delegate/start.ts';
import type { Context } from '../../drive/session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../../drive/session/files/look-budget.ts';
import { readNamed } from '../../drive/session/files/read-named.ts';
import { START_FIELDS, START_HELP, toLaunchRequest } from '../start-flags.ts';
import { adviseOn, EXIT_CODES, exitOf } from './exit-codes.ts';
import { LIMIT_FIELDS, LIMIT_HELP, toLimitsRequest } from './limit-fields.ts';

/** Flags that a preset decides, that would widen it, or that a delegate always has. */
const LEFT_OUT = [
  'session_id',
  'name',
  'allowed_tools',
  'disallowed_tools',
  'agent_args',
  'permission_mode',
  'auto_accept',
  'bypass_permissions',
  'yolo',
  'resume',
  'no_usage',
  'max_cost',
] as const;
type Kept = Omit<typeof START_FIELDS, (typeof LEFT_OUT)[number]>;

const START = without(START_FIELDS) as Kept;
const Rules = z.optional(
  z.array(z.string().check(z.regex(/^[^\s-]/, { error: 'not a tool: it is empty, or begins with a blank or a dash' }))),
);

/** Gives a task to an agent, with limits that csd enforces. */
export const delegate = defineOperation({
  name: 'delegate',
  summary: 'hand over a task, with limits that the agent cannot exceed',
  input: z.strictObject({
    ...START,
    name: SessionName,
    task: z.string(),
    preset: z._default(z.enum(PRESETS), 'edit'),
    ...LIMIT_FIELDS,
    on_limit: z._default(z.enum(ON_LIMIT), 'interrupt'),
    context: z.optional(z.string()),
    context_file: z.optional(z.string().check(z.minLength(1, { error: 'the path is empty' }))),
    allow: Rules,
    deny: Rules,
    protect: z.optional(z.array(z.string())),
    protect_reads: z.optional(z.boolean()),
    no_safety: z.optional(z.boolean()),
    background: z.optional(z.boolean()),
  }),
  output: async () => (await import('../../contract/delegate.ts')).DelegateResult,
  describe: {
    ...without(START_HELP),
    name: 'the name of the session; a delegate of that name is given another task',
    task: 'the task; its words are joined by spaces (default: standard input)',
    preset:
      'what it may do: read-only and review write and run nothing, edit changes files and asks for the rest, full asks nobody, plan proposes',
    max_cost: `${LIMIT_HELP.max_cost} (default: 2)`,
    max_turns: `${LIMIT_HELP.max_turns} (default: 50)`,
    max_time: `${LIMIT_HELP.max_time} (default: 300)`,
    on_limit: 'what happens at a limit: interrupt the turn and keep the session, or kill',
    context: 'text that is sent before the task',
    context_file: 'a file whose text is sent before the task',
    allow: 'a tool that the agent may use without asking, such as "Bash(npm test)"; may be repeated',
    deny: 'a tool that the agent may not use; may be repeated',
    protect: 'another path that the agent may not write or delete, in the syntax of .gitignore; may be repeated',
    protect_reads: 'the agent may not read the secrets among the protected paths either',
    no_safety: 'protect no path',
    background: 'return once the task is sent; its limits still apply',
  },
  exclusive: [['context', 'context_file']],
  cli: {
    positionals: ['name'],
    text: { field: 'task', stdin: true },
    examples: [
      'csd delegate fixer "Make the tests pass." --max-cost 1',
      'csd delegate reader --preset read-only --cwd ~/project "Which modules have no tests?"',
      'csd delegate fixer --file task.md --context-file notes.md --protect "migrations/"',
    ],
    render: ({ status, response }) => (status === 'completed' ? response : undefined),
    advise: adviseOn,
    exit: exitOf,
    exitCodes: EXIT_CODES,
  },
  async run(input, ctx: Context) {
    const context = input.context_file === undefined ? input.context : await readContext(ctx, input.context_file);
    return delegateTask(ctx, {
      name: input.name,
      task: input.task,
      ...(context !== undefined && { context }),
      preset: input.preset,
      limits: toLimitsRequest(input),
      onLimit: input.on_limit,
      allow: input.allow ?? [],
      deny: input.deny ?? [],
      protect: input.protect ?? [],
      safety: !input.no_safety,
      reads: input.protect_reads ?? false,
      background: input.background ?? false,
      start: toLaunchRequest(pick(input), ctx),
    });
  },
});

async function readContext(ctx: Context, file: string): Promise<string> {
  const { resolve } = await import('node:path');
  const text = await readNamed(ctx, resolve(ctx.cwd, file), MOST_DOCUMENT_BYTES);
  if (text !== undefined) return text;
  throw new CsdError('bad_input', `context-file: cannot read ${JSON.stringify(file)}`);
}

/** The fields that say how to start a session. */
function pick(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(START).map((name) => [name, input[name]]));
}

function without<Fields extends Record<string, unknown>>(fields: Fields): Omit<Fields, (typeof LEFT_OUT)[number]> {
  const left: readonly string[] = LEFT_OUT;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !left.includes(name))) as typeof fields;
}
