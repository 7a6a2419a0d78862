import { describe, expect, test } from 'vitest';
import { CsdError } from '../../../src/contract/errors.ts';
import type { Sidecar } from '../../../src/contract/session.ts';
import { emptyStream } from '../../../src/detect/stream/fold-stream.ts';
import { pauseSession } from '../../../src/drive/conversations/pause.ts';
import { resumeSession } from '../../../src/drive/conversations/resume.ts';
import { lookAt } from '../../../src/drive/observe/look-at.ts';
import { streamFiles } from '../../../src/drive/session/sidecars/stream-files.ts';
import { beginEntry, entryText } from '../../../src/drive/signals/entries.ts';
import { bashGate, ScriptedAgent } from '../scripted.ts';
import { CONFIG, ID, Lives, OTHER } from './lives.ts';

const resume = (lives: Lives) => resumeSession(lives.ctx, 'job');

test('an ended session is started again on its conversation, which its agent names', async () => {
  const lives = await new Lives().ask().end();
  expect(await resume(lives)).toMatchObject({
    outcome: 'resumed',
    proof: 'status_file',
    sidecar: { name: 'job', session_id: ID },
  });
  expect(lives.running).toEqual(['job']);
  expect(lives.kept()).toMatchObject({ session_id: ID, pane_pid: lives.started[0]?.pane.pid });
  expect(lives.kept()?.ended).toBeUndefined();
  expect(lives.ctx.tmux.started[0]?.argv.join(' ')).toContain(`--resume ${ID}`);
});

describe('a turn keeps its number', () => {
  const send = async (lives: Lives) => {
    const { ctx, agent } = lives.ask();
    const seen = await lookAt(ctx, agent.sidecar);
    const entering = await beginEntry(ctx, seen, 'and the word heron');
    await entering.confirm('submitted');
    await ctx.clock.sleep(300);
    return entering.turn;
  };
  const numberOf = async (lives: Lives) => {
    await lives.ctx.clock.sleep(5000);
    return (await lookAt(lives.ctx, lives.kept() as Sidecar)).verdict.state.turn;
  };

  test('that csd began and that the transcript has', async () => {
    const lives = new Lives();
    const turn = await send(lives);
    lives.ask('and the word heron');
    expect(await numberOf(lives)).toBe(turn);
    await lives.end();
    expect(await resume(lives)).toMatchObject({ outcome: 'resumed' });
    expect(await numberOf(lives)).toBe(turn);
  });

  test('but a prompt that never became a turn counts for nothing', async () => {
    const lives = new Lives();
    const promptAt = lives.ctx.clock.now();
    const turn = await send(lives);
    await lives.end();
    await resume(lives);
    expect(turn).toBeGreaterThan(promptAt);
    expect(await numberOf(lives)).toBe(promptAt);
  });

  test('and a number that cannot be stored leaves no agent behind', async () => {
    const lives = new Lives();
    await send(lives);
    lives.ask('and the word heron');
    await lives.end();
    const before = lives.files;
    const { files } = lives.ctx;
    const write = files.writeVolatile.bind(files);
    let isFull = true;
    files.writeVolatile = async (file, text) => {
      if (isFull && file.endsWith('.entry')) {
        isFull = false;
        throw new CsdError('storage_failed', 'the disk is full');
      }
      return write(file, text);
    };
    await expect(resume(lives)).rejects.toMatchObject({ code: 'storage_failed' });
    expect(lives.running).toEqual([]);
    expect(lives.files).toEqual(before);
  });

  test('and the ended session keeps it if the agent cannot be started again', async () => {
    const lives = new Lives();
    await send(lives);
    lives.ask('and the word heron');
    await lives.end();
    const before = lives.files;
    lives.says = { id: OTHER };
    await expect(resume(lives)).rejects.toMatchObject({ code: 'wrong_conversation' });
    expect(lives.files).toEqual(before);
  });
});

test('an agent that is still starting names another conversation first: the final one counts', async () => {
  const lives = await new Lives().ask().end();
  lives.says = { first: { id: OTHER, ms: 4000 } };
  expect(await resume(lives)).toMatchObject({ outcome: 'resumed', proof: 'status_file' });
  expect(lives.running).toEqual(['job']);
});

