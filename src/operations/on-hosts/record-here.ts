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
import { loadSidecar } from '../../drive/session/sidecar-store.ts';

/** A recording that another csd asks for, to write it on its own machine; no command of a person. */
const sendRecording = defineOperation({
  name: 'send_recording',
  summary: 'the files of a recording',
  input: z.strictObject({ session: SessionName }),
  output: async () => z.looseObject({}),
  describe: { session: 'name of the session' },
  cli: {},
  run: async ({ session }, ctx: Context) => ({ ...(await captureRecording(ctx, await loadSidecar(ctx, session))) }),
});

/** What only another csd asks for, by name. */
export const CALLED_ONLY: Readonly<Record<string, AnyOperation>> = { send_recording: sendRecording };

/** The files of a recording have such names: what another machine sends lands in the folder and nowhere else. */
const FILE_NAME = /^\w[\w.-]*$/;
/** No file system takes a longer one. */
const LONGEST_NAME = 255;

/** Writes here what a session on another machine shows now; `ask` has its csd send the files. */
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
