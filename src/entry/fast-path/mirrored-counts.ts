import path from 'node:path';
import type { Watched } from '../../contract/event.ts';
import type { Context } from '../../drive/session/context.ts';
import { countStates } from '../../operations/text/counts.ts';
import { stampOf, type Writer } from './mirrored-answer.ts';

/**
 * The file from which the shell answers `csd tmux-status`, in the runtime folder. Two lines:
 *
 *     VERSION PID START UPTIME TIME NEED WORKING
 *     the folder of the sidecars
 *
 * The first five are those of `mirrored-answer.ts`; NEED and WORKING are numbers of sessions. `scripts/launcher.sh` reads it.
 */
const COUNTS_FILE = 'counts.line';

/** Keeps the file up to date with the sessions of a server, and removes it at the end. */
export function countsKeeper(ctx: Context, folder: string, writer: Writer) {
  const file = path.join(folder, COUNTS_FILE);
  return {
    async write(sessions: Iterable<Watched>): Promise<void> {
      const { need, working } = countStates([...sessions].map(({ state }) => state));
      const head = [...(await stampOf(ctx, writer)), need, working].join(' ');
      // Counts that cannot be written (a full disk) must not leave older ones behind.
      const write = () => ctx.files.writeVolatile(file, `${head}\n${ctx.sessionsDir}\n`);
      await (ctx.sessionsDir.includes('\n') ? Promise.reject() : write()).catch(() =>
        ctx.files.remove(file).catch(() => undefined),
      );
    },
    remove: () => ctx.files.remove(file).catch(() => undefined),
  };
}