test('an agent that stays with another conversation is ended again, and the session is unchanged', async () => {
  const lives = await new Lives().ask().end();
  const before = lives.files;
  lives.says = { id: OTHER };
  await expect(resume(lives)).rejects.toMatchObject({
    code: 'wrong_conversation',
    data: { session: 'job', session_id: ID, other: OTHER },
  });
  expect(lives.running).toEqual([]);
  expect(lives.files).toEqual(before);
  lives.says = {};
  expect(await resume(lives)).toMatchObject({ outcome: 'resumed' });
});

test('an agent that never reports its conversation is ended again', async () => {
  const lives = await new Lives().ask().end();
  const before = lives.files;
  lives.plays = (pane) => {
    pane.screen = 'Loading';
  };
  await expect(resume(lives)).rejects.toMatchObject({ code: 'wrong_conversation', data: { session_id: ID } });
  expect(lives.running).toEqual([]);
  expect(lives.files).toEqual(before);
});

test('an agent that ends before it has its conversation is an error', async () => {
  const lives = await new Lives().ask().end();
  const before = lives.files;
  lives.plays = (pane) => {
    pane.screen = 'Loading';
    lives.ctx.clock.after(3000, () => pane.exit(1));
  };
  await expect(resume(lives)).rejects.toMatchObject({ code: 'spawn_failed' });
  expect(lives.running).toEqual([]);
  expect(lives.files).toEqual(before);
});

test('an interrupted caller leaves no agent behind, and the session unchanged', async () => {
  const lives = await new Lives().ask().end();
  const before = lives.files;
  const stop = new AbortController();
  // It does not end at once.
  lives.ctx.processes.endsOn = ['SIGKILL'];
  lives.plays = (pane) => {
    pane.screen = 'Loading';
    lives.ctx.clock.after(3000, () => stop.abort());
  };
  const bound = lives.endedBy(stop.signal);
  await expect(resumeSession(bound, 'job')).rejects.toMatchObject({ name: 'AbortError' });
  expect(lives.running).toEqual([]);
  expect(lives.files).toEqual(before);
});

test('a gate before the conversation is left to the caller, and nothing is proven', async () => {
  const lives = await new Lives().ask().end();
  lives.plays = (pane) => {
    const agent = new ScriptedAgent(lives.ctx, 'job', ID, pane);
    lives.ctx.files.texts.delete(`${CONFIG}/sessions/${pane.pid}.json`);
    agent.writesStatus = false;
    agent.open(bashGate('touch x'));
  };
  const resumed = await resume(lives);
  expect(resumed).toMatchObject({ outcome: 'resumed', state: { status: 'blocked', gate: 'permission' } });
  expect(resumed.proof).toBeUndefined();
});

describe('a session that cannot be resumed starts nothing and loses nothing', () => {
  const refused = async (lives: Lives, code: string) => {
    const before = lives.files;
    await expect(resume(lives)).rejects.toMatchObject({ code });
    expect(lives.ctx.tmux.started).toEqual([]);
    expect(lives.files).toEqual(before);
  };

  test('an unknown session', async () => {
    const lives = new Lives();
    await expect(resumeSession(lives.ctx, 'nobody')).rejects.toMatchObject({ code: 'no_such_session' });
    expect(lives.running).toEqual(['job']);
  });

  test('a deleted transcript', async () => {
    const lives = await new Lives().ask().end();
    lives.ctx.files.texts.delete(lives.agent.transcript);
    await refused(lives, 'conversation_gone');
  });

  test('a transcript without turns', async () => {
    const lives = await new Lives().ask().end();
    lives.ctx.files.put(lives.agent.transcript, '{"type":"mode","mode":"default"}\n');
    await refused(lives, 'conversation_gone');
  });

  test('a transcript that was deleted after the tmux server died', async () => {
    const lives = new Lives().ask();
    const { ctx, agent } = lives;
    const entry = { turn: 1, outcome: 'submitted' as const, at: ctx.clock.now(), start: 'remember' };
    ctx.files.put('/state/job.entry', entryText(agent.sidecar, entry));
    ctx.tmux.restartServer();
    ctx.files.texts.delete(agent.transcript);
    await refused(lives, 'conversation_gone');
  });

  test.each([
    ['was interrupted while it was typed: nothing was asked', undefined, 'no_conversation'],
    ['the same after turns whose transcript was deleted', { path: '/gone.jsonl', size: 10 }, 'conversation_gone'],
  ])('the newest prompt %s', async (_, transcript, code) => {
    const lives = new Lives();
    const { ctx, agent } = lives;
    const entry = { turn: 1, outcome: 'pending' as const, at: ctx.clock.now(), start: 'remember' };
    ctx.files.put('/state/job.entry', entryText(agent.sidecar, { ...entry, ...(transcript && { transcript }) }));
    ctx.tmux.restartServer();
    ctx.files.texts.delete(agent.transcript);
    await refused(lives, code);
  });

  test('a session whose tmux server died continues with its conversation', async () => {
    const lives = new Lives().ask();
    lives.ctx.tmux.restartServer();
    lives.ctx.processes.living.clear();
    expect(await resume(lives)).toMatchObject({ outcome: 'resumed', proof: 'status_file' });
  });

  test('a folder that is gone', async () => {
    const lives = await new Lives().ask().end();
    lives.ctx.files.folders.delete('/work/app');
    await refused(lives, 'folder_gone');
    lives.ctx.files.folders.add('/work/app');
    expect(await resume(lives)).toMatchObject({ outcome: 'resumed' });
  });

  test('a session without a prompt', async () => {
    await refused(await new Lives().end(), 'no_conversation');
  });

  test('a conversation that another session has open', async () => {
    const lives = await new Lives().ask().end();
    const { ctx, agent } = lives;
    const other = new ScriptedAgent(ctx, 'other', ID);
    ctx.processes.living.set(other.pane.pid, 'its start');
    lives.keep({ ...other.sidecar, created: agent.sidecar.created });
    await refused(lives, 'already_open');
    expect(lives.running).toEqual(['other']);
  });
});

