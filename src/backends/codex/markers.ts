import type { GateGrammar, GateRule, RowRule } from '../../detect/agent/backend.ts';
import type { ScreenGrammar } from '../../detect/agent/screen-grammar.ts';

/*
 * All markers for reading a captured pane of codex: screen, gates, commands. `src/detect/screen/` interprets them.
 * Observed on 0.105.0 to 0.171.0 unless a comment says otherwise. Up to 0.150.0 codex draws inline, later it fills the
 * screen.
 */

/** Matches nothing: for what codex does not show. */
const NEVER = /(?!)/;

/** Rows of the agent that begin in the first column, except those about the turn in flight. */
const CONVERSATION =
  /^(?:[•◦] (?!(?:.* )?\((?:\d+[hms] ?)+ • |Messages to be submitted|Queued follow-up)|■ (?!Conversation interrupted)|[›✗✘✔⚠│╭╰])/;

/** The screen of codex. */
export const screen: ScreenGrammar = {
  composer: {
    frame: 'none',
    prompt: /^([›!])(?: (.*))?$/,
    shellGlyphs: ['!'],
    pasted: /\[Pasted Content \d+ chars\]/,
    collapsed: /\[Pasted Content \d+ chars\](?: #\d+)?/g,
    // If the path is the whole paste (0.171.0).
    attachment: { token: /\[Image\s+#\d+\]/g, path: /\.(?:png|jpe?g|gif|webp)["']?$/i },
    commandMode: /\bVim: Normal\b|^\s*Browsing transcript\b/,
  },
  cursors: ['›', '>'],
  rule: /^(?:[─━]{8,}|─ .{1,60} ─{4,})$/,
  innerRule: NEVER,
  conversation: CONVERSATION,
  answer:
    /^• (?!(?:Ran|Running|Explored|Exploring|Added|Edited|Deleted|Exited|Called|Calling|Searched|Searching|Waited|You ran|Updated Plan|Proposed Plan|Model changed|Questions|You[’']re continuing from this point|Conversation reverted to this point)\b)\S/,
  // Up to 0.150.0 a new or rewound conversation is drawn below the old one.
  restart: /^│ >_ OpenAI Codex \(v\d/,
  // 0.145.0, 0.150.0; 0.158.0 to 0.171.0. Up to 0.145.0 the row on how to resume the previous conversation is below the
  // banner after `/clear`.
  wentBack:
    /^(?:• (?:You[’']re continuing from this point|Conversation reverted to this point)\b|To continue this session, run\b)/,
  promptEcho: /^› (?!\d{1,2}\. )\S/,
  // `Working`, or a heading of the model's thinking; the glyph blinks. A narrow pane cuts the row.
  activity: /^[•◦] \S.* ?\((?:\d+[hms] ?)+ • .*(?:to interrupt\b|…)/,
  // 0.169.0 `Worked for 6s • 14:00`, 0.158.0 only the time; earlier releases show nothing.
  finished: /^ {2}(?:Worked for \S.*|\d{1,2}:\d\d(?: [AP]M)?)$/,
  interrupted: /^■ Conversation interrupted\b/,
  failed: /^■ (?!Conversation interrupted)(.+)/,
  busyHint: NEVER,
  compacting: /\bcompacting\b/i,
  retrying: /^[•◦] Reconnecting\b/,
  subagents: /\bWaiting for .*agents?\b/i,
  backgroundShells: /^ {2}(\d+) background terminals? running\b/,
  backgroundAgents: NEVER,
  waitingForBackground: NEVER,
  queued: /^• Messages to be submitted|^ {2}↳ \S/,
  // 0.171.0, among the queued prompts.
  askedAside: /^ {2}\? (\d+) questions?$/,
  menuHint:
    /^(?:[↑↓]$|option \d+\/\d+ \||press \S+ (?:to )?[a-z]|(?:enter|esc|tab|space|ctrl ?\+ ?\w|←\/→|↑\/↓|[←→])(?: or \w+)? (?:to )?[a-z])/i,
  hintKeys: {
    // 0.171.0: ` | ` in forms and questions, blanks in the list of conversations.
    between: / · | \| | {2,}/,
    either: / or (?=\S+ to )/,
    // 0.171.0 in a form of 46 columns.
    wraps: { starts: /^(?:press |enter |esc |tab |space |\^\w |ctrl|[←→↑↓])/i, between: ' | ' },
    // `press enter to confirm or esc to go back`, `q close`.
    key: /^(?:press )?(\S+) (?:to )?((?<= to ).+?|\w+)…?$/i,
    names: { enter: 'Enter', esc: 'Escape', tab: 'Tab', 'shift+tab': 'BTab', space: 'Space' },
  },
  menuMarks: {
    tick: NEVER,
    current: NEVER,
    checkBox: /^\[([ x])\]\s*/i,
    boxRow: /^\s*[╭╰│├].*[╮╯│┤]\s*$/,
    // `Question 1/3 (2 unanswered)`, `Field 1/2 (1 required unanswered)`.
    tally: /\(\d+ [a-z]+(?: [a-z]+)*\)$/i,
    total: /^option \d+\/(\d+)(?: \||$)/,
  },
  overlays: [
    { name: 'transcript', shows: /^\s*Browsing transcript\b/, withComposer: true },
    // Up to 0.150.0 the transcript; the diff of the working folder on every release (`q close` on 0.171.0).
    {
      name: 'transcript',
      shows: /^ q to quit {3}esc to edit prev\b/,
      withComposer: true,
      leave: { label: 'close', key: 'q' },
    },
    {
      name: 'pager',
      shows: /^ q (?:to quit|close)(?: {2}|$)/,
      withComposer: true,
      leave: { label: 'close', key: 'q' },
    },
    // 0.169.0, 0.171.0: `←` in an empty composer, and the second option of the trust gate.
    { name: 'agents', shows: /^ {2}Agent command center\b/i, top: true },
  ],
  notices: [],
  runningTool: NEVER,
  // 0.169.0 and 0.171.0, for a second, on a busy machine for a minute; the row with the model follows.
  starting: /^\s*(?:\? for shortcuts|Waiting for startup\b.*)$/,
  // In the banner up to 0.150.0, on a busy machine for half a minute. A prompt that is entered meanwhile stays in the
  // composer, also after the start.
  loading: /^│ model: +loading\b/,
  // Below a prompt that was entered before the start; it is then submitted automatically. The row with the model can be
  // above it.
  kept: /^\s*Waiting for startup\b/,
  // `/side`: 0.150.0 has only the footer; 0.171.0 draws it from about 78 columns on, and both conversations next to each
  // other from 100 on.
  beside: {
    name: 'side-chat',
    divider: '│',
    tabs: /^ \S.*× +\+$/,
    footer: /^ {2}(?:\S.* )?Side from \S/,
    waits: { approval: / · (?:main|parent) needs approval\b/, answer: / · (?:main|parent) needs input\b/ },
  },
  // During a turn a braille glyph rotates in front of the title.
  busyTitle: /^[⠀-⣿] /u,
  // It blinks (0.150.0 to 0.171.0).
  askingTitle: /^\[ [!.] \] Action Required\b/,
  // Before the first prompt up to 0.150.0; later only the title changes.
  booting: /^[•◦] (?:Starting|Booting) MCP server/,
  completions: {
    opens: /^\/|(?:^|\s)[@$]/,
    // Above the composer on 0.169.0 and later, below it before.
    row: /^[› ] \/[a-z][\w-]*(?: {2,}\S|$)/,
    hint: /^\s+(?:press )?enter(?:\/tab)? (?:to )?insert\b/i,
    title: /^ {2}Mentions$/,
  },
  dialog: {
    above: CONVERSATION,
    start:
      /^(?: {2}(?:Would you like to |Do you want to |(?:Question|Field) \d+\/\d+|Implement this plan\?|Folder access$)|> You are in )/,
    notes: true,
    counter: /^ {2}Field \d+\/\d+(?: \(.*\))?$/,
    typing: /^\s*tab or esc to clear notes\b/,
  },
};

/** The last one asks about a tool of an MCP server; it has the form of such a server's requests. */
const ASKS_LEAVE = /^(?:Would you like to|Do you want to (?:approve|allow)|Allow )/i;

/** The first row of a field's page. */
const FIELD = /^Field (\d+)\/(\d+)/;

/** The menus of codex, from 0.105.0 to 0.171.0. */
const GATES: GateRule[] = [
  // 0.171.0: a field of an MCP server's form, or a form with more than codex can draw.
  {
    id: 'elicitation-field',
    kind: 'elicitation',
    values: true,
    title: FIELD,
    test: ({ question }) => !ASKS_LEAVE.test(question),
  },
  { id: 'elicitation', kind: 'elicitation', options: /^Yes, provide the requested info\b/m },
  { id: 'question', kind: 'question', hint: /enter to submit (?:answer|all)/i },
  { id: 'question-review', kind: 'question', review: true, body: /^Submit with unanswered questions\?/i },
  { id: 'plan', kind: 'plan', question: /^Implement this plan\?/i },
  // `Yes, continue` up to 0.145.0, `Trust and continue` on 0.169.0; asked only in a git repository.
  { id: 'trust', kind: 'trust', body: /\btrust (?:this folder\?|the contents of this directory\?)/i },
  { id: 'login', kind: 'login', options: /^Sign in with ChatGPT/im, beforeTrust: true },
  // If npm installed it and there is a newer release, before everything else (0.171.0). Its first option ends the
  // agent.
  { id: 'update', kind: 'other', options: /^Update now/im, beforeTrust: true },
  // 0.171.0, at the start with a model that has a successor. Its first option switches to another model.
  { id: 'new-model', kind: 'other', options: /^Use existing model$/im },
  // `/resume`. Escape closes the list, or empties its search first; the conversation stays open (0.150.0, 0.171.0).
  { id: 'conversations', kind: 'other', title: /^Resume a previous session$/, leaves: /^(?:exit|clear)$/i },
  { id: 'full-access', kind: 'bypass', body: /^Enable full access\?/i },
  { id: 'limit', kind: 'limit', body: /^Approaching rate limits/i },
  {
    id: 'permission',
    kind: 'permission',
    question: ASKS_LEAVE,
    options: /^(?=[\s\S]*^(?:Yes|Allow)\b)[\s\S]*^(?:No|Cancel|Deny)\b/m,
  },
  // A small pane shows only some of its options, without any sign of the others.
  {
    id: 'permission-part',
    kind: 'permission',
    question: ASKS_LEAVE,
    options: /^(?:Yes|Allow|Always allow|No|Cancel|Deny)\b/m,
    hint: /^(?:[↑↓↕] )?(?:press enter to confirm|(?:option \d+\/\d+ \| )?enter to submit)\b/i,
  },
];

/** What choosing a row does; a label may contain its key. */
const ROWS: RowRule[] = [
  { does: 'ends', label: /\b(?:quit|exit|stop|delete|remove|discard|undo)\b|^back to\b/i },
  {
    does: 'widens',
    label:
      /\b(?:all|don't ask (?:me )?again|always|for (?:this|the) (?:session|conversation|turn)|in the future|allow this host|these (?:files|permissions)|clear context|never show|until next version)\b/i,
  },
  {
    does: 'agrees',
    label:
      /^(?:yes(?:, (?:proceed|continue|i\b.*|just this once|implement this plan|provide\b.*|continue anyway))?|allow(?: once)?|approve|proceed|continue|trust and continue)(?: \(\w+\))?$/i,
  },
  {
    does: 'declines',
    label:
      /^(?:no(?:, (?:and tell codex\b.*|(?:but )?continue without\b.*|stay in plan mode|go back))?|cancel|deny|decline|skip|(?:go )?back|close|dismiss|keep current\b.*|use existing model)(?: \(\w+\))?$/i,
  },
];

/** The kinds of gates, and what their options do. */
export const gates: GateGrammar = {
  rules: GATES,
  rows: ROWS,
  choices: {
    // Its labels are the model's own words: only `answer` can choose them.
    question: {},
    review: { approve: 'agrees', deny: 'declines' },
    other: { approve: 'agrees', deny: 'declines' },
  },
  cutsOptions: true,
  questionTool: 'request_user_input',
  questionHeader: /^Question (\d+)\/\d+(?: \(\d+ unanswered\))?\n?/,
  fieldHeader: FIELD,
  previousQuestion: 'Left',
  freeText: /^None of the above/i,
  notesKey: 'Tab',
  freeTextAnswers: true,
  submitRow: NEVER,
  aside: NEVER,
  planClasses: {
    clear: /clear context/i,
    auto: /^Yes, implement this plan\b/i,
    manual: NEVER,
    refine: /^No, stay in Plan mode\b/i,
  },
};

/** How commands are drawn: the list of suggestions, whose first row Enter takes, and the message for an unknown one. */
export const commands = {
  // The list opens above the composer, with the cursor on its first row; Enter takes that row.
  suggestedCommand: /^[› ] (\/[a-z][\w-]*) {2,}\S/,
  unknownCommand: /^• Unrecognized command /,
};
