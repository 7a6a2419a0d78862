import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { addressOf, isOurPane } from '../session/panes/pane.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { withInputLock } from './preconditions.ts';

/**
 * Types what a person types at the terminal of a session: keys by tmux's names or as single characters, or a paste. It
 * proves nothing and refuses no gate, because the person sees the screen. Waits while csd itself types there. Throws
 * `dead` if the pane belongs to something else or its process has ended, `paused`, `unsupported` for an agent without a
 * screen.
 */
export async function typeKeys(
  ctx: Context,
  sidecar: Sidecar,
  typed: { keys: string[] } | { paste: string },
): Promise<void> {
  if (isStream(sidecar))
    throw new CsdError('unsupported', `session ${sidecar.name} has no screen to type into: send it a prompt`);
  await withInputLock(ctx, sidecar, async () => {
    const address = addressOf(sidecar);
    const [look] = await ctx.tmux.look([address]);
    if (look?.kind === 'failed') throw new CsdError('tmux_failed', look.reason);
    if (look?.kind !== 'seen' || !isOurPane(look.capture, sidecar) || look.capture.dead)
      throw new CsdError('dead', `the agent of session ${JSON.stringify(sidecar.name)} has ended: nothing was typed`);
    if ('paste' in typed)
      await ctx.tmux.paste(address, typed.paste.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, ''));
    else await ctx.tmux.press(address, typed.keys);
  });
}
