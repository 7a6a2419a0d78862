import type { GateGrammar, GateRule, RowRule } from '../../detect/agent/backend.ts';
import type { LinearGrammar } from '../../detect/agent/linear-grammar.ts';
import type { FormGrammar, ScreenGrammar } from '../../detect/agent/screen-grammar.ts';
import type { ToolUse } from '../../detect/transcript/facts.ts';

/*
 * All markers for reading a captured pane of Claude Code: forms, the screen reader mode, the usual screen, gates.
 * `src/detect/screen/` interprets them. Observed on 2.1.158, 2.1.173 and 2.1.330 unless a comment says otherwise.
 */

/**
 * An MCP server's elicitation, as a form or as an address. Observed on 2.1.158, 2.1.251 and 2.1.332; an address only on
 * releases after 2.1.158. With `TERM=linux` some glyphs differ.
 */
const forms: FormGrammar = {
  buttons: /^ {2}([❯>])? +(Accept|Reopen URL) {2,}([❯>] )?(Decline|Skip confirmation)$/,
  hint: /\bEsc to cancel\b/,
  leave: { label: 'Cancel', key: 'Escape' },
  field: /^ {2}([❯>]| ) ([*✔√⚠‼ ]) (\S.*)$/,
  unset: /^(.*): (?:▸ )?(?:not set|Type something…|▾)$/,
  value: /^(.*?): (?:▸ )?(.*)$/,
  required: /\*/,
  wrong: /[⚠‼]/,
  boxes: { on: /^(?:☒|\[×\])$/, off: /^(?:☐|\[ \])$/ },
  choice: /^ {6,}([❯>])? *([◯◉●☐☒☑✔√]|\[[ ×]\]|\([ *]\)) (\S.*)$/,
  chosen: /[◉●☒☑✔√×*]/,
  ticks: /^(?:[☐☒☑]|\[[ ×]\])$/,
  ticksHint: /toggle/i,
  closed: /: ▸ /,
  more: /^ +[↑↓] \d+ more\b/,
  cut: /^ *… \(\+\d+ more lines?\)$/,
  cutText: /…$/,
  keys: { next: 'Down', previous: 'Up', right: 'Right', left: 'Left', open: 'Right', close: 'Left', toggle: 'Space' },
};

/** At a gate of Bash (2.1.251 to 2.1.332), between its title and the model's own description. */
const TIP = 'Tip: auto mode handles these prompts for you — choose "switch to auto mode" below';

/**
 * The screen reader mode of Claude Code (`--ax-screen-reader`, `CLAUDE_AX_SCREEN_READER`, `axScreenReader` in the
 * settings). Observed on 2.1.332 at 44, 80 and 220 columns; the flag exists since 2.1.251.
 */
