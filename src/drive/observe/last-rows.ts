import type { Verdict } from '../../detect/verdict/fuse.ts';
import type { PaneCapture } from '../../ports/tmux.ts';

/** So many of the last rows are told. */
const MOST_ROWS = 20;

/** What a screen says: no colours, nothing secret, no blank rows around it; empty where nothing is drawn. */
export async function readWords(screen: string): Promise<string> {
  // Loaded here: only a session that ended has use for it.
  const [{ default: stripAnsi }, { SecretMask }] = await Promise.all([
    import('strip-ansi'),
    import('../redact/mask.ts'),
  ]);
  return stripAnsi(new SecretMask(false).screen(screen))
    .split('\n')
    .map((row) => row.trimEnd())
    .join('\n')
    .trim();
}

/** The verdict on an agent that has ended in its own pane, with the last 20 rows that it left there. */
export async function withLastLines(verdict: Verdict, pane: PaneCapture | undefined): Promise<Verdict> {
  const { state } = verdict;
  if (state.status !== 'dead' || !pane?.dead) return verdict;
  const rows = (await readWords(pane.screen)).split('\n');
  const last_lines = rows.filter((row) => row !== '').slice(-MOST_ROWS);
  return last_lines.length === 0 ? verdict : { ...verdict, state: { ...state, last_lines } };
}

/** How the process of a dead pane ended, as a part of a sentence; empty while tmux cannot tell. */
export function howItEnded({ exitCode, signal }: Pick<PaneCapture, 'exitCode' | 'signal'>): string {
  if (exitCode !== undefined) return `, with exit code ${exitCode}`;
  return signal === undefined ? '' : `, by signal ${signal}`;
}
