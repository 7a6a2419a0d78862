import type { GateRule, RowRule } from '../../detect/agent/backend.ts';

/** The last one asks about a tool of an MCP server; it has the form of what such a server asks. */
const ASKS_LEAVE = /^(?:Would you like to|Do you want to (?:approve|allow)|Allow )/i;

/** What codex’s menus are, from 0.105.0 to 0.171.0. */
export const GATES: GateRule[] = [
  { id: 'question', kind: 'question', hint: /enter to submit (?:answer|all)/i },
  { id: 'question-review', kind: 'question', review: true, body: /^Submit with unanswered questions\?/i },
  { id: 'plan', kind: 'plan', question: /^Implement this plan\?/i },
  // `Yes, continue` up to 0.145.0, `Trust and continue` on 0.169.0; asked in a git repository only.
  { id: 'trust', kind: 'trust', body: /\btrust (?:this folder\?|the contents of this directory\?)/i },
  { id: 'login', kind: 'login', options: /^Sign in with ChatGPT/im },
  // The wording as in the agent's binary: what it asks where npm installed it and a newer release is out.
  { id: 'update', kind: 'other', options: /^Update now/im },
  // 0.171.0, at the start with a model that has a successor. Its first option takes another model.
  { id: 'new-model', kind: 'other', options: /^Use existing model$/im },
  { id: 'full-access', kind: 'bypass', body: /^Enable full access\?/i },
  { id: 'limit', kind: 'limit', body: /^Approaching rate limits/i },
  {
    id: 'permission',
    kind: 'permission',
    question: ASKS_LEAVE,
    options: /^(?=[\s\S]*^(?:Yes|Allow)\b)[\s\S]*^(?:No|Cancel|Deny)\b/m,
  },
  // A small pane shows some of its options only, with no sign of the others.
  {
    id: 'permission-part',
    kind: 'permission',
    question: ASKS_LEAVE,
    options: /^(?:Yes|Allow|Always allow|No|Cancel|Deny)\b/m,
    hint: /^(?:press enter to confirm|(?:option \d+\/\d+ \| )?enter to submit)\b/i,
  },
];

/** What choosing a row does; a label may name its key. */
export const ROWS: RowRule[] = [
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
      /^(?:no(?:, (?:and tell codex\b.*|continue without\b.*|stay in plan mode|go back))?|cancel|deny|decline|skip|go back|keep current\b.*|use existing model)(?: \(\w+\))?$/i,
  },
];