describe('an agent whose tmux server died takes a moment to end', () => {
  /** The pane is gone, and the agent that was in it ends after this many ms. */
  function loseServer(lives: Lives, ms: number): number {
    const { ctx, agent } = lives;
    const { pid } = agent.pane;
    agent.setStatus('idle');
    ctx.tmux.panes.clear();
    ctx.processes.living.set(pid, 'its start');
    if (ms < Number.POSITIVE_INFINITY) ctx.clock.after(ms, () => void ctx.processes.living.delete(pid));
    return pid;
  }

  test('it is waited for, and the conversation continues', async () => {
    const lives = new Lives().ask();
    loseServer(lives, 3000);
    const begun = lives.ctx.clock.now();
    expect(await resume(lives)).toMatchObject({ outcome: 'resumed', proof: 'status_file' });
    expect(lives.ctx.clock.now() - begun).toBeGreaterThanOrEqual(3000);
    expect(lives.running).toEqual(['job']);
  });

  test('one that stays is reported as such, and nothing is started', async () => {
    const lives = new Lives().ask();
    const pid = loseServer(lives, Number.POSITIVE_INFINITY);
    const before = lives.files;
    await expect(resume(lives)).rejects.toMatchObject({
      code: 'already_open',
      message: expect.stringContaining('the agent that session job had'),
      data: { session: 'job', pid, session_id: ID },
    });
    expect(lives.ctx.tmux.started).toEqual([]);
    expect(lives.files).toEqual(before);
  });
});

test('one of two concurrent resumes starts the agent, and the other reports that', async () => {
  const lives = await new Lives().ask().end();
  const both = await Promise.allSettled([resume(lives), resume(lives)]);
  const said = both.map((one) => (one.status === 'fulfilled' ? one.value.outcome : one.reason.code));
  expect(said.sort()).toEqual(['locked', 'resumed']);
  expect(lives.ctx.tmux.started).toHaveLength(1);
  expect(lives.running).toEqual(['job']);
});

test('for a running session only a pause is lifted', async () => {
  const lives = new Lives().ask();
  expect(await resume(lives)).toMatchObject({ outcome: 'running' });
  await pauseSession(lives.ctx, 'job', { by: 'me', cutOff: false });
  expect(lives.kept()?.paused).toMatchObject({ by: 'me' });
  expect(await resume(lives)).toMatchObject({ outcome: 'unpaused' });
  expect(lives.kept()?.paused).toBeUndefined();
  expect(lives.ctx.tmux.started).toEqual([]);
});

test('a session is not resumed if tmux cannot say whether it runs', async () => {
  const lives = await new Lives().ask().end();
  lives.ctx.tmux.failure = 'no answer';
  await expect(resume(lives)).rejects.toMatchObject({ code: 'tmux_failed' });
  expect(lives.ctx.tmux.started).toEqual([]);
});

