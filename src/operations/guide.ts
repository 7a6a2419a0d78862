/** Commands under one heading of the help, by their names on the command line. */
export interface Group {
  title: string;
  commands: string[];
}

/**
 * The program's help, in the order in which a person meets the commands. Commands in no group are listed under "More".
 */
export const GROUPS: readonly Group[] = [
  {
    title: 'Start and end',
    commands: [
      'run',
      'batch',
      'spawn',
      'attach',
      'end',
      'resume',
      'fork',
      'rename',
      'handoff-to',
      'pause',
      'kill',
      'forget',
      'cleanup',
    ],
  },
  { title: 'Agents that are already running', commands: ['discover', 'track', 'untrack'] },
  {
    title: 'Look and wait',
    commands: ['top', 'state', 'ps', 'wait', 'watch', 'screen', 'output', 'history', 'logs', 'usage', 'tag'],
  },
  { title: 'Talk and answer', commands: ['send', 'approve', 'deny', 'answer', 'interrupt'] },
  {
    title: 'Workers: agents that run unattended, with a command and an event file of their own',
    commands: [
      'launch',
      'adopt',
      'converse',
      'status',
      'wait-for-turn',
      'read-turn',
      'read-events',
      'approve-tool',
      'handoff',
      'stop',
      'list-workers',
      'grant-consent',
      'session-id',
      'events-file',
    ],
  },
  { title: 'Delegates: tasks with limits', commands: ['delegate', 'continue', 'finish', 'abort'] },
  { title: 'In tmux', commands: ['next', 'tmux-popup', 'tmux-status'] },
  { title: 'Notices', commands: ['notify', 'config'] },
  { title: 'For other programs', commands: ['serve', 'mcp', 'gateway'] },
  { title: 'When something is wrong', commands: ['doctor', 'record'] },
  { title: 'Getting started', commands: ['init', 'demo'] },
];

/** Commands that are easily confused, and when to use which. */
export interface Choice {
  commands: string[];
  text: string;
}

export const CHOICES: readonly Choice[] = [
  { commands: ['state', 'status'], text: 'state: one JSON object, of any session. status: one word, of a worker' },
  {
    commands: ['wait', 'wait-for-turn'],
    text: 'wait: until sessions need you. wait-for-turn: until a worker ends its turn',
  },
  {
    commands: ['approve', 'approve-tool'],
    text: 'approve: the gate of any session. approve-tool: allow or deny, of a gated worker',
  },
  {
    commands: ['run', 'converse', 'send'],
    text: 'run: one prompt, start to answer. converse: the same in a worker. send: only the prompt',
  },
  {
    commands: ['spawn', 'launch'],
    text: 'spawn: a session that you answer. launch: a worker that asks nobody, unless --gated',
  },
  {
    commands: ['run', 'delegate'],
    text: 'run: one prompt, and you answer what comes. delegate: a task with rights and limits of its own',
  },
  {
    commands: ['continue', 'resume'],
    text: 'continue: the next message to a delegate. resume: starts a session again that has ended',
  },
  { commands: ['ps', 'list-workers'], text: 'ps (or ls): every session. list-workers (or list): only workers' },
  {
    commands: ['end', 'kill'],
    text: 'end: the session is kept, and resume starts it again. kill: it is forgotten, its conversation stays with the agent',
  },
  {
    commands: ['fork', 'handoff-to', 'handoff'],
    text: "fork: a session with the whole conversation. handoff-to: a fresh one with a brief. handoff: a worker becomes a person's",
  },
  {
    commands: ['kill', 'stop'],
    text: 'kill: ends any session at once. stop: lets a worker end by itself first, and removes its files',
  },
];

/** The operations that are offered as tools by default: everything that one session needs, without near duplicates. */
export const CORE_TOOLS: readonly string[] = [
  'run',
  'spawn',
  'send',
  'state',
  'screen',
  'wait',
  'approve',
  'deny',
  'answer',
  'interrupt',
  'ps',
  'kill',
];

/** Other tools' words for things that work differently here: what to call instead. */
export const POINTERS: Readonly<Record<string, string>> = {
  ...each(['new', 'create', 'start', 'open'], 'use `csd spawn` for a session, or `csd run PROMPT` for one answer'),
  ...each(['log', 'tail'], 'use `csd logs NAME` for its conversation, `csd screen NAME` for what it shows'),
  ...each(['unpause'], 'use `csd resume NAME`'),
  mv: 'use `csd rename NAME NEW`',
  ...each(['rm', 'remove', 'delete', 'quit'], 'use `csd kill NAME`, or `csd forget NAME` for a session that has ended'),
  ...each(['prompt', 'ask', 'tell', 'type'], 'use `csd send NAME PROMPT`, or `csd run PROMPT` for one answer'),
  ...each(['accept', 'allow', 'yes'], 'use `csd approve NAME`'),
  ...each(['reject', 'no'], 'use `csd deny NAME`'),
  ...each(['show', 'view', 'capture', 'peek'], 'use `csd screen NAME` for its screen, `csd state NAME` for its state'),
  ...each(['sessions', 'list-sessions'], 'use `csd ps`'),
  ...each(['check', 'diagnose'], 'use `csd doctor`'),
};

function each(words: string[], hint: string): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, hint]));
}
