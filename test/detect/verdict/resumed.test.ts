import { expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { judge } from '../judge.ts';
import { Log } from '../records.ts';
import { composer } from '../screens.ts';

test('a resumed conversation is what was said in it, not what the agent put in for itself', () => {
  const log = new Log().prompt('first please').answer('The first answer.').ended();
  const content = [{ type: 'text', text: 'No response requested.' }];
  log.raw({ type: 'assistant', message: { id: 's', model: '<synthetic>', content, stop_reason: 'stop_sequence' } });
  expect(judge(composer(), { log, status: 'idle' })).toMatchObject({ status: 'idle_done', text: 'The first answer.' });
});

test('D14 the status of a turn that left a shell behind is idle', () => {
  const record = { pid: 1, sessionId: 'id', status: 'shell', updatedAt: 1 };
  expect(claude.statusFile?.read(record)).toMatchObject({ status: 'idle' });
});
