import { describe, expect, it } from 'vitest';
import { plainJson } from '../../scripts/lab/fixture.ts';
import { differences } from '../../scripts/lab/match.ts';

describe('differences', () => {
  it.each([
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: ['x', 'y'] }, { a: ['x', 'y'] }],
    [{ a: 'hello there' }, { a: /there$/ }],
    [{ a: 3 }, { a: (value: unknown) => value === 3 }],
    [{ a: { b: null, c: 1 } }, { a: { b: null } }],
    [{}, { a: undefined }],
  ])('%j matches %j', (actual, expected) => {
    expect(differences(actual, expected)).toEqual([]);
  });

  it.each([
    [{ a: 2 }, { a: 1 }, 'a: 2 is not 1'],
    [{}, { a: 1 }, 'a: undefined is not 1'],
    [{ a: ['x'] }, { a: ['x', 'y'] }, 'a: ["x"] is not ["x","y"]'],
    [{ a: ['x', 'z'] }, { a: ['x', 'y'] }, 'a[1]: "z" is not "y"'],
    [{ a: 'hello' }, { a: /there$/ }, 'a: "hello" is not like /there$/'],
    [{ a: 1 }, { a: { b: 1 } }, 'a: 1 is no object'],
    [undefined, { a: 1 }, ': undefined is no object'],
    [{ a: 0 }, { a: undefined }, 'a: 0 is not undefined'],
  ])('%j differs from %j', (actual, expected, says) => {
    expect(differences(actual, expected)).toEqual([says]);
  });
});

it('a truth is written to a fixture without its patterns and tests', () => {
  expect(plainJson({ status: 'idle_done', text: /x/, more: () => true, none: null })).toEqual({
    status: 'idle_done',
    none: null,
  });
});
