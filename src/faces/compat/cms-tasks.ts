import { type CmsRow, flag, must, NAME, number, START, text } from './cms-fields.ts';

const LIMITS = { max_cost: 'max_cost', max_turns: 'max_turns', max_time: 'max_time' };

/** Delegated tasks. */
export const TASK_ROWS: readonly CmsRow[] = [
  {
    command: 'delegate',
    tool: 'delegate_task',
    summary: 'hand over a task, with limits that the agent cannot exceed',
    fields: {
      name: NAME,
      task: { schema: must, help: 'the task' },
      preset: { schema: text, help: 'what it may do: read-only, review, edit (the default), full or plan' },
      max_cost: { schema: number, help: 'the most it may cost, USD (default: 2)' },
      max_turns: { schema: number, help: 'the most calls of the model (default: 50)' },
      max_time: { schema: number, help: 'the longest it may take, s (default: 300)' },
      context: { schema: text, help: 'text that is sent before the task' },
      model: START.model,
      work_dir: START.work_dir,
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
    summary: 'continue a task: answer what it waits for, or send the next message',
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
];
