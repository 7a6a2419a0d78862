import { expect, test } from 'vitest';
import { diagnose } from '../../../src/drive/workers/diagnose.ts';
import type { Worker } from '../../../src/drive/workers/find-worker.ts';
import { createFakeContext } from '../../fakes/context.ts';
import { ScriptedAgent } from '../scripted.ts';

const SECRET = 'kV9pWm2LqZ7x';

test('a diagnosis shows no secret anywhere, even if only another part of it identifies the secret', async () => {
  const ctx = createFakeContext();
  ctx.env.CSD_CONVERSE_DIAG_FILE = '/out/diag';
  const agent = new ScriptedAgent(ctx);
  agent.take('say hello');
  agent.finishTurn(`It is ${SECRET}.`);
  // The name is only in the oldest record; screen, state and events contain the value.
  const named = JSON.stringify({
    type: 'user',
    message: { role: 'user', content: [null, { type: 'text', text: `DB_PASSWORD=${SECRET}` }] },
  });
  ctx.files.put(agent.transcript, `${named}\n${ctx.files.texts.get(agent.transcript)}`);
  const events = '/work/events.jsonl';
  ctx.files.put(events, `${JSON.stringify({ event: 'stop', said: SECRET })}\nno JSON: ${SECRET}\n`);
  const worker = { sidecar: agent.sidecar, events } as Worker;
  expect(await diagnose(ctx, worker, 'test', 1000)).toBe('/out/diag');
  const text = ctx.files.texts.get('/out/diag') ?? '';
  expect(text).toContain('=== end csd diagnostic ===');
  expect(text).toMatch(/It is x+\d\./);
  expect(text).not.toContain(SECRET);
});
