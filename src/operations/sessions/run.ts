import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName, Worktree } from '../../contract/session.ts';
import { resumeIfEnded } from '../../drive/conversations/resume.ts';
import { aGate } from '../../drive/screen/gate-words.ts';
import type { Context } from '../../drive/session/context.ts';
import { RUN_STATUSES, runPrompt } from '../../drive/turns/run.ts';
import { Prompt } from '../prompt-fields.ts';
import { START_EXCLUSIVE, START_FIELDS, START_HELP, START_ONLY, toLaunchRequest } from '../start-flags.ts';

const EXITS = { done: 0, error: 1, timed_out: 2, awaiting_answer: 3, gated: 4 } as const;

/** Runs one prompt to the end of its turn: uses or starts a session, waits, and reports how the turn ended. */
export const run = defineOperation({
  name: 'run',
  summary: 'send one prompt, wait for the end of its turn, print the answer',
  input: z.strictObject({
    ...START_FIELDS,
    session: z.optional(SessionName),
    resume_session: z.optional(z.boolean()),
    keep: z.optional(z.boolean()),
    timeout: z._default(z.number().check(z.gte(0, { error: 'a number of seconds, 0 for no limit' })), 600),
    approve_plan: z.optional(z.boolean()),
    prompt: Prompt,
  }),
  output: buildOutput,
  describe: {
    ...START_HELP,
    session: 'use this session instead of starting one',
    resume_session:
      'start that session again first if its agent has ended (with --session, --resume without a UUID is the same)',
    keep: 'leave the session running after the answer',
    timeout: 'seconds to wait for the end of the turn, 0 for no limit',
    approve_plan: 'approve a plan that the turn presents',
    prompt: 'the prompt; its words are joined by spaces (default: standard input)',
  },
  exclusive: [
    ...START_EXCLUSIVE.map((group) => (group.includes('resume') ? [...group, 'session' as const] : group)),
    ...START_ONLY.map((field): ['session', typeof field] => ['session', field]),
  ],
  cli: {
    text: { field: 'prompt', stdin: true },
    bare: { flag: '--resume', takes: /^[\da-f]{8}-[\da-f-]{27}$/i, with: '--session', means: '--resume-session' },
    examples: [
      'csd run --cwd ~/project "What does this repository do?"',
      'csd run --model opus --timeout 60 --json "Add a test."',
      'csd run --session job "Yes, go on."',
      'csd run --session job --resume "Go on where you stopped."',
    ],
    render: (output) => (output.status === 'done' ? output.text : undefined),
    advise,
    exit: (output) => EXITS[output.status],
    exitCodes: {
      0: 'done: the turn is over, its text is on stdout',
      1: 'error: the turn failed, was interrupted, or could not be started',
      2: 'timed_out: the turn is still running',
      3: 'awaiting_answer: the agent asked something',
      4: 'gated: a gate is on screen',
    },
  },
  /** The folder is trusted unless `trust` is false, as in the tool that csd replaces. */
  async run(input, ctx: Context) {
    const start = {
      ...toLaunchRequest(input, ctx),
      trust: input.trust ?? true,
      // A caller who gives a prompt and `yolo` in one call cannot answer the agent's warning later, and has accepted it
      // by this.
      ...(input.yolo && { consented: true }),
    };
    if (input.resume_session) await resumeGiven(ctx, input.session);
    return runPrompt(ctx, {
      target:
        input.session !== undefined ? { kind: 'session', name: input.session } : { kind: 'launch', request: start },
      prompt: input.prompt,
      keep: input.keep ?? false,
      timeoutMs: input.timeout * 1000,
      approvePlan: input.approve_plan ?? false,
    });
  },
});

async function resumeGiven(ctx: Context, session: string | undefined): Promise<void> {
  if (session !== undefined) return resumeIfEnded(ctx, session);
  throw new CsdError('bad_input', '<session> is missing: --resume-session starts the session of --session again');
}

type Output = z.infer<Awaited<ReturnType<typeof buildOutput>>>;

/** What prevents an answer, for a person, and what to do. */
function advise({
  status,
  session = '',
  gate,
  question,
  prompt,
  options = [],
  error,
  screen,
  submitted = true,
  state,
}: Output): string | undefined {
  const rows = options.map((option, n) => `  ${n + 1}. ${option}`);
  const unsent = `Your prompt was not sent. Send it again with csd send ${session} PROMPT.`;
  const left = `The session ${session} is still running: csd attach ${session}, or csd kill ${session}.`;
  switch (status) {
    case 'gated': {
      const asked = 'question' in state && typeof state.question === 'string' ? state.question : prompt;
      const then = submitted ? `; then csd wait ${session}.` : `. ${unsent}`;
      const remedy = `Answer it with csd approve ${session}, or csd deny ${session}${then}`;
      return [`csd: ${aGate(gate ?? 'other')} is on the screen: ${asked ?? ''}`, ...rows, remedy, left].join('\n');
    }
    case 'awaiting_answer':
      return [
        `csd: the agent asks: ${question ?? ''}`,
        ...rows,
        `Answer it with csd answer ${session} ANSWER.`,
        ...(submitted ? [] : [unsent]),
        left,
      ].join('\n');
    case 'timed_out':
      if (!submitted) return `csd: the session was not ready in time, it is ${state.status}. ${unsent}\n${left}`;
      return `csd: the turn is not over yet. Wait for it with csd wait ${session}.\n${left}`;
    case 'error':
      if (state.status === 'dead')
        return [
          `csd: ${error ?? 'the agent ended'}`,
          ...(screen ? [screen] : []),
          `Clear it away with csd kill ${session}.`,
        ].join('\n');
      return [`csd: ${error ?? 'the turn failed'}`, ...(session === '' ? [] : [left])].join('\n');
    default:
      return undefined;
  }
}

async function buildOutput() {
  const { State } = await import('../../contract/state.ts');
  const { Usage } = await import('../../contract/usage.ts');
  return z.looseObject({
    status: z.enum(RUN_STATUSES),
    session: z.optional(SessionName),
    session_id: z.string(),
    submitted: z.optional(z.boolean()),
    state: State,
    text: z.optional(z.string()),
    question: z.optional(z.string()),
    gate: z.optional(z.string()),
    prompt: z.optional(z.string()),
    options: z.optional(z.array(z.string())),
    error: z.optional(z.string()),
    screen: z.optional(z.string()),
    waited_secs: z.number(),
    usage: Usage,
    worktree: z.optional(Worktree),
  });
}
