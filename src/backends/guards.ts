import type { GuardGrammar } from '../detect/agent/delegate-grammar.ts';
import { guard as claude } from './claude/guard.ts';
import { guard as codex } from './codex/guard.ts';

/**
 * How each agent asks before its tools; separate from the other parts of the backends, for the program that starts
 * before every tool.
 */
export const GUARDS: ReadonlyMap<string, GuardGrammar> = new Map([
  ['claude', claude],
  ['codex', codex],
]);
