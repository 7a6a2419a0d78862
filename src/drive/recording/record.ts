import { hostname } from 'node:os';
import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { readFacts } from '../../detect/transcript/parse.ts';
import type { PaneCapture } from '../../ports/tmux.ts';
import { lookAt } from '../observe/look-at.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { readSmall } from '../session/files/look-budget.ts';
import { readOwn } from '../session/files/private-files.ts';
import type { Observation } from '../session/observation.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { configDirOf, createdAt } from '../signals/locate-transcript.ts';
import { keepEntry } from './kept-entry.ts';
import { readRecords } from './read-records.ts';
import { type Counts, type Draft, FieldRedactor, foldersOf, RedactedFiles } from './redact-recording.ts';

/** How often to look at a session until the verdict is the same before and after its files were read. */
const TRIES = 5;
/** The steps in which to read the transcript's end, in bytes, until it has the prompt of the newest turn. */
const STEPS = [512 * 1024, 4 * 1024 * 1024, 32 * 1024 * 1024];

const NEWLINE = 0x0a;

/** What was written: the folder, the names of its files, and the verdict at that moment. */
export interface Recording {
  folder: string;
  files: string[];
  /** The number of masked texts, by kind. */
  redacted: Counts;
  state: State;
}

/** The files of a session on which a verdict depends, as they are on this machine. */
interface Sight {
  seen: Observation;
  pane: PaneCapture;
  at: number;
  transcript?: Kept;
  plan?: { path: string; text: string };
  status?: string;
  /** For a session without a screen: the host's records of the newest turn. */
  records?: string;
}

/**
 * Writes one moment of a session as a redacted fixture, with the present verdict as the expected one. Throws `dead` if
 * the session has no pane any more, `tmux_failed` if tmux does not answer, `bad_input` if the folder is not empty.
 */
export async function record(ctx: Context, sidecar: Sidecar, out: string | undefined): Promise<Recording> {
  const folder = await recordFolder(ctx, sidecar.name, out);
  return writeRecording(ctx, folder, await captureRecording(ctx, sidecar));
}

/** A recording that has not been written yet. */
export interface CapturedRecording extends Omit<Recording, 'folder' | 'files'> {
  /** The text of each file, by its name. */
  texts: Record<string, string>;
}

/** Looks at a session, and redacts the recording of this moment. Throws as `record` does. */
export async function captureRecording(ctx: Context, sidecar: Sidecar): Promise<CapturedRecording> {
  const backend = backendOf(ctx, sidecar);
  const sight = await lookConsistently(ctx, sidecar, backend);
  const files = await redacted(ctx, sidecar, backend, sight);
  return { texts: files.texts, redacted: files.counts, state: sight.seen.verdict.state };
}

/** The folder of a recording, as an absolute path; throws `bad_input` if it is not empty. */
export async function recordFolder(ctx: Context, session: string, out: string | undefined): Promise<string> {
  const folder = path.resolve(ctx.cwd, out ?? `csd-record-${session}-${stamp(ctx.clock.now())}`);
  if ((await ctx.files.list(folder)).length === 0 && !(await isFile(ctx, folder))) return folder;
  throw new CsdError('bad_input', `${folder} is not an empty folder: give another with --out`);
}

/** Writes the files into the folder; creates it if missing. */
export async function writeRecording(
  ctx: Context,
  folder: string,
  { texts, ...recording }: CapturedRecording,
): Promise<Recording> {
  for (const [name, text] of Object.entries(texts)) await ctx.files.writeAtomic(path.join(folder, name), text);
  return { folder, files: Object.keys(texts), ...recording };
}

/** The end of a transcript in whole lines; `start`: the byte of the file at which it begins. */
interface Kept {
  path: string;
  text: string;
  start: number;
  modifiedAt: number;
  cut: boolean;
}

