import type { LabAgent } from './agent.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';

/** Every agent of the lab, by the name that `--backend` takes. */
export const AGENTS: ReadonlyMap<string, LabAgent> = new Map([claude, codex].map((agent) => [agent.name, agent]));

/** The agent of that name; throws, listing the names, if there is none. */
export function agentNamed(name: string): LabAgent {
  const agent = AGENTS.get(name);
  if (agent) return agent;
  throw new Error(`no agent is named ${name}: choose one of ${[...AGENTS.keys()].join(', ')}`);
}
