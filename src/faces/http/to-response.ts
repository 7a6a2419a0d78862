import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ERRORS } from '../../contract/errors.ts';
import { describeFailure } from '../failure.ts';

/** A failure as an HTTP response: the status of the error table and the same JSON as in every face. */
export function toResponse(error: unknown, headers: Record<string, string> = {}): Response {
  const { json, code } = describeFailure(error);
  return Response.json(json, { status: ERRORS[code].http satisfies ContentfulStatusCode, headers });
}
