/**
 * The output of a hook that refuses a tool, the same for both agents (claude 2.1.158 to 2.1.332, codex 0.150.0 and
 * 0.171.0).
 */
export function denial(reason: string): string {
  return JSON.stringify({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'deny',
      permissionDecisionReason: reason,
    },
  });
}
