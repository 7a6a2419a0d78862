import type { Sidecar } from '../../../src/contract/session.ts';
import { endSession } from '../../../src/drive/conversations/end.ts';
import type { Context } from '../../../src/drive/session/context.ts';
import type { NewSession } from '../../../src/ports/tmux.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';
import { ScriptedAgent } from '../scripted.ts';

export const CONFIG = '/home/me/.claude';
/** The conversation of the session `job`. */
export const ID = '00000000-0000-4000-8000-000000000001';
export const OTHER = '00000000-0000-4000-8000-0000000000ff';

/** What a started agent reports about itself: its conversation, and before that another one for this many ms. */
export interface Says {
  id?: string;
  first?: { id: string; ms: number };
}

/** An environment with a session `job`, and agents that start in it as the test specifies. */
export class Lives {
  readonly ctx: FakeContext = createFakeContext();
  readonly started: ScriptedAgent[] = [];
  says: Says = {};
  /** Plays a program that is started in place of the agent. */
  plays: ((pane: FakePane) => void) | undefined;
  readonly agent = new ScriptedAgent(this.ctx, 'job', ID);

  constructor() {
    const { ctx, agent } = this;
    ctx.processes.outputs.set('/bin/claude', '2.1.330 (Claude Code)\n');
    ctx.processes.living.set(agent.pane.pid, 'its start');
    ctx.tmux.onStart = (session, pane) => this.start(session, pane);
    this.keep({
      ...agent.sidecar,
      created: ctx.clock.now() / 1000,
      jsonl_path: agent.transcript,
      launch: { noUsage: true },
    });
  }

  /** A finished turn of `job`. */
  ask(prompt = 'remember the word albatross'): this {
    this.agent.take(prompt);
    this.agent.finishTurn('I keep the word.');
    return this;
  }

  /** Writes the records of `job` into the transcript of a conversation. */
  write(id: string): void {
    this.ctx.files.put(`${CONFIG}/projects/-work-app/${id}.jsonl`, this.agent.log.text);
  }

  /** The agent of `job` is in another conversation now, as after a clear. */
  moveTo(id: string): void {
    this.write(id);
    this.name(this.agent.pane, id);
  }

  /** Ends the agent of `job`; the session is kept. */
  async end(): Promise<this> {
    await endSession(this.ctx, 'job', false, true);
    return this;
  }

  /** The context of a caller whose waits end with this signal unless they have their own. */
  endedBy(signal: AbortSignal): Context {
    const { clock } = this.ctx;
    const sleep = (ms: number, own?: AbortSignal) => clock.sleep(ms, own ?? signal);
    const [now, elapsed, sinceBoot] = [() => clock.now(), () => clock.elapsed(), () => clock.sinceBoot()];
    return { ...this.ctx, signal, clock: { now, elapsed, sinceBoot, sleep } };
  }

  keep(sidecar: Sidecar): void {
    this.ctx.files.put(`/state/${sidecar.name}.json`, JSON.stringify(sidecar));
  }

  kept(name = 'job'): Sidecar | null {
    return JSON.parse(this.ctx.files.texts.get(`/state/${name}.json`) ?? 'null');
  }

  /** The names of the existing tmux sessions. */
  get running(): string[] {
    return [...this.ctx.tmux.panes.values()].map(({ session }) => session).sort();
  }

  /** All stored files, except one of the agent's own processes. */
  get files(): [string, string][] {
    return [...this.ctx.files.texts].filter(([path]) => !path.startsWith(`${CONFIG}/sessions/`)).sort();
  }

  private start({ name, argv }: NewSession, pane: FakePane): void {
    const { ctx, says, plays } = this;
    ctx.processes.living.set(pane.pid, `start of ${pane.pid}`);
    if (plays) {
      plays(pane);
      return;
    }
    const after = (flag: string) => argv[argv.indexOf(flag) + 1];
    const own = argv.includes('--session-id') ? after('--session-id') : after('--resume');
    const agent = new ScriptedAgent(ctx, name, says.id ?? own, pane);
    this.started.push(agent);
    if (!says.first) return;
    this.name(pane, says.first.id);
    ctx.clock.after(says.first.ms, () => agent.setStatus('idle'));
  }

  private name({ pid }: FakePane, sessionId: string): void {
    const record = { pid, sessionId, status: 'idle', updatedAt: this.ctx.clock.now() };
    this.ctx.files.put(`${CONFIG}/sessions/${pid}.json`, JSON.stringify(record));
  }
}
