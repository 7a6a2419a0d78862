import { beforeEach, describe, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { openBackground } from '../../../src/drive/machine/background-session.ts';
import { listDiscovered } from '../../../src/drive/machine/found-agents.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { endTracked } from '../../../src/drive/spawn/kill/kill-tracked.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';
import { id, Machine } from '../machine.ts';

const JOB = 'aaaa1111';

let ctx: FakeContext;
let machine: Machine;
let worker: number;
let pane: FakePane;
let sidecar: Sidecar;

/** A background session that csd has opened; its pane shows the agent's list of sessions now. */
beforeEach(async () => {
  ctx = createFakeContext();
  machine = new Machine(ctx);
  worker = machine.child(1, ['claude', '--session-id', id(1)]);
  machine.status(worker, { kind: 'bg', jobId: JOB });
  pane = machine.pane('mine', ['claude', 'agents']);
  sidecar = {
    ...{ name: 'mine', session_id: id(worker), cwd: '/work/app', backend: 'claude', jsonl_path: null },
    ...{ permission_mode: null, backend_version: null, created: 1, config_dir: '/home/me/.claude', tracked: true },
    ...{ pane: pane.id, pane_pid: pane.pid, tmux_session: 'mine', agent_pid: pane.pid, opened: true },
    ...{ agent_start: `start of ${pane.pid}`, background_id: JOB, background_pid: worker },
  };
  await saveSidecar(ctx, sidecar);
});

describe('a background session whose pane shows something else of the agent', () => {
  test('still belongs to the session that was opened for it', async () => {
    const { agents } = await listDiscovered(ctx);
    expect(agents).toMatchObject([{ kind: 'background', background_id: JOB, pane: pane.id, session: 'mine' }]);
    await expect(openBackground(ctx, JOB, 'second')).rejects.toMatchObject({ code: 'already_tracked' });
  });

  test('belongs to none once that pane is gone', async () => {
    machine.end(pane.pid);
    const { agents } = await listDiscovered(ctx);
    expect(agents).toMatchObject([{ background_id: JOB, pane: null, session: null }]);
  });
});

test('a background session that ends after its command has given up is ended', async () => {
  ctx.processes.programs.set('claude', '/usr/bin/claude');
  let looks = 0;
  const isAlive = ctx.processes.isAlive.bind(ctx.processes);
  ctx.processes.isAlive = (pid) => isAlive(pid) && (pid !== worker || looks++ < 5);
  await endTracked(ctx, sidecar, true);
  expect(looks).toBe(6);
});
