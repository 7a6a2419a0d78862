import { beforeEach, expect, test } from 'vitest';
import { typeKeys } from '../../../src/drive/screen/type-keys.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { bashGate, ScriptedAgent } from '../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
  agent.draw();
});

test('keys and pastes arrive unchanged, at a gate as well', async () => {
  agent.gate = bashGate('touch x');
  agent.draw();
  await typeKeys(ctx, agent.sidecar, { keys: ['Down', ';', 'C-c'] });
  expect(agent.pane.received).toEqual(['key:Down', 'key:;', 'key:C-c']);
});

test('a paste has no control characters except those of its text', async () => {
  await typeKeys(ctx, agent.sidecar, { paste: 'two\n\tlines\x1b[201~\x03' });
  expect(agent.pane.pastes).toEqual(['two\n\tlines[201~']);
});

test.each([
  ['a dead pane', () => Object.assign(agent.pane, { dead: true })],
  ['the pane of another process', () => Object.assign(agent.sidecar, { pane_pid: agent.pane.pid + 1 })],
])('%s gets nothing', async (_, change) => {
  change();
  await expect(typeKeys(ctx, agent.sidecar, { keys: ['y'] })).rejects.toMatchObject({ code: 'dead' });
  expect(agent.pane.received).toEqual([]);
});

test('an agent without a screen accepts no keys', async () => {
  const sidecar = { ...agent.sidecar, driver: 'stream' as const };
  await expect(typeKeys(ctx, sidecar, { keys: ['y'] })).rejects.toMatchObject({ code: 'unsupported' });
  expect(agent.pane.received).toEqual([]);
});
