import * as z from 'zod/mini';
import { SessionName } from './session.ts';
import { State } from './state.ts';
import { Usage } from './usage.ts';

/**
 * One session as a watcher knows it: `since` is when its status, gate or turn last became another one, `at` when it was
 * last judged, `prompted_at` when the prompt of its newest turn was given, `cleared_at` when its conversation was cleared
 * and nothing was asked since; ms since 1970. `usage` is what it uses, where something is known of that.
 */
export const Watched = z.looseObject({
  session: SessionName,
  cwd: z.string(),
  backend: z.string(),
  state: State,
  alive: z.boolean(),
  since: z.number(),
  at: z.number(),
  prompted_at: z.optional(z.number()),
  cleared_at: z.optional(z.number()),
  usage: z.optional(Usage),
});
export type Watched = z.infer<typeof Watched>;

const numbered = { seq: z.number(), at: z.number() };

/**
 * What a watcher is told, in order; `at` is ms since 1970. Each change has a `seq` one above the change before it, and
 * later lives of a hub count from higher numbers. A stream begins with a `snapshot`; after a `resync` (the subscriber was
 * too slow, or asked for events that are no longer kept) another one follows. A snapshot has the `seq` of the newest change
 * in it, a `resync` that of the last change that was read before. A session that is renamed is `gone` with `renamed_to`, and
 * `appeared` with `renamed_from` right after it; those who asked for its old name are told of the new one from then on.
 */
export const Event = z.union([
  z.looseObject({ ...numbered, type: z.literal('snapshot'), sessions: z.array(Watched) }),
  z.looseObject({
    ...numbered,
    type: z.literal('appeared'),
    ...Watched.shape,
    renamed_from: z.optional(SessionName),
  }),
  z.looseObject({ ...numbered, type: z.literal('changed'), ...Watched.shape, previous: State }),
  z.looseObject({ ...numbered, type: z.literal('usage'), session: SessionName, usage: Usage }),
  z.looseObject({
    ...numbered,
    type: z.literal('gone'),
    session: SessionName,
    renamed_to: z.optional(SessionName),
  }),
  z.looseObject({ ...numbered, type: z.literal('resync'), reason: z.string() }),
  z.looseObject({ ...numbered, type: z.literal('notice'), message: z.string() }),
]);
export type Event = z.infer<typeof Event>;
export type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;
