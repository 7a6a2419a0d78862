import type { HookEvent, HookGrammar } from '../agent/hook-grammar.ts';

/** The newest events of a session. */
export interface HookFacts {
  /** Oldest first. `end`: the offset after the event's line in its file; `at`: ms since 1970, in whole seconds. */
  events: (HookEvent & { at: number; end: number })[];
  /** The length of the file's complete lines, in bytes. */
  end: number;
}

/**
 * Reads the lines of an events file from byte `start`: `{"ts": seconds, "event": …}`, or `{"ts": seconds, "cut": "…"}`
 * for an event that was too long to keep whole. Skips all other lines, and events of other `sessions`.
 */
export function readHooks(bytes: Uint8Array, start: number, grammar: HookGrammar, sessions?: string[]): HookFacts {
  const events: HookFacts['events'] = [];
  let from = start === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
  for (let to = bytes.indexOf(NEWLINE, from); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
    const found = readLine(new TextDecoder().decode(bytes.subarray(from, to)), grammar);
    from = to + 1;
    if (!found || (found.sessionId !== undefined && sessions?.includes(found.sessionId) === false)) continue;
    events.push({ ...found, end: start + from });
  }
  return { events, end: start + from };
}

const NEWLINE = 0x0a;

function readLine(line: string, grammar: HookGrammar): (HookEvent & { at: number }) | undefined {
  try {
    const { ts, event, cut } = JSON.parse(line) as { ts?: unknown; event?: unknown; cut?: unknown };
    const found = typeof cut === 'string' ? grammar.readCut(cut) : grammar.read(event);
    return found && typeof ts === 'number' ? { ...found, at: ts * 1000 } : undefined;
  } catch {
    return undefined;
  }
}
