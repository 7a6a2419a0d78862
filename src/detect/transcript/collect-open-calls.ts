import type { ToolUse } from './facts.ts';

/**
 * Adds calls to the open ones, under the id that their results will have; a call that waits for others replaces them.
 */
export function openTools(
  open: Map<string, ToolUse[]>,
  called: ToolUse[],
  running: ReadonlyMap<string, ToolUse[]>,
): void {
  for (const tool of called) {
    const waited = tool.waitsFor === undefined ? [] : (running.get(tool.waitsFor) ?? []);
    const stands = waited.length > 0 ? waited.map((other) => ({ ...other, id: tool.id })) : [tool];
    open.set(tool.id, [...(open.get(tool.id) ?? []), ...stands]);
  }
}
