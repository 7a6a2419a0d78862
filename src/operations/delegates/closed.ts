import * as z from 'zod/mini';
import { SessionName } from '../../contract/session.ts';

/** A delegate that takes no more messages; `already` if it was closed before. */
export const Closed = z.looseObject({
  ok: z.literal(true),
  name: SessionName,
  session_id: z.string(),
  closed: z.enum(['finished', 'aborted']),
  already: z.boolean(),
  interrupted: z.boolean(),
  resumable: z.boolean(),
});
