import { STATUSES, type Status } from '../contract/state.ts';
import type { WorkerStatus } from '../contract/worker.ts';

/** A help page that belongs to no single operation. */
export interface Topic {
  summary: string;
  text: string;
}

const STATES: Record<Status, string> = {
  spawning: 'running, no turn yet',
  working: 'a turn is in flight (tools[], detail?, retry?)',
  awaiting_answer:
    'the agent asked, in text or with a menu (question, asks?, options?[], selected?, gate_id?, questions?[])',
  plan_ready: 'the plan gate is on screen (plan_file, plan, options[], selected, gate_id)',
  blocked: 'another gate is on screen (gate, prompt, question, options[], selected, gate_id)',
  idle_done: 'the turn is over (text, interrupted?, error?, stop_reason?)',
  dead: 'the session, or the agent in it, is gone (exit_code?, reason?, last_lines?)',
  unknown: 'running; its state cannot be determined (reason)',
};

const WORKER_WORDS: Record<WorkerStatus, string> = {
  idle: 'its turn is over, or it has had none: it takes a prompt',
  working: 'a turn is in flight, or waits at a gate',
  terminated: 'the agent has ended, its last screen is there',
  gone: 'there is no such tmux session any more',
  unknown: 'running; its state cannot be determined',
};

const ENVIRONMENT = {
  XDG_STATE_HOME: 'sidecars are in $XDG_STATE_HOME/csd/sessions; ~/.local/state if unset or not absolute',
  CSD_WORKER_DIR: "folder of workers' files; /tmp/claude-workers-UID if unset",
  CSD_SUBMIT_TIMEOUT: 'seconds to wait for proof that a prompt was taken',
  CSD_SUBMIT_RETRY_INTERVAL: 'seconds before Enter is retried while the composer still holds the prompt',
  CSD_CONVERSE_DIAG_FILE: 'where converse writes a report when it times out',
  XDG_RUNTIME_DIR:
    'socket, token and mirrored states of csd serve are in $XDG_RUNTIME_DIR/csd, or in csd/run of the state folder',
  CSD_MIRROR: '1 means --mirrored for each csd state NAME',
  CSD_DEBUG: 'prints on stderr where csd failed in an unexpected way',
  CSD_VERIFIED_VERSIONS: 'agent releases, comma-separated, for which no marker_warning is given',
  XDG_CONFIG_HOME: 'the configuration is $XDG_CONFIG_HOME/csd/config.json; ~/.config if unset or not absolute',
  CSD_REMOTE_BIN: 'the csd of other machines, if their login shell does not find it: a path there',
  CSD_CALL_ID: 'the call_id of an error: asks for the outcome of that call, which is never done twice',
  TMUX_TMPDIR: 'folder of the tmux server, as for tmux itself',
  PATH: 'where tmux and the agent are looked up',
};

const WORKERS = [
  'Start:   csd launch NAME CWD        prints the path of a command, here $W; csd adopt continues a conversation',
  'Talk:    $W converse PROMPT         or $W send PROMPT, then $W wait-for-turn',
  'Look:    $W status                  or read-turn, read-events; csd list for all',
  'Gates:   $W approve-tool allow      for a worker launched with --gated; any other command works too: $W state',
  'End:     $W stop                    or hand it to a person: $W handoff',
  '',
  '$W COMMAND is csd --worker NAME COMMAND. Statuses, by what a worker is:',
  '',
  table(Object.entries(WORKER_WORDS)),
].join('\n');

/** Help pages by name. `programs` maps the variable that names an agent's program to the agent. */
export function helpTopics(programs: [variable: string, agent: string][]): Record<string, Topic> {
  const variables = programs.map(([name, agent]): [string, string] => [name, `the program of the agent ${agent}`]);
  const environment = table([...Object.entries(ENVIRONMENT), ...variables]);
  const states = [
    'The state is one JSON object, tagged by "status":',
    '',
    table(STATUSES.map((status) => [status, STATES[status]])),
    '',
    'Any of them may carry background {shells, agents, monitors, other}, queued, overlay and marker_warning.',
  ].join('\n');
  return {
    environment: { summary: 'variables that are read', text: environment },
    states: { summary: 'what a session can be doing', text: states },
    workers: { summary: 'the words of workers', text: WORKERS },
  };
}

function table(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}
