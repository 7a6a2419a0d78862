import type { GateGrammar, GateRule, RowRule } from '../../detect/agent/backend.ts';
import type { ToolUse } from '../../detect/transcript/facts.ts';

// What a gate shows (a command, a diff, a path) can hold any words: a rule that reads the body alone stands below those
// of permission, and labels are matched from their start.
const GATES: GateRule[] = [
  { id: 'elicitation', kind: 'elicitation', title: /^MCP server\b/i, test: ({ form }) => form !== undefined },
  {
    id: 'question',
    kind: 'question',
    hint: /to select · .*to navigate/i,
    options: /^(?:Type something|Chat about this)/im,
  },
  // With a preview beside the options; there is no row for free text then.
  { id: 'question-preview', kind: 'question', hint: /to select · .*to navigate · n to add notes/i },
  {
    id: 'question-review',
    kind: 'question',
    review: true,
    body: /review your answers|ready to submit your answers/i,
    options: /^Submit answers/im,
  },
  // In the screen-reader mode, whose dialogs of this tool have a heading and no hint.
  {
    id: 'question-linear',
    kind: 'question',
    title: /^(?:Questions?: |(?:← +)?[☐☒] )/,
    test: ({ entry }) => entry !== undefined,
  },
  // `❯ 1. Yes, I trust this folder` up to 2.1.247, `❯ No, exit` first and unnumbered on 2.1.251 and later.
  { id: 'trust', kind: 'trust', options: /^Yes, I trust\b/im, body: /\btrust/i, asks: /[^.?!]*\?/ },
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
  { id: 'resume', kind: 'resume', options: /^Resume (?:from summary|full session)/im },
  { id: 'login', kind: 'login', question: /^Select login method/i },
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
  // Of the first start alone: the same picker that a person opens with `/theme` can be left, and says how.
  {
    id: 'onboarding',
    kind: 'onboarding',
    body: /choose (?:the|a|your) (?:text style|theme|option that looks)/i,
    asks: /choose (?:the|a|your) (?:text style|theme|option that looks).*?(?= To change this\b|$)/i,
    test: ({ hint }) => !/\besc to (?:cancel|close|go back)\b/i.test(hint),
  },
  {
    id: 'permission-deny',
    kind: 'permission',
    body: /\bClaude\b.*\b(?:wants|needs|is requesting)\b/i,
    options: /^(?:No|Deny)\b/m,
  },
];

/**
 * A label that begins with `No` declines only where it goes on like this: `No, start implementing now` and `No, and block
 * reads …` of 2.1.332 do something else.
 */
const NO =
  /^no(?:\s*\((?:recommended|esc|n)\)|,? (?:thanks|not now)|, (?:keep\b.*|cancel|go back|leave it out|stay put|nothing's changed|and ask again next time|start without it|continue without\b.*|disable external imports|(?:and )?tell claude\b.*))?(?: \(\w+\))?$/i;
/** The same for `Yes`. `Yes, and …` does more than it is asked; one mode it may switch to asks before each tool. */
const YES =
  /^yes(?:, (?:i (?:trust|accept)\b.*|proceed|continue|run it|allow once|just this once|allow external imports|manually approve edits))?(?: \(\w+\))?$/i;

/** What choosing a row does. The labels were seen on 2.1.158 to 2.1.332; `resume` is from the agent's words alone. */
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
  { does: 'agrees', at: ['resume'], label: /^resume (?:from summary|full session)\b/i },
  { does: 'declines', at: ['mcp'], label: /^continue without using this mcp server$/i },
  { does: 'declines', at: ['plan'], label: /^tell claude what to change\b/i },
  { does: 'declines', label: NO },
  {
    does: 'declines',
    label: /^(?:stay|deny|reject|decline|don't (?:allow|trust|use|send)|cancel|go back|not now|skip)(?: \(\w+\))?$/i,
  },
];

/** Tools that ask no leave of their own: what they carry can hold the words of any other call. */
const ASK_NOTHING = /^(?:Agent|Task\w*|TodoWrite|AskUserQuestion|ExitPlanMode)$/;

/** The tool's name, then each field of its input, texts as they are. */
function callText({ name, input }: ToolUse): string | undefined {
  if (ASK_NOTHING.test(name) || typeof input !== 'object' || input === null) return undefined;
  const fields = Object.entries(input).map(([field, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${field}:${text.includes('\n') ? '\n' : ' '}${text}`;
  });
  return [name, ...fields].join('\n\n');
}

/** What Claude Code's menus say. Seen on the releases that `claude.ts` names unless a line says otherwise. */
export const gates: GateGrammar = {
  rules: GATES,
  rows: ROWS,
  choices: {
    // Its labels are the model's own words: only `answer` knows them.
    question: {},
    review: { approve: 'agrees' },
    other: { approve: 'agrees', deny: 'declines' },
  },
  // 2.1.332, below the options of a dialog that is taller than the pane; 2.1.158 lets its beginning scroll off.
  cut: /^↑ \d+ more lines?/m,
  callText,
  // Seen on 2.1.158 and 2.1.330: Tab turns `No` into `No, and tell Claude what to do differently` with a text cursor.
  amend: { hint: /\bTab to amend\b/i, key: 'Tab' },
  questionTool: 'AskUserQuestion',
  // 2.1.330 draws it where a question fills more than one row, 2.1.158 nowhere.
  questionBar: /^\s*│ ?/gm,
  // Not Shift+Tab, which moves the cursor in the row of free text; there Left moves the text cursor. On the first page it
  // does nothing. Seen on 2.1.158 and 2.1.330; both refuse a call with two questions of the same text.
  previousQuestion: 'Left',
  // 2.1.158 to 2.1.332: `(notes only)`, with no option selected, is what the model is told.
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
