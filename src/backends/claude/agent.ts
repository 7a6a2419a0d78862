import type { AgentPlace, Backend, Launch } from '../../detect/agent/backend.ts';
import {
  type Arguments,
  flagValue,
  hasFlag,
  isCommand,
  repeatable,
  type SlashWords,
  VERSION,
} from '../command-line.ts';
import { delegate } from './delegate.ts';
import { hooks } from './hooks.ts';
import { bindings } from './keys.ts';
import { background as backgroundMarkers, commands, gates, plans as planMarkers, screen } from './markers.ts';
import { processes } from './processes.ts';
import { claudeRecording } from './recording.ts';
import { isForkedJob, readBegunAt, readBegunFrom, readConversation, readStatus } from './status.ts';
import { stream } from './stream.ts';
import { isPastClaudeLine, readClaudeRecord, readClaudeWriter, readContinuedIn, TELLING } from './transcript.ts';
import { readClaudeParts } from './transcript-parts.ts';
import { usage } from './usage.ts';
import { worker } from './worker.ts';

/*
 * Claude Code. Every fact was observed on the real agent on 2.1.158, 2.1.173 and 2.1.330 (npm package, scripted
 * Messages API) unless a comment says otherwise. The words distinguish gates; the shape shows that there is a gate.
 */

/** Releases on which every scene passes, oldest first; `npm run verify-release` proposes them. */
// biome-ignore format: verify-release writes this line, which grows.
const VERIFIED = '2.1.150 2.1.158 2.1.173 2.1.190 2.1.205 2.1.228 2.1.243 2.1.251 2.1.252 2.1.266 2.1.290 2.1.310 2.1.330 2.1.331 2.1.332'.split(' ');

export const claude: Backend = {
  name: 'claude',

  processes,
  usage,

  screen,
  gates,

  transcript: {
    read: readClaudeRecord,
    telling: TELLING,
    isPast: isPastClaudeLine,
    writer: readClaudeWriter,
    parts: readClaudeParts,
    candidates,
  },

  statusFile: {
    path: (configDir, pid) => `${configDir}/sessions/${pid}.json`,
    read: readStatus,
    conversation: readConversation,
  },

  // Its daemon (2.1.158 and later).
  background: {
    folder: (configDir) => `${configDir}/sessions`,
    continuedIn: readContinuedIn,
    roster: (configDir) => `${configDir}/daemon/roster.json`,
    begunFrom: readBegunFrom,
    job: (configDir, id) => `${configDir}/jobs/${id}/state.json`,
    isCopy: isForkedJob,
    begunAt: readBegunAt,
    moved: backgroundMarkers.moved,
    attach: (id) => `claude attach ${id}`,
  },

  plans: {
    shown: planMarkers.shown,
    path: (configDir, slug) => `${configDir}/plans/${slug}.md`,
  },

  hooks,
  worker,
  stream,
  delegate,

  launch: {
    program: 'claude',
    programVariable: 'CSD_CLAUDE_BIN',
    installHint: 'npm install -g @anthropic-ai/claude-code',
    args: launchArgs,
    forkFlag: '--fork-session',
    takesUp,
    repeatable: (args) => repeatable(args, CHOOSING),
    configVariable: 'CLAUDE_CONFIG_DIR',
    permissionModes: ['default', 'manual', 'acceptEdits', 'plan', 'auto', 'dontAsk', 'bypassPermissions'],
    // 2.1.158 knows only `default`; 2.1.330 lists `manual` and still accepts `default`.
    modeAliases: { manual: 'default' },
    autoAcceptMode: 'acceptEdits',
    bypassMode: 'bypassPermissions',
    // `claude --help` of 2.1.158 and 2.1.332.
    options: {
      model: { flag: '--model' },
      system_prompt: { flag: '--append-system-prompt' },
      allowed_tools: { flag: '--allowed-tools', also: ['--allowedTools'] },
      disallowed_tools: { flag: '--disallowed-tools', also: ['--disallowedTools'] },
      agent: { flag: '--agent' },
      add_dir: { flag: '--add-dir' },
      effort: { flag: '--effort' },
    },
    harmlessFlags: { '--model': 'value', '--effort': 'value', '--fallback-model': 'value', '--verbose': 'alone' },
    // With the marker of a child process (2.1.332) the agent writes no transcript.
    unsetAlways: [
      'CLAUDECODE',
      'CLAUDE_CODE_CHILD_SESSION',
      'CLAUDE_CODE_ENTRYPOINT',
      'CLAUDE_CODE_SSE_PORT',
      'CLAUDE_CODE_SESSION_ID',
    ],
    unsetUnlessCaller: [
      'CLAUDE_CODE_USE_BEDROCK',
      'CLAUDE_CODE_USE_VERTEX',
      'CLAUDE_CODE_USE_FOUNDRY',
      'CLAUDE_CODE_USE_ANTHROPIC_AWS',
      'CLAUDE_CODE_USE_MANTLE',
      'CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST',
    ],
    passOn: ['CLAUDE_CONFIG_DIR', 'ANTHROPIC_BASE_URL', 'ANTHROPIC_MODEL', 'CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN'],
    configDir: (env, home) => env.CLAUDE_CONFIG_DIR || `${home}/.claude`,
    ...VERSION,
  },

  input: {
    escapePrompt,
    isCommand: (text, asCommand) => isCommand(SLASH, text, asCommand),
    ...commands,
    clearRow: 'C-u',
    exitCommand: '/exit',
    interrupt: 'Escape',
    bindings,
  },

  recording: claudeRecording,

  releases: { verified: VERIFIED },
};

