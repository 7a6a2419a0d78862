import { CsdError } from '../../../src/contract/errors.ts';
import { workerDirOf, workerFiles } from '../../../src/drive/session/sidecars/worker-files.ts';
import { type Gate, ScriptedAgent } from '../../drive/scripted.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

/** An environment that is the same each time it is created. */
export type World = () => FakeContext;

export const ID = '11111111-2222-3333-4444-555555555555';
/** The conversation of the scripted agent. */
const SESSION_ID = '00000000-0000-4000-8000-000000000001';
const COMPOSER = `${'─'.repeat(80)}\n❯ \n${'─'.repeat(80)}\n  ? for shortcuts`;

/** An environment without sessions. */
export const empty: World = () => createFakeContext();

/** tmux is missing. */
export const withoutTmux: World = () => {
  const ctx = withAgent()();
  ctx.tmux.look = async () => {
    throw new CsdError('no_tmux', 'tmux is not installed: install it');
  };
  ctx.tmux.listPanes = async () => {
    throw new CsdError('no_tmux', 'tmux is not installed: install it');
  };
  return ctx;
};

/** An agent can be started here. */
export const startable: World = () => {
  const ctx = createFakeContext();
  ctx.processes.outputs.set('/bin/claude', '2.1.330 (Claude Code)\n');
  ctx.tmux.onStart = (_session, pane) => {
    pane.command = 'claude';
    ctx.clock.after(300, () => {
      pane.screen = COMPOSER;
    });
  };
  return ctx;
};

/** A machine on which an agent can be started, and a file of prompts. */
export const withBatch =
  (entries: object[]): World =>
  () => {
    const ctx = startable();
    ctx.files.put('/work/batch.json', JSON.stringify(entries));
    return ctx;
  };

/** The session `job` with its agent; `play` brings it to the starting point of the call. */
export const withAgent =
  (play: (agent: ScriptedAgent, ctx: FakeContext) => void = () => undefined): World =>
  () => {
    const ctx = createFakeContext();
    const agent = new ScriptedAgent(ctx);
    ctx.files.put('/state/job.json', JSON.stringify(agent.sidecar));
    play(agent, ctx);
    return ctx;
  };

/** A finished turn. */
export const idle = withAgent((agent, ctx) => {
  agent.take('say hello');
  agent.finishTurn('Hello.');
  ctx.clock.advance(5000);
});

/** What the agent of `job` reported to its status line. */
export const metered = (report: string): World =>
  withAgent((agent, ctx) => {
    agent.take('say hello');
    agent.finishTurn('Hello.');
    ctx.files.put('/state/job.json', JSON.stringify({ ...agent.sidecar, usage_path: '/usage/job' }));
    ctx.files.put('/usage/job/log.jsonl', '');
    ctx.files.put('/usage/job/report.0', report);
    ctx.clock.advance(5000);
  });

/** A finished turn of an agent that ends when told to. */
export const leaving = withAgent((agent, ctx) => {
  agent.take('say hello');
  agent.finishTurn('Hello.');
  ctx.clock.advance(5000);
  agent.onSubmit = () => agent.pane.exit(0);
});

/** The session `job` was ended after a turn, and its agent can be started again. */
export const ended = withAgent((agent, ctx) => {
  agent.take('say hello');
  agent.finishTurn('Hello.');
  ctx.clock.advance(5000);
  ctx.tmux.restartServer();
  const sidecar = { ...agent.sidecar, ended: { at: ctx.clock.now(), how: 'command', begun: true } };
  ctx.files.put('/state/job.json', JSON.stringify(sidecar));
  ctx.processes.outputs.set('/bin/claude', '2.1.330 (Claude Code)\n');
  ctx.tmux.onStart = ({ argv }, pane) => {
    pane.command = 'claude';
    ctx.clock.after(300, () => {
      pane.screen = COMPOSER;
      const own = argv.indexOf('--session-id');
      const sessionId = own < 0 ? SESSION_ID : argv[own + 1];
      const status = { pid: pane.pid, sessionId, status: 'idle', updatedAt: ctx.clock.now() };
      ctx.files.put(`/home/me/.claude/sessions/${pane.pid}.json`, JSON.stringify(status));
    });
  };
});

/** Behind `job`, whose turn is finished, another agent can be started, which accepts prompts. */
export const succeeding: World = () => {
  const ctx = idle();
  ctx.processes.outputs.set('/bin/claude', '2.1.330 (Claude Code)\n');
  ctx.tmux.onStart = ({ name, argv }, pane) => {
    pane.command = 'claude';
    const id = argv[argv.indexOf('--session-id') + 1];
    ctx.clock.after(300, () => new ScriptedAgent(ctx, name, id, pane));
  };
  return ctx;
};

/** Someone paused the session `job`. */
export const paused = withAgent((agent, ctx) => {
  const sidecar = { ...agent.sidecar, paused: { at: 1_700_000_000_000, by: 'me' } };
  ctx.files.put('/state/job.json', JSON.stringify(sidecar));
});

