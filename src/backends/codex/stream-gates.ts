import type { Json } from '../../contract/json.ts';
import type { AskedQuestion } from '../../contract/state.ts';
import type { GateVerdict, StreamGate, StreamNow, StreamOption } from '../../detect/agent/stream-grammar.ts';
import { unwrapCommand } from './stream-items.ts';

/** The agent restarts its request numbers at each start; a gate's id must differ from those of earlier starts. */
export function gateId(mark: string, request: string | number): string {
  return `${mark}-${request}`;
}

/** A request for permission or for an answer. Its options have the labels of the agent's own screen. */
export function readGate(
  { method, id: request, params }: { method: string; id: string | number; params: Json },
  now: StreamNow,
  mark: string,
): StreamGate {
  const id = gateId(mark, request);
  const { threadId: _, turnId: __, itemId, startedAtMs: ___, ...input } = params;
  const description = typeof params.reason === 'string' && params.reason !== '' ? params.reason : undefined;
  const base = { id, request, ...(description === undefined ? {} : { description }) };
  switch (method) {
    case 'item/commandExecution/requestApproval':
      return { ...base, ...commandGate(input, description) };
    case 'item/fileChange/requestApproval': {
      const call = now.tools.find((tool) => tool.id === itemId);
      return { ...base, ...patchGate({ ...input, ...Object(call?.input) }, description) };
    }
    case 'item/permissions/requestApproval':
      return { ...base, ...permissionsGate(input, description) };
    case 'item/tool/requestUserInput':
      return { ...base, ...questionGate(input) };
    default:
      return { ...base, ...elicitation(input) };
  }
}

/** The record that answers a gate: an option's own, or the answers to the questions by their ids. */
export function answer({ request, options, input }: StreamGate, verdict: GateVerdict): object {
  if ('answers' in verdict) return { id: request, result: { answers: answersOf(input, verdict.answers) } };
  // An index after the last option of a question: no question is answered.
  return { id: request, result: options[verdict.option]?.change ?? { answers: {} } };
}

type Gate = Omit<StreamGate, 'id' | 'request' | 'description'>;

const CANCEL: StreamOption = {
  label: 'No, and tell Codex what to do differently',
  meaning: 'refuse',
  change: { decision: 'cancel' },
  // This interrupts the turn (0.171.0).
  ends: true,
};

function commandGate(input: Json, reason: string | undefined): Gate {
  const { command, kind, networkApprovalContext, additionalPermissions, availableDecisions } = input;
  const host = (Object(networkApprovalContext) as Json).host;
  const offered = Array.isArray(availableDecisions) ? availableDecisions : ['accept', 'cancel'];
  const options = offered.flatMap((decision) => optionOf(decision, typeof host === 'string'));
  return {
    kind: 'permission',
    tool: 'exec_command',
    input,
    prompt: join([
      reason,
      typeof command === 'string' ? `$ ${unwrapCommand(command)}` : undefined,
      additionalPermissions == null ? undefined : JSON.stringify(additionalPermissions, null, 2),
    ]),
    question:
      typeof host === 'string'
        ? `Do you want to approve network access to "${host}"?`
        : kind === 'writeStdin'
          ? 'Would you like to send input to the existing terminal?'
          : 'Would you like to run the following command?',
    options: options.some(({ meaning }) => meaning === 'refuse') ? options : [...options, CANCEL],
  };
}

/** A decision that the agent offers; empty for an unknown one. */
function optionOf(decision: unknown, isHost: boolean): StreamOption[] {
  const change = { decision };
  if (decision === 'accept')
    return [{ label: isHost ? 'Yes, just this once' : 'Yes, proceed', meaning: 'once', change }];
  if (decision === 'acceptForSession') {
    const label = isHost
      ? 'Yes, and allow this host for this conversation'
      : "Yes, and don't ask again for this command in this session";
    return [{ label, meaning: 'wider', change }];
  }
  if (decision === 'decline') return [{ label: 'No, continue without running it', meaning: 'refuse', change }];
  if (decision === 'cancel') return [CANCEL];
  const { acceptWithExecpolicyAmendment: policy, applyNetworkPolicyAmendment: network } = Object(decision) as Json;
  if (policy !== undefined) {
    const { execpolicy_amendment: words } = Object(policy) as Json;
    const start = Array.isArray(words) ? words.join(' ') : String(words);
    const label = `Yes, and don't ask again for commands that start with \`${start}\``;
    return [{ label, meaning: 'wider', change }];
  }
  if (network === undefined) return [];
  const { action } = Object((Object(network) as Json).network_policy_amendment) as Json;
  const label = action === 'deny' ? 'No, and block this host in the future' : 'Yes, and allow this host in the future';
  // Neither a plain yes nor a plain no: it also applies to later requests.
  return [{ label, meaning: 'wider', change }];
}