const linear: LinearGrammar = {
  sign: /^\[Screen Reader Mode: on\b/,
  screen: {
    conversation: /^(?:you|claude|tool|tool error): /,
    answer: /^claude: /,
    opening: /^Claude Code v\d/,
    promptEcho: /^you: [^\s/!]/,
    commandEcho: /^you: [/!]/,
    shellEcho: /^you: !/,
    activity: /^[^\s…:][^…:]{0,80}…(?: \(.*\)?)?$/,
    finished:
      /^[A-ZÀ-ÞΑ-ΩА-Я][^\s…]* for \d+[hms](?: \d+[ms])* {1,2}·|^[A-ZÀ-ÞΑ-ΩА-Я][^\s…]* for \d+[hms](?: \d+[ms])*$/,
    interrupted: /^Interrupted {1,2}·/,
    // The footer, above the composer.
    busyHint: /^(?:[^\s·][^·]{0,200}· {1,2}){0,9}(?:esc|ctrl\+c) to interrupt\b/i,
    queued: /^Queued(?: {1,2}·|$)/,
    // `Baked for 1s · done 11:04 AM · 1 shell still running`, and `bypass permissions on  ·  1 shell  ·  ↓ to manage` (2.1.332).
    backgroundShells:
      /^(?:\S+ for \d+[hms]|(?:bypass permissions|accept edits|\w+ mode) on\b).*(?:· {1,2}|\d \w+, )(\d+) (?:background )?shells?\b/,
    backgroundAgents:
      /^(?:Waiting for|(?:\S+ for \d+[hms]|(?:bypass permissions|accept edits|\w+ mode) on\b).*(?:· {1,2}|\d \w+, )) ?(\d+) (?:(?:background|local) )?agents?\b/,
    backgroundMonitors:
      /^(?:\S+ for \d+[hms]|(?:bypass permissions|accept edits|\w+ mode) on\b).*(?:· {1,2}|\d \w+, )(\d+) monitors?\b/,
    backgroundTasks: /^(?:bypass permissions|accept edits|\w+ mode) on\b.*· {1,2}(\d+) background tasks?\b/,
    waitingForBackground: /^Waiting for \d+ (?:\w+ )?(?:agents?|workflows?|tasks?)\b/,
    runningTool: /^tool: ([A-Z][A-Za-z]+)/,
  },
  // A no-break space separates the sign from the typed text.
  composer: /^\$(?:\u00a0 ?(.*))?$/,
  vacantAt: [1, 3],
  deletedHint: /^ctrl\+y to paste deleted text$/i,
  shellSign: /^! for shell mode$/,
  shellHint: /^(?:ctrl\+y to paste deleted text|paste again to expand)$/i,
  answerLine: {
    // 2.1.251: `Enter selection [1-4], or …:`, and for several `Enter selections (comma- or space-separated) [1-4] then Enter to Submit, or …:`.
    start: /^(?:Enter [a-z]|Select with numbers \[|Enter selections?\b|Enter text for option \d)/,
    letters: /^Enter ([a-z](?:\/[a-z]){1,25}):(.*)$/,
    numbers:
      /^(?:Select with numbers|Enter selections?)(?=(?: \[1-\d{1,2}\])? (?<several>\(comma-)|)(?: \(comma-[^)]{0,60}\))? \[1-(?<most>\d{1,2})\](?: \(comma-[^)]{0,60}\))?[.,]?(?: Then Enter to submit)?,?(?: bare Enter for [a-z ]{1,30},)?(?: or Escape to \w{1,20})?:(?<typed>.*)$/i,
    words: /^Enter text for option (\d{1,2}) \([^:]{1,200}\), or Escape for the list:(.*)$/,
  },
  between: ',',
  remark:
    /^(?:(?:Please a|A)nswer [a-z](?:, [a-z]){0,24} or [a-z]\.|".{1,80}?" isn't an option\b|Enter some text, or Escape for the list\.|Enter a number\b)/,
  option: /^([a-z]|\d{1,2})\.\s+(?=\S)/,
  mark: /^(?:\(selected\) |current: )/,
  description: ' — ',
  // 2.1.251 has the tabs of the usual mode above a question.
  heading: /^(Permission Required: )|^(?:Questions?: |(?: ?← +| )[☐☒] )/,
  questions: /^(?:Questions?: |(?: ?← +| )[☐☒] )/,
  ownWords: /^Other$/,
  quote: /^> /,
  tip: TIP,
  asks: /^(?:do you want|would you like|claude wants|allow)\b/i,
};

/** Rows of the agent that begin in the first column, by their first glyph. */
const CONVERSATION = /^(?:[●⏺❯>▎│╭╰▐▝]|▔{2})/;

/** The usual screen: composer, rows of the conversation, activity, footer and views. */
export const screen: ScreenGrammar = {
  composer: {
    frame: 'rules',
    // A no-break space follows the glyph, on every release observed; menus and prompt echoes have a plain one.
    prompt: /^([❯>!])(?!\u0020\d+\.)[\u00a0 ]?(.*)$/,
    alone: /^❯\u00a0/,
    // `─── ↑ 21 more ───` (2.1.332). On 2.1.158 the beginning of the draft scrolls away.
    scrolled: { above: /^─+ ↑ \d+ more ─+$/, below: /^─+ ↓ \d+ more ─+$/ },
    shellGlyphs: ['!'],
    pasted: /\[Pasted text #\d+/,
    // Also `[...Truncated text #1 +9 lines...]`.
    collapsed: /\[[^\][\n]*#\d+[^\]\n]*\]/g,
    // As drawn with `NO_COLOR`; a suggested prompt can have any words.
    ghost: /^(?:Press up to edit queued messages|Try ".+"|describe a task for a new session)$/,
    // A narrow pane wraps it. Each path of a paste becomes an attachment, alone or with others (2.1.158: also with
    // text).
    attachment: { token: /\[Image\s+#\d+\]/g, path: /\.(?:png|jpe?g|gif|webp)["']?$/i },
    commandMode: /-- NORMAL --/,
  },
  // Commands, or after `@` files, agents and resources, above the composer (2.1.330 and 2.1.332; earlier releases draw
  // them below it).
  completions: {
    opens: /(?:^|\s)[/@]/,
    row: /^ {2}(?:[❯> ] (?:\/[A-Za-z]|[+*◇] \S)|No commands match ")/,
  },
  cursors: ['❯', '>'],
  rule: /^(?:[─━]{8,}|▔{8,}|[─━]+ \S.{0,80} [─━]+)$/,
  innerRule: /^\s*[╌┄┈]{4,}\s*$/,
  conversation: CONVERSATION,
  // Tool calls begin in the same way, but with `Name(` and no text.
  answer: /^[●⏺] (?![A-Z]\w*\(|(?:UserPrompt\w+ o|O)peration (?:blocked|stopped) by hook)\S/,
  opening: /^(?:[\s▐▛█▜▌▝▘]+|╭─+ )Claude Code v\d/,
  // The frame of 2.1.158, which is taller than a small pane.
  openingEnd: /^╰─+╯$/,
  // 2.1.158 draws a hook's message like a prompt.
  promptEcho: /^[❯>] (?!Operation stopped by hook:)[^\s/!]/,
  commandEcho: /^(?:[❯>] [/!]|! )/,
  shellEcho: /^(?:[❯>] !|! )/,
  refused: /^[●⏺❯] (?:UserPrompt\w+ operation (?:blocked|stopped)|Operation stopped) by hook:?(.*)$/,
  hooked: /\brunning UserPromptSubmit hooks?\b/,
  // Glyph, words, `…`, then nothing or `(3s · ↓ 16 tokens)`; 2.1.330 retries as `✻ 529 Overloaded · retrying in 1s`.
  activity: /^[^\s\w●⏺❯>⎿│╭╰▎─▔※⚠"'([{<-] (?:[^\s…]+ ){0,20}?(?:[^\s…]*…(?: \(.*|$)|.*\b[Rr]etrying(?: in \d|…))/u,
  finished: /^[^\s\w●⏺❯>⎿│╭╰▎─▔"'([{<-]{1,2} [A-ZÀ-ÞΑ-ΩА-Я][^\s…]* for \d+[hms]/,
  interrupted: /^\s+⎿\s+Interrupted\b/,
  busyHint: /^\s*(?:(?:⏵⏵|⏸|⏵|\S{1,2} ).*· )?(?:esc|(?:\w+\+)+\S(?: (?:\w+\+)*\S+)?) to interrupt\b/i,
  compacting: /\bcompacting\b/i,
  retrying: /^(?:\s+⎿\s+|\S .*)\bretrying(?: in \d+s|…)/i,
  subagents: /\b(?:agents?|tasks?) (?:to finish|running)\b/i,
  // In the row of the finished turn, and in the footer's own row; a person's status line begins otherwise.
  // `· 1 shell, 2 monitors still running`; with a timed wake-up the footer counts all: `· 5 background tasks` (2.1.332).
  backgroundShells: /^(?:[^\s\w] |\s+(?:⏵⏵|⏸|⏵|\?|esc|ctrl)).*(?:·|\d \w+,) (\d+) (?:background )?shells?\b/,
  backgroundAgents:
    /^(?:\S Waiting for|(?:[^\s\w] |\s+(?:⏵⏵|⏸|⏵|\?|esc|ctrl)).*(?:·|\d \w+,)) (\d+) (?:(?:background|local) )?agents?\b/,
  backgroundMonitors: /^(?:[^\s\w] |\s+(?:⏵⏵|⏸|⏵|\?|esc|ctrl)).*(?:·|\d \w+,) (\d+) monitors?\b/,
  backgroundTasks: /^\s+(?:⏵⏵|⏸|⏵|\?|esc|ctrl).*· (\d+) background tasks?\b/,
  waitingForBackground: /^\S Waiting for \d+ (?:\w+ )?(?:agents?|workflows?|tasks?)\b/,
  queued: /Press up to edit queued messages|^\s+⎿\s+Queued\b/,
  menuHint:
    /^(?:.*\(ctrl\+\w to \w+\)$|(?:press )?(?:enter|esc|tab|space|type|←\/→|↑\/↓|shift\+tab|ctrl[+-]\w|\w) to \w|.* · esc to (?:cancel|go back|close))/i,
  hintKeys: {
    between: ' · ',
    either: / or (?=\S+ to )/,
    key: /^(?:press )?(\S+) to (.+?)…?$/i,
    names: { enter: 'Enter', esc: 'Escape', tab: 'Tab', 'shift+tab': 'BTab', space: 'Space' },
  },
  menuMarks: {
    // In the theme picker (2.1.330). `√` on a terminal without `✔`.
    tick: /^[✓✔√]\s+(?=\S)/,
    current: /(?<!\s)\s+[✔✓√]$/,
    checkBox: /^\[([ xX✓✔])\]\s*/,
    boxRow: /^\s*[╭╰│├].*[╮╯│┤]\s*$/,
    boxes: /[☐☑☒✓✔]/g,
    tip: TIP,
  },
  // It can be on the rule above the question (2.1.332, at the gate of WebFetch).
  cutRow: /^ *↑ \d+ more lines?(?: [╌┄┈]+)?$/,
  // `↓ 3. Label` in a list that is taller than its room (2.1.332), `↓3. Label` in a narrow pane of 2.1.158.
  scrollMark: /^[↑↓] ?(?=\d{1,2}\.)/,
  // In the list of points to rewind to (2.1.332).
  scrollRow: /^[↑↓] \d+ more$/,
  overlays: [
    // The agent's own list of sessions, which `←` in an empty composer opens (2.1.251 to 2.1.332): its composer's ghost
    // text, its footer depending on the typed text or the selection, the reply box, the search. While its list of
    // completions is open there is no footer; every row of that list says what kind of thing it is.
    {
      name: 'sessions',
      shows:
        /^[❯>][\u00a0 ]describe a task for a new session$|^ +(?:\S{1,2} [\w ]+ · )?(?:enter to (?:create|return)(?: ·|…)|enter to \w+ · space to close|esc×2 to clear · |ctrl\+x to (?:confirm|delete all|remove)\b)|^ +\S{1,2} [\w ]+ · ! for shell mode$|^ +ctrl\+\w to \w+ .* alt\+1 to open/,
      completes: /^ {2}(?:[❯>]| ) \S.* {2,}[a-z]+ · \S/,
      withComposer: true,
      ownComposer: true,
    },
    {
      name: 'transcript',
      shows: /^\s*Showing detailed transcript · ctrl\+o to toggle\b/,
      leave: { label: 'close', key: 'C-o' },
    },
    { name: 'transcript', shows: /^\s*Showing detailed transcript\b/ },
    // `Jump to bottom (ctrl+End) ↓`, `1 new message (ctrl+End) ↓` (2.1.332), or `Waiting for your answer (ctrl+End) ↓`
    // if a gate is open below; drawn over a row of the conversation, with its text on both sides (2.1.332).
    { name: 'scrolled', shows: /\S \(ctrl\+End\) ↓(?: |$)/i, withComposer: true, scrolled: true },
  ],
  // `Settings  Status   Config   Usage   Stats` and the like. 2.1.332 draws the top of a view that is taller than the
  // pane; 2.1.158 scrolls it away, and its statistics name no key that closes them.
  views: {
    tabs: /^ {2}[A-Z][a-z]+(?: [a-z]+)* {2}[A-Z][a-z]+(?: [a-z]+)*(?: {3}[A-Z][a-z]+(?: [a-z]+)*)+$/,
    hint: /^\s+(?:.* · )?r to cycle dates · ctrl\+s to copy$/,
    leave: { label: 'close', key: 'Escape' },
  },
  notices: [{ name: 'survey', shows: /How is Claude doing this session\?/ }],
  runningTool: /^(?:[●⏺] | {2})([A-Z][A-Za-z]+)\(/,
  form: forms,
  linear,
};

// What a gate shows (a command, a diff, a path) can contain any words: a rule that reads only the body comes after
// those of permission, and labels are matched from their start.
const GATES: GateRule[] = [
  { id: 'elicitation', kind: 'elicitation', title: /^MCP server\b/i, test: ({ form }) => form !== undefined },
  {
    id: 'question',
    kind: 'question',
    hint: /to select · .*to navigate/i,
    options: /^(?:Type something|Chat about this)/im,
  },
  // With a preview next to the options, and then without a row for free text.
  { id: 'question-preview', kind: 'question', hint: /to select · .*to navigate · n to add notes/i },
  {
    id: 'question-review',
    kind: 'question',
    review: true,
    body: /review your answers|ready to submit your answers/i,
    options: /^Submit answers/im,
  },
  // In the screen reader mode, whose dialogs of this tool have a heading and no hint.
  {
    id: 'question-linear',
    kind: 'question',
    title: /^(?:Questions?: |(?:← +)?[☐☒] )/,
    test: ({ entry }) => entry !== undefined,
  },
  // `❯ 1. Yes, I trust this folder` up to 2.1.247, `❯ No, exit` first and unnumbered on 2.1.251 and later.
  // A small pane shows only the end of its text (2.1.158), so only its options are certain.
  {
    id: 'trust',
    kind: 'trust',
    options: /^(?=[\s\S]*^Yes, I trust\b)[\s\S]*^No, exit\b/im,
    asks: /[^.?!]*\?/,
  },
  {
    id: 'bypass',
    kind: 'bypass',
    body: /bypass permissions mode/i,
    options: /^Yes, I accept\b/im,
    asks: /\bBy proceeding\b[^.]*\./,
  },
  { id: 'api-key', kind: 'api_key', question: /^Do you want to use this API key\b/i, options: /^No\b/m },
  {
    id: 'mcp',
    kind: 'mcp',
    options: /^(?:Use this|Continue without using this) MCP server/im,
    asks: /^New MCP servers? found\b.*?(?= MCP servers may\b|$)/i,
  },
  { id: 'settings', kind: 'settings', options: /^Continue without (?:these|invalid) settings/im },
  { id: 'settings-title', kind: 'settings', title: /^Settings (?:Error|Warning)/i },
  { id: 'limit', kind: 'limit', options: /^Stop and wait for limit to reset/im },
  // Before an old and long conversation (2.1.158, 2.1.251), if the agent's vendor has enabled that.
  { id: 'resume', kind: 'resume', options: /^Resume (?:from summary|full session)/im },
  // The same from 2.1.330 on, for subscribers: it says how much of the limit that uses.
  { id: 'resume-cold', kind: 'resume', options: /^(?=[\s\S]*^Resume$)[\s\S]*^Start a new conversation\b/im },
  { id: 'login', kind: 'login', question: /^Select login method/i, beforeTrust: true },
  { id: 'plan-file', kind: 'plan', hint: /\/plans\/\S*\.?m?d?/ },
  { id: 'plan-question', kind: 'plan', question: /written up a plan|proceed with (?:this|the) plan/i },
  { id: 'plan-exit', kind: 'plan', planless: true, question: /^Claude wants to exit plan mode/i },
  { id: 'permission-hint', kind: 'permission', hint: /\bTab to amend\b/i, options: /^(?:Yes|Allow)\b/m },
  {
    id: 'permission',
    kind: 'permission',
    question: /^(?:do you want|would you like|allow)\b/i,
    options: /^(?=[\s\S]*^(?:Yes|Allow)\b)[\s\S]*^(?:No|Deny)\b/m,
  },
  // Lists of the person's own words: the points to go back to; conversations, and whatever else can be searched.
  { id: 'rewind', kind: 'other', values: true, body: /\bRestore the code and\/or conversation to the point before\b/i },
  { id: 'list', kind: 'other', values: true, body: /⌕/ },
  // Only at the first start: the same picker opened by the user with `/theme` can be left, and says how.
  {
    id: 'onboarding',
    kind: 'onboarding',
    body: /choose (?:the|a|your) (?:text style|theme|option that looks)/i,
    asks: /choose (?:the|a|your) (?:text style|theme|option that looks).*?(?= To change this\b|$)/i,
    test: ({ hint }) => !/\besc to (?:cancel|close|go back)\b/i.test(hint),
    beforeTrust: true,
  },
  // Its next page, a text that the user confirms to have read (2.1.158 to 2.1.332).
  {
    id: 'onboarding-notes',
    kind: 'onboarding',
    body: /\bSecurity notes:/i,
    asks: /^Security notes:/im,
    hint: /^Press Enter to continue/i,
    beforeTrust: true,
  },
  {
    id: 'permission-deny',
    kind: 'permission',
    body: /\bClaude\b.*\b(?:wants|needs|is requesting)\b/i,
    options: /^(?:No|Deny)\b/m,
  },
];

/**
 * A label that begins with `No` declines only if it continues like this: `No, start implementing now` and `No, and
 * block reads …` of 2.1.332 do something else.
 */
const NO =
  /^no(?:\s*\((?:recommended|esc|n)\)|,? (?:thanks|not now)|, (?:keep\b.*|cancel|go back|leave it out|stay put|nothing's changed|and ask again next time|start without it|continue without\b.*|disable external imports|(?:and )?tell claude\b.*))?(?: \(\w+\))?$/i;
/** The same for `Yes`. `Yes, and …` does more than was asked; one mode that it may switch to asks before each tool. */
const YES =
  /^yes(?:, (?:i (?:trust|accept)\b.*|proceed|continue|run it|allow once|just this once|allow external imports|manually approve edits))?(?: \(\w+\))?$/i;

/** What choosing a row does. The labels were observed on 2.1.158 to 2.1.332. */
const ROWS: RowRule[] = [
  { does: 'agrees', at: ['limit'], label: /^stop and wait for limit to reset$/i },
  { does: 'ends', label: /\b(?:exit|quit|stop|end|kill|terminate|abort|discard|delete|remove|undo|log ?out)\b/i },
  { does: 'agrees', label: /^yes, (?:and switch to default \(ask each time\).*|enable auto mode)$/i },
  {
    does: 'widens',
    label:
      /\b(?:all|always|never|don't ask (?:me )?again|auto mode|auto-accept|accept edits|switch to|this session|future|bypass|clear context)\b/i,
  },
  { does: 'agrees', label: YES },
  { does: 'agrees', label: /^(?:allow(?: once)?|accept|approve|submit answers|continue|use this mcp server)$/i },
  { does: 'agrees', at: ['settings'], label: /^continue without (?:these|invalid) settings$/i },
  { does: 'agrees', at: ['resume'], label: /^resume(?:$| from summary\b| full session\b)/i },
  { does: 'declines', at: ['mcp'], label: /^continue without using this mcp server$/i },
  { does: 'declines', at: ['plan'], label: /^tell claude what to change\b/i },
  { does: 'declines', label: NO },
  {
    does: 'declines',
    label:
      /^(?:stay|deny|reject|decline|don't (?:allow|trust|use|send)|cancel|go back|close|not now|never mind|skip)(?: \(\w+\))?$/i,
  },
];

/** Tools that need no permission: their input can contain the text of any other call. */
const ASK_NOTHING = /^(?:Agent|Task\w*|TodoWrite|AskUserQuestion|ExitPlanMode)$/;

/** The tool's name, then each field of its input, texts unchanged. */
function callText({ name, input }: ToolUse): string | undefined {
  if (ASK_NOTHING.test(name) || typeof input !== 'object' || input === null) return undefined;
  const fields = Object.entries(input).map(([field, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${field}:${text.includes('\n') ? '\n' : ' '}${text}`;
  });
  return [name, ...fields].join('\n\n');
}

/**
 * What the dialogs of these tools show on 2.1.158 to 2.1.332: the command; the path as given, outside the folder; name
 * and lines of a file or of a notebook's cell.
 */
function callShown({ name, input }: ToolUse): { whole?: string[]; path?: string; lines?: string[] } | undefined {
  const { command, content, new_string: added, ...more } = Object(input) as Record<string, unknown>;
  const { file_path, notebook_path, cell_id, edit_mode, new_source } = more;
  if (name === 'Bash' && typeof command === 'string') return { whole: [command] };
  const isNotebook = name === 'NotebookEdit';
  const path = isNotebook ? notebook_path : file_path;
  if (typeof path !== 'string') return undefined;
  if (name === 'Read') return { whole: [`Read(${path})`] };
  if (isNotebook && edit_mode === 'delete') return { path, whole: [`Delete cell for cell ${cell_id}`] };
  const text = name === 'Write' ? content : name === 'Edit' ? added : isNotebook ? new_source : undefined;
  return typeof text === 'string' && text.trim() !== ''
    ? { path, lines: text.split('\n').filter((line) => line.trim() !== '') }
    : undefined;
}

/** The menus of Claude Code. Observed on the releases named above unless a comment says otherwise. */
export const gates: GateGrammar = {
  rules: GATES,
  rows: ROWS,
  choices: {
    // Its labels are the model's own words: only `answer` can choose them.
    question: {},
    review: { approve: 'agrees' },
    other: { approve: 'agrees', deny: 'declines' },
  },
  // 2.1.332, below the options of a dialog that is taller than the pane; on 2.1.158 its beginning scrolls away.
  cut: /^↑ \d+ more lines?/m,
  // 2.1.158, in place of an edit's diff, for up to 0.6 s on a busy machine.
  unfinished: /^…$/,
  call: {
    text: callText,
    shown: callShown,
    margin: /^\s*(?:[│|]|\d+(?=\s|$)\s*[-+]?)\s*/,
    removed: /^\s*\d+\s*-/,
    boxed: /^│(.*)│$/,
    lineStart: /^\d*[-+]?$/,
  },
  // Observed on 2.1.158 and 2.1.330: Tab turns `No` into `No, and tell Claude what to do differently` with a text
  // cursor.
  amend: { hint: /\bTab to amend\b/i, key: 'Tab' },
  // The settings, and the report of `/doctor`, both on 2.1.158.
  steps: { empties: /^clear$/i, continues: /^continue$/i },
  questionTool: 'AskUserQuestion',
  // 2.1.330 draws it if a question fills more than one row, 2.1.158 never.
  questionBar: /^\s*│ ?/gm,
  // Not Shift+Tab, which moves the cursor in the row of free text; there Left moves the text cursor. On the first page
  // it does nothing. Observed on 2.1.158 and 2.1.330; both refuse a call with two questions of the same text.
  previousQuestion: 'Left',
  // 2.1.158 to 2.1.332: the model receives `(notes only)`, with no option selected.
  notes: {
    hint: /\bn to add notes\b/,
    open: /\bctrl\+g to edit\b/,
    key: 'n',
    row: /\bNotes: ?(.*)$/,
    vacant: /^(?:press n to add notes|Add notes on\b.*)?$/,
  },
  freeText: /^Type something/i,
  submitRow: /^(?:Submit|Next)$/i,
  aside: /^(?:Submit|Next|Chat about this)$/i,
  planClasses: {
    clear: /clear context/i,
    auto: /^(?!.*clear context).*(?:auto mode|auto-accept|accept edits|bypass)/i,
    manual: /manually approve|^yes$|default \(ask each time\)/i,
    refine: /^(?:tell claude|no\b)|keep planning|what to change/i,
  },
};

/**
 * How commands are drawn: the suggestion below or above the composer that Enter takes, and the message for an unknown
 * one.
 */
export const commands = {
  // 2.1.158 suggests `/loop` for `/foo`, below the composer, and runs it; 2.1.330 draws the list above the composer.
  suggestedCommand: /^\s*(?:❯ )?(\/[A-Za-z][\w:.-]*)(?: \S+)?\s{2,}\S/,
  unknownCommand: /^[●⏺] Unknown (?:slash )?command: /i,
};

/** The row that names the background session to which the conversation was moved. */
export const background = { moved: /^backgrounded · (\w+)/ };

/** The path of the plan in the footer of the plan gate. */
export const plans = { shown: /((?:~|\/)\S*\/plans\/\S+\.md)/ };
