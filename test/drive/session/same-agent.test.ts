import { expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { isSameAgent } from '../../../src/drive/session/sidecars/sidecar-store.ts';

const of = (more: Partial<Sidecar>): Sidecar => ({
  name: 'job',
  session_id: '',
  cwd: '/work',
  backend: 'codex',
  jsonl_path: null,
  permission_mode: null,
  backend_version: null,
  created: 1,
  pane_pid: 7,
  ...more,
});

test('a session whose agent has named its conversation is the same session, one with another agent is not', () => {
  expect(isSameAgent(of({}), of({ session_id: 'a' }))).toBe(true);
  expect(isSameAgent(of({ session_id: 'a' }), of({ session_id: 'a' }))).toBe(true);
  expect(isSameAgent(of({ session_id: 'a' }), of({ session_id: 'b' }))).toBe(false);
  expect(isSameAgent(of({}), of({ session_id: 'a', pane_pid: 8 }))).toBe(false);
  expect(isSameAgent(of({}), of({ session_id: 'a', backend: 'claude' }))).toBe(false);
  expect(isSameAgent(of({ pane_pid: undefined as never }), of({ session_id: 'a' }))).toBe(false);
});
