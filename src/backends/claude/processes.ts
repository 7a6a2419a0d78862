import type { AgentRole, ProcessGrammar } from '../../detect/agent/process-grammar.ts';
import { asId, flagValue, hasFlag, positionals } from '../command-line.ts';

/** The program as npm installs it, and as the native installer keeps it, by its release. */
const PROGRAM = /(?:^|\/)claude$|\/claude\/versions\/\d[\w.-]*$/;
/** The script of releases that ran on Node. */
const SCRIPT = /\/@anthropic-ai\/claude-code\/\w+\.m?js$/;

/** Commands of the agent that draw no session's screen (2.1.158, 2.1.332: `claude --help`), and those of its daemon. */
const COMMANDS = new Set(
  'agents auth auto-mode bg-pty-host bg-spare config daemon doctor gateway import install kill logs mcp migrate-installer plugin plugins project purge respawn rm setup-token stop ultrareview update upgrade'.split(
    ' ',
  ),
);
/** Flags with a value, which could be mistaken for a command. */
const VALUED = new Set(
  '--agent --agents --append-system-prompt --autocompact --debug-file --effort --environment --fallback-model --input-format --json-schema --max-budget-usd --model --name -n --output-format --permission-mode --permission-prompts --plugin-dir --plugin-url --resume -r --session-id --setting-sources --settings --system-prompt'.split(
    ' ',
  ),
);

/** Processes of Claude Code. The status file contains more, but does not exist until the folder is trusted. */
export const processes: ProcessGrammar = {
  variables: ['HOME', 'CLAUDE_CONFIG_DIR'],
  role,
  background: { open: (id) => ['attach', id], end: (id) => ['stop', id] },
};

function role(called: string[], program: string | undefined): AgentRole | undefined {
  // Helpers of its daemon have their first words in a single argument (2.1.332).
  const [first = ''] = called;
  const words = /^claude \S/.test(first) ? [...first.split(' '), ...called.slice(1)] : called;
  const isScript = SCRIPT.test(words[1] ?? '');
  // A bundled program under another name, such as a search, has the same file.
  const isAgent =
    PROGRAM.test(words[0] ?? '') || (program !== undefined && /\/versions\//.test(program) && PROGRAM.test(program));
  if (!isAgent && !isScript) return undefined;
  const args = words.slice(isScript ? 2 : 1);
  if (
    hasFlag(args, '-p', '--print', '--bg', '--background', '--bg-spare', '--bg-pty-host', '--version', '-v', '--help')
  )
    return { kind: 'other' };
  const [command, of] = positionals(args, VALUED);
  if (command === 'attach' && of !== undefined) return { kind: 'view', of };
  if (command !== undefined && COMMANDS.has(command)) return { kind: 'other' };
  const forked = hasFlag(args, '--fork-session');
  const sessionId =
    asId(flagValue(args, '--session-id')) ?? (forked ? undefined : asId(flagValue(args, '--resume', '-r')));
  return { kind: 'screen', ...(sessionId !== undefined && { sessionId }) };
}
