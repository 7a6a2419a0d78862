import path from 'node:path';
import { isTooDeep, parseJson } from '../../contract/json.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { StatusReport, TapGrammar } from '../../detect/agent/usage-grammar.ts';
import { addReports, type ReportEntry } from '../../detect/usage/add-reports.ts';
import type { ReportedUsage } from '../../detect/usage/to-usage.ts';
import type { CostEntry } from '../../detect/usage/turn-costs.ts';
import type { Context } from '../session/context.ts';
import { readSmall } from '../session/files/look-budget.ts';
import { isTrusted, refuseUntrusted, removePrivateFolder, writePrivate } from '../session/files/private-files.ts';
import { filesName } from '../session/sidecars/files-name.ts';

/**
 * The files of a session's tap: its script, the two that alternately get the newest report, the log that `addReports`
 * adds up, and the reported costs, each with its time.
 */
export interface TapFiles {
  folder: string;
  script: string;
  settings: string;
  reports: [string, string];
  log: string;
  costs: string;
  /** The conversation of the newest report, and its cost. */
  id: string;
}

/** The files of the tap of a session with that name. */
export function tapFiles(ctx: Context, name: string): TapFiles {
  const folder = path.join(path.dirname(ctx.sessionsDir), 'usage', name);
  const at = (file: string) => path.join(folder, file);
  return {
    folder,
    script: at('tap'),
    settings: at('settings.json'),
    reports: [at('report.0'), at('report.1')],
    log: at('log.jsonl'),
    costs: at('costs.jsonl'),
    id: at('id'),
  };
}

/** Removes everything that is kept of a session's usage; does nothing if there is nothing. */
export async function removeTap(ctx: Context, name: string): Promise<void> {
  await removePrivateFolder(ctx, tapFiles(ctx, name).folder);
}

/**
 * Creates the files to which the tap writes, and closes the log of the agent's last run, so that the next one is added
 * to it.
 */
export async function beginLaunch(ctx: Context, name: string): Promise<void> {
  const { reports, log, costs, id } = tapFiles(ctx, name);
  const last = parseJson((await readNewest(ctx, reports))?.text ?? '');
  const before = (await readSmall(ctx.files, log)) ?? '';
  const ended = last === undefined ? '' : `${JSON.stringify({ kind: 'last', report: last })}\n`;
  const launch = before === '' && ended === '' ? '' : `${JSON.stringify({ kind: 'launch' })}\n`;
  await writePrivate(ctx, log, `${before}${ended}${launch}`);
  for (const file of [...reports, id]) await writePrivate(ctx, file, '');
  await refuseUntrusted(ctx, costs);
  await ctx.files.append(costs, `${JSON.stringify({ kind: 'launch', at: String(ctx.clock.now()) })}\n`);
}

/** The newest report that was written completely, and when (ms since 1970); `undefined` if there is none. */
async function readNewest(
  ctx: Context,
  reports: string[],
): Promise<{ path: string; text: string; at: number } | undefined> {
  const found = await Promise.all(
    reports.map(async (file) => ({ file, at: (await ctx.files.stat(file))?.modifiedAt ?? 0 })),
  );
  for (const { file, at } of found.sort((a, b) => b.at - a.at)) {
    const text = await readSmall(ctx.files, file);
    if (text?.endsWith('\n')) return { path: file, text, at };
  }
  return undefined;
}

/**
 * What the tap of a session has received: nothing yet, something that is not a report, or its numbers, with the very
 * first report.
 */
export type Heard =
  | { kind: 'nothing' }
  | { kind: 'broken'; path: string; reason: string }
  | { kind: 'told'; told: ReportedUsage; began: StatusReport; conversations: ToldConversation[] };

/**
 * A conversation that the agent has reported: since when the session has it, ms since 1970, to the second; `isBack`: it
 * had another one in between.
 */
export interface ToldConversation {
  id: string;
  transcript?: string;
  since?: number;
  isBack?: true;
}

