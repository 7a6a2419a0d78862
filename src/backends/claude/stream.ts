import type { Json } from '../../contract/json.ts';
import type {
  GateVerdict,
  StreamCount,
  StreamDriver,
  StreamFact,
  StreamGate,
  StreamUsage,
} from '../../detect/agent/stream-grammar.ts';
import { fieldOf } from '../json-fields.ts';
import { readGate } from './stream-gates.ts';

/*
 * Claude Code without its screen: `-p` with records in both directions. Observed on 2.1.158 and 2.1.332 with a scripted
 * Messages API, unless a comment says otherwise.
 */
export const stream = {
  start: (_, args) => ({ args: [...SPEAKING, ...args] }),
  opening: () => [{ type: 'control_request', request_id: 'csd-initialize', request: { subtype: 'initialize' } }],
  read,
  // The prompt comes back with its id when it is taken up; the agent accepts an id only once.
  prompt: (text, id) => ({ type: 'user', uuid: id, message: { role: 'user', content: text } }),
  interrupt: (id) => ({ type: 'control_request', request_id: id, request: { subtype: 'interrupt' } }),
  answer,
  trust: {
    // Next to the configuration folder, or inside it if the variable names one.
    file: (configDir, home, isOwnFolder) => (isOwnFolder ? `${configDir}/.claude.json` : `${home}/.claude.json`),
    format: 'json',
    // Trust in a folder includes the folders below it (2.1.158, 2.1.332).
    holds: (config, folder) =>
      withParents(folder).some(
        (one) => fieldOf(fieldOf(fieldOf(config, 'projects'), one), 'hasTrustDialogAccepted') === true,
      ),
  },
} satisfies StreamDriver;

const SPEAKING = [
  ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
  ...['--permission-prompt-tool', 'stdio', '--replay-user-messages', '--include-partial-messages'],
];

/** A folder and all of its parents. */
function withParents(folder: string): string[] {
  const names = folder.split('/').filter((name) => name !== '');
  return ['/', ...names.map((_, n) => `/${names.slice(0, n + 1).join('/')}`)];
}

function answer({ id, input, options }: StreamGate, verdict: GateVerdict): object {
  const response = responseTo(input, options, verdict);
  return { type: 'control_response', response: { subtype: 'success', request_id: id, response } };
}

function responseTo(input: unknown, options: StreamGate['options'], verdict: GateVerdict): object {
  if ('answers' in verdict) return { behavior: 'allow', updatedInput: { ...Object(input), answers: verdict.answers } };
  const option = options[verdict.option];
  if (option === undefined || option.meaning === 'refuse') {
    // What the agent's own screen tells the model for a plain No; it must not be empty.
    return { behavior: 'deny', message: verdict.message ?? 'The user does not want to proceed with this.' };
  }
  const permissions = option.change === undefined ? {} : { updatedPermissions: [option.change] };
  return { behavior: 'allow', updatedInput: Object(input), ...permissions };
}

function read(record: unknown): StreamFact[] {
  const fields = Object(record) as Json;
  switch (fields.type) {
    case 'control_response':
      return readResponse(Object(fields.response));
    case 'control_request':
      return readRequest(fields);
    case 'control_cancel_request':
      return typeof fields.request_id === 'string' ? [{ kind: 'gate_closed', id: fields.request_id }] : [];
    case 'system':
      return readSystem(fields);
    case 'conversation_reset':
      // 2.1.332. Its id is not that of the conversation, which comes with the next `init`.
      return typeof fields.session_id === 'string'
        ? [{ kind: 'conversation', id: fields.session_id, fresh: true }]
        : [];
    case 'command_lifecycle':
      return readLifecycle(fields);
    case 'stream_event':
      return isAside(fields) ? [] : readEvent(Object(fields.event));
    case 'assistant':
      return isAside(fields) ? [] : readAssistant(Object(fields.message));
    case 'user':
      return isAside(fields) ? [] : readUser(fields);
    case 'result':
      return [readResult(fields)];
    default:
      return [];
  }
}

