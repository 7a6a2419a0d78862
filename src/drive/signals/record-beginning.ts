import type { HeldGrammar } from '../../detect/agent/backend.ts';
import type { Context } from '../session/context.ts';

/** How much of a record's beginning to examine, in bytes. */
const HEAD = 16 * 1024;

/** A record of a person's conversation; times in ms since 1970. */
export interface Conversation {
  path: string;
  modifiedAt: number;
  cwd: string;
  startedAt: number;
  /** The conversation next to which it was opened, if any. */
  beside?: string;
}

/** Of the records, those of a person's conversation, with their beginnings. */
export async function findConversations(
  { files }: Context,
  paths: string[],
  grammar: HeldGrammar,
): Promise<Conversation[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const stat = await files.stat(path);
      const slice = stat && (await files.readBack(path, HEAD, Math.min(HEAD, stat.size)));
      const opening = slice && grammar.opening(new TextDecoder().decode(slice.bytes));
      return stat && opening ? [{ path, modifiedAt: stat.modifiedAt, ...opening }] : [];
    }),
  );
  return found.flat();
}

/**
 * The records next to whose conversations others are open; all of them if that is not known. The agent has only one
 * conversation at a time with others next to it.
 */
export function besideThese(records: Conversation[], asides: Conversation[], grammar: HeldGrammar): Conversation[] {
  const [newest] = asides.toSorted((a, b) => b.startedAt - a.startedAt);
  const found = records.filter(({ path }) => newest !== undefined && grammar.record(path) === newest.beside);
  return found.length > 0 ? found : records;
}
