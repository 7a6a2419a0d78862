import type { StreamFact } from '../agent/stream-grammar.ts';

/** An open call. `input`: only if a gate may refer to it. */
export interface OpenTool {
  id: string;
  name: string;
  command?: string;
  input?: unknown;
  outlives?: true;
}

/** The calls of a session: in its turn, and those that continue alongside it or after it. */
export interface OpenTools {
  tools: OpenTool[];
  left: string[];
  background: { shells: number; agents: number; other: number };
}

/** Adds a call that has begun. */
export function withTool(
  open: OpenTools,
  { id, name, input, command, keeps, outlives }: Extract<StreamFact, { kind: 'tool' }>,
): Partial<OpenTools> {
  const more = {
    ...(command === undefined ? {} : { command }),
    ...(keeps && { input }),
    ...(outlives && { outlives }),
  };
  return { tools: [...open.tools.filter((one) => one.id !== id), { id, name, ...more }] };
}

/** Removes a call that has ended, also one alongside the turn. */
export function toolEnded({ tools, left, background }: OpenTools, id: string): Partial<OpenTools> {
  const open = { tools: tools.filter((one) => one.id !== id) };
  return left.includes(id) ? { ...open, ...runningOn(background, without(left, id)) } : open;
}

/** Calls that may outlive the turn run alongside it from now on. */
export function withLeft({ tools, left, background }: OpenTools): Partial<OpenTools> {
  const on = tools.filter(({ outlives }) => outlives).map(({ id }) => id);
  if (on.length === 0) return {};
  return { tools: tools.filter(({ outlives }) => !outlives), ...runningOn(background, [...left, ...on]) };
}

function runningOn(background: OpenTools['background'], left: string[]): Pick<OpenTools, 'left' | 'background'> {
  return { left, background: { ...background, shells: left.length } };
}

function without(ids: string[], id: string): string[] {
  return ids.filter((one) => one !== id);
}
