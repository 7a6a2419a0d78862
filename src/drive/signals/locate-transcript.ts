import path from 'node:path';
import { isTooDeep, parseJson } from '../../contract/json.ts';
import { CONVERSATION_ID } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend, StatusFileGrammar } from '../../detect/agent/backend.ts';
import type { StatusFileSignal } from '../../detect/verdict/signals.ts';
import type { Files } from '../../ports/files.ts';
import type { Context } from '../session/context.ts';
import { readSmall } from '../session/files/look-budget.ts';
import { isOwnFile } from '../session/files/private-files.ts';

/** The latest possible date, in ms since 1970. */
const LATEST_MS = 8.64e15;
/** The most by which the clocks of the agent and the sidecar may differ, in ms. */
const SLACK_MS = 2000;

/** The configuration folder of a session's agent: as recorded at spawn, or else from the caller's environment. */
export function configDirOf(ctx: Context, sidecar: Sidecar, backend: Backend): string {
  return sidecar.config_dir ?? backend.launch.configDir(ctx.env, ctx.home);
}

/**
 * The status that the session's own agent process published; the status of another process is reported as foreign and
 * never used.
 */
export async function readStatusFile(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  pid: number,
): Promise<StatusFileSignal> {
  const grammar = backend.statusFile;
  if (!grammar) return { kind: 'absent' };
  const configDir = configDirOf(ctx, sidecar, backend);
  const own = await readSmall(ctx.files, grammar.path(configDir, pid));
  const wrapped = own === undefined ? await findWrapped(ctx, grammar, configDir, pid) : undefined;
  const file = grammar.path(configDir, wrapped ?? pid);
  const text = wrapped === undefined ? own : await readSmall(ctx.files, file);
  if (text === undefined) return { kind: 'absent' };
  if (!(await isOwnFile(ctx, file))) return { kind: 'foreign', reason: 'not a file of this user alone' };
  return judgeStatus(ctx, sidecar, grammar, { text, pid: wrapped ?? pid });
}

/**
 * A pane's first process without a status may be a script that waits for the agent: returns the agent's process, if
 * there is one.
 */
async function findWrapped(
  ctx: Context,
  grammar: StatusFileGrammar,
  configDir: string,
  pid: number,
): Promise<number | undefined> {
  const folder = path.dirname(grammar.path(configDir, pid));
  const pids = (await ctx.files.list(folder)).map((name) => Number.parseInt(name, 10));
  const living = pids.filter((one) => one > 0 && ctx.processes.isAlive(one));
  if (living.length === 0) return undefined;
  const family = await ctx.processes.descendants(pid);
  return family.find((one) => living.includes(one));
}

async function judgeStatus(
  ctx: Context,
  sidecar: Sidecar,
  grammar: StatusFileGrammar,
  { text, pid }: { text: string; pid: number },
): Promise<StatusFileSignal> {
  if (isTooDeep(text)) return { kind: 'foreign', reason: 'nested deeper than an agent writes it' };
  const record = parseJson(text);
  const status = grammar.read(record);
  // A starting agent first writes its identity, and its activity up to half a second later (2.1.243, 2.1.251).
  if (!status) return { kind: 'foreign', reason: record === undefined ? 'not readable' : 'it holds no status yet' };
  if (status.pid !== pid) return { kind: 'foreign', reason: `of process ${status.pid}, the agent is ${pid}` };
  if (status.updatedAt < createdAt(sidecar) - SLACK_MS) {
    return { kind: 'foreign', reason: 'older than the session' };
  }
  if (status.processStart !== undefined) {
    const started = await ctx.processes.startedAt(pid);
    if (started !== undefined && /^\d+$/.test(started) && started !== status.processStart) {
      return { kind: 'foreign', reason: 'of an earlier process with the same id' };
    }
  }
  return { kind: 'read', status };
}

/** When the session was spawned, ms since 1970; sidecars have seconds, and some a date. 0 if unreadable. */
export function createdAt({ created }: Sidecar): number {
  const at = typeof created === 'number' ? created * 1000 : Date.parse(created);
  return Math.abs(at) <= LATEST_MS ? at : 0;
}

/**
 * The transcript that the agent writes now. `currentId` is the conversation in its status file, which differs from the
 * sidecar's after `/clear`; without it the sidecar's own is used. `undefined` while there is no file.
 */
export async function locateTranscript(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  currentId: string | undefined,
): Promise<string | undefined> {
  const sessionId = currentId ?? sidecar.session_id;
  const own = sessionId === sidecar.session_id ? sidecar.jsonl_path : null;
  // No matter who wrote the sidecar, no other kind of file is read as a transcript.
  const known = own?.endsWith('.jsonl') ? await findPath(ctx.files, own) : undefined;
  if (known !== undefined) return known;
  // It becomes part of paths and patterns.
  if (!CONVERSATION_ID.test(sessionId)) return undefined;
  const place = {
    configDir: configDirOf(ctx, sidecar, backend),
    cwd: await ctx.files.realPath(sidecar.cwd),
    sessionId,
  };
  for (const candidate of backend.transcript.candidates(place)) {
    const found = await findPath(ctx.files, candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The first existing file for a path whose parts may contain `*`, which stands for any part of a name. A session
 * without a transcript needs this at each `state`, so it uses no library.
 */
export async function findPath(files: Files, pattern: string): Promise<string | undefined> {
  const star = pattern.indexOf('*');
  if (star === -1) return (await files.stat(pattern)) === undefined ? undefined : pattern;
  const from = pattern.lastIndexOf('/', star);
  const end = pattern.indexOf('/', star);
  const [parent, part] = [pattern.slice(0, from), pattern.slice(from + 1, end === -1 ? undefined : end)];
  const rest = end === -1 ? '' : pattern.slice(end);
  const [before = '', after = ''] = part.split('*', 2);
  for (const name of await files.list(parent)) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const found = await findPath(files, `${parent}/${name}${rest}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
