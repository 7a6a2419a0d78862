import { foreignName } from '../../drive/hosts/qualify.ts';
import { OPERATIONS } from '../index.ts';

/**
 * Where an output of another machine is none of the operation, as `sessions.0.state`, or what is wrong with the names in it;
 * `undefined` where nothing is. What is shown, merged and named here comes from a csd that may be another program.
 */
export async function problemIn(operation: string, output: unknown): Promise<string | undefined> {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return 'no object';
  const load = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation as keyof typeof OPERATIONS] : undefined;
  const schema = load && (await (await load()).output());
  const parsed = schema?.safeParse(output);
  if (parsed?.success === false) return parsed.error.issues[0]?.path.map(String).join('.') || 'not as it must be';
  return foreignName(output);
}
