/** No limit's window is longer than this, in ms; an unreadable reset time counts as passed after it. */
const LONGEST_WINDOW_MS = 604_800_000;

/**
 * True if a reset time such as `7pm (UTC)` or `3:50pm (Europe/Berlin)`, reported at `toldAt`, has passed at `at` (ms
 * since 1970). A time with a date or without a zone, or an unreadable one, counts as passed only after
 * `LONGEST_WINDOW_MS`.
 */
export function hasPassed(resets: string, toldAt: number, at: number): boolean {
  return at >= (nextAt(resets, toldAt) ?? toldAt + LONGEST_WINDOW_MS);
}

/** The first time at or after `from` at which the clock of the named zone shows the text's time. */
function nextAt(resets: string, from: number): number | undefined {
  const match = /^(\d{1,2})(?::(\d\d))?\s?([ap])m \(([^)]+)\)$/i.exec(resets.trim());
  if (!match) return undefined;
  const [, hour = '', minute = '0', half = '', zone = ''] = match;
  const wanted = ((Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)) * 60 + Number(minute);
  const shown = minutesIn(zone, from);
  if (shown === undefined) return undefined;
  const start = Math.floor(from / 60_000) * 60_000;
  return start + ((wanted - shown + 1440) % 1440) * 60_000 + (wanted === shown && start < from ? 1440 * 60_000 : 0);
}

/** Minutes since midnight in a zone; `undefined` for an unknown zone. */
function minutesIn(zone: string, at: number): number | undefined {
  try {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
    const [hours = 0, minutes = 0] = clock.format(at).split(':').map(Number);
    return hours * 60 + minutes;
  } catch {
    return undefined;
  }
}
