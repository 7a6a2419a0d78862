import { expect, test } from 'vitest';
import type { Sidecar } from '../../../../src/contract/session.ts';
import { checkValues } from '../../../../src/drive/session/sidecars/sidecar-check.ts';

const sidecar: Sidecar = {
  name: 'job',
  session_id: '11111111-2222-3333-4444-555555555555',
  cwd: '/work',
  backend: 'claude',
  jsonl_path: '/home/me/.claude/projects/-work/a.jsonl',
  permission_mode: null,
  backend_version: '2.1.332',
  created: 1,
  pane: '%3',
  pane_pid: 77,
  tmux_session: 'csd-job',
  tmux_socket: '/tmp/tmux-0/default',
  config_dir: '/home/me/.claude',
  events_path: '/home/me/.local/state/csd/hooks/job/events.jsonl',
  worker_dir: '/tmp/claude-workers-0',
  background_id: '89d90566',
};

const PATHS = ['cwd', 'jsonl_path', 'tmux_socket', 'config_dir', 'worker_dir'];
const BAD_PATHS = ['', 'work', './work', '~/work', '/work/../etc', '/..', '/work/..', '/a\0b', `/${'x'.repeat(4096)}`];
const BAD: [string, unknown][] = [
  ...PATHS.flatMap((field) => BAD_PATHS.map((value): [string, unknown] => [field, value])),
  ['name', '../job'],
  ['session_id', '../../etc/passwd'],
  ['session_id', '*'],
  ['pane', '%3;kill-server'],
  ['pane', 'job'],
  ['tmux_session', 'csd:job'],
  ['tmux_session', '=csd'],
  ['background_id', '$(id)'],
  ['background_id', '--help/..'],
  ['events_path', '/home/me/.bashrc'],
  ['events_path', '/home/me/hooks/other/events.jsonl'],
  ['events_path', '/home/me/hooks/other/../job/events.jsonl'],
  ...['pane_pid', 'agent_pid', 'carrier_pid', 'background_pid'].flatMap((field) =>
    [0, -1, 1.5, 2 ** 60].map((value): [string, unknown] => [field, value]),
  ),
];

test('sidecars that csd writes are accepted', () => {
  expect(checkValues(sidecar)).toBeUndefined();
  expect(checkValues({ ...sidecar, session_id: '', jsonl_path: null, cwd: '/work/..hidden/a..b' })).toBeUndefined();
});

test.each(BAD)('%s %j is refused by name', (field, value) => {
  expect(checkValues({ ...sidecar, [field]: value })).toMatch(new RegExp(`^${field}: `));
});
