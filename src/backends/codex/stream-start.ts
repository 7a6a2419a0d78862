import type { Launch } from '../../detect/agent/launch.ts';
import type { StreamDriver, StreamStart } from '../../detect/agent/stream-grammar.ts';
import { type Opening, stream } from './stream.ts';

/**
 * How to start codex without its screen: `app-server` has no flags for a session; their values are sent with the
 * conversation.
 */
export const streamDriver: StreamDriver = {
  ...stream,
  start,
  // No word of a prompt is a slash command, a shell command or a completion to it.
  tidy: (prompt) => prompt.replace(/\r\n?/g, '\n').trimEnd(),
  trust: {
    file: (configDir) => `${configDir}/config.toml`,
    byRepository: true,
    format: 'toml',
    holds: (config, folder) => {
      const { projects } = Object(config) as { projects?: unknown };
      const project = (Object(projects) as Record<string, unknown>)[folder];
      return (Object(project) as { trust_level?: unknown }).trust_level === 'trusted';
    },
  },
};

/** Approval policy and sandbox of each mode. `default` leaves both to the user's configuration. */
const POSTURES: Record<string, object> = {
  default: {},
  'read-only': { sandbox: 'read-only', approvalPolicy: 'on-request' },
  auto: { sandbox: 'workspace-write', approvalPolicy: 'on-request' },
  never: { sandbox: 'workspace-write', approvalPolicy: 'never' },
  'full-access': { sandbox: 'danger-full-access', approvalPolicy: 'never' },
};

function start({ sessionId, resume, fork, permissionMode, bypass, agentArgs }: Launch, _: string[], cwd: string) {
  const own = readArgs(agentArgs);
  if (typeof own === 'string') return own;
  const { model, roots, passed } = own;
  const common = {
    cwd,
    ...POSTURES[bypass ? 'full-access' : (permissionMode ?? 'default')],
    ...(model === undefined ? {} : { model }),
    ...(roots.length > 0 ? { runtimeWorkspaceRoots: [cwd, ...roots] } : {}),
  };
  const taken = fork?.id ?? (resume ? sessionId : undefined);
  const opening: Opening =
    taken === undefined
      ? { method: 'thread/start', params: common }
      : {
          method: fork ? 'thread/fork' : 'thread/resume',
          params: { ...common, threadId: taken, excludeTurns: true },
        };
  // Otherwise it would mark the folder as trusted in the user's configuration if its sandbox lets it write there
  // (0.171.0).
  const trusted = `projects={${JSON.stringify(cwd)}={trust_level="trusted"}}`;
  return { args: ['app-server', '-c', trusted, ...passed], opening } satisfies StreamStart;
}

/** The flags that have a meaning without a screen, and how their value is used. */
const FLAGS: Record<string, 'model' | 'root' | 'passed' | 'alone' | 'ignored'> = {
  '--model': 'model',
  '-m': 'model',
  '--add-dir': 'root',
  '-c': 'passed',
  '--config': 'passed',
  '--enable': 'passed',
  '--disable': 'passed',
  '--strict-config': 'alone',
  '--no-alt-screen': 'ignored',
  '--no-daemon': 'ignored',
};

interface OwnArgs {
  model?: string;
  roots: string[];
  passed: string[];
}

/** The caller's arguments, or a string with the first one that `app-server` does not support. */
function readArgs(args: string[]): OwnArgs | string {
  const found: OwnArgs = { roots: [], passed: [] };
  for (let n = 0; n < args.length; n++) {
    const [flag = '', ...rest] = (args[n] ?? '').split('=');
    const use = FLAGS[flag];
    if (use === undefined) return `the argument ${JSON.stringify(args[n])}`;
    if (use === 'alone') found.passed.push(flag);
    if (use === 'alone' || use === 'ignored') continue;
    const value = rest.length > 0 ? rest.join('=') : args[++n];
    if (value === undefined) return `the argument ${flag} without a value`;
    if (use === 'model') found.model = value;
    else if (use === 'root') found.roots.push(value);
    else found.passed.push(flag, value);
  }
  return found;
}
