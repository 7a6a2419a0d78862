import path from 'node:path';
import { transcriptPathOf } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { isStream, streamFiles } from '../session/sidecars/stream-files.ts';
import { entryPath } from '../signals/entries.ts';
import { configDirOf } from '../signals/locate-transcript.ts';
import type { WatchedSession } from './watched-session.ts';

/** The files of a session that are watched, by kind; absent if unknown or not kept by its agent. */
export interface SessionFiles {
  transcript?: string;
  status?: string;
  events?: string;
  /** The newest prompt that csd sent. */
  entry?: string;
  /** What the host of a session without a screen publishes. */
  stream?: string;
  /** The folder of the agent's plans. */
  plans?: string;
  /** The folder with the reports of its usage. */
  usage?: string;
}

/** The present or future paths of a session's files, from its sidecar and the last look at it. */
export async function filesOf(ctx: Context, { sidecar, seen }: WatchedSession): Promise<SessionFiles> {
  const backend = ctx.backends.get(sidecar.backend);
  if (!backend) return {};
  const events = sidecar.events_path === undefined ? {} : { events: sidecar.events_path };
  if (isStream(sidecar)) return { stream: streamFiles(ctx, filesName(sidecar)).state, ...events };
  const configDir = configDirOf(ctx, sidecar, backend);
  const status = seen?.signals.statusFile;
  const writer = status?.kind === 'read' ? status.status.pid : undefined;
  const pid = writer ?? seen?.agentPid ?? sidecar.background_pid ?? sidecar.agent_pid ?? sidecar.pane_pid;
  const read = transcriptPathOf(seen?.signals.transcript);
  const place = { configDir, cwd: await ctx.files.realPath(sidecar.cwd), sessionId: sidecar.session_id };
  const transcript = read ?? sidecar.jsonl_path ?? backend.transcript.candidates(place)[0];
  const plans = backend.plans && path.dirname(backend.plans.path(configDir, 'any'));
  return {
    ...(transcript !== undefined && { transcript }),
    ...(backend.statusFile && pid !== undefined && { status: backend.statusFile.path(configDir, pid) }),
    ...events,
    ...(plans !== undefined && { plans }),
    ...(sidecar.usage_path !== undefined && { usage: sidecar.usage_path }),
    entry: entryPath(ctx, sidecar),
  };
}

/** The folder to watch for a file; for a path with a pattern (`*`) the folder before that. */
export function folderOf(file: string): string {
  return path.dirname(file.split('*')[0] === file ? file : `${file.split('*')[0]}x`);
}

/** Size and time of each file that is read, to detect changes that were not reported. */
export async function stampOf(
  ctx: Context,
  { transcript, status, events, entry, stream }: SessionFiles,
): Promise<string> {
  const facts = await Promise.all(
    [transcript, status, events, entry, stream].map((file) => (file === undefined ? undefined : ctx.files.stat(file))),
  );
  return facts.map((fact) => (fact ? `${fact.size} ${fact.modifiedAt}` : '-')).join(', ');
}
