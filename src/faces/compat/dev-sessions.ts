import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { SESSION_NAME } from '../../contract/names.ts';
import { showValue } from '../../operations/call-operation.ts';
import type { OperationName } from '../../operations/index.ts';

/** Runs one of our operations and returns its result; throws `CsdError`. */
export type Ask = (operation: OperationName, input: Record<string, unknown>) => Promise<unknown>;

/** The tag that identifies the sessions of this system. */
const TAG = 'dev-sessions';

/** A session in the form of `dev-sessions`; times are ISO 8601. */
const DevSession = z.looseObject({
  sessionId: z.string(),
  tmuxSessionName: z.string(),
  description: z.string(),
  creator: z.string(),
  workspacePath: z.string(),
  createdAt: z.string(),
  lastUsed: z.string(),
  status: z.enum(['active', 'inactive']),
});
export type DevSession = z.infer<typeof DevSession>;

/** The answers of the four functions. */
export const Created = z.looseObject({
  sessionId: z.string(),
  tmuxSessionName: z.string(),
  workspacePath: z.string(),
  message: z.string(),
});
export type Created = z.infer<typeof Created>;
export const Listed = z.looseObject({ sessions: z.array(DevSession) });
export const Sent = z.looseObject({ success: z.literal(true), sessionId: z.string(), message: z.string() });
export const Output = z.looseObject({ sessionId: z.string(), output: z.string(), lines: z.number() });

/** The functions of `dev-sessions`: on our operations, or behind a gateway. */
export interface DevSessions {
  create(input: { hostPath: string; description?: string | undefined; creator?: string | undefined }): Promise<Created>;
  list(input: { status?: string | undefined }): Promise<z.infer<typeof Listed>>;
  send(input: { sessionId: string; message: string }): Promise<z.infer<typeof Sent>>;
  read(input: { sessionId: string; lines?: number | undefined }): Promise<z.infer<typeof Output>>;
}

const Kept = z.looseObject({
  name: z.string(),
  tmux_session: z.optional(z.string()),
  cwd: z.string(),
  description: z.optional(z.string()),
  creator: z.optional(z.string()),
  created: z.union([z.string(), z.number()]),
  last_used: z.optional(z.number()),
  state: z.optional(z.looseObject({ status: z.string() })),
});
type Kept = z.infer<typeof Kept>;

/** The largest number of lines to read, and the default. */
const MOST_LINES = 1000;
const LINES = 100;

/**
 * `dev-sessions` on our operations, with at most `most` sessions of a creator at once. A session whose pane is gone is
 * no longer listed from the next listing on; its sidecar stays.
 */
export function onOperations(ask: Ask, most: number): DevSessions {
  return {
    async create({ hostPath, description, creator }) {
      checkPath(hostPath, 'hostPath');
      const spawned = Kept.parse(
        await ask('spawn', {
          cwd: hostPath,
          ids: 'champions',
          tag: [TAG],
          trust: true,
          max_per_creator: most,
          ...(description !== undefined && { description }),
          ...(creator !== undefined && { creator }),
        }),
      );
      const tmuxSessionName = spawned.tmux_session ?? spawned.name;
      const message = `Dev session created. Attach with: tmux attach -t ${tmuxSessionName}`;
      return { sessionId: spawned.name, tmuxSessionName, workspacePath: spawned.cwd, message };
    },
    async list({ status }) {
      if (status !== undefined && status !== 'active' && status !== 'inactive')
        throw new CsdError('bad_input', `status ${showValue(status)}: give active or inactive`);
      const living = await prune(ask);
      return { sessions: status === 'inactive' ? [] : living.map(toDevSession) };
    },
    async send({ sessionId, message }) {
      if (typeof message !== 'string' || message.trim() === '')
        throw new CsdError('bad_input', 'message: the text is empty');
      await requireOwn(ask, sessionId);
      await ask('send', { session: sessionId, prompt: message }).catch(asGone);
      return { success: true, sessionId, message: 'Message sent successfully' };
    },
    async read({ sessionId, lines = LINES }) {
      if (!Number.isInteger(lines) || lines < 1 || lines > MOST_LINES)
        throw new CsdError('bad_input', `lines: a whole number from 1 to ${MOST_LINES}, got ${showValue(lines)}`);
      await requireOwn(ask, sessionId);
      const { text } = (await ask('screen', { session: sessionId, lines }).catch(asGone)) as { text: string };
      return { sessionId, output: text, lines };
    },
  };
}

/** Removes sessions whose panes are gone from the list, and returns the running ones. */
export async function prune(ask: Ask): Promise<Kept[]> {
  const { sessions } = (await ask('ps', { tag: [TAG] })) as { sessions: unknown[] };
  const all = sessions.map((session) => Kept.parse(session));
  const gone = all.filter(({ state }) => state?.status === 'dead');
  for (const { name } of gone) await ask('tag', { session: name, changes: [`-${TAG}`] }).catch(() => undefined);
  return all.filter((session) => !gone.includes(session));
}

function toDevSession({ name, tmux_session = name, ...kept }: Kept): DevSession {
  // Sidecars have `created` in seconds since 1970, as in the first csd.
  const created = new Date(typeof kept.created === 'number' ? kept.created * 1000 : kept.created);
  const at = Number.isNaN(created.getTime()) ? new Date(0) : created;
  return {
    sessionId: name,
    tmuxSessionName: tmux_session,
    description: kept.description ?? '',
    creator: kept.creator ?? '',
    workspacePath: kept.cwd,
    createdAt: at.toISOString(),
    lastUsed: (kept.last_used === undefined ? at : new Date(kept.last_used)).toISOString(),
    status: 'active',
  };
}

/** Only sessions of this system can be accessed through it. */
async function requireOwn(ask: Ask, sessionId: unknown): Promise<void> {
  if (typeof sessionId !== 'string' || !SESSION_NAME.test(sessionId))
    throw new CsdError('bad_input', `sessionId ${showValue(sessionId)} is not the id of a session`);
  const living = await prune(ask);
  if (!living.some(({ name }) => name === sessionId))
    throw new CsdError('no_such_session', `no dev session ${sessionId}: list the sessions`, { sessionId });
}

function asGone(error: unknown): never {
  const { code, message } = error as CsdError;
  if (code === 'dead') throw new CsdError('no_such_session', message);
  throw error;
}

/** Throws `bad_input` for anything but a plain absolute path; whether it is a folder is checked on its machine. */
export function checkPath(given: unknown, name: string): asserts given is string {
  const wrong = flawOf(given);
  if (wrong)
    throw new CsdError('bad_input', `${name} ${given === undefined ? 'is missing' : showValue(given)}: ${wrong}`);
}

function flawOf(given: unknown): string | undefined {
  if (typeof given !== 'string') return 'a path is wanted';
  if (!given.startsWith('/')) return 'not an absolute path';
  if (/\p{Cc}/u.test(given)) return 'it has a control character';
  if (given.split('/').includes('..')) return 'it has ".."';
  return given.length > 4096 ? 'it is too long' : undefined;
}
