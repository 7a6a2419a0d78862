import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { SessionAddress } from '../../operations/on-hosts/schema.ts';
import type { FaceHost } from '../host.ts';
import { accessOf } from './check-access.ts';
import { orFailure } from './events.ts';
import { goneWith, readInput } from './read-input.ts';
import { streamEvents } from './sse.ts';

/** The content of a pane: rows joined by `\n`, with SGR sequences and no other control characters. Sizes in cells. */
export interface PaneView {
  screen: string;
  width: number;
  height: number;
  cursor: { x: number; y: number };
}

/** Keys by tmux's names or as single characters, in order, or a text to paste. */
export type Typed = { keys: string[] } | { paste: string };

/** What the page needs besides the operations: the live screen, single keys, and the choices for starting a session. */
export interface Panes {
  /** The screen of a session, at once and after every change, until the signal aborts. */
  follow(session: string, signal: AbortSignal): AsyncIterable<PaneView>;
  /** Types into the pane of a session, like a user at its terminal. */
  type(session: string, typed: Typed, signal: AbortSignal): Promise<void>;
  about(): Promise<{ version: string; hosts: string[]; backends: string[]; folder: string }>;
}

/** One key press of a terminal: a character, or a key by tmux's name. */
const KEY =
  /^(?:[^\p{C}]|(?:C-|M-|S-){0,3}(?:Enter|Escape|Tab|BTab|BSpace|Space|Up|Down|Left|Right|Home|End|PPage|NPage|IC|DC|F(?:[1-9]|1[0-2]))|(?:C-|M-|C-M-)[a-z[\]\\^_@])$/u;
const MAX_KEYS = 64;

const Input = z.strictObject({
  session: SessionAddress,
  keys: z.optional(
    z
      .array(z.string().check(z.regex(KEY, { error: 'not a key' })))
      .check(z.minLength(1, { error: 'no key' }), z.maxLength(MAX_KEYS, { error: `at most ${MAX_KEYS} keys` })),
  ),
  paste: z.optional(z.string().check(z.minLength(1, { error: 'nothing to paste' }))),
});

/**
 * The routes of the page: `GET /page/about`, `GET /page/screen?session=S` as server-sent events, and `POST /page/keys`.
 * They are not part of the documented API.
 */
export function servePanes(app: Hono, panes: Panes, host: FaceHost): void {
  app.get('/page/about', async (c) => c.json({ ...(await panes.about()), access: accessOf(c) }));
  app.get('/page/screen', (c) => {
    const session = parse(z.strictObject({ session: SessionAddress }), c.req.query()).session;
    const gone = goneWith(c);
    const views = orFailure(panes.follow(session, gone.signal), (data) => ({ data }));
    return streamEvents(views, host.pause, () => gone.abort());
  });
  app.post('/page/keys', async (c) => {
    const { session, keys, paste } = parse(Input, await readInput(c, 'keys'));
    if ((keys === undefined) === (paste === undefined))
      throw new CsdError('bad_input', 'give either keys or a text to paste');
    await panes.type(session, keys ? { keys } : { paste: paste ?? '' }, goneWith(c).signal);
    return c.json({ ok: true });
  });
}

function parse<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw new CsdError('bad_input', `${issue?.path.join('.') || 'input'}: ${issue?.message ?? 'not as it must be'}`);
}
