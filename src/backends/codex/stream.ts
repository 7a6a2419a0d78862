import type { Json } from '../../contract/json.ts';
import type { StreamFact, StreamGrammar, StreamNow, StreamSession } from '../../detect/agent/stream-grammar.ts';
import { fieldOf } from '../json-fields.ts';
import { answer, gateId, readGate } from './stream-gates.ts';
import { readItem } from './stream-items.ts';
import { readUsed } from './stream-usage.ts';

/*
 * codex without its screen: `codex app-server`, whose records are requests, answers and notifications of JSON-RPC, one
 * a line and without the `jsonrpc` field. Observed on 0.145.0, 0.150.0, 0.158.0 and 0.171.0 with a scripted Responses
 * API, unless a comment says otherwise; `codex app-server generate-ts --experimental` prints the protocol of a release.
 */
export const stream: StreamGrammar = {
  opening: () => [{ id: INITIALIZE, method: 'initialize', params: { clientInfo: CLIENT, capabilities: CAPABILITIES } }],
  reply,
  read,
  prompt: (text, id, { conversation }) => ({
    id,
    method: 'turn/start',
    // During a turn this adds the prompt to it. The agent does not detect a repeated id, so each is sent once.
    params: { threadId: conversation, clientUserMessageId: id, input: [{ type: 'text', text, text_elements: [] }] },
  }),
  givesBack: true,
  commands: {
    '/clear': begin,
    '/new': begin,
    '/compact': (id, { conversation }) => ({ id, method: 'thread/compact/start', params: { threadId: conversation } }),
  },
  interrupt: (id, { conversation, turnId, running }) =>
    running && turnId !== undefined
      ? { id: `interrupt ${id}`, method: 'turn/interrupt', params: { threadId: conversation, turnId } }
      : undefined,
  answer,
};

const INITIALIZE = 'csd-initialize';
const OPEN = 'csd-open';
/** Precedes the id of a prompt that begins a new conversation. */
const CLEAR = 'clear ';
const CLIENT = { name: 'csd', title: null, version: '1' };
const CAPABILITIES = { experimentalApi: true, requestAttestation: false };

/** The request after the agent has initialized: to start, resume or copy a conversation. */
export interface Opening {
  method: 'thread/start' | 'thread/resume' | 'thread/fork';
  params: Json;
}

function begin(id: string, _: StreamNow, { opening }: StreamSession): object {
  const { threadId: __, excludeTurns: ___, ...params } = (opening as Opening).params;
  return { id: `${CLEAR}${id}`, method: 'thread/start', params: { ...params, sessionStartSource: 'clear' } };
}

/** Requests to a client that has asked for them, which csd has not; a turn would hang without an answer. */
function reply(record: unknown, { opening }: StreamSession): object[] {
  const { id, method, result } = Object(record) as Json;
  if (id === INITIALIZE && result !== undefined) return [{ method: 'initialized' }, { id: OPEN, ...Object(opening) }];
  const isUnknown = isId(id) && typeof method === 'string' && !ASKING.has(method);
  return isUnknown ? [{ id, error: { code: -32601, message: `csd does not do ${method}` } }] : [];
}

/** The requests that are gates. */
const ASKING = new Set([
  'item/commandExecution/requestApproval',
  'item/fileChange/requestApproval',
  'item/permissions/requestApproval',
  'item/tool/requestUserInput',
  'mcpServer/elicitation/request',
]);

function read(record: unknown, now: StreamNow, { mark }: StreamSession): StreamFact[] {
  const { id, method, params, result, error } = Object(record) as Json;
  if (typeof method !== 'string') return isId(id) ? readAnswer(String(id), result, error, now) : [];
  const fields = Object(params) as Json;
  if (isId(id))
    return ASKING.has(method) ? [{ kind: 'gate', gate: readGate({ method, id, params: fields }, now, mark) }] : [];
  // A subagent has its own conversation; only its gates count here.
  const isOther = typeof fields.threadId === 'string' && fields.threadId !== now.conversation;
  if (method === 'serverRequest/resolved') return readResolved(fields.requestId, now, mark);
  return isOther ? [] : readNotice(method, fields, now);
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || typeof id === 'number';
}

