import path from 'node:path';
import { CsdError } from '../../../contract/errors.ts';
import { SESSION_NAME, SESSION_NAME_RULE } from '../../../contract/names.ts';

/** The default name of a session: `csd-<folder>-<first 8 of the id>`, with only allowed characters. */
export function defaultName(cwd: string, sessionId: string): string {
  const folder = path
    .basename(cwd)
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `csd-${folder === '' ? 'root' : folder}-${sessionId.slice(0, 8)}`;
}

/** tmux's name for a session: tmux itself would silently turn `.` into `_`. */
export function tmuxNameOf(name: string): string {
  return name.replaceAll('.', '_');
}

/** The name itself; throws `bad_input` for an invalid one. */
export function checkName(name: string): string {
  if (SESSION_NAME.test(name)) return name;
  throw new CsdError('bad_input', `bad session name ${JSON.stringify(name)}: ${SESSION_NAME_RULE}`);
}
