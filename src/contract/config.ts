import * as z from 'zod/mini';
import { HOST, HOST_RULE } from './names.ts';
import { GATES, STATUSES } from './state.ts';

const Host = z.string().check(z.regex(HOST, { error: HOST_RULE }));
/** The error text for an invalid program on another machine. */
export const PROGRAM_RULE = 'a program is a name or a path without control characters that does not begin with "-"';
/** One line without control characters. */
export const PROGRAM = /^(?!-)[^\p{Cc}]{1,4000}$/u;

/** A machine that `--all-hosts` includes, and that faces without a person may call. */
const KnownHost = z.union(
  [
    Host,
    z.strictObject({
      /** The name used after `@`. */
      name: Host,
      /** The destination for `ssh`, if it is another name. */
      ssh: z.optional(Host),
      /** The csd there, if a login shell's PATH does not have it under that name. */
      program: z.optional(z.string().check(z.regex(PROGRAM, { error: PROGRAM_RULE }))),
    }),
  ],
  { error: 'a host, or {"name": HOST, "ssh"?: HOST, "program"?: PROGRAM}' },
);

/** Matches the three statuses in which nothing continues until a person answers. */
export const NEEDS_YOU = 'needs_you';
const MOMENTS = [NEEDS_YOU, ...STATUSES, ...GATES] as const;
const Moment = z.enum(MOMENTS, {
  error: `${NEEDS_YOU}, a status (${STATUSES.join(', ')}) or a gate (${GATES.join(', ')})`,
});

const Text = z.string().check(z.minLength(1, { error: 'the text is empty' }), z.maxLength(8000));
const EnvName = z.string().check(z.regex(/^[A-Za-z_]\w{0,200}$/, { error: 'the name of an environment variable' }));
/** A text that may be a secret: given directly, from the environment, or from the first line of a private file. */
export const Secret = z.union([Text, z.strictObject({ env: EnvName }), z.strictObject({ file: Text })], {
  error: 'a text, {"env": NAME} or {"file": PATH}',
});
export type Secret = z.infer<typeof Secret>;

/** An HTTP request for each notice. */
export const Webhook = z.strictObject({
  /** `http:` or `https:`; a secret if the address itself is one. */
  url: Secret,
  method: z._default(z.enum(['POST', 'PUT']), 'POST'),
  headers: z._default(
    z.record(z.string().check(z.regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, { error: 'the name of a header' })), Secret),
    {},
  ),
  /** The key for the signature in `X-Csd-Signature`. */
  secret: z.optional(Secret),
  /** Sent instead of the notice; `{title}`, `{text}` and others in its texts are replaced. */
  body: z.optional(z.json()),
  /** Include the session's whole state in the notice. */
  state: z._default(z.boolean(), false),
});
export type Webhook = z.infer<typeof Webhook>;

/** A program that gets the event as JSON on its standard input, never in its arguments. */
export const Exec = z.array(Text).check(z.minLength(1, { error: 'a program and its arguments' }));

/** The channels that need no more than their name. */
export const CHANNELS = ['desktop', 'bell', 'tmux'] as const;

/** What to do with a notice. */
export const Action = z.union([
  z.enum(CHANNELS, { error: `one of ${CHANNELS.join(', ')}, {"exec": […]}, {"webhook": {…}}` }),
  z.strictObject({ exec: Exec }),
  z.strictObject({ webhook: Webhook }),
]);
export type Action = z.infer<typeof Action>;

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const TimeOfDay = z.string().check(z.regex(TIME, { error: 'a time of day as "22:00"' }));

const Milliseconds = z.int().check(z.gte(0), z.lte(7 * 24 * 3_600_000));
const Pattern = z
  .string()
  .check(z.regex(/^[\w.@:*-]{1,300}$/, { error: 'a name of a session, `*` for any part of it' }));

/** Which events to notify, and how. */
export const NotifyRule = z.strictObject({
  when: z.union([Moment, z.array(Moment).check(z.minLength(1, { error: 'no status and no gate' }))]),
  /** Names of sessions, `*` for any part of one; absent means all. */
  sessions: z.optional(z.array(Pattern)),
  /** Sessions with one of these tags. */
  tags: z.optional(z.array(Text)),
  /** How long the state must last, ms. */
  after_ms: z._default(Milliseconds, 1000),
  /** Send one more notice if nobody has answered for this long, ms; 0 for none. */
  again_ms: z._default(Milliseconds, 900_000),
  /** No notices between these local times; what is still waiting at the end is sent then. */
  quiet_hours: z.optional(z.strictObject({ from: TimeOfDay, to: TimeOfDay })),
  do: z.union([Action, z.array(Action).check(z.minLength(1, { error: 'nothing to do' }))]),
});
export type NotifyRule = z.infer<typeof NotifyRule>;

/** `$XDG_CONFIG_HOME/csd/config.json`, which is optional. Unknown fields of later versions are kept. */
export const Config = z.looseObject({
  hosts: z._default(z.array(KnownHost), []),
  notify: z._default(z.array(NotifyRule), []),
});
export type Config = z.infer<typeof Config>;
