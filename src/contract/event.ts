import * as z from 'zod/mini';
import { SessionName } from './session.ts';
import { State } from './state.ts';
import { Usage } from './usage.ts';

const watched = z.looseObject({
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
type WatchedObject = typeof watched;
/** Named, as `StateSchema` is. */
export interface WatchedSchema extends WatchedObject {}
/**
 * One session as a watcher knows it. Times are ms since 1970: `since` is when its status, gate or turn last changed,
 * `at` when it was last judged, `prompted_at` when its newest turn got its prompt, `cleared_at` when its conversation
 * was cleared, if no prompt followed. `usage` is absent if nothing is known of it.
 */
export const Watched: WatchedSchema = watched;
export type Watched = z.infer<typeof Watched>;

const numbered = { seq: z.number(), at: z.number() };

const events = z.union([
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
type Events = typeof events;
/** Named, as `StateSchema` is. */
export interface EventSchema extends Events {}
/**
 * An event for a watcher, in order; `at` is ms since 1970. Each change has a `seq` one above the change before it, and
 * a restarted hub continues from higher numbers. A stream begins with a `snapshot`. After a `resync` (the subscriber
 * was too slow, or asked for events that are no longer kept) another snapshot follows. A snapshot has the `seq` of the
 * newest change in it, a `resync` that of the last change before it. A renamed session is `gone` with `renamed_to`,
 * then `appeared` with `renamed_from`; subscribers to the old name get events for the new one from then on.
 */
export const Event: EventSchema = events;
export type Event = z.infer<typeof Event>;
export type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;
