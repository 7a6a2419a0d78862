import type { AgentPlace, Backend, Launch } from '../../detect/agent/backend.ts';
import { GATES, ROWS } from './gates.ts';
import { processes } from './processes.ts';
import { codexRecording } from './recording.ts';
import { held, readCodexRecord } from './transcript.ts';
import { usage } from './usage.ts';

/*
 * OpenAI's codex. Every fact was seen on the real agent on 0.105.0, 0.133.0, 0.145.0, 0.158.0 and 0.169.0 (npm
 * package, scripted Responses API) unless a line says otherwise. Up to 0.145.0 it draws inline, later it fills the screen.
 */

/** Matches nothing: what codex has no sign for. */
const NEVER = /(?!)/;

/** Rows of the agent's own that begin in the first column, but for those that tell of the turn in flight. */
const CONVERSATION =
  /^(?:[•◦] (?!(?:.* )?\((?:\d+[hms] ?)+ • |Messages to be submitted|Queued follow-up)|■ (?!Conversation interrupted)|[›✗✘✔⚠│╭╰])/;

/** Releases on which every scene is right, oldest first; `npm run verify-release` proposes them. */
const VERIFIED = '0.133.0 0.145.0 0.150.0 0.158.0 0.169.0 0.171.0'.split(' ');

export const codex: Backend = {
  name: 'codex',

  processes,
  usage,

  screen: {
    composer: {
      frame: 'none',
      prompt: /^([›!])(?: (.*))?$/,
      shellGlyphs: ['!'],
      pasted: /\[Pasted Content \d+ chars\]/,
      collapsed: /\[Pasted Content \d+ chars\](?: #\d+)?/g,
      // Where the path is all of the paste (0.171.0).
      attachment: { token: /\[Image\s+#\d+\]/g, path: /\.(?:png|jpe?g|gif|webp)["']?$/i },
      commandMode: /\bVim: Normal\b|^\s*Browsing transcript\b/,
    },
    cursors: ['›', '>'],
    rule: /^(?:[─━]{8,}|─ .{1,60} ─{4,})$/,
    innerRule: NEVER,
    conversation: CONVERSATION,
    answer:
      /^• (?!(?:Ran|Running|Explored|Exploring|Added|Edited|Deleted|Exited|Called|Calling|Searched|Searching|Waited|You ran|Updated Plan|Proposed Plan|Model changed|Questions|You[’']re continuing from this point|Conversation reverted to this point)\b)\S/,
    // Up to 0.150.0 a new conversation, and one that went back, is drawn below the old one.
    restart: /^│ >_ OpenAI Codex \(v\d/,
    // 0.145.0, 0.150.0; 0.158.0 to 0.171.0.
    wentBack: /^• (?:You[’']re continuing from this point|Conversation reverted to this point)\b/,
    promptEcho: /^› (?!\d{1,2}\. )\S/,
    // `Working`, or a heading of the model's thoughts; the glyph blinks. A narrow pane cuts the row.
    activity: /^[•◦] \S.* ?\((?:\d+[hms] ?)+ • .*(?:to interrupt\b|…)/,
    // 0.169.0 `Worked for 6s • 14:00`, 0.158.0 the time alone; before that nothing.
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
    // 0.171.0, among what is queued.
    askedAside: /^ {2}\? (\d+) questions?$/,
    menuHint:
      /^(?:[↑↓]$|option \d+\/\d+ \||press \S+ (?:to )?[a-z]|(?:enter|esc|tab|space|ctrl ?\+ ?\w|←\/→|↑\/↓|[←→])(?: or \w+)? (?:to )?[a-z])/i,
    overlays: [
      { name: 'transcript', shows: /^\s*Browsing transcript\b|\bq to quit\b/, withComposer: true },
      // 0.169.0, 0.171.0: `←` in an empty composer, and the second option of the trust gate.
      { name: 'agents', shows: /^ {2}Agent command center\b/i, top: true },
    ],
    notices: [],
    runningTool: NEVER,
    // 0.169.0, for a second; the row of the model follows. With a draft `Waiting for startup` stands there.
    starting: /^\s*(?:\? for shortcuts|Waiting for startup\b.*)$/,
    // A turn in flight turns a braille glyph in front of the title.
    busyTitle: /^[⠀-⣿] /u,
    // It blinks (0.150.0 to 0.171.0).
    askingTitle: /^\[ [!.] \] Action Required\b/,
    // Before the first prompt up to 0.150.0; later the title alone moves.
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
  },

  gates: {
    rules: GATES,
    rows: ROWS,
    choices: {
      // Its labels are the model's own words: only `answer` knows them.
      question: {},
      review: { approve: 'agrees', deny: 'declines' },
      other: { approve: 'agrees', deny: 'declines' },
    },
    cutsOptions: true,
    questionTool: 'request_user_input',
    questionHeader: /^Question (\d+)\/\d+(?: \(\d+ unanswered\))?\n?/,
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
  },

  transcript: { read: readCodexRecord, candidates, held },

  launch: {
    program: 'codex',
    programVariable: 'CSD_CODEX_BIN',
    installHint: 'npm install -g @openai/codex',
    args: launchArgs,
    helpArgs: ['--help'],
    permissionModes: ['default', 'read-only', 'auto', 'never', 'full-access'],
    modeAliases: {
      'workspace-write': 'auto',
      acceptEdits: 'auto',
      dontAsk: 'never',
      'danger-full-access': 'full-access',
      bypassPermissions: 'full-access',
    },
    autoAcceptMode: 'auto',
    bypassMode: 'full-access',
    modelFlag: '--model',
    harmlessFlags: { '--model': 'value', '-m': 'value', '--no-alt-screen': 'alone' },
    unsetAlways: ['CODEX_THREAD_ID', 'CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED'],
    unsetUnlessCaller: [],
    passOn: ['CODEX_HOME', 'OPENAI_BASE_URL'],
    configDir: (env, home) => env.CODEX_HOME || `${home}/.codex`,
    versionArgs: ['--version'],
    version: /(?<!\d)(\d{1,9}\.\d{1,9}\.\d{1,9})/,
  },

  input: {
    defuse,
    isCommand,
    // The list opens above the composer, its first row under a cursor; Enter takes that row.
    suggestedCommand: /^[› ] (\/[a-z][\w-]*) {2,}\S/,
    unknownCommand: /^• Unrecognized command /,
    clearRow: 'C-u',
    // A command that was refused stands behind the cursor (0.150.0, 0.171.0).
    clearAhead: 'C-k',
    interrupt: 'Escape',
    // While its row of activity is hidden behind text on its way, 0.133.0 to 0.150.0 ignore Escape.
    interruptStreaming: (release) => (isBefore(release, 0, 158) ? 'C-c' : undefined),
  },

  recording: codexRecording,

  releases: { verified: VERIFIED },
};

function isBefore(release: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = release.split('.').map(Number);
  return a < major || (a === major && b < minor);
}

function candidates({ configDir, sessionId }: AgentPlace): string[] {
  const name = `${configDir}/sessions/*/*/*/rollout-*-${sessionId}`;
  return [`${name}.jsonl`, `${name}_*.jsonl`];
}

/** Approval policy and sandbox of each mode. `default` leaves both to the person's own configuration. */
const POSTURES: Record<string, string[]> = {
  default: [],
  'read-only': ['--sandbox', 'read-only', '--ask-for-approval', 'on-request'],
  auto: ['--sandbox', 'workspace-write', '--ask-for-approval', 'on-request'],
  never: ['--sandbox', 'workspace-write', '--ask-for-approval', 'never'],
  'full-access': ['--dangerously-bypass-approvals-and-sandbox'],
};

/**
 * Without `--no-daemon` (0.158.0 and later) the agent leaves a background server behind that all homes of a user share.
 * Older releases have neither the server nor the flag, so the help decides.
 */
function launchArgs({ sessionId, resume, permissionMode, bypass, agentArgs, help = '' }: Launch): string[] {
  const posture = POSTURES[bypass ? 'full-access' : (permissionMode ?? 'default')] ?? [];
  const alone = help.includes('--no-daemon') && !agentArgs.includes('--no-daemon') ? ['--no-daemon'] : [];
  return [...alone, ...posture, ...(resume ? ['resume', sessionId] : []), ...agentArgs];
}

/** A slash command, known or not: one word of letters, with no second slash in it as a path would have. */
const COMMAND = /^\/[A-Za-z][\w:-]*(?=\s|$)/;
const BARE_COMMAND = /^\/[A-Za-z][\w:-]*$/;

/**
 * A blank prevents two things: a leading `/word` that runs a command or is refused as an unknown one, and a trailing `@word`
 * or `$word` whose completion takes the Enter. A leading `!` runs a shell command, on 0.105.0 to 0.145.0 also behind white
 * space; a backslash prevents it.
 */
function defuse(prompt: string, asCommand: boolean): string {
  const text = prompt
    .replace(/\r\n?/g, '\n')
    .replace(/\x1b\[20[01]~/g, '')
    .replace(/[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/g, '')
    .trimEnd();
  const trimmed = text.trimStart();
  const isWord = COMMAND.test(trimmed) && !isCommand(trimmed, asCommand);
  const plain = trimmed.startsWith('!') ? `\\${trimmed}` : isWord ? ` ${trimmed}` : text;
  return /(?:^|\s)[@$]\S*$/.test(plain) ? `${plain} ` : plain;
}

function isCommand(text: string, asCommand: boolean): boolean {
  return BARE_COMMAND.test(text.trim()) || (asCommand && COMMAND.test(text));
}
