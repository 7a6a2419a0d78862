import type { Context } from 'hono';
import { CsdError } from '../../contract/errors.ts';
import { isObject } from '../../contract/json.ts';

/** Aborted when the client hangs up; a stream aborts it too when nobody reads it any longer. */
export function goneWith(c: Context): AbortController {
  const gone = new AbortController();
  const { signal } = c.req.raw;
  if (signal.aborted) gone.abort();
  else signal.addEventListener('abort', () => gone.abort(), { once: true });
  return gone;
}

/** The body as an input; no body at all is an empty one. */
export async function readInput(c: Context, operation: string): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  if (text === '') return {};
  // A page elsewhere may send other types without asking first.
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    throw new CsdError('bad_input', 'the body must be sent as Content-Type: application/json', { operation });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CsdError('bad_input', `the body is not JSON: ${(error as Error).message}`, { operation });
  }
  if (isObject(value)) return value;
  throw new CsdError('bad_input', 'the body must be a JSON object', { operation });
}
