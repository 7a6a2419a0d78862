import * as z from 'zod/mini';

/** What a delegate may do, from least to most. */
export const PRESETS = ['read-only', 'review', 'edit', 'full', 'plan'] as const;
export type Preset = (typeof PRESETS)[number];

/** How an interaction with a delegate ended; `running` while it continues in the background. */
export const DELEGATE_STATUSES = [
  'completed',
  'needs_input',
  'failed',
  'cost_exceeded',
  'turns_exceeded',
  'time_exceeded',
  'aborted',
  'running',
] as const;
export type DelegateStatus = (typeof DELEGATE_STATUSES)[number];

/** What a limit counts. */
export const LIMITS = ['cost', 'turns', 'time'] as const;
export type Limit = (typeof LIMITS)[number];

/** What happens to the session at a limit: its turn is interrupted, or the session is ended too. */
export const ON_LIMIT = ['interrupt', 'kill'] as const;

/**
 * The limits of a delegate: USD and model calls over all of its interactions, and seconds for each. `null` if the agent
 * does not report what would have to be counted.
 */
export const DelegateLimits = z.looseObject({
  cost_usd: z.nullable(z.number()),
  turns: z.number(),
  time_s: z.number(),
});
export type DelegateLimits = z.infer<typeof DelegateLimits>;

/**
 * A tool call that was denied before it ran: when (ms since 1970), which tool, and why; `path` if a protected path was
 * the reason.
 */
export const Violation = z.looseObject({
  at: z.number(),
  tool: z.string(),
  reason: z.string(),
  path: z.optional(z.string()),
  command: z.optional(z.string()),
});
export type Violation = z.infer<typeof Violation>;

/** How the last interaction ended. */
const Last = z.looseObject({
  at: z.number(),
  status: z.enum(DELEGATE_STATUSES),
  error: z.optional(z.string()),
  /** The id of the gate or question that it waits at. */
  gate_id: z.optional(z.string()),
  gate: z.optional(z.string()),
});

/** The delegate's part of the sidecar. Times are ms since 1970. */
export const Delegate = z.looseObject({
  preset: z.enum(PRESETS),
  limits: DelegateLimits,
  on_limit: z.enum(ON_LIMIT),
  /** False if no path is protected. */
  safety: z.boolean(),
  since: z.number(),
  /** What the session had used before it became a delegate. */
  before: z.looseObject({ cost_usd: z.nullable(z.number()), turns: z.number() }),
  last: z.optional(Last),
  /** It was finished or aborted, and accepts no more messages. */
  closed: z.optional(z.enum(['finished', 'aborted'])),
});
export type Delegate = z.infer<typeof Delegate>;

/**
 * The outcome of one interaction with a delegate. `cost` is in USD, `null` if the agent reports none; `turns` are model
 * calls.
 */
export const DelegateResult = z.looseObject({
  status: z.enum(DELEGATE_STATUSES),
  /** The agent's last message. */
  response: z.string(),
  cost: z.nullable(z.number()),
  turns: z.number(),
  duration_ms: z.number(),
  session_id: z.string(),
  name: z.string(),
  can_continue: z.boolean(),
  tools_used: z.array(z.string()),
  /** Files that the agent's own tools wrote; files that commands wrote are not known. */
  files_changed: z.array(z.string()),
  safety: z.looseObject({
    violations: z.array(Violation),
    limits: z.looseObject({ ...DelegateLimits.shape, reached: z.nullable(z.enum(LIMITS)) }),
  }),
  /** What it waits for, as in `state`: a question, or the open gate. */
  question: z.optional(z.string()),
  gate: z.optional(z.string()),
  prompt: z.optional(z.string()),
  options: z.optional(z.array(z.string())),
  gate_id: z.optional(z.string()),
  plan: z.optional(z.string()),
  error: z.nullable(z.string()),
});
export type DelegateResult = z.infer<typeof DelegateResult>;