/** A record of a subagent's conversation. */
function isAside({ parent_tool_use_id }: Json): boolean {
  return typeof parent_tool_use_id === 'string';
}

function readResponse({ request_id, response }: Json): StreamFact[] {
  if (request_id === 'csd-initialize') return [{ kind: 'ready' }];
  // The agent echoes the answer to a gate when it accepts it.
  const isGate = typeof fieldOf(response, 'behavior') === 'string';
  return isGate && typeof request_id === 'string' ? [{ kind: 'gate_answered', id: request_id }] : [];
}

function readRequest({ request_id, request }: Json): StreamFact[] {
  const isGate = fieldOf(request, 'subtype') === 'can_use_tool' && typeof request_id === 'string';
  return isGate ? [{ kind: 'gate', gate: readGate(request_id, Object(request)) }] : [];
}

function readSystem(fields: Json): StreamFact[] {
  const { subtype, session_id, model, permissionMode, status } = fields;
  const mode = typeof permissionMode === 'string' ? permissionMode : undefined;
  switch (subtype) {
    case 'init': {
      const named = { ...(typeof model === 'string' ? { model } : {}), ...(mode === undefined ? {} : { mode }) };
      const known: StreamFact[] =
        typeof session_id === 'string' ? [{ kind: 'conversation', id: session_id, ...named }] : [];
      return [...known, { kind: 'began' }];
    }
    case 'status': {
      const detail = status === 'compacting' ? 'compacting' : undefined;
      return [...(mode === undefined ? [] : [{ kind: 'mode' as const, mode }]), { kind: 'detail', detail }];
    }
    case 'api_retry':
      return [{ kind: 'detail', detail: 'retrying', retry: retryOf(fields) }];
    case 'background_tasks_changed':
      return [readBackground(fields.tasks)];
    default:
      return [];
  }
}

function retryOf({ attempt, max_retries, retry_delay_ms, error_status, error }: Json): string {
  const what = [error_status, error].filter((part) => typeof part === 'string' || typeof part === 'number').join(' ');
  const wait = typeof retry_delay_ms === 'number' ? ` in ${Math.round(retry_delay_ms / 1000)}s` : '';
  return `${what}${what === '' ? '' : ' · '}retrying${wait} · attempt ${attempt}/${max_retries}`;
}

/** 2.1.332: all tasks that run alongside the turn. */
function readBackground(tasks: unknown): StreamFact {
  const kinds = Array.isArray(tasks)
    ? tasks.map((task) => String(fieldOf(task, 'task_type') ?? fieldOf(task, 'type') ?? ''))
    : [];
  const shells = kinds.filter((kind) => /bash|shell/.test(kind)).length;
  const agents = kinds.filter((kind) => /agent/.test(kind)).length;
  return { kind: 'background', shells, agents, other: kinds.length - shells - agents };
}

/** 2.1.332: the progress of each prompt. */
function readLifecycle({ command_uuid: id, state }: Json): StreamFact[] {
  if (typeof id !== 'string') return [];
  if (state === 'queued') return [{ kind: 'queued', id }];
  if (state === 'started') return [{ kind: 'taken', id }];
  return state === 'cancelled' || state === 'discarded' ? [{ kind: 'dropped', id }] : [];
}

function readEvent({ type, delta }: Json): StreamFact[] {
  const text = fieldOf(delta, 'text');
  return type === 'content_block_delta' && typeof text === 'string' ? [{ kind: 'delta', text }] : [];
}

