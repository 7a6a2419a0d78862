import type { Json } from '../../contract/json.ts';
import type { AskedQuestion } from '../../contract/state.ts';
import type { StreamGate, StreamOption } from '../../detect/agent/stream-grammar.ts';

/** A `can_use_tool` request (2.1.158, 2.1.332): a tool that needs permission, a question, or a plan. */
export function readGate(id: string, request: Json): StreamGate {
  const tool = String(request.tool_name ?? '');
  const input = request.input ?? {};
  if (tool === 'AskUserQuestion') return questionGate(id, tool, input);
  if (tool === 'ExitPlanMode') return planGate(id, tool, input);
  const description = typeof request.description === 'string' ? request.description : undefined;
  const what = String(request.display_name ?? tool);
  return {
    id,
    kind: 'permission',
    tool,
    input,
    ...(description === undefined ? {} : { description }),
    prompt: [what, bodyOf(tool, input), description, request.decision_reason]
      .filter((part, n, all) => typeof part === 'string' && part !== '' && all.indexOf(part) === n)
      .join('\n\n'),
    question: 'Do you want to proceed?',
    options: [
      { label: 'Yes', meaning: 'once' },
      ...suggestionsOf(request.permission_suggestions),
      { label: 'No', meaning: 'refuse' },
    ],
  };
}

/** What the tool will do, in readable form. */
function bodyOf(tool: string, input: unknown): string {
  const { command, file_path, url } = Object(input) as Json;
  if (tool === 'Bash' && typeof command === 'string') return command;
  const place = [file_path, url].find((part) => typeof part === 'string');
  const rest = JSON.stringify(input, null, 2);
  return typeof place === 'string' && Object.keys(Object(input)).length === 1 ? place : rest;
}

/** The further options of the screen; each agrees to more than this one call. */
function suggestionsOf(suggestions: unknown): StreamOption[] {
  if (!Array.isArray(suggestions)) return [];
  return suggestions.map((change: unknown) => ({ label: labelOf(Object(change)), meaning: 'wider' as const, change }));
}

function labelOf({ type, rules, directories, mode, behavior, destination }: Json): string {
  const where = destination === 'session' ? 'for this session' : `in ${String(destination)}`;
  if (type === 'setMode' && mode === 'acceptEdits') return 'Yes, and allow all edits during this session';
  if (type === 'setMode') return `Yes, and switch to ${String(mode)} mode`;
  if (type === 'addDirectories') return `Yes, and allow access to ${texts(directories).join(', ')} ${where}`;
  const named = Array.isArray(rules) ? rules.map((rule) => ruleOf(Object(rule))).join(', ') : String(type);
  return `Yes, and ${behavior === 'allow' || behavior === undefined ? "don't ask again for" : String(behavior)}: ${named} (${where})`;
}

function ruleOf({ toolName, ruleContent }: Json): string {
  return ruleContent === undefined ? String(toolName) : `${String(toolName)}(${String(ruleContent)})`;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function questionGate(id: string, tool: string, input: unknown): StreamGate {
  const { questions } = Object(input) as Json;
  const asked = Array.isArray(questions) ? questions.map((one) => readQuestion(Object(one))) : [];
  const [first] = asked;
  return {
    id,
    kind: 'question',
    tool,
    input,
    prompt: asked.map(({ question }) => question).join('\n'),
    question: first?.question ?? '',
    options: (first?.options ?? []).map((label) => ({ label, meaning: 'once' })),
    questions: asked,
  };
}

function readQuestion({ question, options, multiSelect }: Json): AskedQuestion {
  const labels = Array.isArray(options) ? options.map((option) => String((Object(option) as Json).label ?? '')) : [];
  return { question: String(question ?? ''), options: labels, multiple: multiSelect === true };
}

/** After a plain yes the agent returns to the mode before the plan; only 2.1.332 includes the plan in the request. */
function planGate(id: string, tool: string, input: unknown): StreamGate {
  const { plan, planFilePath } = Object(input) as Json;
  const text = typeof plan === 'string' ? plan : null;
  const toMode = (mode: string) => ({ type: 'setMode', mode, destination: 'session' });
  return {
    id,
    kind: 'plan',
    tool,
    input,
    prompt: text ?? '',
    question: 'Would you like to proceed?',
    options: [
      { label: 'Yes, and accept edits', meaning: 'wider', plan: 'auto', change: toMode('acceptEdits') },
      { label: 'Yes, and approve each edit', meaning: 'once', plan: 'manual', change: toMode('default') },
      { label: 'No, keep planning', meaning: 'refuse' },
    ],
    plan: { path: typeof planFilePath === 'string' ? planFilePath : null, text },
  };
}
