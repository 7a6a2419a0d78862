import { CsdError } from '../../contract/errors.ts';
import type { Sidecar, Worktree } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { lookAt } from '../observe/look-at.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { pollUntil } from '../session/poll-until.ts';
import { checkName } from '../session/sidecars/session-names.ts';
import { findSidecar, loadSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { unhurried } from '../session/unhurried.ts';
import { endAndForget } from '../spawn/kill/kill.ts';
import { launch } from '../spawn/spawn.ts';
import { addWorktree, dropWorktree } from '../spawn/worktree.ts';
import { asStarted } from './config-folder.ts';
import { isUp, saidConversation } from './prove-conversation.ts';
import { launchAgain, requireConversation } from './resume.ts';

/** How long the agent may take to show the copy, and how long it may report its parent's conversation, ms. */
const STARTING_MS = 60_000;
const PROOF_MS = 20_000;
const POLL_MS = 100;

/** Where a fork works: in `cwd`, or in a new git worktree; without either, in its parent's folder. */
export interface ForkOptions {
  cwd?: string;
  worktree: boolean;
  /** Trust the folder if the agent asks. */
  trust: boolean;
}

/** A session that continues with a copy of its parent's conversation. */
export interface Forked {
  sidecar: Sidecar;
  state: State;
  worktree?: Worktree;
}

/**
 * Starts a session under a new name with a copy of another session's conversation and the same start options. The
 * parent may be working, and nothing is typed into it; or it may have ended. Throws `no_conversation`,
 * `conversation_gone`, `name_taken`, `bad_input`, or what a start throws; nothing is left behind then.
 */
export async function forkSession(ctx: Context, handle: string, name: string, options: ForkOptions): Promise<Forked> {
  checkName(name);
  const parent = await loadSidecar(ctx, handle);
  const backend = backendOf(ctx, parent);
  if (await findSidecar(ctx, name)) {
    const message = `a session named ${JSON.stringify(name)} already exists: choose another name for the fork`;
    throw new CsdError('name_taken', message);
  }
  const conversation = await requireConversation(ctx, await lookAt(ctx, parent));
  const folder = options.cwd ?? parent.cwd;
  if (options.cwd === undefined && !(await ctx.files.isFolder(folder))) {
    const message = `the folder of session ${parent.name} is gone: ${folder}; give the fork another one with --cwd`;
    throw new CsdError('folder_gone', message, { cwd: folder, session_id: conversation.id });
  }
  const { worktree, folder: cwd } = options.worktree
    ? await addWorktree(ctx, folder, name)
    : { worktree: undefined, folder };
  const isElsewhere = (await ctx.files.realPath(cwd)) !== (await ctx.files.realPath(parent.cwd));
  const { worker, ...base } = launchAgain(parent, backend);
  try {
    const { sidecar } = await launch(asStarted(ctx, parent, backend), {
      ...base,
      // A worker's own command belongs to one session.
      ...(worker && { hooks: true, ...(worker.unattended && { consented: true }) }),
      name,
      cwd,
      fork: { id: conversation.id, ...(isElsewhere && { path: conversation.path }) },
      // The person who started the parent has trusted its folder.
      ...((options.trust || (isStream(parent) && cwd === parent.cwd)) && { trust: true }),
      mark: { parent: parent.name, parent_session_id: conversation.id, ...(worktree && { worktree }) },
    });
    const state = await prove(ctx, sidecar, conversation.id, backend).catch(async (error: unknown) => {
      const calm = unhurried(ctx);
      await withSidecarLock(calm, name, () => endAndForget(calm, sidecar));
      throw error;
    });
    return { sidecar: (await findSidecar(ctx, name)) ?? sidecar, state, ...(worktree && { worktree }) };
  } catch (error) {
    if (worktree) await dropWorktree(ctx, worktree);
    throw error;
  }
}

/**
 * Waits until the fork is up with another conversation id than its parent. Its parent's id counts only at the timeout:
 * while an agent starts, it may report an id that it does not keep.
 */
async function prove(ctx: Context, sidecar: Sidecar, parent: string, backend: Backend): Promise<State> {
  let state: State = { status: 'unknown', reason: 'not observed' };
  const begun = ctx.clock.elapsed();
  const fail = (code: 'wrong_conversation' | 'spawn_failed', why: string) =>
    new CsdError(code, `session ${sidecar.name} is not a fork of the conversation ${parent}: ${why}; it was ended`, {
      state,
    });
  const proven = await pollUntil(ctx, { withinMs: STARTING_MS, everyMs: POLL_MS }, async () => {
    const seen = await lookAt(ctx, sidecar);
    ({ state } = seen.verdict);
    const said = await saidConversation(ctx, seen, backend);
    if (state.status === 'dead') throw fail('spawn_failed', `the agent ended (${state.reason ?? 'it is gone'})`);
    if (said?.id === parent) {
      if (ctx.clock.elapsed() - begun < PROOF_MS) return undefined;
      throw fail('wrong_conversation', 'the agent opened the parent itself');
    }
    // An agent that chooses its own ids may create the copy with the first prompt.
    if ((said || backend.transcript.held) && isUp(seen)) return state;
    return state.status === 'blocked' && state.gate !== 'other' ? state : undefined;
  });
  if (proven) return proven;
  throw fail('wrong_conversation', `it showed nothing in ${STARTING_MS / 1000} s`);
}
