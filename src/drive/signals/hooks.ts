import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { parseObject } from '../../contract/json.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { HookEvent } from '../../detect/agent/hook-grammar.ts';
import { readHooks } from '../../detect/verdict/hook-events.ts';
import type { HooksSignal } from '../../detect/verdict/signals.ts';
import type { Slice } from '../../ports/files.ts';
import type { Context } from '../session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../session/files/look-budget.ts';
import { isTrusted, removePrivateFolder, writePrivate } from '../session/files/private-files.ts';
import { readNamed } from '../session/files/read-named.ts';
import { quoteWord } from '../session/shell-words.ts';

/** How to make an agent report its events: the files to write before it starts, and its arguments. */
export interface HooksPlan {
  settingsPath: string;
  settings: string;
  eventsPath: string;
  agentArgs: string[];
  /** The script of a worker's own hook, if the session is a worker. */
  script?: { path: string; text: string };
}

/** A worker's additional settings, and the file to which its hook appends. */
export interface WorkerHooks {
  settings: Record<string, unknown>;
  dir: string;
  sessionId: string;
}

/** How many bytes at the end of the file to search for the newest events. */
const TAIL_BYTES = 64 * 1024;
/**
 * An event is kept whole up to this many bytes, so that its line fits one `write` of every shell (4096, PIPE_BUF on
 * Linux).
 */
const WHOLE_BYTES = 3600;
/** How many bytes of a longer event are kept; quoting may double them. */
const CUT_BYTES = 1800;

/** The session that will report; a worker's hooks do more. */
interface HooksRequest {
  name: string;
  backend: Backend;
  cwd: string;
  callerArgs: string[];
  worker?: WorkerHooks | undefined;
}

/**
 * Plans the hooks of a session that is about to start; writes nothing. Merges the agent settings that the caller gives;
 * throws `bad_input` if they cannot be read, or if the agent reports no events.
 */
export async function planHooks(
  ctx: Context,
  { name, backend, cwd, callerArgs, worker }: HooksRequest,
): Promise<HooksPlan> {
  const { hooks } = backend;
  if (!hooks) throw new CsdError('bad_input', `the agent ${backend.name} reports no events: leave --hooks out`);
  const { value, rest } = takeFlag(callerArgs, hooks.settingsFlag);
  const base = value === undefined ? {} : await readSettings(ctx, hooks.settingsFlag, value, cwd);
  const folder = hooksFolder(ctx, name);
  const settingsPath = path.join(folder, 'settings.json');
  const eventsPath = path.join(folder, 'events.jsonl');
  const plan = { settingsPath, eventsPath, agentArgs: [hooks.settingsFlag, settingsPath, ...rest] };
  const reported = hooks.settings(appendCommand(eventsPath), { ...worker?.settings, ...base });
  if (!worker || !backend.worker) return { ...plan, settings: toText(reported) };
  const script = { path: path.join(folder, 'emit-event'), text: backend.worker.emitScript };
  const command = ['sh', script.path, worker.dir, worker.sessionId].map(quoteWord).join(' ');
  return { ...plan, script, settings: toText(hooks.settings(command, reported, backend.worker.events)) };
}

/** Writes the settings and an empty event file, 0600 in a folder of 0700; removes what an earlier session left. */
export async function writeHooks(ctx: Context, name: string, plan: HooksPlan): Promise<void> {
  await removeHooks(ctx, name);
  await writePrivate(ctx, plan.settingsPath, plan.settings);
  await writePrivate(ctx, plan.eventsPath, '');
  if (plan.script) await writePrivate(ctx, plan.script.path, plan.script.text);
}

/** Removes what `writeHooks` wrote; does nothing if there is nothing. */
export async function removeHooks(ctx: Context, name: string): Promise<void> {
  await removePrivateFolder(ctx, hooksFolder(ctx, name));
}

/**
 * The arguments with these settings added to those that the caller gives the agent; writes nothing. Throws `bad_input`
 * if the caller's settings cannot be read.
 */
export async function addSettings(
  ctx: Context,
  { flag, args, cwd }: { flag: string; args: string[]; cwd: string },
  settings: Record<string, unknown>,
): Promise<string[]> {
  const { value, rest } = takeFlag(args, flag);
  const own = value === undefined ? {} : await readSettings(ctx, flag, value, cwd);
  return [flag, JSON.stringify({ ...settings, ...own }), ...rest];
}