function readAssistant(message: Json): StreamFact[] {
  const { id, content, usage } = message;
  const used = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'].map((name) =>
    fieldOf(usage, name),
  );
  const sum = used.reduce<number>((total, part) => total + (typeof part === 'number' ? part : 0), 0);
  return list(content).flatMap((block): StreamFact[] => {
    const { type, text, id: tool, name, input } = block;
    if (type === 'text' && typeof text === 'string')
      return [{ kind: 'text', text, message: String(id ?? ''), ...(sum > 0 ? { contextUsed: sum } : {}) }];
    if (type !== 'tool_use' || typeof tool !== 'string' || typeof name !== 'string') return [];
    const command = name === 'Bash' ? fieldOf(input, 'command') : undefined;
    return [{ kind: 'tool', id: tool, name, input, ...(typeof command === 'string' ? { command } : {}) }];
  });
}

function readUser({ isReplay, uuid, message }: Json): StreamFact[] {
  if (isReplay === true) return typeof uuid === 'string' ? [{ kind: 'taken', id: uuid }] : [];
  return list(fieldOf(message, 'content')).flatMap((block): StreamFact[] => {
    const { type, tool_use_id: id, is_error, content } = block;
    if (type !== 'tool_result' || typeof id !== 'string') return [];
    return [{ kind: 'tool_ended', id, failed: is_error === true, text: textOf(content) }];
  });
}

/** A string unchanged, or the text blocks of a list. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return list(content)
    .flatMap(({ text }) => (typeof text === 'string' ? text : []))
    .join('\n');
}

function readResult(fields: Json): StreamFact {
  const { subtype, is_error, result, errors, terminal_reason, stop_reason, num_turns } = fields;
  const text = typeof result === 'string' ? result : '';
  const interrupted = typeof terminal_reason === 'string' && terminal_reason.startsWith('aborted');
  const said = list2(errors).join('; ') || text || String(subtype ?? 'error');
  const error = is_error === true && !interrupted ? said : undefined;
  return {
    kind: 'ended',
    text: error === undefined ? text : '',
    // A slash command calls no model.
    ...(num_turns === 0 && is_error !== true ? { command: true } : {}),
    ...(interrupted ? { interrupted } : {}),
    ...(error === undefined ? {} : { error }),
    ...(typeof stop_reason === 'string' ? { stopReason: stop_reason } : {}),
    usage: readUsage(fields),
  };
}

function readUsage({ total_cost_usd: cost, modelUsage, model_usage_since_last_result: since }: Json): StreamUsage {
  const total = countOf(modelUsage, cost);
  const [model, counts] = Object.entries(Object(modelUsage) as Json).at(-1) ?? [];
  const size = fieldOf(counts, 'contextWindow');
  // 2.1.332. A process that resumes a conversation includes its earlier usage in the count.
  const own = typeof since === 'object' ? countOf(since, undefined) : undefined;
  const earlier = own && {
    cost: (total.cost ?? 0) - (own.cost ?? 0),
    input: (total.input ?? 0) - (own.input ?? 0),
    output: (total.output ?? 0) - (own.output ?? 0),
    cacheRead: (total.cacheRead ?? 0) - (own.cacheRead ?? 0),
    cacheWrite: (total.cacheWrite ?? 0) - (own.cacheWrite ?? 0),
  };
  return {
    ...total,
    ...(typeof size === 'number' ? { contextSize: size } : {}),
    ...(model === undefined ? {} : { model }),
    ...(earlier && { earlier }),
  };
}

/** The sum over models; the cost as reported, if it is. */
function countOf(byModel: unknown, cost: unknown): StreamCount {
  const models = Object.values(Object(byModel) as Json);
  const sum = (name: string) =>
    models.reduce<number>((total, counts) => total + (Number(fieldOf(counts, name)) || 0), 0);
  const told = typeof cost === 'number' ? { cost } : models.length === 0 ? {} : { cost: sum('costUSD') };
  if (models.length === 0) return told;
  return {
    ...told,
    input: sum('inputTokens'),
    output: sum('outputTokens'),
    cacheRead: sum('cacheReadInputTokens'),
    cacheWrite: sum('cacheCreationInputTokens'),
  };
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map((one) => Object(one) as Json) : [];
}

function list2(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