/** Reads what the tap has kept of a session, with two small reads. */
export async function readTap(ctx: Context, sidecar: Sidecar): Promise<Heard> {
  const tap = ctx.backends.get(sidecar.backend)?.usage?.tap;
  if (!tap || sidecar.usage_path === undefined) return { kind: 'nothing' };
  const { reports, log } = tapFiles(ctx, filesName(sidecar));
  // The reports are in its folder, and the tap writes only to files of the user's.
  if (!(await isTrusted(ctx, log))) return { kind: 'nothing' };
  const [newest, before] = await Promise.all([readNewest(ctx, reports), readSmall(ctx.files, log)]);
  const entries = before === undefined ? [] : readLog(before, tap);
  const report = newest && readReport(newest.text, tap);
  if (newest && !report) {
    const reason = parseJson(newest.text) === undefined ? 'not JSON' : 'no report of a session';
    return { kind: 'broken', path: newest.path, reason };
  }
  const sum = addReports(entries, report);
  const last = report ?? entries.flatMap((entry) => (entry.kind === 'launch' ? [] : [entry.report])).at(-1);
  if (!sum || !last) return { kind: 'nothing' };
  const at = newest?.at ?? (await ctx.files.stat(log))?.modifiedAt ?? 0;
  return {
    kind: 'told',
    told: { report: last, sum, at: Math.round(at) },
    began: entries.flatMap((entry) => (entry.kind === 'launch' ? [] : [entry.report]))[0] ?? last,
    conversations: conversationsOf(entries, last),
  };
}

/** The agent's conversations in order; one that it returned to has its last position. */
function conversationsOf(entries: ReportEntry[], last: StatusReport): ToldConversation[] {
  const found = new Map<string, ToldConversation>();
  const reports = entries.flatMap((entry) => (entry.kind === 'first' ? [entry] : []));
  for (const { at, report } of [...reports, { at: undefined, report: last }]) {
    const { conversation: id, transcript } = report;
    const known = found.get(id);
    const since = known ? known.since : at;
    const isBack = known !== undefined && (known.isBack || [...found.keys()].at(-1) !== id);
    found.delete(id);
    found.set(id, {
      id,
      ...(transcript === undefined ? {} : { transcript }),
      ...(since === undefined ? {} : { since }),
      ...(isBack && { isBack }),
    });
  }
  return [...found.values()];
}

function readLog(text: string, tap: TapGrammar): ReportEntry[] {
  return text.split('\n').flatMap((line): ReportEntry[] => {
    const record = isTooDeep(line) ? undefined : parseJson(line);
    if (typeof record !== 'object' || record === null) return [];
    const { kind, at, report: said } = record as Record<string, unknown>;
    if (kind === 'launch') return [{ kind }];
    const report = tap.read(said);
    if (!report) return [];
    if (kind === 'last') return [{ kind, report }];
    return kind === 'first' && typeof at === 'number' ? [{ kind, at: at * 1000, report }] : [];
  });
}

/** How many bytes of the costs to read from the end: about 30,000 answers. */
const MOST_COSTS = 8 * 1024 * 1024;
/** A time with this many digits is in ns. */
const NS_DIGITS = 19;

/** The costs that the tap of a session recorded, in order; empty if there are none. */
export async function readTapCosts(ctx: Context, sidecar: Sidecar): Promise<CostEntry[]> {
  const tap = ctx.backends.get(sidecar.backend)?.usage?.tap;
  if (!tap || sidecar.usage_path === undefined) return [];
  const { costs } = tapFiles(ctx, filesName(sidecar));
  return (await readCostRecords(ctx, costs)).flatMap((record): CostEntry[] => {
    const { kind, at, report: said } = record;
    if (kind === 'launch') return [{ kind }];
    const report = kind === 'step' && typeof at === 'string' && /^\d{10,19}$/.test(at) ? tap.read(said) : undefined;
    if (!report) return [];
    const isExact = String(at).length === NS_DIGITS;
    const from = isExact ? Number(String(at).slice(0, 13)) : Number(at) * 1000;
    return [{ kind: 'step', from, to: isExact ? from : from + 999, report }];
  });
}

/** The records of a private file of costs; malformed lines are skipped. */
export async function readCostRecords(ctx: Context, file: string): Promise<Record<string, unknown>[]> {
  if (!(await isTrusted(ctx, file))) return [];
  const slice = await ctx.files.readBack(file, MOST_COSTS);
  const lines = slice ? Buffer.from(slice.bytes).toString('utf8').split('\n') : [];
  return lines.flatMap((line) => {
    const record = isTooDeep(line) ? undefined : parseJson(line);
    return typeof record === 'object' && record !== null ? [record as Record<string, unknown>] : [];
  });
}

function readReport(text: string, tap: TapGrammar): StatusReport | undefined {
  return isTooDeep(text) ? undefined : tap.read(parseJson(text));
}
