import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Context } from './context.ts';

/** The backend a session was started with; throws `bad_sidecar` for one this build does not have. */
export function backendOf(ctx: Context, sidecar: Sidecar): Backend {
  const backend = ctx.backends.get(sidecar.backend);
  if (backend) return backend;
  const known = [...ctx.backends.keys()].join(', ');
  throw new CsdError(
    'bad_sidecar',
    `session ${sidecar.name} has the unknown backend ${sidecar.backend}; known: ${known}`,
  );
}
