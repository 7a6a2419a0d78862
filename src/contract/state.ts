import * as z from 'zod/mini';
import { Paused } from './session.ts';
import { STATUSES } from './statuses.ts';
import { Usage } from './usage.ts';

export { STATUSES };

/** What a gate is about; `other` is a menu that no rule names. */
export const GATES = [
  'trust',
  'permission',
  'bypass',
  'mcp',
  'api_key',
  'settings',
  'login',
  'onboarding',
  'resume',
  'limit',
  'elicitation',
  'other',
] as const;

/** What a turn in flight is busy with. */
export const WORKING_DETAILS = ['streaming', 'tool', 'compacting', 'retrying', 'subagents'] as const;

/** One signal's contribution to a verdict. `age_ms` is the age of the fact at the time of the verdict. */
export const Evidence = z.looseObject({
  signal: z.enum(['liveness', 'screen', 'transcript', 'plan', 'hooks', 'status_file', 'prompt', 'stream']),
  said: z.string(),
  age_ms: z.optional(z.number()),
  /** The rule by which this signal decided; absent on signals that only informed. */
  rule: z.optional(z.string()),
  /** The status that the other signals would have given without this one. */
  without: z.optional(z.enum(STATUSES)),
});

const extras = {
  /**
   * The number of the turn that the state is about; it grows with each prompt. For a turn that csd did not start, it is
   * the time of its prompt, ms since 1970. Absent if no turn is known.
   */
  turn: z.optional(z.number()),
  /** `other`: tasks that the agent counts but does not name, including timed wake-ups. */
  background: z.optional(
    z.looseObject({
      shells: z.number(),
      agents: z.number(),
      monitors: z.optional(z.number()),
      other: z.optional(z.number()),
    }),
  ),
  queued: z.optional(z.number()),
  overlay: z.optional(z.string()),
  /** The agent's own background session to which the conversation was moved, and the command that opens it. */
  background_session: z.optional(z.looseObject({ id: z.string(), attach: z.string() })),
  /** No prompts are sent to the session until `resume`. */
  paused: z.optional(Paused),
  marker_warning: z.optional(z.string()),
  evidence: z.optional(z.array(Evidence)),
  /** What the session has used, if requested. */
  usage: z.optional(Usage),
};

const text_source = z.optional(z.literal('screen'));
const options = z.array(z.string());
/** The dialog is taller than the screen, and no other signal has the hidden part: look before you approve. */
const truncated = z.optional(z.boolean());
/** The id of a gate on screen, or of a question in text, for `--expect`: it changes when the words change. */
const gate_id = z.string();
/** The 1-based place in `options` of the row with the cursor; 0 if no row has it. */
const selected = z.number();

export const Spawning = z.looseObject({ status: z.literal('spawning'), ...extras });
/** One question of a call of the question tool; `multiple`: more than one option can be chosen. */
export const AskedQuestion = z.looseObject({ question: z.string(), options, multiple: z.boolean() });
export const Working = z.looseObject({
  status: z.literal('working'),
  tools: z.array(z.string()),
  /** The shell commands that these tools run, if the agent's records have them. */
  commands: z.optional(z.array(z.string())),
  detail: z.optional(z.enum(WORKING_DETAILS)),
  retry: z.optional(z.string()),
  /** Questions that wait for an answer while the turn continues. */
  questions: z.optional(z.array(AskedQuestion)),
  ...extras,
});
export const AwaitingAnswer = z.looseObject({
  status: z.literal('awaiting_answer'),
  /** The whole closing message, or the question of a menu. */
  question: z.string(),
  /** The sentence of a closing message that asks. */
  asks: z.optional(z.string()),
  /** `screen`: no file has the text, so `question` is the part that the screen shows. */
  text_source,
  options: z.optional(options),
  selected: z.optional(selected),
  gate_id: z.optional(gate_id),
  /** All questions that `answer` takes answers to, in order, while the menu shows one of them. */
  questions: z.optional(z.array(AskedQuestion)),
  truncated,
  ...extras,
});
export const PlanReady = z.looseObject({
  status: z.literal('plan_ready'),
  plan_file: z.nullable(z.string()),
  plan: z.nullable(z.string()),
  options,
  selected,
  gate_id,
  truncated,
  ...extras,
});
/** A field of a form that a program asks the person to fill in; `value` is as drawn, absent while nothing is set. */
export const FormField = z.looseObject({
  label: z.string(),
  required: z.boolean(),
  value: z.optional(z.string()),
  description: z.optional(z.string()),
  error: z.optional(z.string()),
});
export const Blocked = z.looseObject({
  status: z.literal('blocked'),
  gate: z.enum(GATES),
  /** The whole text of the dialog, and the line that asks. */
  prompt: z.string(),
  question: z.string(),
  options,
  selected,
  gate_id,
  resets: z.optional(z.string()),
  /** The tool that wants to run, its whole input, and the agent's description of it, if the agent reports them. */
  tool: z.optional(z.string()),
  input: z.optional(z.unknown()),
  description: z.optional(z.string()),
  /** For an `elicitation`: the fields that `answer` fills in, in order. */
  fields: z.optional(z.array(FormField)),
  truncated,
  ...extras,
});
export const IdleDone = z.looseObject({
  status: z.literal('idle_done'),
  text: z.string(),
  interrupted: z.optional(z.boolean()),
  error: z.optional(z.string()),
  stop_reason: z.optional(z.string()),
  /** `screen`: no file has the text, so `text` is the part that the screen shows. */
  text_source,
  ...extras,
});
export const Dead = z.looseObject({
  status: z.literal('dead'),
  exit_code: z.optional(z.number()),
  reason: z.optional(z.string()),
  /** The last rows of its screen with text, at most 20, secrets masked; only while its pane is kept. */
  last_lines: z.optional(z.array(z.string())),
  /** `resume` can start it again: its conversation and its folder exist. Always present for an ended session. */
  resumable: z.optional(z.boolean()),
  ...extras,
});
export const Unknown = z.looseObject({ status: z.literal('unknown'), reason: z.string(), ...extras });

const states = z.discriminatedUnion('status', [
  Spawning,
  Working,
  AwaitingAnswer,
  PlanReady,
  Blocked,
  IdleDone,
  Dead,
  Unknown,
]);
type States = typeof states;
/** The schema by a name: without one its whole type would stand in the declarations of each that uses it. */
export interface StateSchema extends States {}
/** What a session is doing, tagged by `status`. Programs branch on the tag and ignore unknown fields. */
export const State: StateSchema = states;

export type Status = (typeof STATUSES)[number];
export type Gate = (typeof GATES)[number];
export type WorkingDetail = (typeof WORKING_DETAILS)[number];
export type AskedQuestion = z.infer<typeof AskedQuestion>;
export type Evidence = z.infer<typeof Evidence>;
export type State = z.infer<typeof State>;
export type StateOf<S extends Status> = Extract<State, { status: S }>;