/** The newest events of the session's own agent; `currentId` is its present conversation, if known. */
export async function observeHooks(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  currentId: string | undefined,
): Promise<HooksSignal> {
  const slice = await readEventsTail(ctx, sidecar);
  if (!slice || !backend.hooks) return { kind: 'absent' };
  const sessions = [sidecar.session_id, ...(currentId === undefined ? [] : [currentId])];
  return { kind: 'read', hooks: readHooks(slice.bytes, slice.start, backend.hooks, sessions) };
}

/** The newest event that the agent reported, in any of its conversations; `undefined` if none is known. */
export async function readNewestEvent(
  ctx: Context,
  sidecar: Sidecar,
  { hooks }: Backend,
): Promise<HookEvent | undefined> {
  const slice = hooks && (await readEventsTail(ctx, sidecar));
  return slice && hooks && readHooks(slice.bytes, slice.start, hooks).events.at(-1);
}

async function readEventsTail(ctx: Context, { events_path: file }: Sidecar): Promise<Slice | undefined> {
  return file !== undefined && (await isTrusted(ctx, file)) ? ctx.files.readBack(file, TAIL_BYTES) : undefined;
}

function hooksFolder(ctx: Context, name: string): string {
  return path.join(path.dirname(ctx.sessionsDir), 'hooks', name);
}

/**
 * The shell command that appends one line per event: three or four short processes, POSIX only. It prints nothing,
 * reads all of its input, and always exits with 0, so that it can neither stop nor steer the agent. It writes only to a
 * file and a folder of the user's, and through no link. `-O` is not part of POSIX, but every system's sh has it.
 */
export function appendCommand(eventsPath: string): string {
  const file = quoteWord(eventsPath);
  const folder = quoteWord(path.dirname(eventsPath));
  const own = `[ -f ${file} ] && [ -O ${file} ] && [ ! -L ${file} ] && [ -O ${folder} ] && [ ! -L ${folder} ]`;
  const whole = `printf '{"ts":%s,"event":%s}\\n' "$t" "$e"`;
  const cut = `printf '{"ts":%s,"cut":"%s"}\\n' "$t" "$(printf %s "$e" | head -c ${CUT_BYTES} | sed 's/[\\\\"]/\\\\&/g')"`;
  const write = `if [ \${#e} -le ${WHOLE_BYTES} ]; then ${whole}; else ${cut}; fi >> ${file}`;
  return `{ LC_ALL=C; e=$(head -c ${WHOLE_BYTES + 1}; cat >/dev/null); t=$(date +%s); ${own} && { ${write}; }; } 2>/dev/null; exit 0`;
}

function toText(settings: Record<string, unknown>): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** The value of a flag that may be given once, as `--flag value` or `--flag=value`, and the arguments without it. */
export function takeFlag(args: string[], flag: string): { value?: string; rest: string[] } {
  const end = args.indexOf('--');
  const places = args.flatMap((arg, n) =>
    (end === -1 || n < end) && (arg === flag || arg.startsWith(`${flag}=`)) ? [n] : [],
  );
  const [place] = places;
  if (place === undefined) return { rest: args };
  if (places.length > 1)
    throw new CsdError(
      'bad_input',
      `${flag} is given twice after --: give it once, since csd merges it with its own settings`,
    );
  const arg = args[place] ?? '';
  const inline = arg !== flag;
  const value = inline ? arg.slice(flag.length + 1) : args[place + 1];
  if (value === undefined) throw new CsdError('bad_input', `${flag} after -- has no value`);
  return { value, rest: [...args.slice(0, place), ...args.slice(place + (inline ? 1 : 2))] };
}

/** The caller's own settings: JSON, or the path of a JSON file, as the agent accepts them. */
export async function readSettings(
  ctx: Context,
  flag: string,
  value: string,
  cwd: string,
): Promise<Record<string, unknown>> {
  const file = path.resolve(cwd, value);
  const inline = value.trimStart().startsWith('{');
  const text = inline ? value : await readNamed(ctx, file, MOST_DOCUMENT_BYTES);
  const what = inline ? `the JSON of ${flag}` : `the file of ${flag}, ${JSON.stringify(file)},`;
  if (text === undefined)
    throw new CsdError('bad_input', `${what} cannot be read: csd must read it to merge it with its own settings`);
  const parsed = parseObject(text);
  if (parsed) return parsed;
  throw new CsdError('bad_input', `${what} is not a JSON object: csd must read it to merge it with its own settings`);
}
