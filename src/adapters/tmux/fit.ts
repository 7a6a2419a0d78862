import type { TmuxOptions } from './call.ts';
import { runTmux } from './call.ts';

/** A terminal that is smaller than this, columns and rows, does not shrink a session: the agent needs room for its menus. */
const LEAST = { columns: 60, rows: 15 };
/** Where the window keeps the size that it has for programs, such as `220 50`. */
const SIZE = '@csd_size';

/** A window on a server: the caller's own where no socket is named. */
interface Window {
  env: TmuxOptions['env'];
  socket: string | undefined;
  /** Of tmux, such as `=job`. */
  target: string;
}

/**
 * Lets a window whose size is fixed follow the terminals that show it, and returns what fixes its size again once none shows it. Nothing
 * happens for a window that follows them already, or where this terminal is too small. Never throws: a person sees the session in any case.
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
  // Another terminal shows it by the same means.
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
