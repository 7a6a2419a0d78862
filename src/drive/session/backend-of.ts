import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Context } from './context.ts';

export { DEFAULT_BACKEND } from '../../backends/index.ts';

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

/** The backend of that name; throws `bad_input` with those there are. */
export function findBackend(ctx: Context, name: string): Backend {
  const backend = ctx.backends.get(name);
  if (backend) return backend;
  const known = [...ctx.backends.keys()].join(', ');
  throw new CsdError('bad_input', `unknown backend ${JSON.stringify(name)}: choose one of ${known}`);
}
