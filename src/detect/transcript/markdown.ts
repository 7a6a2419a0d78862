/** A part of a turn for a human reader. */
export type TurnPart =
  /** `joined`: the agent took it into the running turn. */
  | { kind: 'prompt'; text: string; joined?: true }
  | { kind: 'thinking' | 'text'; text: string }
  | { kind: 'tool'; name: string; input: unknown }
  | { kind: 'result'; text: string; failed: boolean };

/** How many lines of a tool's result are shown unless all are requested. */
const SHOWN_LINES = 5;

/** A turn as Markdown, in the order of its parts; results are cut to `SHOWN_LINES` unless `full`. */
export function renderTurn(parts: TurnPart[], full: boolean): string {
  return parts.map((part) => `${renderPart(part, full)}\n`).join('\n');
}

function renderPart(part: TurnPart, full: boolean): string {
  switch (part.kind) {
    case 'prompt':
      return `---\n\n**Prompt:** ${part.text}`;
    case 'thinking':
      return `> **Thinking:** ${part.text.replaceAll('\n', '\n> ')}`;
    case 'text':
      return part.text;
    case 'tool':
      return `**Tool: ${part.name}**\n${fenced(JSON.stringify(part.input ?? {}), 'json')}`;
    case 'result': {
      const text = part.text === '' ? '(no output)' : part.text;
      const title = part.failed ? '**Tool Error:**' : '**Result:**';
      return `${title}\n${fenced(full || part.failed ? text : cut(text))}`;
    }
  }
}

function cut(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length <= SHOWN_LINES) return lines.join('\n');
  return [...lines.slice(0, SHOWN_LINES), `... (${lines.length} lines total)`].join('\n');
}

/** A code block whose fence is longer than any run of backticks in it. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
