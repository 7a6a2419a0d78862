import type { LaunchGrammar } from '../../detect/agent/backend.ts';
import type { WorkerGrammar } from '../../detect/agent/worker-grammar.ts';

/** Variables that the agent's environment must not have, and must have, whatever the tmux server was started with. */
export interface AgentEnvironment {
  unset: string[];
  set: Record<string, string>;
}

/**
 * csd's own variables for a worker, so that workers which it launches are found where it is; with them, each agent's
 * program.
 */
const OWN = ['CSD_WORKER_DIR', 'XDG_STATE_HOME'];

/**
 * The environment of an agent started by this caller. A variable that is passed on but not set for the caller is
 * removed, so that the agent and csd agree on where files are; an empty one counts as unset. A worker gets some of them
 * empty instead, as scripts expect, and the variables that name the agents' `programs`.
 */
export function agentEnvironment(
  launch: Pick<LaunchGrammar, 'unsetAlways' | 'unsetUnlessCaller' | 'passOn'>,
  env: Readonly<Record<string, string | undefined>>,
  worker?: Pick<WorkerGrammar, 'emptyAlways' | 'emptyUnlessCaller'>,
  programs: readonly string[] = [],
): AgentEnvironment {
  const always = new Set(launch.unsetAlways);
  const has = (name: string) => env[name] !== undefined && env[name] !== '';
  const passed = launch.passOn.filter((name) => !always.has(name));
  const missing = [...launch.unsetUnlessCaller, ...passed].filter((name) => !has(name));
  const set = passed.flatMap((name) => (has(name) ? [[name, env[name] ?? '']] : []));
  const empty = worker ? [...worker.emptyAlways, ...worker.emptyUnlessCaller.filter((name) => !has(name))] : [];
  const unset = [...new Set([...always, ...missing])].filter((name) => !empty.includes(name)).sort();
  const own = worker ? [...OWN, ...programs].flatMap((name) => (has(name) ? [[name, env[name] ?? '']] : [])) : [];
  return { unset, set: Object.fromEntries([...empty.map((name) => [name, '']), ...own, ...set]) };
}

/** The command that becomes the agent: `env` removes the variables and is then replaced by the program. */
export function agentCommand(unset: string[], program: string, args: string[]): string[] {
  return ['env', ...unset.flatMap((name) => ['-u', name]), program, ...args];
}
