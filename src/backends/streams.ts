import type { StreamGrammar } from '../detect/agent/stream-grammar.ts';
import { stream as claude } from './claude/stream.ts';
import { stream as codex } from './codex/stream.ts';

/** How each agent is driven without a screen; apart from all else of the agents, for a program that has use for nothing more. */
export const STREAMS: ReadonlyMap<string, StreamGrammar> = new Map<string, StreamGrammar>([
  ['claude', claude],
  ['codex', codex],
]);
