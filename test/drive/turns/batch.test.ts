import { expect, test } from 'vitest';
import { type BatchEntry, runBatch } from '../../../src/drive/turns/batch.ts';
import { createFakeContext } from '../../fakes/context.ts';

/** An entry whose start fails at once, or hangs until nobody waits for it any more. */
function entry(name: string, cwd: string): BatchEntry {
  return { name, request: { name, cwd }, prompt: 'x', timeoutMs: 0, approvePlan: false };
}

test('asked again to end, it reports at once what is over, what is left and what never began', async () => {
  const ctx = createFakeContext();
  const hurry = new AbortController();
  let hangs: (() => void) | undefined;
  const hung = new Promise<void>((done) => {
    hangs = done;
  });
  ctx.tmux.newSession = () => {
    hangs?.();
    return new Promise(() => undefined);
  };
  const entries = [entry('gone', '/none'), entry('stuck', '/work/app'), entry('later', '/work/app')];
  const played = runBatch({ ...ctx, hurry: hurry.signal }, entries, { maxParallel: 1, keep: false });
  await hung;
  hurry.abort();
  expect((await played).map(({ name, status, code }) => [name, status, code])).toEqual([
    ['gone', 'error', 'bad_input'],
    ['stuck', 'error', undefined],
    ['later', 'not_started', undefined],
  ]);
});
