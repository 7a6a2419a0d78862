import { describe, expect, test } from 'vitest';
import { type ForkOptions, forkSession } from '../../../src/drive/conversations/fork.ts';
import { ID, Lives, OTHER } from './lives.ts';

const HERE: ForkOptions = { worktree: false, trust: false };
const fork = (lives: Lives, name = 'fork', options = HERE) => forkSession(lives.ctx, 'job', name, options);

test('a fork has its parent’s conversation under its own id, and its parent is unchanged', async () => {
  const lives = new Lives().ask();
  const parent = lives.kept();
  const { sidecar, state } = await fork(lives);
  expect(sidecar).toMatchObject({ name: 'fork', parent: 'job', parent_session_id: ID, cwd: '/work/app', forked: true });
  expect(sidecar.session_id).not.toBe(ID);
  expect(state.status).not.toBe('dead');
  expect(lives.running).toEqual(['fork', 'job']);
  expect(lives.kept()).toEqual(parent);
  expect(lives.agent.pane.received).toEqual([]);
  expect(lives.ctx.tmux.started[0]?.argv.join(' ')).toContain(`--resume ${ID} --fork-session`);
});

test('a fork of a fork names the fork, and has a third conversation', async () => {
  const lives = new Lives().ask();
  const { sidecar } = await fork(lives);
  lives.write(sidecar.session_id);
  const third = await forkSession(lives.ctx, 'fork', 'third', HERE);
  expect(third.sidecar).toMatchObject({ parent: 'fork', parent_session_id: sidecar.session_id });
  expect(new Set([ID, sidecar.session_id, third.sidecar.session_id]).size).toBe(3);
});

test('an ended session can be forked without starting it', async () => {
  const lives = await new Lives().ask().end();
  const ended = lives.kept();
  expect((await fork(lives)).sidecar).toMatchObject({ parent: 'job', parent_session_id: ID });
  expect(lives.running).toEqual(['fork']);
  expect(lives.kept()).toEqual(ended);
});

test('an agent that names its parent while it starts may still reach its own conversation', async () => {
  const lives = new Lives().ask();
  lives.says = { first: { id: ID, ms: 4000 } };
  expect((await fork(lives)).sidecar).toMatchObject({ name: 'fork', parent_session_id: ID });
});

describe('a failed fork leaves nothing, and its parent unchanged', () => {
  const refused = async (lives: Lives, code: string, name = 'fork', options = HERE) => {
    const [files, running, received] = [lives.files, lives.running, lives.agent.pane.received.length];
    await expect(fork(lives, name, options)).rejects.toMatchObject({ code });
    expect(lives.files).toEqual(files);
    expect(lives.running).toEqual(running);
    expect(lives.agent.pane.received).toHaveLength(received);
  };

  test('of an unknown session', async () => {
    const lives = new Lives();
    await expect(forkSession(lives.ctx, 'nobody', 'fork', HERE)).rejects.toMatchObject({ code: 'no_such_session' });
    expect(lives.running).toEqual(['job']);
  });

  test('of a session without a prompt', () => refused(new Lives(), 'no_conversation'));

  test('of a session whose transcript was deleted, running or ended', async () => {
    for (const ended of [false, true]) {
      const lives = new Lives().ask();
      if (ended) await lives.end();
      lives.ctx.files.texts.delete(lives.agent.transcript);
      await refused(lives, ended ? 'conversation_gone' : 'no_conversation');
    }
  });

  test('under a name in use by a running session, an ended one, or a tmux session', async () => {
    const lives = await new Lives().ask().end();
    await refused(lives, 'name_taken', 'job');
    lives.ctx.tmux.add('person');
    await refused(lives, 'name_taken', 'person');
    await refused(lives, 'bad_input', '../up');
    await refused(lives, 'bad_input', '');
  });

  test('if its folder is missing; with another folder it is made', async () => {
    const lives = await new Lives().ask().end();
    lives.ctx.files.folders.delete('/work/app');
    await refused(lives, 'folder_gone');
    lives.ctx.files.folders.add('/work/other');
    const { sidecar } = await fork(lives, 'fork', { ...HERE, cwd: '/work/other' });
    expect(sidecar).toMatchObject({ cwd: '/work/other', parent: 'job' });
  });

  test('into a folder that does not exist', async () => {
    await refused(new Lives().ask(), 'bad_input', 'fork', { ...HERE, cwd: '/work/none' });
  });

  test('if the agent resumed the parent itself', async () => {
    const lives = new Lives().ask();
    lives.says = { id: ID };
    await refused(lives, 'wrong_conversation');
  });

  test('if the agent shows nothing', async () => {
    const lives = new Lives().ask();
    lives.plays = (pane) => {
      pane.screen = 'Loading';
    };
    await refused(lives, 'wrong_conversation');
  });

  test('if the agent ends, at once or later', async () => {
    for (const ms of [0, 3000]) {
      const lives = new Lives().ask();
      lives.plays = (pane) => {
        pane.screen = 'Loading';
        if (ms === 0) pane.exit(1);
        else lives.ctx.clock.after(ms, () => pane.exit(1));
      };
      await refused(lives, 'spawn_failed');
    }
  });

  test('if its caller was interrupted while the agent started', async () => {
    const lives = new Lives().ask();
    const stop = new AbortController();
    lives.plays = (pane) => {
      pane.screen = 'Loading';
      lives.ctx.clock.after(3000, () => stop.abort());
    };
    const files = lives.files;
    // It does not end at once.
    lives.ctx.processes.endsOn = ['SIGKILL'];
    const bound = lives.endedBy(stop.signal);
    await expect(forkSession(bound, 'job', 'fork', HERE)).rejects.toMatchObject({ name: 'AbortError' });
    expect(lives.files).toEqual(files);
    expect(lives.running).toEqual(['job']);
  });
});

test('two concurrent forks under one name make one session', async () => {
  const lives = new Lives().ask();
  const both = await Promise.allSettled([fork(lives), fork(lives)]);
  expect(both.map((one) => (one.status === 'fulfilled' ? 'ok' : one.reason.code)).sort()).toEqual(['name_taken', 'ok']);
  expect(lives.running).toEqual(['fork', 'job']);
  expect(lives.kept('fork')).toMatchObject({ parent: 'job' });
});

test('the forked conversation is the parent’s current one, not the one that was cleared', async () => {
  const lives = new Lives().ask();
  lives.moveTo(OTHER);
  expect((await fork(lives)).sidecar).toMatchObject({ parent_session_id: OTHER });
  expect(lives.ctx.tmux.started[0]?.argv.join(' ')).toContain(`--resume ${OTHER} --fork-session`);
});
