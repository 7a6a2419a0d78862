import type { AgentRole, ProcessGrammar } from '../../detect/agent/process-grammar.ts';
import { asId, hasFlag, positionals } from '../command-line.ts';

/** The program, also under its published name. The script that npm installs starts it and waits. */
const PROGRAM = /(?:^|\/)codex(?:-(?:x86_64|aarch64)-[\w.-]+)?$/;

/** Commands of the agent that draw no session's screen (0.171.0: `codex --help`). */
const COMMANDS = new Set(
  'a app app-server apply archive cloud completion debug delete doctor e exec exec-server execpolicy features help login logout mcp mcp-server migrate-nfs-db migrate-rollouts plugin proto queue remote-control responses-api-proxy review sandbox stdio-to-uds unarchive update'.split(
    ' ',
  ),
);
/** Flags with a value, which could be mistaken for a command. */
const VALUED = new Set(
  '-c --config -m --model -p --profile -s --sandbox -a --ask-for-approval -C --cd -i --image --add-dir --enable --disable --local-provider --remote --remote-auth-token-env'.split(
    ' ',
  ),
);

/** Processes of codex. The files that a process has open identify its conversation, see `held`. */
export const processes: ProcessGrammar = { variables: ['HOME', 'CODEX_HOME'], role };

function role(words: string[], program: string | undefined): AgentRole | undefined {
  if (!PROGRAM.test(words[0] ?? '') && !PROGRAM.test(program ?? '')) return undefined;
  const args = words.slice(1);
  if (hasFlag(args, '--version', '-V', '--help', '-h')) return { kind: 'other' };
  const [command, id] = positionals(args, VALUED);
  if (command !== undefined && COMMANDS.has(command)) return { kind: 'other' };
  const sessionId = command === 'resume' ? asId(id) : undefined;
  return { kind: 'screen', ...(sessionId !== undefined && { sessionId }) };
}
