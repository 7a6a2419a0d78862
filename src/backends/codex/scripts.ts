import type { ToolUse } from '../../detect/transcript/facts.ts';

/**
 * The tool in which models run JavaScript that calls all other tools as `tools.NAME(…)`, and the one that waits for a
 * script that is still running (0.145.0 to 0.171.0, models that the agent knows by their slug).
 */
export const SCRIPT_TOOL = 'exec';
export const WAIT_TOOL = 'wait';

/** Only this many characters at the beginning of a script are read. */
const LONGEST_SCRIPT = 64 * 1024;
/** An unclosed string extends to the end, so that no part of the script is scanned twice. */
const STRINGS = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|'(?:[^'\\]|\\[\s\S])*(?:'|\\?$)|`(?:[^`\\]|\\[\s\S])*(?:`|\\?$)/g;
const CALL = /\btools\s*(?:\.\s*([A-Za-z_$][\w$]*)|\[\s*\])\s*\(/g;
/** The beginning of a command, up to its quote; and the string that begins there. */
const COMMAND = /["']?\bcmd["']?\s*:\s*(?=["'`])/g;
const LITERAL = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`/y;
const RUNNING = /^Script running with cell ID (\S+)/;

/**
 * The tools that a script calls, in order, under the id of the script's own call; the script tool if it names none. A
 * command is included if it is a plain string in the script.
 */
export function readScript(id: string, input: string): ToolUse[] {
  const script = input.slice(0, LONGEST_SCRIPT);
  const bare = script.replace(STRINGS, '');
  const names = [...bare.matchAll(CALL)].flatMap(([, name]) => name ?? []);
  const commands = readCommands(script);
  const called = names.length === 0 ? [SCRIPT_TOOL] : names;
  const runs = called.filter((name) => name === 'exec_command').length;
  // If one of the commands is computed, it is unknown which call has which command.
  const sure = runs === commands.length;
  return called.map((name) => {
    const command = sure && name === 'exec_command' ? commands.shift() : undefined;
    return { id, name, input, ...(command === undefined ? {} : { command }) };
  });
}

/**
 * The commands that are plain strings in a script, in order. Each string is read once: its content is not part of the
 * script.
 */
function readCommands(script: string): string[] {
  const commands: string[] = [];
  COMMAND.lastIndex = 0;
  while (COMMAND.exec(script)) {
    LITERAL.lastIndex = COMMAND.lastIndex;
    const literal = LITERAL.exec(script)?.[0];
    // Unclosed or computed: the list of commands must be complete.
    if (literal === undefined) return [];
    COMMAND.lastIndex += literal.length;
    commands.push(...readLiteral(literal));
  }
  return commands;
}

/** The number of the script that continues after the output of its call; `undefined` if it is over. */
export function readRunning(output: unknown): string | undefined {
  const texts = Array.isArray(output) ? output.map((item) => String((item as { text?: unknown })?.text)) : [output];
  return RUNNING.exec(String(texts[0] ?? ''))?.[1];
}

/** The text of a string literal; empty if it has escapes that JSON does not support. */
function readLiteral(literal: string): string[] {
  const quote = literal[0];
  const inner = literal.slice(1, -1);
  const json =
    quote === '"'
      ? literal
      : `"${inner
          .replace(/\\(['`$])/g, '$1')
          .replace(/"/g, '\\"')
          .replace(/\n/g, '\\n')}"`;
  try {
    return [String(JSON.parse(json))];
  } catch {
    return [];
  }
}
