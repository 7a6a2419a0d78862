import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { SESSION_NAME, SESSION_NAME_RULE } from '../../contract/names.ts';

/** The name of a session that was given none: `csd-<folder>-<first 8 of the id>`, of characters a name may have. */
export function defaultName(cwd: string, sessionId: string): string {
  const folder = path
    .basename(cwd)
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `csd-${folder === '' ? 'root' : folder}-${sessionId.slice(0, 8)}`;
}

/** tmux's name for a session: tmux itself would turn `.` into `_`, silently. */
export function tmuxNameOf(name: string): string {
  return name.replaceAll('.', '_');
}

/** The name itself; throws `bad_input` for one that no session can have. */
export function checkName(name: string): string {
  if (SESSION_NAME.test(name)) return name;
  throw new CsdError('bad_input', `bad session name ${JSON.stringify(name)}: ${SESSION_NAME_RULE}`);
}
