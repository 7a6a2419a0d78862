import { isObject, type Json } from '../../contract/json.ts';
import type { GuardedCall, GuardGrammar } from '../../detect/agent/delegate-grammar.ts';
import { commandIn } from '../command-fields.ts';
import { denial } from '../hook-answer.ts';

/**
 * The longest time that the guard may delay the agent, in s; a call that takes longer is allowed, so this is more than
 * enough.
 */
const TIMEOUT_S = 60;

/** Inputs that are paths, of the tools that the model is offered on 2.1.158 and 2.1.332, and of older ones. */
const WRITES: Record<string, string[]> = {
  Write: ['file_path'],
  Edit: ['file_path'],
  MultiEdit: ['file_path'],
  NotebookEdit: ['notebook_path'],
};
const READS: Record<string, string[]> = {
  Read: ['file_path'],
  NotebookRead: ['notebook_path'],
  LS: ['path'],
  Grep: ['path', 'glob'],
  Glob: ['path', 'pattern'],
};
/** Inputs that a shell runs. */
const RUNS: Record<string, string> = { Bash: 'command', PowerShell: 'command', Monitor: 'command' };
/** Tools whose texts are never paths. */
const HARMLESS = new Set(
  'Agent AskUserQuestion EnterPlanMode ExitPlanMode ListAgents ReportFindings ScheduleWakeup SendMessage Skill Task TaskCreate TaskGet TaskList TaskOutput TaskStop TaskUpdate TodoRead TodoWrite ToolSearch WebFetch WebSearch CronCreate CronDelete CronList'.split(
    ' ',
  ),
);

/**
 * Claude Code asks its `PreToolUse` hooks before every tool, in every permission mode and in subagents too, and a
 * hook's refusal overrides everything else (2.1.158, 2.1.332). `--settings` overrides the settings of the user and the
 * project.
 */
export const guard: GuardGrammar = {
  settings(command, base, rules) {
    const known = isObject(base.hooks) ? base.hooks : {};
    const hooks = [{ type: 'command', command, timeout: TIMEOUT_S }];
    const added = ['SessionStart', 'PreToolUse'].map((event) => {
      const before = known[event];
      return [event, [{ matcher: event === 'PreToolUse' ? '*' : '', hooks }, ...(Array.isArray(before) ? before : [])]];
    });
    const permissions = isObject(base.permissions) ? base.permissions : {};
    const listed = (name: string) => (Array.isArray(permissions[name]) ? permissions[name] : []) as unknown[];
    const allow = [...listed('allow'), ...rules.allow];
    const deny = [...listed('deny'), ...rules.unread.map(toRule)];
    return {
      ...base,
      disableAllHooks: false,
      hooks: { ...known, ...Object.fromEntries(added) },
      ...(allow.length + deny.length > 0 && { permissions: { ...permissions, allow, deny } }),
    };
  },
  read,
  call: callOf,
  deny: denial,
  own: ['**/.claude/settings.json', '**/.claude/settings.local.json'],
};

/** A rule that also excludes searches: two slashes begin a path from the root. */
function toRule(glob: string): string {
  const anywhere = !/^[~/]|.\/./.test(glob) ? `**/${glob}` : glob.startsWith('/') ? `/${glob}` : glob;
  return `Read(${anywhere.replace(/\/$/, '/**')})`;
}

function read(record: unknown): 'start' | GuardedCall | undefined {
  if (!isObject(record)) return undefined;
  const { hook_event_name: event, tool_name: tool, tool_input: input, cwd } = record;
  if (event === 'SessionStart') return 'start';
  if (event !== 'PreToolUse' || typeof tool !== 'string' || typeof cwd !== 'string') return undefined;
  return callOf(tool, input, cwd);
}

function callOf(tool: string, input: unknown, cwd: string): GuardedCall {
  const given = isObject(input) ? input : {};
  const isKnown = tool in WRITES || tool in READS || tool in RUNS || HARMLESS.has(tool);
  const command = isKnown ? given[RUNS[tool] ?? ''] : commandIn(input);
  return {
    tool,
    cwd,
    writes: textsOf(given, WRITES[tool] ?? []),
    reads: textsOf(given, READS[tool] ?? []),
    ...(typeof command === 'string' ? { command } : {}),
    ...(isKnown ? {} : { texts: allTexts(input) }),
  };
}

function textsOf(input: Json, names: string[]): string[] {
  return names.flatMap((name) => (typeof input[name] === 'string' ? [input[name]] : []));
}

/** Every text in a value, at any depth, and field names with non-word characters: file paths used as keys. */
function allTexts(value: unknown): string[] {
  const texts: string[] = [];
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') texts.push(next);
    else if (Array.isArray(next)) waiting.push(...next);
    else if (isObject(next))
      waiting.push(...Object.values(next), ...Object.keys(next).filter((name) => /\W/.test(name)));
  }
  return texts;
}
