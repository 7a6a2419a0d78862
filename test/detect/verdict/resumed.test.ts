import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { fuse, STARTING_MS } from '../../../src/detect/verdict/fuse.ts';
import { judge, signalsOf } from '../judge.ts';
import { Log } from '../records.ts';
import { asked, bare, composer, said } from '../screens.ts';

test('a resumed conversation has what was said in it, not what the agent inserted by itself', () => {
  const log = new Log().prompt('first please').answer('The first answer.').ended();
  const content = [{ type: 'text', text: 'No response requested.' }];
  log.raw({ type: 'assistant', message: { id: 's', model: '<synthetic>', content, stop_reason: 'stop_sequence' } });
  expect(judge(composer(), { log, status: 'idle' })).toMatchObject({ status: 'idle_done', text: 'The first answer.' });
});

describe('a conversation without a file yet', () => {
  const screen = composer({ above: [...asked('first please'), ...said('The first answer.')] });
  const told = (statusAge: number, extra = {}) =>
    fuse({ ...signalsOf(screen, { status: 'idle', statusAge }), ...extra }, claude).state;

  test.each([100, 1400, 60_000])('is at its beginning if it is a fork, though its parent is drawn (%i ms)', (age) => {
    expect(told(age, { forked: true })).toEqual({ status: 'spawning' });
  });

  test('is what the screen shows if it is not a fork', () => {
    expect(told(60_000)).toMatchObject({ status: 'idle_done', text_source: 'screen' });
  });

  test('is what the screen shows once a prompt was entered into the fork', () => {
    const entry = { turn: 1, before: 0, outcome: 'submitted', at: 1, start: 'first please', drawn: 0 };
    expect(told(60_000, { forked: true, entry })).toMatchObject({ status: 'idle_done', text_source: 'screen' });
  });
});

test('prompts from before a fork was started belong to its parent, whose turns its transcript may contain', () => {
  const log = new Log().prompt('first please').answer('The first answer.').ended();
  const screen = composer({ above: [...asked('first please'), ...said('The first answer.')] });
  const signals = signalsOf(screen, { log, status: 'idle' });
  const promptAt = signals.transcript.kind === 'read' ? (signals.transcript.turn.promptAt ?? 0) : 0;
  const told = (startedAt: number) => fuse({ ...signals, forked: true, startedAt }, claude).state.status;
  expect(promptAt).toBeGreaterThan(0);
  // The start time of an agent is known in whole seconds.
  expect([told(promptAt + 1), told(promptAt - 900), told(promptAt - 1000)]).toEqual([
    'spawning',
    'spawning',
    'idle_done',
  ]);
});

test('the status of a turn that left a shell running is idle', () => {
  const record = { pid: 1, sessionId: 'id', status: 'shell', updatedAt: 1 };
  expect(claude.statusFile?.read(record)).toMatchObject({ status: 'idle' });
});

describe('an agent that starts with an earlier conversation', () => {
  const log = new Log().prompt('first please').answer('The first answer.').ended();
  const endedAt = log.lastAt;
  const told = (startedAt: number, extra = {}) => {
    const at = startedAt + 5000;
    return fuse({ ...signalsOf(bare(['', '']), { log }), at, startedAt, ...extra }, claude).state.status;
  };

  test.each([
    ['long after', 60_000, 'spawning'],
    ['in the second in which it ended', -500, 'spawning'],
    ['before its newest turn', -5000, 'unknown'],
  ])('%s', (_, after, status) => {
    expect(told(endedAt + after)).toBe(status);
  });

  test('is unknown if it draws nothing for long, has a status, or was given a prompt', () => {
    const startedAt = endedAt + 60_000;
    expect(told(startedAt, { at: startedAt + STARTING_MS })).toBe('unknown');
    const status = { pid: 1, sessionId: 'id', status: 'idle', updatedAt: startedAt };
    expect(told(startedAt, { statusFile: { kind: 'read', status } })).toBe('unknown');
    const entry = { turn: 1, outcome: 'pending', at: startedAt, start: 'x' };
    expect(told(startedAt, { entry })).toBe('unknown');
  });
});
