import type { PaneTrace, Surveyor } from '../../ports/tmux.ts';
import type { RepeatedCall } from './repeat.ts';
import type { Commands, TmuxOptions } from './run-tmux.ts';

// Without the name of the process: tmux would read it from the system for every pane.
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

/** Surveys of a server through one separate process, which starts with the first survey. */
export function createSurveyor(options: TmuxOptions, socket: string | undefined): Surveyor {
  let call: Promise<RepeatedCall> | undefined;
  let last: { printed: string; traces: ReadonlyMap<string, PaneTrace> } | undefined;
  // Imported on demand: `state` and `ps` start without Node's modules for processes.
  const begin = async () => (await import('./repeat.ts')).repeatTmux(options, socket, surveyCommands());
  return {
    async survey() {
      call ??= begin();
      const printed = await (await call).run();
      if (printed === undefined) return undefined;
      // The usual answer, once a second: nothing has changed.
      if (printed !== last?.printed) last = { printed, traces: parseSurvey(printed) };
      return last.traces;
    },
    close: () => void call?.then((one) => one.end()),
  };
}

/**
 * Lists all panes of a server, one per line: its id, when its window last drew something (in s), and the other marks.
 */
export function surveyCommands(): Commands {
  const format = ['pane_id', 'window_activity', ...MARKS].map((name) => `#{${name}}`).join(' ');
  return [['list-panes', '-a', '-F', format]];
}

/** Parses the output of `surveyCommands`. */
function parseSurvey(stdout: string): Map<string, PaneTrace> {
  const traces = new Map<string, PaneTrace>();
  for (const line of stdout.split('\n')) {
    const [, pane, mark, drawn] = /^(%\d+) ((\d+) .*)$/.exec(line) ?? [];
    if (pane !== undefined && mark !== undefined) traces.set(pane, { mark, drawnAt: Number(drawn) * 1000 });
  }
  return traces;
}
