import { expect, test } from 'vitest';
import { CsdError } from '../../../../src/contract/errors.ts';
import type { Menu } from '../../../../src/detect/screen/menus/menu-types.ts';
import type { Screen } from '../../../../src/detect/screen/screen.ts';
import { isAnsweredTwice, pressUntil, staysDuring } from '../../../../src/drive/screen/gates/dialog-keys.ts';
import type { Observation } from '../../../../src/drive/session/observation.ts';
import { createFakeContext } from '../../../fakes/context.ts';

const MENU: Menu = {
  title: 'Run it?',
  body: '',
  question: 'Run it?',
  options: ['Yes', 'No'].map((label, row) => ({ label, row })),
  selected: 0,
  numbered: false,
  hint: '',
  keys: [],
  mark: 'one',
  top: 0,
  bottom: 5,
};

const drawn = (menu: Menu | undefined) =>
  ({
    verdict: { state: { status: 'blocked' } },
    signals: {
      screen: { kind: 'seen', screen: { menu } },
      transcript: { kind: 'absent' },
      statusFile: { kind: 'absent' },
    },
  }) as unknown as Observation;

/** A dialog that opens its notes at the key of this number, and when each key came, ms. */
function opensAt(number: number) {
  const ctx = createFakeContext();
  const begun = ctx.clock.elapsed();
  const pressed: [key: string, at: number][] = [];
  const keys = {
    look: async () => drawn({ ...MENU, hint: pressed.length >= number ? 'open' : 'closed' }),
    press: async (key: string) => void pressed.push([key, ctx.clock.elapsed() - begun]),
    refused: (why: string) => new CsdError('not_accepted', why),
  };
  const wanted = {
    againMs: 1500,
    holds: ({ menu }: Screen) => menu?.hint === 'open',
    why: 'it did not open',
  };
  return { ctx, keys, pressed, wanted };
}

test('a lost key is pressed again, and none once the screen is as wanted', async () => {
  const { ctx, keys, pressed, wanted } = opensAt(2);
  await pressUntil(ctx, keys, { ...wanted, key: 'n' });
  expect(pressed).toEqual([
    ['n', 0],
    ['n', 1500],
  ]);
  await pressUntil(ctx, keys, { ...wanted, key: 'n' });
  expect(pressed).toHaveLength(2);
});

test('a screen that never changes as wanted is an error, and without a key none is pressed', async () => {
  const { ctx, keys, pressed, wanted } = opensAt(1);
  await expect(pressUntil(ctx, keys, wanted)).rejects.toMatchObject({ code: 'not_accepted', message: wanted.why });
  expect(pressed).toEqual([]);
});

test('one frame without the gate is not an answer, two are', async () => {
  const [gate, between] = [drawn(MENU), drawn(undefined)];
  expect(await isAnsweredTwice({ look: async () => gate }, gate, between, 0)).toBe(false);
  expect(await isAnsweredTwice({ look: async () => between }, gate, between, 0)).toBe(true);
});

test('only a gate that disappeared counts as gone', async () => {
  const fails = (code: 'gate_changed' | 'not_accepted') => () => Promise.reject(new CsdError(code, 'why'));
  expect(await staysDuring(async () => undefined)).toBe(true);
  expect(await staysDuring(fails('gate_changed'))).toBe(false);
  await expect(staysDuring(fails('not_accepted'))).rejects.toMatchObject({ code: 'not_accepted' });
});
