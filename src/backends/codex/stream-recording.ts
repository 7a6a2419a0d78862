import { isObject, type Json, pick } from '../../contract/json.ts';

/** Requests of csd whose parameters contain the agent's configuration, including its instructions. */
const STARTS = /^(?:initialize|thread\/(?:start|resume|fork))$/;
/** Records of something that arrives again as a whole, or does not concern a turn. */
const SPOKEN =
  /^(?:turn\/(?:started|completed|start|interrupt)|item\/(?:started|completed)|item\/(?:agentMessage|plan)\/delta|serverRequest\/resolved|thread\/tokenUsage\/updated|thread\/compact\/start|error|warning|configWarning|deprecationNotice)/;
const PLACE = ['threadId', 'turnId', 'itemId'];

/** A record as it may be kept: without instructions, output of commands, thinking, and partial text. */
export function trimStreamRecord(record: Json): Json {
  const kept = pick(record, ['id', 'method', 'error']);
  const { method, params, result } = record;
  if (isObject(result)) kept.result = trimResult(result);
  if (typeof method !== 'string' || params === undefined) return kept;
  if (STARTS.test(method)) return kept;
  const fields: Json = { ...Object(params) };
  // A request for permission is kept whole: all of it is the gate.
  if (record.id !== undefined) kept.params = fields;
  else kept.params = SPOKEN.test(method) ? trimParams(fields) : pick(fields, PLACE);
  return kept;
}

/** From an answer of the agent, its thread and turn; from one of csd, which has no method, the decision. */
function trimResult(result: Json): Json {
  const { thread, turn, ...rest } = result;
  return {
    ...pick(rest, ['model', 'decision', 'answers', 'permissions', 'scope', 'action', 'content']),
    ...(isObject(thread) && { thread: pick(thread, ['id']) }),
    ...(isObject(turn) && { turn: pick(turn, ['id']) }),
  };
}

function trimParams(params: Json): Json {
  const { delta, turn, item, ...rest } = params;
  return {
    ...rest,
    ...(delta !== undefined && { delta: typeof delta === 'string' ? '' : delta }),
    ...(isObject(turn) && { turn: trimTurn(turn) }),
    ...(isObject(item) && { item: trimItem(item) }),
  };
}

function trimTurn(turn: Json): Json {
  const { items } = turn;
  return {
    ...pick(turn, ['id', 'status', 'error']),
    ...(Array.isArray(items) && {
      items: items
        .filter((item) => isObject(item) && item.type === 'agentMessage')
        .map((item) => pick(item, ['type', 'text'])),
    }),
  };
}

function trimItem(item: Json): Json {
  if (item.type === 'reasoning') return pick(item, ['type', 'id']);
  const { aggregatedOutput: _, result: __, error: ___, ...kept } = item;
  return kept;
}
