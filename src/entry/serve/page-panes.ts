import { CsdError } from '../../contract/errors.ts';
import { joinSignals } from '../../contract/join-signals.ts';
import { splitAddress } from '../../drive/hosts/address.ts';
import { typeKeys } from '../../drive/screen/type-keys.ts';
import type { Context } from '../../drive/session/context.ts';
import { followPane } from '../../drive/session/panes/follow-pane.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import type { FaceHost } from '../../faces/host.ts';
import type { Panes, PaneView } from '../../faces/http/panes.ts';
import { boundContext } from '../create-context.ts';
import { SharedViews } from './shared-views.ts';

/** How often a screen of another machine is requested, ms. */
const FAR_MS = 1000;

/** The panes of the page, from the context of this process. `hosts` are those whose sessions it shows. */
export function createPanes(ctx: Context, face: FaceHost, hosts: readonly string[]): Panes {
  const views = new SharedViews<PaneView>(async function* follow(session, signal) {
    const { signal: either, release } = joinSignals([ctx.signal, signal]);
    try {
      const { host, name } = splitAddress(session);
      if (host !== undefined) yield* followRemote(face, session, either);
      else {
        const bound = boundContext(ctx, either);
        yield* followPane(bound, await loadSidecar(bound, name));
      }
    } finally {
      release();
    }
  });
  return {
    follow: (session, signal) => views.view(session, signal),
    async type(session, typed) {
      const { host, name } = splitAddress(session);
      if (host !== undefined)
        throw new CsdError(
          'unsupported',
          `only sessions of this machine take keys here: use \`csd attach ${session}\``,
        );
      await typeKeys(ctx, await loadSidecar(ctx, name), typed);
    },
    about: async () => ({
      version: face.version,
      hosts: [...hosts],
      backends: [...ctx.backends.keys()],
      folder: ctx.cwd,
    }),
  };
}

async function* followRemote(
  face: FaceHost,
  session: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<PaneView> {
  const screen = await face.operations.screen?.();
  if (screen === undefined) throw new Error('there is no screen');
  const until = signal ?? new AbortController().signal;
  let shown = '';
  while (!until.aborted) {
    const view = (await face.call(screen, { session }, until)) as PaneView;
    const text = JSON.stringify(view);
    if (text !== shown) yield view;
    shown = text;
    await face.pause(FAR_MS, until).catch(() => undefined);
  }
}
