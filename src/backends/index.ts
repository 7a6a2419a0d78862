import type { Backend } from '../detect/agent/backend.ts';
import { claude } from './claude/agent.ts';
import { codex } from './codex/agent.ts';

/** Every agent that `csd` can drive, by the value of `--backend`. */
export const BACKENDS: ReadonlyMap<string, Backend> = new Map(
  [claude, codex].map((backend) => [backend.name, backend]),
);

/** The default for callers, and for sidecars of the first csd, which supported no other agent. */
export const DEFAULT_BACKEND = claude.name;
