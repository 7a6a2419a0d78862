import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EARLIER_ENFORCE_WORD, ENFORCE_WORD } from '../../../src/contract/names.ts';
import { Place } from '../../faces/built.ts';
import { commandOf } from '../../program.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.dispose());

test.each([[ENFORCE_WORD], [EARLIER_ENFORCE_WORD]])(
  '%s of a delegate that is gone ends at once, without a word',
  (word) => {
    const [program, args] = commandOf([word, 'nosuch']);
    const { status, stdout, stderr } = spawnSync(program, args, { env: place.env, encoding: 'utf8', timeout: 20_000 });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  },
);
