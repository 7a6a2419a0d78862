import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Violation } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import { GUARD_WORD } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { GuardQuestion } from '../../detect/agent/delegate-grammar.ts';
import { readVersion } from '../session/agent-version.ts';
import type { Context } from '../session/context.ts';
import { isTrusted, removePrivateFolder, writePrivate } from '../session/files/private-files.ts';
import { requireOwnProgram } from '../session/own-program.ts';
import { pollUntil } from '../session/poll-until.ts';
import { quoteWord } from '../session/shell-words.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { readSettings, takeFlag } from '../signals/hooks.ts';
import { type GuardPolicy, type GuardRequest, globsOf } from './policy.ts';

/** How to make an agent ask the guard before each tool: the policy to write before it starts, and its arguments. */
export interface GuardPlan {
  policy: GuardPolicy;
  args: string[];
  /** The agent has confirmed that it will ask. */
  isSure: boolean;
}

/** How many bytes at the end of their file to read for the newest denials. */
const LOG_BYTES = 256 * 1024;
/** How long the agent may take from its first screen until it first asks the guard, ms. */
const ARMED_MS = 15_000;
/** How long the agent may take to say whether it will ask, ms. */
const SURE_MS = 15_000;
const POLL_MS = 50;

function guardFiles(ctx: Context, name: string) {
  const folder = path.join(path.dirname(ctx.sessionsDir), 'guards', name);
  const file = (own: string) => path.join(folder, own);
  return { folder, policy: file('policy.json'), log: file('denied.jsonl'), armed: file('armed') };
}

/** A session that is about to start, with the facts that its guard needs. */
export interface GuardedStart {
  name: string;
  backend: Backend;
  /** Without symbolic links. */
  cwd: string;
  /** The caller's arguments for the agent. */
  callerArgs: string[];
  /** The path of the agent's program. */
  program: string;
}

/**
 * Plans the guard of a session that is about to start; writes nothing. Merges the agent settings that the caller gives.
 * Throws `bad_input` if they cannot be read, for a glob that matches everything, and for an agent that never asks a
 * guard; `not_ready` for a release of an agent that does not.
 */
