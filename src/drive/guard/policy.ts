import { CsdError } from '../../contract/errors.ts';
import { isEverything } from './match-path.ts';
import { PROTECTED } from './protected-paths.ts';

/** What a caller wants guarded. */
export interface GuardRequest {
  /** Further globs to protect. */
  protect: string[];
  /** False: no path is protected, not those that are by default either. */
  safety: boolean;
  /** Secrets are not read either. */
  reads: boolean;
  /** The only tools that may run, and the name of what says so. */
  only?: { tools: readonly string[]; by: string };
  /** Tools that run without asking. */
  allow?: readonly string[];
}

/** What the guard goes by, as it is kept for it in a file. Globs are those of `compileGlobs`. */
export interface GuardPolicy {
  backend: string;
  cwd: string;
  home: string;
  only?: { tools: readonly string[]; by: string };
  /** Not to be written; `secret` not to be read. */
  protect: string[];
  secret: string[];
  /** The file to which a denial is appended, and the one that shows that the guard is asked. */
  log: string;
  armed: string;
}

/** The globs of a request: what may not be written, and what may not be read. Throws `bad_input` for one that matches everything. */
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

/** Throws `bad_input` for a glob that protects nothing that can be named, or everything. */
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
