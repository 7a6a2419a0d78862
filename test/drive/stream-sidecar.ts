import type { Sidecar } from '../../src/contract/session.ts';
import type { FakePane } from '../fakes/tmux.ts';

/** The sidecar of a session `job` without a screen whose host runs in this pane. */
export function streamSidecar(pane: FakePane, more: Partial<Sidecar>): Sidecar {
  return {
    name: 'job',
    session_id: '',
    cwd: '/work/app',
    jsonl_path: null,
    permission_mode: null,
    backend_version: null,
    created: 1_700_000_000,
    pane: pane.id,
    pane_pid: pane.pid,
    tmux_session: 'job',
    driver: 'stream',
    ...more,
  } as Sidecar;
}
