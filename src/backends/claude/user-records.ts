import { isObject, type Json } from '../../contract/json.ts';
import type { FactBase, TranscriptFact } from '../../detect/transcript/facts.ts';
import { unwrapPastes } from './pastes.ts';

/** User records that the agent writes for itself: output of local commands, reminders, caveats. */
const LOCAL =
  /^\s*<(?:local-command-|command-name>|command-message>|bash-(?:input|stdout|stderr)>|system-reminder>|user-prompt-submit-hook>)/;
/** A person's command of the shell. */
const SHELL = /^\s*<bash-input>([\s\S]*?)<\/bash-input>/;
const COMMAND_NAME = /^\s*<command-(?:name|message)>[\s\S]*?(\/[A-Za-z][\w:.-]*)<\/command-name>/;
/** A command whose text goes to the model and begins a turn (2.1.158, 2.1.332): its message comes first. */
const PROMPTING =
  /^\s*<command-message>[\s\S]*?<command-name>(\/[^<]*)<\/command-name>(?:\s*<command-args>([\s\S]*?)<\/command-args>)?/;
/**
 * A built-in command: its name comes first. In a person's record without a caveat it goes to the model (`/goal X`,
 * `/plan X`); one that does not has a caveat above it, or stands in a notice (2.1.158, 2.1.251, 2.1.332).
 */
const BUILTIN =
  /^\s*<command-name>(\/[^<]*)<\/command-name>(?:\s*<command-message>[^<]*<\/command-message>)?(?:\s*<command-args>([\s\S]*?)<\/command-args>)?/;
const CAVEAT = /^\s*<local-command-caveat>/;
/** The output of a command that ran in the agent itself. */
const OUTPUT = /^\s*<local-command-std(?:out|err)>/;
/** How much of a hook's message is examined, in characters. */
const LONGEST_NOTICE = 4000;
/**
 * A user's hook refused a prompt: `UserPromptSubmit operation blocked by hook:` and a line with the hook and its
 * reason, or `Operation stopped by hook: ` and its reason after a recorded prompt (on 2.1.158 in a user's record, on
 * 2.1.332 in a notice).
 */
const REFUSED =
  /^(?:UserPrompt\w+ operation (?:blocked|stopped)|Operation stopped) by hook:?\s*([\s\S]*?)\s*(?:\n\s*Original prompt: [\s\S]*)?$/;
const INTERRUPTED = /^\[Request interrupted by user/;
/** A message of the agent to itself that begins a turn: background work has ended. */
export const NOTIFICATION = /^\s*<task-notification>/;

/** Facts of a `user` record: a prompt, a command, the results of tools, or what the agent writes for itself. */
export function readUser(record: Json, base: FactBase): TranscriptFact[] {
  const content = isObject(record.message) ? record.message.content : undefined;
  if (typeof content !== 'string' && !Array.isArray(content)) return [];
  const blocks = Array.isArray(content) ? content.filter(isObject) : [];
  const results = blocks.filter((block) => block.type === 'tool_result');
  if (results.length > 0) {
    const tools = results.map((block) => String(block.tool_use_id));
    return [{ ...base, kind: 'results', tools }];
  }
  const text = unwrapPastes(typeof content === 'string' ? content : joinTexts(blocks));
  const command = SHELL.exec(text)?.[1];
  if (command !== undefined) return [{ ...base, kind: 'shell', text: `! ${command}` }];
  const [, name, args = ''] = PROMPTING.exec(text) ?? [];
  if (name !== undefined)
    return [
      { ...base, kind: 'command', name },
      { ...base, kind: 'prompt', text: `${name} ${args}`.trim() },
    ];
  if (REFUSED.test(text)) return readNotice(text, base);
  if (INTERRUPTED.test(text)) return [{ ...base, kind: 'interrupted' }];
  if (CAVEAT.test(text)) return [{ ...base, kind: 'caveat' }];
  const [, builtin, words = ''] = BUILTIN.exec(text) ?? [];
  if (builtin !== undefined && builtin !== '/clear')
    return [...readCommand(text, base), { ...base, kind: 'builtin', text: `${builtin} ${words}`.trim() }];
  if (record.isMeta === true || record.isCompactSummary === true || LOCAL.test(text)) return readCommand(text, base);
  return [{ ...base, kind: 'prompt', text, ...(NOTIFICATION.test(text) ? { synthetic: true } : {}) }];
}

/** A command and its output (`local_command`, 2.1.332), or a hook's message. */
export function readNotice(content: string, base: FactBase): TranscriptFact[] {
  const refused = REFUSED.exec(content.slice(0, LONGEST_NOTICE));
  if (refused) return [{ ...base, kind: 'refused', reason: refused[1] ?? '' }];
  return readCommand(content, base);
}

function readCommand(text: string, base: FactBase): TranscriptFact[] {
  if (OUTPUT.test(text)) return [{ ...base, kind: 'output' }];
  const name = COMMAND_NAME.exec(text)?.[1];
  const command: TranscriptFact[] = name === undefined ? [] : [{ ...base, kind: 'command', name }];
  return name === '/clear' ? [{ ...base, kind: 'cleared' }, ...command] : command;
}

/** The text blocks of a message as one text. */
export function joinTexts(blocks: Json[]): string {
  return blocks
    .filter((block) => block.type === 'text' && typeof block.text === 'string')
    .map((block) => String(block.text))
    .join('\n\n');
}
