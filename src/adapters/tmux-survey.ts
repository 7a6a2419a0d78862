import type { PaneTrace } from '../ports/tmux.ts';
import type { Commands } from './tmux-call.ts';

// Not the name of the process: tmux would read it from the system for every pane.
const MARKS = [
  'pane_pid',
  'pane_dead',
  'pane_in_mode',
  'cursor_x',
  'cursor_y',
  'cursor_flag',
  'pane_width',
  'pane_height',
];

/** Lists all panes of a server, one per line: its id, when its window last drew something (in s), the other marks. */
export function surveyCommands(): Commands {
  const format = ['pane_id', 'window_activity', ...MARKS].map((name) => `#{${name}}`).join(' ');
  return [['list-panes', '-a', '-F', format]];
}

/** Reads what `surveyCommands` printed. */
export function parseSurvey(stdout: string): Map<string, PaneTrace> {
  const traces = new Map<string, PaneTrace>();
  for (const line of stdout.split('\n')) {
    const [, pane, mark, drawn] = /^(%\d+) ((\d+) .*)$/.exec(line) ?? [];
    if (pane !== undefined && mark !== undefined) traces.set(pane, { mark, drawnAt: Number(drawn) * 1000 });
  }
  return traces;
}
