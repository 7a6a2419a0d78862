import type { LinearGrammar } from '../../detect/agent/linear-grammar.ts';

/**
 * The screen-reader mode of Claude Code (`--ax-screen-reader`, `CLAUDE_AX_SCREEN_READER`, `axScreenReader` in the settings). Seen on
 * 2.1.332 at 44, 80 and 220 columns; the flag is known since 2.1.251.
 */
export const linear: LinearGrammar = {
  sign: /^\[Screen Reader Mode: on\b/,
  screen: {
    conversation: /^(?:you|claude|tool|tool error): /,
    answer: /^claude: /,
    opening: /^Claude Code v\d/,
    promptEcho: /^you: [^\s/!]/,
    commandEcho: /^you: [/!]/,
    activity: /^[^\s…:][^…:]{0,80}…(?: \(.*\)?)?$/,
    finished:
      /^[A-ZÀ-ÞΑ-ΩА-Я][^\s…]* for \d+[hms](?: \d+[ms])* {1,2}·|^[A-ZÀ-ÞΑ-ΩА-Я][^\s…]* for \d+[hms](?: \d+[ms])*$/,
    interrupted: /^Interrupted {1,2}·/,
    // The footer, above the composer.
    busyHint: /^(?:[^\s·][^·]{0,200}· {1,2}){0,9}(?:esc|ctrl\+c) to interrupt\b/i,
    queued: /^Queued(?: {1,2}·|$)/,
    runningTool: /^tool: ([A-Z][A-Za-z]+)/,
  },
  // A no-break space stands between the sign and what is typed.
  composer: /^\$(?:\u00a0 ?(.*))?$/,
  vacantAt: [1, 3],
  deletedHint: /^ctrl\+y to paste deleted text$/i,
  shellSign: /^! for shell mode$/,
  shellHint: /^(?:ctrl\+y to paste deleted text|paste again to expand)$/i,
  answerLine: {
    // 2.1.251: `Enter selection [1-4], or Escape to cancel:`.
    start: /^(?:Enter [a-z]|Select with numbers \[|Enter selection\b|Enter text for option \d)/,
    letters: /^Enter ([a-z](?:\/[a-z]){1,25}):(.*)$/,
    numbers:
      /^(?:Select with numbers|Enter selection) \[1-(\d{1,2})\](?: (\(comma-[^)]{0,60}\)))?[.,](?: Then Enter to submit)?(?:, bare Enter for [a-z ]{1,30},)?(?: or Escape to \w{1,20})?:(.*)$/i,
    words: /^Enter text for option (\d{1,2}) \([^:]{1,200}\), or Escape for the list:(.*)$/,
  },
  between: ',',
  remark:
    /^(?:Answer [a-z](?:, [a-z]){0,24} or [a-z]\.|".{1,80}?" isn't an option\b|Enter some text, or Escape for the list\.|Enter a number\b)/,
  option: /^([a-z]|\d{1,2})\.\s+(?=\S)/,
  mark: /^(?:\(selected\) |current: )/,
  description: ' — ',
  // 2.1.251 has the tabs of the usual mode above a question.
  heading: /^(Permission Required: )|^(?:Questions?: |(?: ?← +| )[☐☒] )/,
  questions: /^(?:Questions?: |(?: ?← +| )[☐☒] )/,
  ownWords: /^Other$/,
  quote: /^> /,
  asks: /^(?:do you want|would you like|claude wants|allow)\b/i,
};
