import type { Backend } from '../detect/agent/backend.ts';
import { claude } from './claude/agent.ts';
import { codex } from './codex/agent.ts';

/** Every agent that `csd` can drive, by the name that `--backend` takes. */
export const BACKENDS: ReadonlyMap<string, Backend> = new Map(
  [claude, codex].map((backend) => [backend.name, backend]),
);

/** The one that is meant where none is named: by a caller, and by the sidecars of the first csd, which knew no other. */
export const DEFAULT_BACKEND = claude.name;
