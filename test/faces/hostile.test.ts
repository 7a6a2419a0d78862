import { beforeAll, describe, expect, test } from 'vitest';
import type { AnyOperation } from '../../src/contract/operation.ts';
import type { Context } from '../../src/drive/session/context.ts';
import { OPERATIONS, type OperationName } from '../../src/operations/index.ts';
import { onHosts } from '../../src/operations/on-hosts/index.ts';
import { someOf } from '../thorough.ts';
import { type Asked, asFault, faultsOf, prepare } from './hostile/ask.ts';
import { faultOf, HOSTILE } from './hostile/values.ts';
import { CASES } from './parity/cases.ts';

/** As the faces offer them: with sessions and folders of other machines. */
const TABLE = onHosts(OPERATIONS);
const names = Object.keys(OPERATIONS) as OperationName[];

describe.each(names)('%s', (name) => {
  let asked: Asked;
  beforeAll(async () => {
    const usual = CASES[name].filter(({ outcome }) => outcome !== undefined);
    asked = await prepare((await TABLE[name]()) as AnyOperation<Context>, usual);
  });

  test('no hostile value of a field causes an internal error, on any face', async () => {
    // Each value is tried on every second operation.
    expect(await faultsOf(asked, names.indexOf(name), 2)).toEqual([]);
    expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
  }, 60_000);

  test('nor does an invalid input', async () => {
    const faults: string[] = [];
    for (const [what, json] of someOf(Object.entries(HOSTILE), 3, names.indexOf(name))) {
      for (const face of ['library', 'http']) {
        const fault = faultOf(await asked.faces[face]?.(json, []).catch(asFault));
        if (fault !== undefined) faults.push(`${face}, ${what}: ${fault.slice(0, 300)}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
