import type { TmuxOptions } from './run-tmux.ts';
import { runTmux } from './run-tmux.ts';

/** A terminal smaller than this (columns, rows) does not shrink a session: the agent needs room for its menus. */
const LEAST = { columns: 60, rows: 15 };
/** The window option for the size that the window has for programs, such as `220 50`. */
const SIZE = '@csd_size';

/** A window on a server: the caller's own if no socket is given. */
interface Window {
  env: TmuxOptions['env'];
  socket: string | undefined;
  /** A tmux target, such as `=job`. */
  target: string;
}

/**
 * Lets a window of fixed size follow the terminals that show it, and returns a function that fixes its size again once
 * none does. Does nothing for a window that already follows them, or if this terminal is too small. Never throws: the
 * session is shown in any case.
 */
export async function fitToTerminal(
  window: Window,
  terminal: { columns: number; rows: number },
): Promise<() => Promise<void>> {
  const nothing = async () => {};
  if (terminal.columns < LEAST.columns || terminal.rows < LEAST.rows) return nothing;
  const target = `${window.target}:`;
  const call = async (commands: string[][]): Promise<string[]> =>
    (await runTmux({ env: window.env }, window.socket, commands)).stdout.split('\n');
  const [kind, size = '', kept = ''] = await call([
    ['show-options', '-wqv', '-t', target, 'window-size'],
    ['display-message', '-p', '-t', target, `#{window_width} #{window_height}\n#{${SIZE}}`],
  ]);
  // Another terminal shows it in the same way.
  const isFollowing = kind === 'latest' && isSize(kept);
  if (!isFollowing && (kind !== 'manual' || !isSize(size))) return nothing;
  if (!isFollowing)
    await call([
      ['set-option', '-w', '-t', target, SIZE, size],
      ['set-option', '-w', '-t', target, 'window-size', 'latest'],
    ]);
  return async () => {
    const [attached, before = ''] = await call([
      ['display-message', '-p', '-t', target, `#{session_attached}\n#{${SIZE}}`],
    ]);
    const [width, height] = before.split(' ');
    if (attached !== '0' || !isSize(before) || !width || !height) return;
    await call([
      ['resize-window', '-t', target, '-x', width, '-y', height],
      ['set-option', '-wu', '-t', target, SIZE],
    ]);
  };
}

function isSize(text: string): boolean {
  return /^\d{1,5} \d{1,5}$/.test(text);
}
