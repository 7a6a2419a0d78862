import type { Verdict } from '../../detect/verdict/fuse.ts';
import type { PaneCapture } from '../../ports/tmux.ts';

/** How many of the last rows to show. */
const MOST_ROWS = 20;

/** The text of a screen: no colours, secrets masked, no blank rows around it; empty if nothing is drawn. */
export async function readWords(screen: string): Promise<string> {
  // Imported here: only an ended session needs it.
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

/** The verdict on an agent that has ended in its own pane, with the last 20 rows of its screen. */
export async function withLastLines(verdict: Verdict, pane: PaneCapture | undefined): Promise<Verdict> {
  const { state } = verdict;
  if (state.status !== 'dead' || !pane?.dead) return verdict;
  const rows = (await readWords(pane.screen)).split('\n');
  const last_lines = rows.filter((row) => row !== '').slice(-MOST_ROWS);
  return last_lines.length === 0 ? verdict : { ...verdict, state: { ...state, last_lines } };
}

/** How the process of a dead pane ended, as part of a sentence; empty while tmux does not know. */
export function howItEnded({ exitCode, signal }: Pick<PaneCapture, 'exitCode' | 'signal'>): string {
  if (exitCode !== undefined) return `, with exit code ${exitCode}`;
  return signal === undefined ? '' : `, by signal ${signal}`;
}