/** Longer names are cut and end in a code that csd does not compute (2.1.332: seen on disk). */
const LONGEST_FOLDER_NAME = 200;

/** `<config>/projects/<cwd, each character outside [A-Za-z0-9] as ->/<id>.jsonl`. */
function candidates({ configDir, cwd, sessionId }: AgentPlace): string[] {
  const folder = cwd.replace(/[^A-Za-z0-9]/g, '-');
  const folders = folder.length > LONGEST_FOLDER_NAME ? ['*'] : [folder, '*'];
  return folders.map((name) => `${configDir}/projects/${name}/${sessionId}.jsonl`);
}

/** How its arguments name a conversation, and which of the others take values (2.1.158, 2.1.332: `claude --help`). */
const CHOOSING: Arguments = {
  dropped: { '--session-id': 1, '--continue': 0, '-c': 0, '--fork-session': 0, '--resume': 1, '-r': 1 },
  alone: words(
    '--allow-dangerously-skip-permissions --ax-screen-reader --bare --brief --chrome --dangerously-skip-permissions --disable-slash-commands --exclude-dynamic-system-prompt-sections --ide --no-chrome --restricted --safe-mode --strict-mcp-config --verbose',
  ),
  lists: words(
    '--add-dir --allowedTools --allowed-tools --betas --channels --disallowedTools --disallowed-tools --file --mcp-config --tools',
  ),
};

/** With `--session-id` the agent accepts these only with `--fork-session` (2.1.158, 2.1.332). */
function takesUp(args: string[]): string | undefined {
  if (hasFlag(args, '--fork-session')) return undefined;
  const flags = ['--resume', '-r', '--continue', '-c'];
  return flags.find((flag) => hasFlag(args, flag) || flagValue(args, flag) !== undefined);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/**
 * A release may look for a conversation only in its own folder (2.1.158), but accepts the path of one (2.1.158,
 * 2.1.251, 2.1.332).
 */
function launchArgs({ sessionId, resume, fork, permissionMode, bypass, agentArgs }: Launch): string[] {
  return [
    ...(fork === undefined ? [] : ['--resume', fork.path ?? fork.id, '--fork-session']),
    ...(resume ? ['--resume', sessionId] : ['--session-id', sessionId]),
    ...(bypass ? ['--dangerously-skip-permissions'] : []),
    ...(permissionMode ? ['--permission-mode', permissionMode] : []),
    ...agentArgs,
  ];
}

/** A slash command, known or not: one word of letters, without the second slash of a path. */
const SLASH: SlashWords = { word: /^\s*\/[A-Za-z][\w:.-]*(?=\s|$)/, bare: /^\/[A-Za-z][\w:.-]*$/ };

/**
 * Control bytes act as keys inside a paste (`\x03` clears and arms the exit, `ESC[201~` ends it early). One blank at
 * the right place prevents three things: a leading `!` that runs a shell command, a trailing `\` that turns Enter into
 * a new row, and a trailing `@word` or a bare `/word` whose completion takes the Enter (2.1.158 ran another command for
 * `/tm`). A leading `/word` runs a command or is lost as an unknown one; white space does not prevent that on 2.1.330,
 * but a backslash does.
 */
function escapePrompt(prompt: string, asCommand: boolean): string {
  const text = prompt
    .replace(/\r\n?/g, '\n')
    .replace(/\x1b\[20[01]~/g, '')
    .replace(/[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/g, '')
    .trimEnd();
  const shell = /^\s*!/.test(text) ? ` ${text.trimStart()}` : text;
  const command = SLASH.word.test(shell) && !isCommand(SLASH, shell, asCommand) ? `\\${shell.trimStart()}` : shell;
  return /(?:\\|(?:^|\s)@\S*|^\/\S*)$/.test(command) ? `${command} ` : command;
}
