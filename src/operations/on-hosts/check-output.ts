import { foreignName } from '../../drive/hosts/qualify.ts';
import { OPERATIONS } from '../index.ts';

/**
 * Where another machine's output does not match the operation's schema, as `sessions.0.state`, or what is wrong with
 * its names; `undefined` if it is valid. The output comes from a csd that may be another program, and is shown, merged
 * and used for names here.
 */
export async function problemIn(operation: string, output: unknown): Promise<string | undefined> {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return 'no object';
  const load = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation as keyof typeof OPERATIONS] : undefined;
  const schema = load && (await (await load()).output());
  const parsed = schema?.safeParse(output);
  if (parsed?.success === false) return parsed.error.issues[0]?.path.map(String).join('.') || 'not as it must be';
  return foreignName(output);
}