function patchGate(input: Json, reason: string | undefined): Gate {
  const { changes, grantRoot } = input;
  const shown = Array.isArray(changes) ? changes.map((change) => changeText(Object(change))) : [];
  return {
    kind: 'permission',
    tool: 'apply_patch',
    input,
    prompt: join([reason, typeof grantRoot === 'string' ? `Folder: ${grantRoot}` : undefined, ...shown]),
    question: 'Would you like to make the following edits?',
    options: [
      { label: 'Yes, proceed', meaning: 'once', change: { decision: 'accept' } },
      { label: "Yes, and don't ask again for these files", meaning: 'wider', change: { decision: 'acceptForSession' } },
      CANCEL,
    ],
  };
}

function changeText({ path, kind, diff }: Json): string {
  const { type = '', move_path: to } = Object(kind) as Json;
  const moved = typeof to === 'string' ? ` -> ${to}` : '';
  return `${String(type)} ${String(path)}${moved}\n${String(diff ?? '').trimEnd()}`.trim();
}

function permissionsGate(input: Json, reason: string | undefined): Gate {
  const { permissions } = input;
  const grant = (scope: string) => ({ permissions, scope });
  return {
    kind: 'permission',
    tool: 'request_permissions',
    input,
    prompt: join([reason, JSON.stringify(permissions ?? {}, null, 2)]),
    question: 'Would you like to grant these permissions?',
    options: [
      { label: 'Yes, grant these permissions for this turn', meaning: 'once', change: grant('turn') },
      { label: 'Yes, grant these permissions for this session', meaning: 'wider', change: grant('session') },
      {
        label: 'No, continue without permissions',
        meaning: 'refuse',
        change: { permissions: {}, scope: 'turn' },
      },
    ],
  };
}

/** A request of an MCP server. If it has fields to fill in, there is no plain yes. */
function elicitation(input: Json): Gate {
  const { serverName, message, description, url, requestedSchema, mode } = input;
  const { required, properties } = Object(requestedSchema) as Json;
  const wants = (Array.isArray(required) && required.length > 0) || Object.keys(Object(properties)).length > 0;
  const isPlain = (mode === 'form' || mode === 'url') && !wants;
  const does = (action: string, content: unknown = null) => ({ action, content, _meta: null });
  const yes: StreamOption = {
    label: 'Yes, provide the requested info',
    meaning: 'once',
    change: does('accept', mode === 'form' ? {} : null),
  };
  return {
    kind: 'permission',
    tool: String(serverName ?? ''),
    input,
    prompt: join([message, description, url].map((part) => (typeof part === 'string' ? part : undefined))),
    question: String(message ?? ''),
    options: [
      ...(isPlain ? [yes] : []),
      { label: 'No, but continue without it', meaning: 'refuse', change: does('decline') },
      { label: 'Cancel this request', meaning: 'refuse', change: does('cancel') },
    ],
  };
}

function questionGate(input: Json): Gate {
  const asked = questionsOf(input).map(readQuestion);
  const [first] = asked;
  return {
    kind: 'question',
    tool: 'request_user_input',
    input,
    prompt: asked.map(({ question }) => question).join('\n'),
    question: first?.question ?? '',
    options: (first?.options ?? []).map((label) => ({ label, meaning: 'once' })),
    questions: asked,
  };
}

function questionsOf({ questions }: Json): Json[] {
  return Array.isArray(questions) ? questions.map((one) => Object(one) as Json) : [];
}

/** As on the screen, where the last row accepts free text. */
const OTHER = 'None of the above';

function readQuestion({ question, options, isOther }: Json): AskedQuestion {
  const labels = labelsOf(options);
  return {
    question: String(question ?? ''),
    options: isOther === true && labels.length > 0 ? [...labels, OTHER] : labels,
    multiple: false,
  };
}

function labelsOf(options: unknown): string[] {
  return Array.isArray(options) ? options.map((option) => String((Object(option) as Json).label ?? '')) : [];
}

/** An answer that is not an option is sent as the note that the screen makes of it. */
function answersOf(input: unknown, said: Record<string, string>): Record<string, { answers: string[] }> {
  const answers = questionsOf(Object(input)).flatMap((one) => {
    const text = said[String(one.question ?? '')];
    if (text === undefined) return [];
    const labels = labelsOf(one.options);
    const isOption = labels.includes(text) || text === OTHER;
    const note = `user_note: ${text}`;
    return [
      [String(one.id ?? ''), { answers: isOption ? [text] : labels.length > 0 ? [OTHER, note] : [note] }] as const,
    ];
  });
  return Object.fromEntries(answers);
}

function join(parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
