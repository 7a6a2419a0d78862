import { stream as claude } from '../../../src/backends/claude/stream.ts';
import { stream as codex } from '../../../src/backends/codex/stream.ts';
import type { StreamGrammar } from '../../../src/detect/agent/stream-grammar.ts';

/** Numbers from 0 up to 1, determined by a seed. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The vocabulary of an agent's records: words, kinds, names of fields, and a record that is often a gate. */
export interface Vocabulary {
  grammar: StreamGrammar;
  words: string[];
  kinds: string[];
  names: string[];
  /** The field of a record that contains its kind. */
  kind: string;
  gate(next: () => number): object;
}

const WORDS = ['a', 'b', 'text', ''];

export const CLAUDE: Vocabulary = {
  grammar: claude,
  words: [...WORDS, ...'success aborted_tools requesting init Bash AskUserQuestion ExitPlanMode'.split(' ')],
  kinds:
    'result system assistant user control_request control_response control_cancel_request command_lifecycle stream_event conversation_reset'.split(
      ' ',
    ),
  names:
    'subtype request_id request response message content type id name input tool_name questions options text uuid isReplay state command_uuid status num_turns is_error result errors modelUsage total_cost_usd permission_suggestions rules tasks session_id behavior terminal_reason event delta'.split(
      ' ',
    ),
  kind: 'type',
  gate: (next) => ({
    type: 'control_request',
    request_id: 'g',
    request: {
      ...(anyValue(next, 3, CLAUDE) as object),
      subtype: 'can_use_tool',
      tool_name: ['Bash', 'AskUserQuestion', 'ExitPlanMode'][Math.floor(next() * 3)],
      input: anyValue(next, 3, CLAUDE),
    },
  }),
};

const ASKING =
  'item/commandExecution/requestApproval item/fileChange/requestApproval item/permissions/requestApproval item/tool/requestUserInput mcpServer/elicitation/request'.split(
    ' ',
  );

export const CODEX: Vocabulary = {
  grammar: codex,
  words: [
    ...WORDS,
    ...'completed interrupted failed inProgress declined userMessage agentMessage commandExecution fileChange mcpToolCall contextCompaction accept cancel form csd-open csd-initialize p1 p2'.split(
      ' ',
    ),
  ],
  kinds: [
    ...ASKING,
    ...'turn/started turn/completed item/started item/completed item/agentMessage/delta thread/tokenUsage/updated error serverRequest/resolved warning turn/diff/updated'.split(
      ' ',
    ),
  ],
  names:
    'id params result error message thread turn threadId turnId itemId requestId item items type status text clientId command cwd changes path kind diff aggregatedOutput exitCode availableDecisions networkApprovalContext host questions question options label isOther permissions requestedSchema required properties mode serverName tokenUsage total last inputTokens outputTokens totalTokens willRetry delta'.split(
      ' ',
    ),
  kind: 'method',
  gate: (next) => ({
    id: Math.floor(next() * 3),
    method: ASKING[Math.floor(next() * ASKING.length)],
    params: anyValue(next, 4, CODEX),
  }),
};

/** Anything that JSON can represent, with the names and words that records have. */
function anyValue(next: () => number, depth: number, of: Vocabulary): unknown {
  const roll = Math.floor(next() * (depth > 0 ? 9 : 5));
  if (roll < 2) return of.words[Math.floor(next() * of.words.length)];
  if (roll === 2) return Math.floor(next() * 5) - 1;
  if (roll === 3) return next() < 0.5;
  if (roll === 4) return null;
  if (roll < 7) return Array.from({ length: Math.floor(next() * 3) }, () => anyValue(next, depth - 1, of));
  return Object.fromEntries(
    Array.from({ length: Math.floor(next() * 7) }, () => [
      of.names[Math.floor(next() * of.names.length)],
      anyValue(next, depth - 1, of),
    ]),
  );
}

/** Sometimes a gate of some kind, because by chance alone there would be none. */
export const anyRecord = (next: () => number, of: Vocabulary) => (next() < 0.1 ? of.gate(next) : anyOther(next, of));
const anyOther = (next: () => number, of: Vocabulary) => ({
  ...(anyValue(next, 3, of) as object),
  ...(next() < 0.5 && { params: anyValue(next, 4, of) }),
  ...(next() < 0.8 && { [of.kind]: of.kinds[Math.floor(next() * of.kinds.length)] }),
});