/** Looks, reads the files, and looks again, until both looks agree; the last attempt counts in any case. */
async function lookConsistently(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<Sight> {
  for (let tries = 1; ; tries++) {
    const sight = await sightOf(ctx, sidecar, backend);
    const after = await lookAt(ctx, sidecar);
    const [one, two] = [sight.seen, after].map((seen) => JSON.stringify(seen.verdict.state));
    if (one === two || tries === TRIES) return sight;
  }
}

async function sightOf(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<Sight> {
  const seen = await lookAt(ctx, sidecar);
  const { pane, signals } = seen;
  if (!pane) {
    const { liveness } = signals;
    const why = liveness.kind === 'alive' ? 'no pane was seen' : liveness.reason;
    const code = liveness.kind === 'unsure' ? 'tmux_failed' : 'dead';
    throw new CsdError(code, `session ${JSON.stringify(sidecar.name)} has no screen to record: ${why}`);
  }
  const records = isStream(sidecar) ? await readRecords(ctx, sidecar, backend) : undefined;
  const sight: Sight = { seen, pane, at: signals.at, ...(records !== undefined && { records }) };
  if (pane.dead) return sight;
  if (signals.transcript.kind === 'read') {
    const transcript = await readEnd(ctx, signals.transcript.path, backend);
    if (transcript) sight.transcript = transcript;
  }
  const place = signals.plan.kind === 'read' ? signals.plan.plan.path : null;
  const plan = place === null ? undefined : await readSmall(ctx.files, place);
  if (place !== null && plan !== undefined) sight.plan = { path: place, text: plan };
  const statusPath = backend.statusFile?.path(configDirOf(ctx, sidecar, backend), seen.agentPid ?? pane.pid);
  const status = statusPath === undefined ? undefined : await readOwn(ctx, statusPath);
  if (status !== undefined) sight.status = status;
  return sight;
}

/** The end of the transcript, back to at least the prompt of the newest turn, in whole lines. */
async function readEnd(ctx: Context, file: string, backend: Backend): Promise<Kept | undefined> {
  const facts = await ctx.files.stat(file);
  for (const [n, step] of STEPS.entries()) {
    const slice = await ctx.files.readBack(file, step);
    if (!slice) return undefined;
    const from = slice.start === 0 ? 0 : slice.bytes.indexOf(NEWLINE) + 1;
    const text = new TextDecoder().decode(slice.bytes.subarray(from));
    const opened = () => readFacts(text.split('\n'), backend.transcript).some(({ kind }) => kind === 'prompt');
    if (slice.start === 0 || n === STEPS.length - 1 || opened()) {
      const modifiedAt = facts?.modifiedAt ?? 0;
      return { path: file, text, start: slice.start + from, modifiedAt, cut: slice.start > 0 };
    }
  }
  return undefined;
}

/** The files of the fixture. */
function redacted(ctx: Context, sidecar: Sidecar, backend: Backend, sight: Sight): Promise<RedactedFiles> {
  const { pane, transcript, plan, status, at, seen } = sight;
  const configDir = configDirOf(ctx, sidecar, backend);
  const { recording } = backend;
  // In the fixture the agent is the pane's own process.
  const agentPid = seen.agentPid ?? pane.pid;
  const redactor = new FieldRedactor({
    folders: foldersOf(ctx, sidecar, configDir),
    words: [
      ...namesOf(hostname()),
      ctx.env.USER ?? '',
      ctx.env.LOGNAME ?? '',
      path.basename(ctx.home),
      ownName(sidecar),
    ],
    keep: [backend.name, backend.launch.program],
    startedAt: createdAt(sidecar) || at,
    pids: () => [agentPid],
    grammar: { ...recording, trim: (fields) => recording.withoutOutput(recording.trim(fields)) },
  });
  const drafts: Draft[] = [];
  if (transcript) {
    const id = path.basename(transcript.path, '.jsonl');
    const name = id === sidecar.session_id ? 'transcript.jsonl' : `others/${id}.jsonl`;
    drafts.push({ name, kind: 'jsonl', text: transcript.text });
  }
  if (sight.records !== undefined) drafts.push({ name: 'records.jsonl', kind: 'records', text: sight.records });
  if (plan) drafts.push({ name: planName(configDir, plan.path), kind: 'text', text: plan.text });
  if (status !== undefined) drafts.push({ name: 'status.json', kind: 'status', text: status });
  drafts.push({ name: 'screen.ansi', kind: 'screen', text: pane.screen, width: pane.width });
  const { evidence: _, marker_warning: __, gate_id: ___, ...state } = seen.verdict.state as Record<string, unknown>;
  // The number of a turn is a time, and times are replaced in a recording.
  delete state.turn;
  drafts.push({ name: 'expect.json', kind: 'json', value: state });
  drafts.push({
    name: 'case.json',
    kind: 'json',
    value: caseOf(ctx, sidecar, sight, { configDir, pid: redactor.pid(agentPid) }),
  });
  return RedactedFiles.of(drafts, redactor);
}

function caseOf(
  ctx: Context,
  sidecar: Sidecar,
  sight: Sight,
  { configDir, pid }: { configDir: string; pid: number },
): unknown {
  const { pane, transcript, at, seen } = sight;
  const { screen: _, ...facts } = pane;
  const entry = keepEntry(seen.signals, transcript);
  const created = createdAt(sidecar);
  return {
    release: sidecar.backend_version ?? 'unknown',
    scene: 'field',
    moment: '',
    about: 'Recorded from a live session by csd record; expect.json is what csd said, to be corrected by a person.',
    size: `${pane.width}x${pane.height}`,
    at,
    pane: { ...facts, pid, session: 'field' },
    session: {
      name: 'field',
      session_id: sidecar.session_id,
      cwd: sidecar.cwd,
      backend: sidecar.backend,
      backend_version: sidecar.backend_version,
      permission_mode: sidecar.permission_mode,
      config_dir: configDir,
      ...(created > 0 && { created: new Date(created).toISOString() }),
      ...(sidecar.forked && { forked: true }),
      ...(isStream(sidecar) && { driver: sidecar.driver }),
      pane: facts.pane,
      ...(sidecar.pane_pid !== undefined && { pane_pid: pid }),
    },
    home: ctx.home,
    ...(entry && { entry }),
    ...(transcript && {
      transcript: {
        modifiedAt: Math.round(transcript.modifiedAt),
        cleanEnd: transcript.text.endsWith('\n'),
        ...(transcript.cut && { cut: true }),
      },
    }),
  };
}

/** The machine's name, and the part of it before its domain. */
function namesOf(host: string): string[] {
  return [host, host.split('.')[0] ?? ''];
}

function ownName({ name }: Sidecar): string {
  return name.includes('-') ? name : '';
}

/** The plan's path below the agent's folder; a plan from elsewhere is put at the usual place. */
function planName(configDir: string, file: string): string {
  const below = path.relative(configDir, file);
  return below.startsWith('..') ? `plans/${path.basename(file)}` : below;
}

async function isFile(ctx: Context, name: string): Promise<boolean> {
  return (await ctx.files.stat(name)) !== undefined && !(await ctx.files.isFolder(name));
}

/** A time for a file name: `20260131T154500`. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '');
}
