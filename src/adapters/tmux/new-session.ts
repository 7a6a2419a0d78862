import { CsdError } from '../../contract/errors.ts';
import type { NewPane } from '../../ports/tmux.ts';
import type { Ending } from './run-tmux.ts';

/**
 * What tmux reports about a new pane: the numbers of its session's windows and its window's panes, and at the end the
 * socket.
 */
export const PANE =
  '#{pane_id} #{pane_pid} #{pane_width} #{pane_height} #{session_windows} #{window_panes} #{socket_path}';

/** The command that reports the active pane of a window. */
export function tellPane(window: string): string[] {
  return ['display-message', '-p', '-t', window, PANE];
}

/** A reported pane; `alone`: it is the only one of its session. */
export type ToldPane = NewPane & { alone: boolean };

/** The reported panes, in order. */
export function readPanes({ stdout }: Ending): ToldPane[] {
  return [...stdout.matchAll(/^(%\d{1,9}) (\d{1,9}) (\d{1,9}) (\d{1,9}) (\d{1,9}) (\d{1,9}) (.*)$/gm)].map((told) => {
    const [, pane = '', pid, width, height, windows, panes, socket = ''] = told;
    const alone = windows === '1' && panes === '1';
    return { pane, pid: Number(pid), width: Number(width), height: Number(height), socket, alone };
  });
}

/** What in the user's tmux configuration changes a new session; `undefined` if nothing does. */
export function explainHostile(
  { stdout, stderr }: Ending,
  made: ToldPane | undefined,
  now: ToldPane | undefined,
): string | undefined {
  if (/^exit-unattached (?:on|1)$/m.test(stdout))
    return 'the tmux option exit-unattached is on: the server ends, with all its sessions, as soon as no client is attached; turn it off (`tmux set -s exit-unattached off`, and in the configuration of tmux)';
  if (!made) return undefined;
  if (!now && /(?:no such|can't find) (?:session|window|pane)/.test(stderr))
    return 'tmux ended the new session at once, or gave it another name: look for a hook in the configuration of tmux (`tmux show-hooks -g`), such as after-new-session';
  if (now && (!now.alone || now.pane !== made.pane))
    return 'a hook in the configuration of tmux has added a pane or window to the new session (`tmux show-hooks -g`: after-new-session, session-created or the like): change the hook so that it skips the sessions of csd';
  return undefined;
}

/** True if tmux says that a session already has the name. */
export function isTaken({ stderr }: Ending): boolean {
  return stderr.includes('duplicate session');
}

/** The error for a name that a tmux session already has. */
export function taken(name: string): CsdError {
  return new CsdError('name_taken', `a tmux session named ${name} already exists: choose another name`);
}

/** The commands that rename a session. */
export function renaming(name: string, to: string): string[][] {
  return [['rename-session', '-t', `=${name}`, to]];
}
