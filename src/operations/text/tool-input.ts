/** The input of a tool as lines: texts before and after as a diff, each other field below its name. */
export function inputLines(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [JSON.stringify(input) ?? ''];
  const fields = Object.entries(input);
  const changes = fields.filter(([name, value]) => name.startsWith('old_') && typeof value === 'string');
  const shown = new Set(changes.flatMap(([name]) => [name, newNameOf(name)]));
  const differences = changes.flatMap(([name, before]) => {
    const after = (input as Record<string, unknown>)[newNameOf(name)];
    return [...marked('-', before as string), ...(typeof after === 'string' ? marked('+', after) : [])];
  });
  const others = fields.filter(([name]) => !shown.has(name)).flatMap(([name, value]) => fieldLines(name, value));
  return [...others, ...differences];
}

const newNameOf = (name: string) => name.replace(/^old_/, 'new_');

function marked(mark: string, text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `${mark} ${line}`);
}

function fieldLines(name: string, value: unknown): string[] {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
  const lines = text.split('\n');
  return lines.length === 1 ? [`${name}: ${text}`] : [`${name}:`, ...lines.map((line) => `  ${line}`)];
}
