import { beforeEach } from 'vitest';
import { hasTmux } from './e2e/sandbox.ts';

/**
 * Skips the tests of a file or a group if tmux is not installed, and says so. Called after the hooks that prepare a
 * test.
 */
export function needsTmux(): void {
  beforeEach(({ skip }) => skip(!hasTmux, 'tmux is not installed'));
}
