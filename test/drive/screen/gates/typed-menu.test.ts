import { expect, test } from 'vitest';
import { CsdError } from '../../../../src/contract/errors.ts';
import type { Menu } from '../../../../src/detect/screen/menus/menu-types.ts';
import type { DialogKeys } from '../../../../src/drive/screen/gates/dialog-keys.ts';
import { TypedMenu } from '../../../../src/drive/screen/gates/typed-menu.ts';
import type { Observation } from '../../../../src/drive/session/observation.ts';
import { createFakeContext } from '../../../fakes/context.ts';

/**
 * A line that listens `deafMs` after it was drawn; an earlier key is lost and, as on 2.1.332, so are all that follow.
 */
function lineThatListensAfter(deafMs: number) {
  const ctx = createFakeContext();
  const drawnAt = ctx.clock.elapsed();
  const keys: string[] = [];
  let typed = '';
  let isDeaf = false;
  const menu = (): Menu => ({
    title: 'Review your answers',
    body: '',
    question: 'Ready?',
    options: ['Submit answers', 'Cancel'].map((label, row) => ({ label, typed: label === 'Cancel' ? 'n' : 'y', row })),
    selected: -1,
    numbered: false,
    hint: '',
    entry: { typed, several: false },
    keys: [],
    mark: 'one',
    top: 0,
    bottom: 5,
  });
  const driver: DialogKeys = {
    look: async () =>
      ({
        verdict: { state: { status: 'awaiting_answer' } },
        signals: { screen: { kind: 'seen', screen: { menu: menu() } } },
      }) as unknown as Observation,
    requireSame: () => menu(),
    press: async (key: string) => {
      keys.push(key);
      isDeaf ||= ctx.clock.elapsed() - drawnAt < deafMs;
      if (!isDeaf) typed += key;
    },
    refused: (why: string) => new CsdError('not_accepted', why),
    pressOnce: async (_seen, key) => driver.press(key),
  };
  return { line: new TypedMenu(ctx, driver), menu: menu(), keys, ctx, typed: () => typed };
}

test('a dialog that was drawn before it listens gets no key until it has been stable', async () => {
  const { line, menu, keys, typed } = lineThatListensAfter(200);
  await line.type(menu, 'y');
  expect(keys).toEqual(['y']);
  expect(typed()).toBe('y');
});

test('a line that accepts no keys ends in an error after a few of them, and nothing is confirmed', async () => {
  const { line, menu, keys, ctx } = lineThatListensAfter(60_000);
  const since = ctx.clock.elapsed();
  await expect(line.type(menu, 'y')).rejects.toMatchObject({
    code: 'not_accepted',
    message: expect.stringContaining('takes no keys'),
  });
  expect(keys).toEqual(['y', 'y', 'y']);
  expect(ctx.clock.elapsed() - since).toBeLessThan(10_000);
});