export async function planGuard(
  ctx: Context,
  start: GuardedStart,
  request: GuardRequest,
): Promise<GuardPlan | undefined> {
  const { name, backend, cwd } = start;
  const grammar = backend.delegate?.guard;
  if (!grammar) {
    if (request.protect.length === 0 && !request.reads && !request.only) return undefined;
    const message = `the agent ${backend.name} does not ask a program before it uses a tool, so csd cannot protect paths in it: leave --protect and --protect-reads out; its sandbox is chosen with the preset`;
    throw new CsdError('bad_input', message);
  }
  const files = guardFiles(ctx, name);
  const csds = path.dirname(ctx.sessionsDir);
  const globs = globsOf(request, [...grammar.own, `${csds}/`]);
  if (globs.protect.length === 0 && !request.only) return undefined;
  const command = guardCommand(await requireOwnProgram(ctx), files.policy);
  const { only } = request;
  const policy = { backend: backend.name, cwd, home: ctx.home, ...(only && { only }), ...globs };
  const isSure = await isSureToAsk(ctx, start, grammar.asks?.(command, sha256));
  const allow = request.allow ?? [];
  return {
    policy: { ...policy, log: files.log, armed: files.armed },
    args: await guardArgs(ctx, start, command, { allow, unread: globs.secret }),
    isSure,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

type Rules = { allow: readonly string[]; unread: readonly string[] };

async function guardArgs(
  ctx: Context,
  { backend, cwd, callerArgs }: GuardedStart,
  command: string,
  rules: Rules,
): Promise<string[]> {
  const { delegate, hooks } = backend;
  const grammar = delegate?.guard;
  if (!hooks || !grammar?.settings) return [...(grammar?.args?.(command, sha256) ?? []), ...callerArgs];
  const { value, rest } = takeFlag(callerArgs, hooks.settingsFlag);
  const base = value === undefined ? {} : await readSettings(ctx, hooks.settingsFlag, value, cwd);
  return [hooks.settingsFlag, JSON.stringify(grammar.settings(command, base, rules)), ...rest];
}

/** True if the agent confirms beforehand that it will ask; throws `not_ready` if it says that it will not. */
async function isSureToAsk(
  ctx: Context,
  { backend, program, cwd }: GuardedStart,
  question: GuardQuestion | undefined,
): Promise<boolean> {
  if (!question) return false;
  const { args, lines, isAnswer, isAsked } = question;
  const answer = await ctx.processes.ask(program, args, { cwd, env: ctx.env, lines: lines(cwd), isAnswer }, SURE_MS);
  if (answer !== undefined && isAsked(answer)) return true;
  const version = await readVersion(ctx, backend, program);
  const message = `this ${backend.name} (${version ?? 'of an unknown release'}) does not confirm that it asks csd before it uses a tool, so csd cannot protect paths in it: the release may be too old for hooks, or a managed setting may switch them off; nothing was started. --no-safety starts it without protected paths`;
  throw new CsdError('not_ready', message);
}

/**
 * If the guard cannot run, every tool is denied: the agent takes exit code 2 for a refusal, and any other failure for
 * permission.
 */
function guardCommand(program: readonly string[], policy: string): string {
  const call = [...program, GUARD_WORD, policy].map(quoteWord).join(' ');
  return `${call} || { echo 'csd: the guard of this session could not be asked, so no tool may run' >&2; exit 2; }`;
}

/** Writes the policy (0600, in a folder of 0700); removes what an earlier session of the name left. */
export async function writeGuard(ctx: Context, name: string, { policy, isSure }: GuardPlan): Promise<void> {
  await removeGuard(ctx, name);
  await writePrivate(ctx, guardFiles(ctx, name).policy, `${JSON.stringify(policy, null, 2)}\n`);
  await writePrivate(ctx, policy.log, '');
  if (isSure) await writePrivate(ctx, policy.armed, '');
}

/** Removes what `writeGuard` wrote; does nothing if there is nothing. */
export async function removeGuard(ctx: Context, name: string): Promise<void> {
  await removePrivateFolder(ctx, guardFiles(ctx, name).folder);
}

/**
 * Waits until the agent has asked the guard; throws `not_ready` if it does not, because nothing would enforce its rules
 * then.
 */
export async function waitArmed(ctx: Context, sidecar: Sidecar): Promise<void> {
  const { name } = sidecar;
  const { policy, armed } = guardFiles(ctx, filesName(sidecar));
  if ((await ctx.files.stat(policy)) === undefined) return;
  if (await pollUntil(ctx, { withinMs: ARMED_MS, everyMs: POLL_MS }, () => ctx.files.stat(armed))) return;
  const message = `the agent of session ${name} does not ask csd before it uses a tool, so nothing would enforce its rights: nothing was sent; a managed setting of the agent may switch hooks off`;
  throw new CsdError('not_ready', message, { session: name });
}

/** How long the log of a session's denials is, in bytes. */
export async function sizeOfLog(ctx: Context, sidecar: Sidecar): Promise<number> {
  return (await ctx.files.stat(violationsFile(ctx, sidecar)))?.size ?? 0;
}

/**
 * The tool calls that were denied in a session after its log was so many bytes long, oldest first. A log that has become
 * shorter is that of a later agent.
 */
export async function readViolations(ctx: Context, sidecar: Sidecar, after: number): Promise<Violation[]> {
  const { log } = guardFiles(ctx, filesName(sidecar));
  if (!(await isTrusted(ctx, log))) return [];
  const slice = await ctx.files.readBack(log, LOG_BYTES);
  if (!slice) return [];
  const { bytes, start } = slice;
  const known = after > start + bytes.length ? 0 : Math.max(0, after - start);
  const lines = Buffer.from(bytes.subarray(known)).toString('utf8').split('\n');
  return lines.flatMap((line) => parse(line) ?? []);
}

/** The file to which denials are appended, for waiting for one. */
export function violationsFile(ctx: Context, sidecar: Sidecar): string {
  return guardFiles(ctx, filesName(sidecar)).log;
}

function parse(line: string): Violation | undefined {
  try {
    const value = JSON.parse(line) as Violation;
    return typeof value.at === 'number' && typeof value.tool === 'string' && typeof value.reason === 'string'
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