/** A finished turn that ended in a question in text. */
export const asking = withAgent((agent, ctx) => {
  agent.take('paint it');
  agent.finishTurn('Which colour?');
  ctx.clock.advance(5000);
});

/** An agent whose turns take a second. */
export const willing = withAgent((agent, ctx) => {
  agent.onSubmit = (text) => {
    agent.take(text);
    ctx.clock.after(1000, () => agent.finishTurn('It is done.'));
  };
});

/** The session `job` is a delegate: its stored data as such, with the state of its agent. */
const asDelegate = (ctx: FakeContext, more: object = {}): FakeContext => {
  const sidecar = JSON.parse(ctx.files.texts.get('/state/job.json') ?? '{}');
  const limits = { cost_usd: null, turns: 50, time_s: 300 };
  const before = { cost_usd: 0, turns: 0 };
  const delegate = { preset: 'edit', limits, on_limit: 'interrupt', safety: true, since: 0, before, ...more };
  ctx.files.put('/state/job.json', JSON.stringify({ ...sidecar, delegate }));
  return ctx;
};
export const delegated: World = () => asDelegate(willing());
export const delegateLeaving: World = () => asDelegate(leaving());
export const delegateClosed: World = () => asDelegate(ended(), { closed: 'finished' });

/** A turn in flight that an Escape interrupts. */
export const busy = withAgent((agent) => {
  agent.take('count to a million');
  agent.writeTranscript();
  agent.draw();
  const press = agent.pane.onKey;
  agent.pane.onKey = (key, pane) => {
    press?.(key, pane);
    if (key !== 'Escape') return;
    agent.log.interrupted();
    agent.writeTranscript();
    agent.working = false;
    agent.setStatus('idle');
    agent.draw();
  };
});

/** An agent that a person started from a shell in their own pane, with a finished turn. */
export const foreign: World = () => {
  const ctx = idle();
  ctx.files.texts.delete('/state/job.json');
  startedFromShell(ctx);
  return ctx;
};

/** The same, tracked as `job`. */
export const tracked: World = () => {
  const ctx = idle();
  const agent = startedFromShell(ctx);
  const sidecar = JSON.parse(ctx.files.texts.get('/state/job.json') ?? '{}');
  const more = { tracked: true, agent_pid: agent, agent_start: `start of ${agent}` };
  ctx.files.put('/state/job.json', JSON.stringify({ ...sidecar, ...more }));
  return ctx;
};

/**
 * Describes the processes of the first pane: a shell, and the agent below it, whose status file moves to its own
 * process.
 */
function startedFromShell(ctx: FakeContext): number {
  const shell = [...ctx.tmux.panes.values()][0]?.pid ?? 0;
  const agent = shell + 1000;
  const facts = { since: ctx.clock.now() - 60_000, terminal: 'pts/1', environment: { HOME: '/home/me' } };
  ctx.processes.described.set(shell, { ...facts, parent: 1, words: ['-bash'] });
  ctx.processes.described.set(agent, { ...facts, parent: shell, words: ['claude'] });
  ctx.processes.living.set(shell, `start of ${shell}`).set(agent, `start of ${agent}`);
  ctx.processes.stands.set(shell, 'background');
  const folder = '/home/me/.claude/sessions';
  const status = JSON.parse(ctx.files.texts.get(`${folder}/${shell}.json`) ?? '{}');
  ctx.files.texts.delete(`${folder}/${shell}.json`);
  ctx.files.put(`${folder}/${agent}.json`, JSON.stringify({ ...status, pid: agent, cwd: '/work/app' }));
  return agent;
}

/** A gate is open. */
export const gated = (gate: Gate): World =>
  withAgent((agent) => {
    agent.take('do it');
    agent.open(gate);
  });

/** A gate is open, and its answer leads back to a composer. */
export const askedAt = (gate: Gate): World =>
  gated({ ...gate, onConfirm: (_label, agent) => agent.finishTurn('Done.') });

/** A person has consented to workers without permission checks. */
export const consented: World = () => {
  const ctx = createFakeContext();
  for (const { worker } of ctx.backends.values()) if (worker) ctx.files.put(worker.consentFile(ctx.home), 'yes');
  return ctx;
};

/** The folder of workers belongs to another user. */
export const distrusted: World = () => {
  const ctx = createFakeContext();
  ctx.files.put(`${workerDirOf(ctx)}/${ID}.meta`, '{}');
  ctx.files.distrusted.set(workerDirOf(ctx), 'foreign');
  return ctx;
};

/** A session whose hooks reported a turn. */
export const reporting: World = () => {
  const ctx = idle();
  const { events } = workerFiles(workerDirOf(ctx), SESSION_ID, 'job');
  const names = ['session_start', 'user_prompt_submit', 'stop'];
  ctx.files.put(events, names.map((event) => `${JSON.stringify({ ts: '2026-01-01T00:00:00Z', event })}\n`).join(''));
  return ctx;
};
