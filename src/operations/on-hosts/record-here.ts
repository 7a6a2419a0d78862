import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { type AnyOperation, defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import {
  type CapturedRecording,
  captureRecording,
  type Recording,
  recordFolder,
  writeRecording,
} from '../../drive/recording/record.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';

/** A recording for another csd, which writes it on its own machine; not a command for people. */
const sendRecording = defineOperation({
  name: 'send_recording',
  summary: 'the files of a recording',
  input: z.strictObject({ session: SessionName }),
  output: async () => z.looseObject({}),
  describe: { session: 'name of the session' },
  cli: {},
  run: async ({ session }, ctx: Context) => ({ ...(await captureRecording(ctx, await loadSidecar(ctx, session))) }),
});

/** Operations that only another csd may call, by name. */
export const CALLED_ONLY: Readonly<Record<string, AnyOperation>> = { send_recording: sendRecording };

/** The names of a recording's files: another machine can write only into the folder. */
const FILE_NAME = /^\w[\w.-]*$/;
/** The longest name that file systems accept. */
const LONGEST_NAME = 255;

/** Writes here what a session on another machine shows now; `ask` gets the files from its csd. */
export async function recordHere(
  ctx: Context,
  { session, out }: { session: string; out?: string | undefined },
  ask: () => Promise<unknown>,
): Promise<Recording> {
  const folder = await recordFolder(ctx, session, out);
  const sent = (await ask()) as CapturedRecording;
  const files = Object.entries(Object(Object(sent).texts) as Record<string, unknown>);
  if (
    files.length > 0 &&
    files.every(([name, text]) => name.length <= LONGEST_NAME && FILE_NAME.test(name) && typeof text === 'string')
  )
    return writeRecording(ctx, folder, sent);
  throw new CsdError('remote_failed', `nothing was written: the csd of ${session} sent no recording`, { session });
}
