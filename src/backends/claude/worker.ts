import type { WorkerGrammar } from '../../detect/agent/worker-grammar.ts';
import { EMIT_SCRIPT } from './emit-event.ts';

/** Claude Code as a worker, for 2.1.158 and 2.1.330; the consent file is that of earlier tools. */
export const worker: WorkerGrammar = {
  consentFile: (home) => `${home}/.claude/.claude-session-driver-consent`,
  sharedDir: '/tmp/claude-workers',
  // One word: with two, the flag would take a following prompt for another tool.
  unattendedArgs: ['--disallowed-tools=AskUserQuestion'],
  unattendedSettings: { skipDangerousModePermissionPrompt: true },
  // Without it 2.1.330 starts in a mode of its own choice, which may never ask.
  gatedMode: 'default',
  modeFlag: '--permission-mode',
  emptyAlways: ['CLAUDE_CODE_SSE_PORT'],
  emptyUnlessCaller: [
    'CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST',
    'CLAUDE_CODE_USE_ANTHROPIC_AWS',
    'CLAUDE_CODE_USE_BEDROCK',
    'CLAUDE_CODE_USE_FOUNDRY',
    'CLAUDE_CODE_USE_MANTLE',
    'CLAUDE_CODE_USE_VERTEX',
  ],
  emitScript: EMIT_SCRIPT,
  events: ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PermissionRequest', 'Stop', 'SessionEnd'],
};
