import type { GateGrammar, GateRule } from '../detect/backend.ts';

// What a gate shows (a command, a diff, a path) can hold any words: a rule that reads the body alone stands below those
// of permission, and labels are matched from their start.
const GATES: GateRule[] = [
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
  // `❯ 1. Yes, I trust this folder` up to 2.1.247, `❯ No, exit` first and unnumbered on 2.1.251 and later.
  { id: 'trust', kind: 'trust', options: /^Yes, I trust\b/im, body: /\btrust/i },
  { id: 'bypass', kind: 'bypass', body: /bypass permissions mode/i, options: /^Yes, I accept\b/im },
  { id: 'api-key', kind: 'api_key', question: /^Do you want to use this API key\b/i, options: /^No\b/m },
  { id: 'mcp', kind: 'mcp', options: /^(?:Use this|Continue without using this) MCP server/im },
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
  { id: 'onboarding', kind: 'onboarding', body: /choose (?:the|a|your) (?:text style|theme|option that looks)/i },
  {
    id: 'permission-deny',
    kind: 'permission',
    body: /\bClaude\b.*\b(?:wants|needs|is requesting)\b/i,
    options: /^(?:No|Deny)\b/m,
  },
];

/** What Claude Code's menus say. Seen on the releases that `claude.ts` names unless a line says otherwise. */
export const gates: GateGrammar = {
  rules: GATES,
  affirmative:
    /^(?:yes\b(?!.*\bmy default\b)|allow\b|accept\b|approve\b|submit\b|use this\b|continue\b|resume\b|stop and wait\b)/i,
  negative: /^(?:no\b|deny\b|exit\b|cancel\b|reject\b|don[’']t\b|continue without using\b|tell claude\b)/i,
  widening:
    /\b(?:all|always|don[’']t ask again|auto mode|auto-accept|accept edits|switch to|this session|future|bypass|clear context)\b/i,
  // Seen on 2.1.158 and 2.1.330: Tab turns `No` into `No, and tell Claude what to do differently` with a text cursor.
  amend: { hint: /\bTab to amend\b/i, key: 'Tab' },
  questionTool: 'AskUserQuestion',
  // 2.1.330 draws it where a question fills more than one row, 2.1.158 nowhere.
  questionBar: /^\s*│ ?/gm,
  // Not Shift+Tab, which moves the cursor in the row of free text; there Left moves the text cursor. On the first page it
  // does nothing. Seen on 2.1.158 and 2.1.330; both refuse a call with two questions of the same text.
  previousQuestion: 'Left',
  freeText: /^Type something/i,
  submitRow: /^(?:Submit|Next)$/i,
  planClasses: {
    clear: /clear context/i,
    auto: /^(?!.*clear context).*(?:auto mode|auto-accept|accept edits|bypass)/i,
    manual: /manually approve|^yes$|default \(ask each time\)/i,
    refine: /^(?:tell claude|no\b)|keep planning|what to change/i,
  },
};
