import type { Sidecar } from '../../contract/session.ts';
import type { LaunchOption } from '../../detect/agent/backend.ts';
import type { GuardRequest } from '../guard/policy.ts';

/** Where a name that csd chooses comes from: two words, or a champion and a role. */
export type Ids = 'words' | 'champions';

/** A choice has one value or, where the agent takes several, a list. */
export type LaunchOptions = Partial<Record<LaunchOption, string | string[]>>;

/** What to start. `size` in cells, 220x50 when absent; `resume` continues with the conversation of `sessionId`. */
export interface LaunchRequest {
  cwd?: string;
  sessionId?: string;
  resume?: boolean;
  name?: string;
  backend?: string;
  /** Drive the agent by its screen (the default) or by its records, without one. */
  driver?: 'screen' | 'stream';
  /** Answer the agent's question whether to trust the folder, and return only when it is answered. */
  trust?: boolean;
  permissionMode?: string;
  autoAccept?: boolean;
  bypass?: boolean;
  /** With `bypass`: the caller knows what that means, and needs no warning of the agent's. */
  consented?: boolean;
  size?: { width: number; height: number };
  /** What the caller chose, in the agent's own words. */
  options?: LaunchOptions;
  agentArgs?: string[];
  /** Leave the agent's status line alone: what it tells of its usage is not heard. */
  noUsage?: boolean;
  /** What the session may cost in USD; only of an agent that tells. */
  maxCost?: number;
  /** Have the agent report its lifecycle events. */
  hooks?: boolean;
  /** Deny tools before they run. */
  guard?: GuardRequest;
  /** Make the session a worker as well. */
  worker?: WorkerStart;
  /** Begin with a copy of this conversation; `path` is its transcript where that was held in another folder. */
  fork?: { id: string; path?: string };
  /** The session that is started again under its name: nothing of it is lost where that fails. */
  again?: Sidecar;
  /** What else the sidecar is to say. */
  mark?: Partial<
    Pick<
      Sidecar,
      'parent' | 'parent_session_id' | 'description' | 'creator' | 'tags' | 'worktree' | 'earlier' | 'delegate'
    >
  >;
  /** Choose a free name from this list. */
  ids?: Ids;
  /** Refuse where so many sessions of the same creator live already. */
  maxPerCreator?: number;
  /** Make a git worktree for it, next to the repository of `cwd`: of this name, or of the session's. */
  worktree?: string | true;
  /** Start the agent in the pane of a tmux session of this name, in place of what runs there, where there is one. */
  respawn?: boolean;
}

/** What makes a session a worker: its folder, how it was asked for, and whether the agent asks nobody before it acts. */
export interface WorkerStart {
  dir: string;
  invocation: string[];
  unattended: boolean;
}

/** What a session is started with again: all of its first start but where, as what and in which conversation. */
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
