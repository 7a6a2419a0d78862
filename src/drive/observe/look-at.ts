import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { observe, observeOnce } from './observe.ts';

/** A fresh look at one session. */
export async function lookAt(ctx: Context, sidecar: Sidecar): Promise<Observation> {
  return only(sidecar, await observe(ctx, [sidecar]));
}

/** A fresh look that takes the screen as it is, even between two redraws. */
export async function lookOnce(ctx: Context, sidecar: Sidecar): Promise<Observation> {
  return only(sidecar, await observeOnce(ctx, [sidecar]));
}

function only({ name }: Sidecar, [seen]: Observation[]): Observation {
  if (!seen) throw new CsdError('internal', `session ${name} was not observed`);
  return seen;
}
