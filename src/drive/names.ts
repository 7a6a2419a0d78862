import path from 'node:path';

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
