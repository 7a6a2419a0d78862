import { beforeEach, describe, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { withinBudget } from '../../../src/drive/acts/within-budget.ts';
import { openFile } from '../../../src/drive/session/sidecars/open-record.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { ScriptedAgent } from '../scripted.ts';

let ctx: FakeContext;
let sidecar: Sidecar;
beforeEach(() => {
  ctx = createFakeContext();
  ctx.program = ['/bin/node', '/opt/csd'];
  sidecar = new ScriptedAgent(ctx).sidecar;
});

describe('a prompt to a session', () => {
  test('without a limit starts nothing', async () => {
    await withinBudget(ctx, sidecar);
    expect(ctx.processes.apart).toEqual([]);
  });

  test('with a limit that is not reached has a csd in the background that enforces it', async () => {
    await withinBudget(ctx, { ...sidecar, budget: { cost_usd: 1 } } as Sidecar);
    expect(ctx.processes.apart).toEqual([['/bin/node', '/opt/csd', expect.any(String), sidecar.name]]);
    const open = ctx.files.texts.get(openFile(ctx, sidecar.name));
    expect(JSON.parse(open ?? '')).toEqual({ begun_at: ctx.clock.now() });
  });

  test('with a limit, if no csd could be started, is refused before anything is written', async () => {
    delete ctx.program;
    await expect(withinBudget(ctx, { ...sidecar, budget: { cost_usd: 1 } } as Sidecar)).rejects.toMatchObject({
      code: 'bad_input',
    });
    expect(ctx.files.texts.has(openFile(ctx, sidecar.name))).toBe(false);
  });
});
