import { beforeEach, expect, test } from 'vitest';
import { CsdError } from '../../../../src/contract/errors.ts';
import { SESSION_NAME } from '../../../../src/contract/names.ts';
import { STATUSES } from '../../../../src/contract/state.ts';
import { withFreshName } from '../../../../src/drive/spawn/names/fresh-name.ts';
import { CHAMPIONS, FIRST_WORDS, ROLES, SECOND_WORDS } from '../../../../src/drive/spawn/names/name-parts.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
});
const name = (ids: 'words' | 'champions') => withFreshName(ctx, ids, async (chosen) => chosen);
const all = CHAMPIONS.flatMap((champion) => ROLES.map((role) => `${champion}-${role}`));

test('the words are unique, short, and none is a status', () => {
  for (const list of [FIRST_WORDS, SECOND_WORDS, CHAMPIONS]) {
    expect(new Set(list).size).toBe(list.length);
    expect(list.filter((word) => !/^[a-z]{2,11}$/.test(word))).toEqual([]);
    expect(list.length).toBeGreaterThan(100);
  }
  const words = [...FIRST_WORDS, ...SECOND_WORDS];
  expect(words.filter((word) => STATUSES.some((status) => status.split('_').includes(word)))).toEqual([]);
});

test('names are two words and valid for a session', async () => {
  expect(await name('words')).toMatch(/^[a-z]+-[a-z]+$/);
  expect(await name('champions')).toMatch(/^[a-z]+-(top|jg|mid|adc|sup)$/);
  expect(await name('words')).toMatch(SESSION_NAME);
});

test('the last free name is found, whether the others are sessions, ended ones, broken sidecars or tmux sessions', async () => {
  const [free = '', inTmux = '', ended = '', broken = '', ...others] = all;
  for (const other of others) ctx.files.put(`/state/${other}.json`, '{}');
  ctx.files.put(`/state/${broken}.json`, 'no JSON');
  ctx.files.put(`/state/${ended}.json`, JSON.stringify({ ended: { at: 1, how: 'command' } }));
  ctx.tmux.add(inTmux);
  expect(await name('champions')).toBe(free);
  ctx.files.put(`/state/${free}.json`, '{}');
  await expect(name('champions')).rejects.toMatchObject({ code: 'name_taken' });
});

test('a name taken in the meantime is left to the other, and any other failure is reported', async () => {
  const tried: string[] = [];
  const chosen = await withFreshName(ctx, 'words', async (one) => {
    tried.push(one);
    if (tried.length < 3) throw new CsdError('name_taken', 'taken');
    return one;
  });
  expect(tried).toHaveLength(3);
  expect(chosen).toBe(tried[2]);
  const failing = withFreshName(ctx, 'words', async () => {
    throw new CsdError('no_agent', 'none');
  });
  await expect(failing).rejects.toMatchObject({ code: 'no_agent' });
});
