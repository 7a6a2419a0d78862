/** Field names in the input of a server's tool for what a shell or an interpreter will run. */
const RUN = /^(?:cmds?|commands?|commandline|command_line|scripts?|code|shell|bash|sh|exec|run|argv|args|source)$/i;

/** What an unknown tool is to run, by the names of its fields, at any depth; `undefined` if there is none. */
export function commandIn(input: unknown): string | undefined {
  const found: string[] = [];
  const waiting: unknown[] = [input];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, value] of Object.entries(next)) {
      if (!Array.isArray(next) && RUN.test(name)) {
        if (typeof value === 'string') found.push(value);
        else if (Array.isArray(value)) found.push(value.filter((word) => typeof word === 'string').join(' '));
      }
      waiting.push(value);
    }
  }
  return found.length > 0 ? found.join('\n') : undefined;
}
