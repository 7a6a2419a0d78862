import { describe, expect, test } from 'vitest';
import { readFields } from '../../../../src/drive/session/sidecars/sidecar-fields.ts';
import { Sidecar } from '../../../../src/entry/index.ts';

const whole = {
  name: 'job',
  session_id: '11111111-2222-3333-4444-555555555555',
  cwd: '/work',
  backend: 'codex',
  jsonl_path: '/x.jsonl',
  permission_mode: 'plan',
  backend_version: '2.1.330',
  created: 1780127841,
  pane: '%3',
  pane_pid: 77,
  tmux_session: 'csd-job',
  tmux_socket: '/tmp/s',
  config_dir: '/c',
  driver: 'stream',
  stream_path: '/s',
  events_path: '/e',
  usage_path: '/u',
  worker_dir: '/w',
  forked: true,
  files_name: 'job',
  former_names: ['job'],
  tracked: true,
  agent_pid: 78,
  agent_start: '12345',
  carrier_pid: 79,
  carrier_start: '12346',
  shell_free: true,
  background_id: '850cd2d0',
  background_pid: 80,
  opened: false,
  conversation: '22222222-2222-3333-4444-555555555555',
  earlier: ['11111111-2222-3333-4444-555555555555'],
  launch: { agentArgs: ['--verbose'] },
  ended: { at: 1780127841000, how: 'command', begun: true },
  paused: { at: 1780127841000, by: 'me' },
  parent: 'first',
  parent_session_id: '33333333-2222-3333-4444-555555555555',
  description: 'a review',
  creator: 'lead',
  tags: ['review'],
  last_used: 1_700_000_000_000,
  worktree: { path: '/work/.worktrees/job', branch: 'csd/job', repository: '/work', base: '0123abc' },
  guarded: true,
  budget: { cost_usd: 2 },
  delegate: {
    preset: 'edit',
    limits: { cost_usd: 2, turns: 50, time_s: 300 },
    on_limit: 'interrupt',
    safety: true,
    since: 1,
    before: { cost_usd: null, turns: 0 },
  },
};
const VALUES = [
  undefined,
  null,
  true,
  7,
  Number.POSITIVE_INFINITY,
  '',
  'text',
  '../up',
  [],
  {},
  { deep: 1 },
  { at: 1, how: 'force' },
  { at: 1, how: 'x' },
  { at: 1, by: 'x' },
  { at: 'x', by: 'x' },
];

describe('a sidecar is read according to its schema', () => {
  test('every field of the schema is tested', () => {
    expect(Object.keys(whole).sort()).toEqual(Object.keys(Sidecar.shape).sort());
  });

  test.each([...Object.keys(whole), 'later'])('with any value for %s', (field) => {
    for (const value of VALUES) {
      const given = { ...whole, [field]: value };
      if (value === undefined) delete given[field as keyof typeof given];
      const bySchema = Sidecar.safeParse(given);
      const read = readFields(given);
      if (bySchema.success) expect(read).toEqual(bySchema.data);
      else expect(read).toMatch(new RegExp(`^${field}: `));
    }
  });

  test.each([null, 7, 'text', [], true].map((value) => ({ value })))('$value is not a sidecar', ({ value }) => {
    expect(Sidecar.safeParse(value).success).toBe(false);
    expect(readFields(value)).toBe('sidecar: not an object');
  });
});
