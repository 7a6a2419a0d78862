import { isObject, type Json } from '../../contract/json.ts';
import type { Digest, GuardedCall, GuardGrammar } from '../../detect/agent/delegate-grammar.ts';
import { commandIn } from '../command-fields.ts';
import { denial } from '../hook-answer.ts';

/** The longest time that the guard may delay the agent, in s. */
const TIMEOUT_S = 60;

/** The source that the agent reports for settings of its command line. */
const FLAGS = '/<session-flags>/config.toml';

/**
 * codex asks its `PreToolUse` hooks before every tool, also before those that a script of its code mode calls, and
 * passes them shell commands as `Bash`, with the folder that they will run in, and patches as `apply_patch` (0.150.0,
 * 0.171.0). Hooks of the command line apply in addition to the user's. It runs only hooks that were reviewed, which it
 * recognizes by a digest of the hook's definition: only this hook is marked as reviewed, and that lets no hook of a
 * project or plugin run.
 */
export const guard: GuardGrammar = {
  args: hookArgs,
  asks: (command, digest) => ({
    args: ['app-server', ...hookArgs(command, digest)],
    lines: (cwd) =>
      [
        { id: 1, method: 'initialize', params: { clientInfo: { name: 'csd', version: '1' } } },
        { method: 'initialized' },
        { id: LIST, method: 'hooks/list', params: { cwds: [cwd] } },
      ].map((request) => JSON.stringify(request)),
    isAnswer: (line) => line.includes(`"id":${LIST}`),
    isAsked: (line) => isTrusted(line, command),
  }),
  read,
  call,
  deny: denial,
  own: ['**/.codex/config.toml', '**/.codex/hooks.json', '**/.codex/requirements.toml'],
};

/** The number of the request for the list of hooks. */
const LIST = 2;

/**
 * No hook is asked about text typed into a running command. Typing needs a terminal, which is switched off if the
 * release has a switch (0.171.0); an older one ignores the setting (0.150.0).
 */
const NO_TYPING = 'features.unified_exec_tty=false';

/** Settings of the command line: their values are TOML, whose strings are written like those of JSON. */
function hookArgs(command: string, digest: Digest): string[] {
  const handler = { type: 'command', command, timeout: TIMEOUT_S };
  const hook = `{hooks=[{type="command",command=${JSON.stringify(command)},timeout=${TIMEOUT_S}}]}`;
  // The digest of the definition with its defaults, as JSON with sorted keys.
  const definition = { event_name: 'pre_tool_use', hooks: [{ ...handler, async: false }] };
  const trusted = `sha256:${digest(toSortedJson(definition))}`;
  const state = `{${JSON.stringify(`${FLAGS}:pre_tool_use:0:0`)}={enabled=true,trusted_hash="${trusted}"}}`;
  return ['features.hooks=true', NO_TYPING, `hooks.PreToolUse=[${hook}]`, `hooks.state=${state}`].flatMap((set) => [
    '-c',
    set,
  ]);
}

function toSortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toSortedJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${toSortedJson(value[name])}`).join(',')}}`;
}

/** True if the agent says that it will run this hook. */
function isTrusted(line: string, command: string): boolean {
  try {
    const { result } = JSON.parse(line) as { result?: { data?: { hooks?: Json[] }[] } };
    const hooks = (result?.data ?? []).flatMap((one) => one.hooks ?? []);
    return hooks.some(
      (hook) =>
        hook.sourcePath === FLAGS &&
        hook.eventName === 'preToolUse' &&
        hook.command === command &&
        hook.enabled === true &&
        hook.trustStatus === 'trusted',
    );
  } catch {
    return false;
  }
}

function read(record: unknown, readEnd: (file: string) => string): GuardedCall | undefined {
  if (!isObject(record) || record.hook_event_name !== 'PreToolUse') return undefined;
  const { tool_name: tool, tool_input: input, cwd, transcript_path: file, tool_use_id: id } = record;
  if (typeof tool !== 'string' || typeof cwd !== 'string') return undefined;
  const read = call(tool, input, cwd);
  if (read.command === undefined || typeof file !== 'string' || typeof id !== 'string') return read;
  const folders = foldersOf(id, readEnd(file)).map((folder) => joinPath(cwd, folder));
  return folders.length > 0 ? { ...read, folders } : read;
}

/**
 * Up to 0.158.0 the hook gets the folder of the session instead of the command's own, which is in the record of the
 * call. A call by a script of the code mode has no record, and may run in any folder that the script names (0.145.0,
 * 0.150.0, 0.158.0; correct on 0.169.0).
 */
function foldersOf(id: string, records: string): string[] {
  const lines = records.split('\n').reverse();
  const own = lines.find((line) => line.includes(`"call_id":${JSON.stringify(id)}`) && line.includes('_call"'));
  if (own === undefined) {
    const script = lines.find((line) => line.includes('"custom_tool_call"')) ?? '';
    return [...script.matchAll(/workdir[^:]{0,4}:[^"'`]{0,4}["'`]([^"'`\\]+)/g)].map(([, folder = '']) => folder);
  }
  try {
    const { payload } = JSON.parse(own) as { payload: { arguments: string } };
    const { workdir } = JSON.parse(payload.arguments) as { workdir?: unknown };
    return typeof workdir === 'string' ? [workdir] : [];
  } catch {
    return [];
  }
}

/** Inputs that a shell runs, in the hook's input and in the transcript. */
const COMMANDS: Record<string, string> = {
  Bash: 'command',
  exec_command: 'cmd',
  shell_command: 'command',
  write_stdin: 'chars',
};
/** Tools whose texts are never paths. */
const HARMLESS = new Set(
  'update_plan request_user_input request_user_input_async spawn_agent send_input send_message wait wait_agent close_agent resume_agent followup_task list_agents interrupt_agent get_goal create_goal update_goal web_search tool_search'.split(
    ' ',
  ),
);

function call(tool: string, input: unknown, cwd: string): GuardedCall {
  const given: Json = isObject(input) ? input : {};
  const folder = typeof given.workdir === 'string' ? joinPath(cwd, given.workdir) : cwd;
  const text = given[COMMANDS[tool] ?? ''];
  const nothing = { tool, cwd: folder, writes: [], reads: [] };
  if (tool === 'apply_patch') return { ...nothing, writes: patched(typeof input === 'string' ? input : textIn(given)) };
  if (tool === 'view_image' && typeof given.path === 'string') return { ...nothing, reads: [given.path] };
  if (typeof text === 'string') return { ...nothing, command: text };
  if (tool === 'shell' && Array.isArray(given.command)) return { ...nothing, command: given.command.join(' ') };
  if (HARMLESS.has(tool)) return nothing;
  const run = commandIn(input);
  return { ...nothing, texts: textsOf(input), ...(run === undefined ? {} : { command: run }) };
}

/** The patch itself, in whichever field of the input. */
function textIn(input: Json): string {
  return textsOf(input).find((text) => text.includes('*** ')) ?? '';
}

/** The paths in a patch: codex ignores blanks before a header (0.171.0). */
function patched(patch: string): string[] {
  return [
    ...patch.matchAll(/^[^\S\n\r\u2028\u2029]*\*\*\* ?(?:Add File|Update File|Delete File|Move to):(.*)$/gim),
  ].map(([, path = '']) => path.trim());
}

function joinPath(cwd: string, folder: string): string {
  return folder.startsWith('/') ? folder : `${cwd}/${folder}`;
}

/** Every text in a value, at any depth, and field names with non-word characters: file paths used as keys. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [];
  return [...Object.values(value).flatMap(textsOf), ...Object.keys(value).filter((name) => /\W/.test(name))];
}
