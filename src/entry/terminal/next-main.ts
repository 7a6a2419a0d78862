import { sessionOfClient } from '../../adapters/tmux/client.ts';
import type { ServiceHost } from '../../contract/service.ts';
import { tmuxSessionOf } from '../../drive/session/panes/pane.ts';
import { createContext } from '../compose.ts';
import { goTo, listPlaces, tell, tellingFailure, waits } from './jump.ts';

/**
 * Shows the session that waits longest for a person; from a waiting session, the one that waits longest after it, and
 * after the last one the first again. Says so if none waits.
 */
export async function showNext(client: string | undefined, host: ServiceHost): Promise<number> {
  const ctx = createContext({ signal: host.signal });
  return tellingFailure(ctx, client, async () => {
    const waiting = (await listPlaces(ctx)).filter(waits);
    const shown = ctx.env.TMUX ? await sessionOfClient(ctx.env, client) : undefined;
    const at = waiting.findIndex(({ sidecar }) => tmuxSessionOf(sidecar) === shown);
    const place = waiting[(at + 1) % waiting.length];
    if (place === undefined) {
      await tell(ctx, 'no session waits for you', client, host);
      return 0;
    }
    if (waiting.length === 1 && at === 0) {
      await tell(ctx, `only ${place.sidecar.name} waits for you, and it is shown`, client, host);
      return 0;
    }
    return goTo(ctx, place, client, host);
  });
}
