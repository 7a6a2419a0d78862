import { beforeEach, expect, test } from 'vitest';
import { inject } from '../../../../src/drive/screen/send/send.ts';
import { saveSidecar } from '../../../../src/drive/session/sidecars/sidecar-store.ts';
import { deny } from '../../../../src/operations/sessions/deny.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import { type Gate, ScriptedAgent } from '../../scripted.ts';

const GATE: Gate = {
  title: 'New MCP server found in this project: demo',
  options: ['Use this MCP server', 'Continue without using this MCP server'],
  numbered: false,
  hint: 'Enter to confirm · Esc to cancel',
};

let ctx: FakeContext;
let agent: ScriptedAgent;
let prompts: string[];
beforeEach(async () => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
  await saveSidecar(ctx, agent.sidecar);
  prompts = [];
  agent.onSubmit = (text) => {
    prompts.push(text);
    agent.take(text);
    agent.writeTranscript();
  };
  agent.open(GATE);
});

test('a message that the gate has no field for is the next prompt, before that of any other sender', async () => {
  let other: Promise<unknown> | undefined;
  agent.open({
    ...GATE,
    onConfirm: () => {
      other = inject(ctx, agent.sidecar, 'somebody else', { submit: true, retries: 5 });
    },
  });
  const denied = await deny.run({ session: 'job', message: 'use the other folder' }, ctx);
  expect(denied).toMatchObject({ option: 2, label: 'Continue without using this MCP server', told: 'as_prompt' });
  await other;
  expect(prompts).toEqual(['use the other folder', 'somebody else']);
});

test('without a message nothing is sent', async () => {
  expect(await deny.run({ session: 'job' }, ctx)).toMatchObject({ ok: true, gate: 'mcp', told: 'nothing' });
  expect(prompts).toEqual([]);
});
