import type { PaneList, PanePlace } from '../../ports/tmux.ts';
import { randomName } from '../random.ts';
import { describeFailure, runTmux, saysGone, type TmuxOptions } from './run-tmux.ts';

/** How long a server may take to list its panes, ms: a hanging server must not delay the others. */
const LIST_MS = 2000;

const TEXTS = ['session_name', 'window_name', 'pane_current_path', 'socket_path'];

/** Lists the panes of a running server, each pane once; starts none. Throws `no_tmux`. */
export async function listPanes(options: TmuxOptions, socket: string): Promise<PaneList> {
  const nonce = `x${randomName()}`;
  const texts = TEXTS.map((name) => `${nonce}#{${name}}`).join('');
  const format = `${nonce}#{pane_id} #{pane_pid} #{pane_dead} #{window_index} #{pane_index}${texts}${nonce}`;
  const commands = [['list-panes', '-a', '-F', format]];
  const { blocking: _, ...rest } = options;
  const ending = await runTmux({ ...rest, timeoutMs: LIST_MS }, socket, commands);
  if (ending.code === 0) return { kind: 'listed', panes: parsePanes(ending.stdout, nonce, socket) };
  return saysGone(ending) ? { kind: 'gone' } : { kind: 'failed', reason: describeFailure(ending, commands) };
}

/**
 * A window that is linked into several sessions appears once in each; its first place is kept, with the names of the
 * others.
 */
function parsePanes(printed: string, nonce: string, socket: string): PanePlace[] {
  const tokens = printed.split(nonce);
  const panes = new Map<string, PanePlace>();
  for (let at = 1; at + 4 < tokens.length; at += TEXTS.length + 2) {
    const [numbers = '', session = '', windowName = '', folder = '', path = ''] = tokens.slice(at, at + 5);
    const [pane = '', pid, dead, window, index] = numbers.split(' ');
    if (!/^%\d+$/.test(pane)) continue;
    const known = panes.get(pane);
    if (known) {
      if (known.session !== session) known.linked.push(session);
      continue;
    }
    panes.set(pane, {
      socket: path || socket,
      pane,
      pid: Number(pid),
      dead: dead === '1',
      session,
      linked: [],
      window: Number(window),
      windowName,
      index: Number(index),
      folder,
    });
  }
  return [...panes.values()];
}
