import type { StreamGrammar } from '../detect/agent/stream-grammar.ts';
import { stream as claude } from './claude/stream.ts';
import { stream as codex } from './codex/stream.ts';

/**
 * How to drive each agent without a screen; separate from the other parts of the backends, for a program that needs
 * only this.
 */
export const STREAMS: ReadonlyMap<string, StreamGrammar> = new Map<string, StreamGrammar>([
  ['claude', claude],
  ['codex', codex],
]);