describe('without a screen', () => {
  /** Plays a host whose agent names `first` in its file, and is ready `ms` later, when it has named `then`. */
  const hosted = async (first: string, then: string, ms: number) => {
    const lives = await new Lives().ask().end();
    const { ctx } = lives;
    const sidecar = { ...lives.kept(), driver: 'stream', launch: { noUsage: true, driver: 'stream' } } as Sidecar;
    lives.keep(sidecar);
    const { state, socket } = streamFiles(ctx, 'job');
    lives.plays = (pane) => {
      const publish = (ready: boolean) =>
        ctx.files.put(
          state,
          JSON.stringify({ host: pane.pid, agent: 77, socket, stream: { ...emptyStream(), ready } }),
        );
      const name = (sessionId: string) =>
        ctx.files.put('/home/me/.claude/sessions/77.json', JSON.stringify({ pid: 77, sessionId }));
      ctx.clock.after(500, () => publish(false));
      ctx.clock.after(1000, () => name(first));
      ctx.clock.after(1000 + ms, () => {
        name(then);
        publish(true);
      });
    };
    return lives;
  };

  test.each([300, 14_000])('an agent that first names a temporary conversation is waited for (%i ms)', async (ms) => {
    const lives = await hosted(OTHER, ID, ms);
    expect(await resume(lives)).toMatchObject({ outcome: 'resumed', proof: 'status_file' });
  });

  test('an agent that is ready with another conversation is ended', async () => {
    const lives = await hosted(OTHER, OTHER, 300);
    await expect(resume(lives)).rejects.toMatchObject({ code: 'wrong_conversation', data: { other: OTHER } });
    expect(lives.running).toEqual([]);
    expect(lives.kept()?.ended).toMatchObject({ begun: true });
  });
});

describe('an agent that chooses the ids of its conversations', () => {
  const record = `/home/me/.codex/sessions/2030/01/01/rollout-2030-01-01T12-00-00-${ID}.jsonl`;
  const timestamp = '2030-01-01T12:00:00.000Z';
  const lines = [
    { timestamp, type: 'session_meta', payload: { id: ID, timestamp, cwd: '/work/app', source: 'cli' } },
    { timestamp, type: 'event_msg', payload: { type: 'task_started' } },
    { timestamp, type: 'event_msg', payload: { type: 'user_message', message: 'remember' } },
    { timestamp, type: 'event_msg', payload: { type: 'task_complete', last_agent_message: 'I keep the word.' } },
  ];
  /** A session of codex that has ended; its new agent has this record open after this many ms. */
  const codex = (file: string | undefined, ms: number) => {
    const lives = new Lives();
    const { ctx } = lives;
    ctx.processes.outputs.set('/bin/codex', 'codex-cli 0.171.0\n');
    ctx.files.put(record, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    ctx.tmux.restartServer();
    const ended = { at: ctx.clock.now(), how: 'command' as const, begun: true };
    lives.keep({ ...lives.agent.sidecar, backend: 'codex', config_dir: '/home/me/.codex', jsonl_path: record, ended });
    lives.plays = (pane) => {
      pane.command = 'codex';
      pane.screen = ['› Ask Codex to do anything', '', '  gpt-5.5-codex default · /work/app', '  ? for shortcuts'].join(
        '\n',
      );
      if (file) ctx.clock.after(ms, () => ctx.processes.open?.set(pane.pid, [file]));
    };
    return lives;
  };

  test('has one when its process holds the record open, however soon it shows something', async () => {
    const lives = codex(record, 4000);
    const before = lives.ctx.clock.now();
    expect(await resume(lives)).toMatchObject({ outcome: 'resumed', proof: 'open_file' });
    expect(lives.ctx.clock.now() - before).toBeGreaterThanOrEqual(4000);
  });

  test('has none on csd’s word alone', async () => {
    const lives = codex(undefined, 0);
    await expect(resume(lives)).rejects.toMatchObject({ code: 'wrong_conversation' });
    expect(lives.running).toEqual([]);
  });

  test('is believed without proof if the platform does not list open files', async () => {
    const lives = codex(undefined, 0);
    lives.ctx.processes.open = undefined;
    const resumed = await resume(lives);
    expect(resumed.outcome).toBe('resumed');
    expect(resumed.proof).toBeUndefined();
  });
});
