import type { Sidecar } from '../../contract/session.ts';
import type { LaunchOption } from '../../detect/agent/backend.ts';
import type { GuardRequest } from '../guard/policy.ts';

/** The source of a name that csd chooses: two words, or a champion and a role. */
export type Ids = 'words' | 'champions';

/** An option has one value or, if the agent takes several, a list. */
export type LaunchOptions = Partial<Record<LaunchOption, string | string[]>>;

/** What to start. `size` in cells, 220x50 if absent; `resume` continues the conversation of `sessionId`. */
export interface LaunchRequest {
  cwd?: string;
  sessionId?: string;
  resume?: boolean;
  name?: string;
  backend?: string;
  /** Drive the agent by its screen (the default) or by its records, without one. */
  driver?: 'screen' | 'stream';
  /** Answer the agent's question whether to trust the folder, and return only once it is answered. */
  trust?: boolean;
  permissionMode?: string;
  autoAccept?: boolean;
  bypass?: boolean;
  /** With `bypass`: the caller knows what that means, and needs no warning from the agent. */
  consented?: boolean;
  size?: { width: number; height: number };
  /** The caller's options, in the agent's own spelling. */
  options?: LaunchOptions;
  agentArgs?: string[];
  /** Leave the agent's status line alone; its reports of usage are not collected. */
  noUsage?: boolean;
  /** The cost limit of the session in USD; only for an agent that reports its cost. */
  maxCost?: number;
  /** Have the agent report its lifecycle events. */
  hooks?: boolean;
  /** Deny tools before they run. */
  guard?: GuardRequest;
  /** Make the session a worker as well. */
  worker?: WorkerStart;
  /** Begin with a copy of this conversation; `path` is its transcript if that is in another folder. */
  fork?: { id: string; path?: string };
  /** The session that is started again under its name: nothing of it is lost if that fails. */
  again?: Sidecar;
  /** Further fields for the sidecar. */
  mark?: Partial<
    Pick<
      Sidecar,
      'parent' | 'parent_session_id' | 'description' | 'creator' | 'tags' | 'worktree' | 'earlier' | 'delegate'
    >
  >;
  /** Choose a free name from this list. */
  ids?: Ids;
  /** Refuse if the creator already has this many running sessions. */
  maxPerCreator?: number;
  /** Create a git worktree for it, next to the repository of `cwd`: with this name, or the session's. */
  worktree?: string | true;
  /** Start the agent in the pane of an existing tmux session of this name, replacing what runs there. */
  respawn?: boolean;
}

/** What makes a session a worker: its folder, how it was requested, and whether the agent acts without asking. */
export interface WorkerStart {
  dir: string;
  invocation: string[];
  unattended: boolean;
}

/**
 * The options for starting a session again: those of its first start except where, as what and in which conversation.
 */
export type RepeatableLaunch = Omit<
  LaunchRequest,
  | 'cwd'
  | 'sessionId'
  | 'resume'
  | 'name'
  | 'trust'
  | 'fork'
  | 'again'
  | 'mark'
  | 'worktree'
  | 'ids'
  | 'maxPerCreator'
  | 'respawn'
>;

/** The part of a request that a sidecar keeps. */
export function toRepeat(request: LaunchRequest): RepeatableLaunch {
  const { cwd: _cwd, sessionId: _id, resume: _resume, name: _name, trust: _trust, ...rest } = request;
  const { fork: _fork, again: _again, mark: _mark, respawn: _respawn, ...others } = rest;
  const { worktree: _worktree, ids: _ids, maxPerCreator: _most, ...repeat } = others;
  return repeat;
}
