import type { AgentPlace, Backend, Launch } from '../../detect/agent/backend.ts';
import { type Arguments, isCommand, repeatable, type SlashWords, VERSION } from '../command-line.ts';
import { delegate } from './delegate.ts';
import { commands, gates, screen } from './markers.ts';
import { processes } from './processes.ts';
import { codexRecording } from './recording.ts';
import { streamDriver } from './stream-start.ts';
import { held, readCodexRecord } from './transcript.ts';
import { usage } from './usage.ts';

/*
 * OpenAI's codex. Every fact was observed on the real agent on 0.105.0, 0.133.0, 0.145.0, 0.158.0 and 0.169.0 (npm
 * package, scripted Responses API) unless a comment says otherwise.
 */

/** Releases on which every scene passes, oldest first; `npm run verify-release` proposes them. */
const VERIFIED = '0.133.0 0.145.0 0.150.0 0.158.0 0.169.0 0.171.0'.split(' ');

export const codex: Backend = {
  name: 'codex',

  processes,
  usage,

  screen,
  gates,

  transcript: { read: readCodexRecord, marksStart: true, candidates, held },

  delegate,

  stream: streamDriver,

  launch: {
    program: 'codex',
    programVariable: 'CSD_CODEX_BIN',
    installHint: 'npm install -g @openai/codex',
    args: launchArgs,
    helpArgs: ['--help'],
    repeatable: (args) => repeatable(args, CHOOSING),
    configVariable: 'CODEX_HOME',
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
    // `codex --help` of 0.171.0; the value of `-c` is TOML.
    options: {
      model: { flag: '--model', also: ['-m'] },
      add_dir: { flag: '--add-dir' },
      effort: { flag: '-c', write: (level) => `model_reasoning_effort=${JSON.stringify(level)}` },
    },
    harmlessFlags: { '--model': 'value', '-m': 'value', '--no-alt-screen': 'alone' },
    unsetAlways: ['CODEX_THREAD_ID', 'CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED'],
    unsetUnlessCaller: [],
    passOn: ['CODEX_HOME', 'OPENAI_BASE_URL'],
    configDir: (env, home) => env.CODEX_HOME || `${home}/.codex`,
    ...VERSION,
  },

  input: {
    escapePrompt,
    isCommand: (text, asCommand) => isCommand(SLASH, text, asCommand),
    ...commands,
    clearRow: 'C-u',
    exitCommand: '/quit',
    // A command that was refused remains after the cursor (0.150.0, 0.171.0).
    clearAhead: 'C-k',
    interrupt: 'Escape',
    // While arriving text hides its activity row, 0.133.0 to 0.150.0 ignore Escape.
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

/** Approval policy and sandbox of each mode. `default` leaves both to the user's configuration. */
const POSTURES: Record<string, string[]> = {
  default: [],
  'read-only': ['--sandbox', 'read-only', '--ask-for-approval', 'on-request'],
  auto: ['--sandbox', 'workspace-write', '--ask-for-approval', 'on-request'],
  never: ['--sandbox', 'workspace-write', '--ask-for-approval', 'never'],
  'full-access': ['--dangerously-bypass-approvals-and-sandbox'],
};

/**
 * Without `--no-daemon` (0.158.0 and later) the agent leaves a background server running that all homes of a user
 * share. Older releases have neither the server nor the flag, so the help decides.
 */
function launchArgs({ sessionId, resume, fork, permissionMode, bypass, agentArgs, help = '' }: Launch): string[] {
  const posture = POSTURES[bypass ? 'full-access' : (permissionMode ?? 'default')] ?? [];
  const alone = help.includes('--no-daemon') && !agentArgs.includes('--no-daemon') ? ['--no-daemon'] : [];
  // Without a folder it asks in which of the two to work (0.171.0).
  const taken = fork !== undefined ? ['fork', '--cd', fork.cwd, fork.id] : resume ? ['resume', sessionId] : [];
  return [...alone, ...posture, ...taken, ...agentArgs];
}

/** How its arguments name a conversation, and which of the others take values (0.150.0, 0.171.0: `codex --help`). */
const CHOOSING: Arguments = {
  dropped: { '--last': 0, '--all': 0 },
  alone: new Set(
    '--strict-config --oss --approve-for-me --dangerously-bypass-approvals-and-sandbox --dangerously-bypass-hook-trust --full-auto --search --no-alt-screen --no-daemon'.split(
      ' ',
    ),
  ),
  lists: new Set(['--image', '-i']),
};

/** A slash command, known or not: one word of letters, without the second slash of a path. */
const SLASH: SlashWords = { word: /^\/[A-Za-z][\w:-]*(?=\s|$)/, bare: /^\/[A-Za-z][\w:-]*$/ };

/**
 * A blank prevents two things: a leading `/word` that runs a command or is refused as unknown, and a trailing `@word`
 * or `$word` whose completion takes the Enter. A leading `!` runs a shell command, on 0.105.0 to 0.145.0 even after
 * white space; a backslash prevents it.
 */
function escapePrompt(prompt: string, asCommand: boolean): string {
  const text = prompt
    .replace(/\r\n?/g, '\n')
    .replace(/\x1b\[20[01]~/g, '')
    .replace(/[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/g, '')
    .trimEnd();
  const trimmed = text.trimStart();
  const isWord = SLASH.word.test(trimmed) && !isCommand(SLASH, trimmed, asCommand);
  const plain = trimmed.startsWith('!') ? `\\${trimmed}` : isWord ? ` ${trimmed}` : text;
  return /(?:^|\s)[@$]\S*$/.test(plain) ? `${plain} ` : plain;
}
