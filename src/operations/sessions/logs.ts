import * as z from 'zod/mini';
import type { Event } from '../../contract/event.ts';
import { defineStream } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { followParts, isOver } from '../../drive/conversations/follow-parts.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { renderLog } from './log-text.ts';

/**
 * How often to read the transcript while a turn is in flight, ms; otherwise at each change of the session, and at least
 * this often.
 */
const WORKING_MS = 400;
const RESTING_MS = 10_000;

/** The conversation of a session, piece by piece, and each new piece when it appears. */
export const logs = defineStream({
  name: 'logs',
  summary: 'print the conversation of a session, and with --follow as it grows',
  input: z.strictObject({
    session: SessionName,
    last: z._default(z.int().check(z.gte(1, { error: 'at least one turn' })), 10),
    follow: z.optional(z.boolean()),
  }),
  output: async () =>
    z.looseObject({
      session: SessionName,
      /** From 1; `null` if unknown. */
      turn: z.nullable(z.number()),
      /** When the turn got its prompt, ms since 1970. */
      began: z.nullable(z.number()),
      kind: z.enum(['prompt', 'thinking', 'text', 'tool', 'result']),
      text: z.optional(z.string()),
      name: z.optional(z.string()),
      input: z.optional(z.unknown()),
      failed: z.optional(z.boolean()),
    }),
  describe: {
    session: 'name of the session, which may have ended',
    last: 'only the last N turns',
    follow: 'continue with each new piece, until the session ends or a signal comes',
  },
  cli: {
    positionals: ['session'],
    letters: { follow: 'f' },
    examples: ['csd logs job', 'csd logs job -f', 'csd logs job --last 1 --full'],
    render: renderLog,
    isPainted: true,
    shown: [{ flag: 'full', kind: 'boolean', help: 'the results of tools whole' }],
  },
  async *stream({ session, last, follow = false }, ctx: Context) {
    const sidecar = await loadSidecar(ctx, session);
    if (!follow || sidecar.ended !== undefined) {
      for await (const part of followParts(ctx, sidecar, last)) yield { session, ...part };
      return;
    }
    const { Changes } = await import('../../drive/watch/change-signal.ts');
    let state: Extract<Event, { type: 'appeared' }>['state'] | undefined;
    let isGone = false;
    const take = (event: Event) => {
      if (event.type === 'gone' && event.renamed_to === undefined) isGone = true;
      else if (event.type === 'appeared' || event.type === 'changed') state = event.state;
      else if (event.type === 'snapshot')
        state = event.sessions.find((one) => one.session === sidecar.name)?.state ?? state;
    };
    const changes = new Changes(ctx, { session: sidecar, take });
    let isLast = false;
    const changed = async () => {
      if (isLast) return false;
      await changes.next(state === undefined || state.status === 'working' ? WORKING_MS : RESTING_MS);
      // Reads again what was written just before the end.
      isLast = isGone || changes.ended !== undefined || (state !== undefined && isOver(state));
      return true;
    };
    try {
      for await (const part of followParts(ctx, sidecar, last, changed)) yield { session, ...part };
    } catch (error) {
      if (!ctx.signal?.aborted) throw error;
    } finally {
      changes.close();
    }
  },
});