/** After an answer of csd the gate is already gone. */
function readResolved(request: unknown, { gates }: StreamNow, mark: string): StreamFact[] {
  if (!isId(request)) return [];
  const id = gateId(mark, request);
  return [{ kind: gates.some((gate) => gate.id === id) ? 'gate_closed' : 'gate_answered', id }];
}

function readAnswer(id: string, result: unknown, error: unknown, now: StreamNow): StreamFact[] {
  const refusal = error === undefined ? undefined : String(fieldOf(error, 'message') ?? 'refused');
  if (id === INITIALIZE) return refusal === undefined ? [] : [{ kind: 'failed', error: refusal }];
  if (id === OPEN)
    return refusal === undefined ? [...readThread(result), { kind: 'ready' }] : [{ kind: 'failed', error: refusal }];
  const prompt = id.startsWith(CLEAR) ? id.slice(CLEAR.length) : id;
  if (!now.pending.some((one) => one.id === prompt)) return [];
  if (refusal !== undefined) return [{ kind: 'refused', id: prompt, error: refusal }];
  if (prompt !== id) return [...readThread(result, true), { kind: 'dropped', id: prompt }];
  const turn = fieldOf(fieldOf(result, 'turn'), 'id');
  // Another id belongs to the turn that is about to begin.
  if (typeof turn !== 'string' || turn !== now.turnId) return [];
  return [{ kind: now.running ? 'queued' : 'lost', id }];
}

function readThread(result: unknown, fresh = false): StreamFact[] {
  const id = fieldOf(fieldOf(result, 'thread'), 'id');
  const model = fieldOf(result, 'model');
  if (typeof id !== 'string') return [];
  return [{ kind: 'conversation', id, ...(typeof model === 'string' && { model }), ...(fresh && { fresh }) }];
}

function readNotice(method: string, params: Json, now: StreamNow): StreamFact[] {
  switch (method) {
    case 'turn/started':
      return [{ kind: 'began', ...idOf(params.turn) }];
    case 'turn/completed':
      return readEnd(Object(params.turn), now);
    case 'item/started':
    case 'item/completed':
      return readItem(Object(params.item), method === 'item/completed');
    case 'item/agentMessage/delta':
    case 'item/plan/delta':
      return typeof params.delta === 'string' ? [{ kind: 'delta', text: params.delta }] : [];
    case 'thread/tokenUsage/updated':
      return readUsed(params.tokenUsage, now);
    case 'error':
      return readTrouble(params);
    case 'warning':
    case 'configWarning':
    case 'deprecationNotice':
      return [{ kind: 'note', text: String(params.message ?? params.summary ?? method) }];
    default:
      return /(?:Delta|\/diff\/updated|\/progress)$/.test(method) ? [{ kind: 'part' }] : [];
  }
}

function idOf(turn: unknown): { id?: string } {
  const id = fieldOf(turn, 'id');
  return typeof id === 'string' ? { id } : {};
}

/** The error is retried, or reported again at the end of the turn. */
function readTrouble({ error, willRetry }: Json): StreamFact[] {
  const message = fieldOf(error, 'message');
  return willRetry === true ? [{ kind: 'detail', detail: 'retrying', retry: String(message ?? '') }] : [];
}

/** The agent silently drops prompts that were added to an interrupted turn (0.171.0). */
function readEnd({ status, items, error }: Json, now: StreamNow): StreamFact[] {
  const interrupted = status === 'interrupted';
  const failure = status === 'failed' ? String(fieldOf(error, 'message') ?? 'the turn failed') : undefined;
  const texts = Array.isArray(items)
    ? items.filter((item) => fieldOf(item, 'type') === 'agentMessage').map((item) => fieldOf(item, 'text'))
    : [];
  const last = texts.findLast((text) => typeof text === 'string');
  const text = interrupted || failure !== undefined ? '' : String(last ?? now.text);
  const lost = now.pending.filter(({ queued, taken }) => queued && !taken);
  return [
    {
      kind: 'ended',
      text,
      // A requested compaction is a turn that ends with it.
      ...(now.detail === 'compacting' && status === 'completed' ? { command: true } : {}),
      ...(interrupted ? { interrupted } : {}),
      ...(failure === undefined ? {} : { error: failure }),
    },
    ...lost.map(({ id }) => ({ kind: 'lost' as const, id })),
  ];
}
