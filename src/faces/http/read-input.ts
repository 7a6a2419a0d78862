import type { Context } from 'hono';
import { CsdError } from '../../contract/errors.ts';
import { isObject } from '../../contract/json.ts';

/** Aborts when the client disconnects; a stream also aborts it when nobody reads it any longer. */
export function goneWith(c: Context): AbortController {
  const gone = new AbortController();
  const { signal } = c.req.raw;
  if (signal.aborted) gone.abort();
  else signal.addEventListener('abort', () => gone.abort(), { once: true });
  return gone;
}

/** The body as an input; no body is an empty input. */
export async function readInput(c: Context, operation: string): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  if (text === '') return {};
  // A page from elsewhere can send other types without a preflight request.
  if (!/^application\/json\s*(?:;|$)/i.test(c.req.header('content-type') ?? ''))
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
