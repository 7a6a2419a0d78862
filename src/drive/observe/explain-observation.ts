import type { Evidence } from '../../contract/state.ts';
import { explain } from '../../detect/verdict/explain.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { isStream } from '../session/sidecars/stream-files.ts';

/** What each signal said, how old it was, which rule decided, and the verdict of the others without it. */
export function explainObservation(ctx: Context, { sidecar, verdict, signals }: Observation): Evidence[] {
  const backend = isStream(sidecar) ? undefined : ctx.backends.get(sidecar.backend);
  return backend ? explain(verdict, signals, backend) : verdict.evidence;
}
