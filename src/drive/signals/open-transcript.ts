import { CONVERSATION_ID } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend, HeldGrammar } from '../../detect/agent/backend.ts';
import type { TranscriptFact } from '../../detect/transcript/facts.ts';
import { foldTurn, type TurnFacts } from '../../detect/transcript/turn.ts';
import { type Entry, transcriptPathOf } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { earlierThan } from '../session/sidecars/earlier-conversations.ts';
import { findSidecar, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { configDirOf, createdAt, locateTranscript } from './locate-transcript.ts';
import type { Followed } from './moved-transcript.ts';
import { besideThese, type Conversation, findConversations } from './record-beginning.ts';
import { fitOf, holds, readEnd } from './record-end.ts';

/** The most by which the clocks of the agent and the sidecar may differ, in ms. */
const SLACK_MS = 2000;

/**
 * An agent that chooses its own ids: its grammar, its process, and what its screen shows: the newest prompt, whether it
 * has an answer, and the newest block of an answer.
 */
interface HoldingAgent {
  backend: Backend;
  grammar: HeldGrammar;
  pid: number;
  shown: string | undefined;
  answered?: boolean;
  answer?: string | undefined;
  /** A conversation next to the session's is in use, so that the screen does not show the session's. */
  isBeside?: boolean;
}

/**
 * The record of the open conversation of an agent that chooses its own ids: the one that its process has open. If the
 * platform does not report that, the pinned one, or else the only one begun in this folder since the session started,
 * or else the only one of these with the prompt on the screen; no guess beyond that.
 */
export async function locateHeld(ctx: Context, sidecar: Sidecar, agent: HoldingAgent): Promise<Followed | undefined> {
  if (sidecar.tracked) return locateTracked(ctx, sidecar, agent);
  const { backend, grammar } = agent;
  const { open, current } = await findOpen(ctx, agent);
  if (current) return current;
  const pinned = await locateTranscript(ctx, sidecar, backend, undefined);
  if (pinned !== undefined) return { path: open === undefined ? await newestPart(ctx, pinned, grammar) : pinned };
  return open === undefined ? locateByProof(ctx, sidecar, agent) : undefined;
}

/**
 * The records that a process has open (`undefined` if the platform does not report them), and the one of their
 * conversations that is on the screen, cleared if a newer one was begun that has no record yet; `alone`: without those
 * of its children.
 */
async function findOpen(
  ctx: Context,
  agent: HoldingAgent,
  alone = false,
): Promise<{ open: string[] | undefined; current: Followed | undefined }> {
  const { grammar, shown, isBeside = false } = agent;
  const { files, open, records, asides } = await findRecords(ctx, agent, alone);
  const current = await findShown(ctx, agent, isBeside ? besideThese(records, asides, grammar) : records);
  const begunAt = newestUnwritten(grammar, files ?? [], open ?? []);
  // A prompt on the screen belongs to a conversation that has a record. One next to the session's does not clear it.
  const clearedAt = shown === undefined && !isBeside ? begunAt : undefined;
  return { open, current: current && { path: current.path, ...(clearedAt !== undefined && { clearedAt }) } };
}

/**
 * Everything of conversations that a process has open, the records among that, and those of a person's conversations,
 * without those that were opened next to another one (`asides`).
 */
async function findRecords(ctx: Context, { grammar, pid }: HoldingAgent, alone: boolean) {
  const files = await ctx.processes.openFiles(pid, (path) => grammar.conversation(path) !== undefined, alone);
  const open = files?.filter((path) => grammar.record(path) !== undefined);
  const all = await findConversations(ctx, [...new Set(open ?? [])], grammar);
  const [records, asides] = [true, false].map((isOwn) => all.filter(({ beside }) => (beside === undefined) === isOwn));
  return { files, open, records: records ?? [], asides: asides ?? [] };
}

/** The record of the only conversation that the agent has open; `undefined` if it has several, and if none is known. */
export async function locateOnlyOpen(
  ctx: Context,
  { tracked }: Sidecar,
  agent: HoldingAgent,
): Promise<string | undefined> {
  const { records } = await findRecords(ctx, agent, tracked !== undefined);
  const ids = new Set(records.map(({ path }) => agent.grammar.record(path)));
  return ids.size === 1 ? (await findShown(ctx, agent, records))?.path : undefined;
}

/** All records of the conversations that the agent has open and that were begun in this session, oldest first. */
export async function locateBegun(
  ctx: Context,
  sidecar: Sidecar,
  agent: Omit<HoldingAgent, 'shown'>,
): Promise<string[]> {
  const { records } = await findRecords(ctx, { ...agent, shown: undefined }, sidecar.tracked !== undefined);
  const since = createdAt(sidecar) - SLACK_MS;
  const begun = records.filter(({ startedAt }) => startedAt >= since);
  return begun.toSorted((a, b) => a.modifiedAt - b.modifiedAt).map(({ path }) => path);
}

/**
 * The record that was written last, unless the end of another one fits the screen better: a person can open an earlier
 * conversation, and the agent keeps both open. Of a conversation in several files only the newest one counts.
 */
async function findShown(
  ctx: Context,
  agent: HoldingAgent,
  records: Conversation[],
): Promise<Conversation | undefined> {
  const sorted = records.toSorted((a, b) => b.modifiedAt - a.modifiedAt);
  const idOf = ({ path }: Conversation) => agent.grammar.record(path);
  const newest = sorted.filter((one, n) => sorted.findIndex((other) => idOf(other) === idOf(one)) === n);
  if (newest.length < 2) return newest[0];
  const fits = await Promise.all(newest.map(async ({ path }) => fitOf(await readEnd(ctx, agent.backend, path), agent)));
  return newest[fits.indexOf(Math.max(...fits))];
}

function newestUnwritten(grammar: HeldGrammar, files: string[], open: string[]): number | undefined {
  const written = open.flatMap((path) => grammar.record(path) ?? []);
  const timeOf = (id: string) => grammar.begunAt(id) ?? 0;
  const others = files.flatMap((path) => grammar.conversation(path) ?? []).filter((id) => !written.includes(id));
  const begunAt = Math.max(0, ...others.map(timeOf));
  return begunAt > Math.max(0, ...written.map(timeOf)) ? begunAt : undefined;
}

/**
 * The same for an agent that csd did not start. A server that it shares with others, which can be its child, may keep
 * its conversation, so only files that it has open itself count; or else the only record with the prompt on its screen,
 * or else the one that was proven before.
 */
async function locateTracked(ctx: Context, sidecar: Sidecar, agent: HoldingAgent): Promise<Followed | undefined> {
  const { backend, shown } = agent;
  const { current } = await findOpen(ctx, agent, true);
  if (current) return current;
  const pinned = sidecar.session_id === '' ? undefined : await locateTranscript(ctx, sidecar, backend, undefined);
  if (shown === undefined) return pinned === undefined ? undefined : { path: pinned };
  if (pinned !== undefined && (await holdsPrompt(ctx, backend, pinned, shown))) return { path: pinned };
  return (await locateByProof(ctx, sidecar, agent, true)) ?? (pinned === undefined ? undefined : { path: pinned });
}

/**
 * A conversation that was cleared and has no record yet: no turn, and not the prompt of `entry` if that was sent
 * before.
 */
export function foldCleared(at: number, entry: Entry | undefined): TurnFacts {
  const cleared: TranscriptFact[] = [{ kind: 'cleared', at }];
  return entry ? foldTurn([], cleared, entry.at) : foldTurn(cleared);
}

/** The record of a conversation that was written last; only records of its own day are examined. */
async function newestPart(ctx: Context, path: string, grammar: HeldGrammar): Promise<string> {
  const id = grammar.record(path);
  const own = path.slice(0, path.lastIndexOf('/'));
  const names = (await ctx.files.list(own)).map((name) => `${own}/${name}`);
  const parts = names.filter((other) => grammar.record(other) === id);
  const stats = await Promise.all(
    parts.map(async (part) => ({ part, at: (await ctx.files.stat(part))?.modifiedAt ?? 0 })),
  );
  return stats.toSorted((a, b) => b.at - a.at)[0]?.part ?? path;
}

/** The id of the conversation that the agent has open, if its process shows it. */
export async function findConversation(
  ctx: Context,
  { transcript }: Backend,
  pid: number,
): Promise<string | undefined> {
  const { held } = transcript;
  if (!held) return undefined;
  const open = await ctx.processes.openFiles(pid, (path) => held.conversation(path) !== undefined);
  const ids = new Set(open?.map((path) => held.conversation(path)));
  return ids.size === 1 ? [...ids][0] : undefined;
}

/**
 * Records a session's conversation in the sidecar if it is known and has changed: for an agent that chooses its own ids
 * as `session_id`, for any other as `conversation` besides the id that it was started with, if that is known.
 */
export async function pinConversation(ctx: Context, { sidecar, signals }: Observation): Promise<Sidecar> {
  const held = ctx.backends.get(sidecar.backend)?.transcript.held;
  const known = held ? pinnedRecord(sidecar, held, signals) : pinnedId(sidecar, signals);
  if (!known) return sidecar;
  await withSidecarLock(ctx, sidecar.name, async () => {
    // What another csd has written in the meantime stays; nothing is known about another agent under the name.
    const now = (await findSidecar(ctx, sidecar.name)) ?? sidecar;
    if (now.pane === sidecar.pane && now.pane_pid === sidecar.pane_pid) await saveSidecar(ctx, { ...now, ...known });
  });
  return { ...sidecar, ...known };
}

function pinnedRecord(sidecar: Sidecar, held: HeldGrammar, { transcript }: Observation['signals']) {
  const { session_id, jsonl_path } = sidecar;
  const path = transcriptPathOf(transcript);
  const id = path === undefined ? undefined : held.record(path);
  if (path === undefined || id === undefined || path === jsonl_path) return undefined;
  // One of before the session, which a person had opened, was not the session's.
  const isOwn = session_id !== id && (held.begunAt(session_id) ?? 0) >= createdAt(sidecar) - SLACK_MS;
  return { session_id: id, jsonl_path: path, ...(isOwn && earlierThan(sidecar, id)) };
}

function pinnedId({ session_id, conversation = session_id }: Sidecar, { statusFile }: Observation['signals']) {
  const id = statusFile.kind === 'read' ? statusFile.status.sessionId : conversation;
  if (id === conversation || !CONVERSATION_ID.test(id)) return undefined;
  // A tracked agent may not have named its first conversation before.
  return session_id === '' ? { session_id: id } : { conversation: id };
}

async function locateByProof(
  ctx: Context,
  sidecar: Sidecar,
  { backend, grammar, shown }: HoldingAgent,
  /** Other agents may have begun conversations in the folder, so that being the only one is not proof. */
  isShared = false,
): Promise<Followed | undefined> {
  const since = createdAt(sidecar) - SLACK_MS;
  const cwd = await ctx.files.realPath(sidecar.cwd);
  const folders = grammar.folders(configDirOf(ctx, sidecar, backend), since, ctx.clock.now());
  const paths = await Promise.all(
    folders.map(async (folder) => (await ctx.files.list(folder)).map((name) => `${folder}/${name}`)),
  );
  const records = paths.flat().filter((path) => grammar.record(path) !== undefined);
  const begun = (await findConversations(ctx, records, grammar)).filter(
    (one) => one.startedAt >= since && one.beside === undefined && (one.cwd === cwd || one.cwd === sidecar.cwd),
  );
  const [only, ...more] = begun;
  if (only && more.length === 0 && !isShared)
    return { path: only.path, note: 'the only one of its folder since the start' };
  if (shown === undefined) return undefined;
  const holding = await Promise.all(begun.map(({ path }) => holdsPrompt(ctx, backend, path, shown)));
  const proven = begun.filter((_, n) => holding[n]);
  return proven.length === 1 && proven[0]
    ? { path: proven[0].path, note: 'holds the prompt on the screen' }
    : undefined;
}

async function holdsPrompt(ctx: Context, backend: Backend, path: string, shown: string): Promise<boolean> {
  const { prompt } = await readEnd(ctx, backend, path);
  return prompt !== undefined && holds(prompt, shown);
}
