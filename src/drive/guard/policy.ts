import { CsdError } from '../../contract/errors.ts';
import { isEverything } from './match-path.ts';
import { PROTECTED } from './protected-paths.ts';

/** What a caller wants guarded. */
export interface GuardRequest {
  /** Further globs to protect. */
  protect: string[];
  /** False: no path is protected, not even the default ones. */
  safety: boolean;
  /** Secrets must not be read either. */
  reads: boolean;
  /** The only tools that may run, and the name of the rule for that. */
  only?: { tools: readonly string[]; by: string };
  /** Tools that may run without asking. */
  allow?: readonly string[];
}

/** The guard's rules, as stored in its file. Globs are those of `compileGlobs`. */
export interface GuardPolicy {
  backend: string;
  cwd: string;
  home: string;
  only?: { tools: readonly string[]; by: string };
  /** Must not be written; `secret` ones must not be read. */
  protect: string[];
  secret: string[];
  /** The file to which denials are appended, and the one that shows that the agent asks the guard. */
  log: string;
  armed: string;
}

/**
 * The globs of a request: what must not be written, and what must not be read. Throws `bad_input` for one that matches
 * everything.
 */
export function globsOf(request: GuardRequest, own: readonly string[]): Pick<GuardPolicy, 'protect' | 'secret'> {
  for (const glob of request.protect) refuseGlob(glob);
  if (!request.safety) return { protect: [], secret: [] };
  const secret = PROTECTED.filter((kind) => kind.secret).flatMap(({ globs }) => globs);
  const all = PROTECTED.flatMap(({ globs }) => globs);
  return {
    protect: [...all, ...request.protect, ...own],
    secret: request.reads ? [...secret, ...request.protect] : [],
  };
}

/** Throws `bad_input` for a request that both adds protection and removes all of it. */
export function checkProtection({ protect, safety, reads }: GuardRequest): void {
  if (safety || (protect.length === 0 && !reads)) return;
  const message = 'no-safety removes the protection that protect and protect-reads add: give one or the other';
  throw new CsdError('bad_input', message);
}

/** Throws `bad_input` for a glob that protects nothing specific, or everything. */
function refuseGlob(glob: string): void {
  const shown = JSON.stringify(glob);
  if (glob.trim() === '' || glob.includes('\0') || glob.length > 1000)
    throw new CsdError('bad_input', `not a valid glob to protect: ${shown.slice(0, 80)}`);
  if (glob.startsWith('!'))
    throw new CsdError(
      'bad_input',
      `${shown} is a negation: name what to protect, or switch protection off with --no-safety`,
    );
  if (isEverything(glob))
    throw new CsdError(
      'bad_input',
      `the glob ${shown} matches everything, so nothing could be written: use the preset read-only, or name what to protect`,
    );
}
