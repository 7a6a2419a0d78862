import { describe, expect, test } from 'vitest';
import { checkPath } from '../../../src/faces/compat/dev-sessions.ts';
import { toContainer, toHost, workspaceOf } from '../../../src/faces/compat/workspace.ts';

const shared = workspaceOf({ HOST_PATH: '/Users/me/app/' });

describe('paths of a container and its host', () => {
  test.each([
    ['/workspace', '/Users/me/app'],
    ['/workspace/', '/Users/me/app'],
    ['/workspace/src/x y', '/Users/me/app/src/x y'],
  ])('%s is %s', (inside, outside) => {
    expect(toHost(shared, inside)).toBe(outside);
    expect(toContainer(shared, outside)).toBe(inside.replace(/\/$/, ''));
  });

  test.each(['/', '/workspaces', '/workspace2/x', '/root', '/work'])('%s is not shared', (path) => {
    expect(() => toHost(shared, path)).toThrow(/HOST_PATH/);
  });

  test.each(['/Users/me/app2', '/Users/me', '/', '/workspace'])('%s is not visible', (path) => {
    expect(toContainer(shared, path)).toBeUndefined();
  });

  test('the container may see it elsewhere, or share everything', () => {
    const other = workspaceOf({ HOST_PATH: '/srv', CONTAINER_WORKSPACE: '/code' });
    expect(toHost(other, '/code/a')).toBe('/srv/a');
    const all = workspaceOf({ HOST_PATH: '/', CONTAINER_WORKSPACE: '/host' });
    expect([toHost(all, '/host/etc'), toHost(all, '/host'), toContainer(all, '/etc')]).toEqual([
      '/etc',
      '/',
      '/host/etc',
    ]);
  });

  test('without HOST_PATH both see the same', () => {
    const same = workspaceOf({});
    expect([toHost(same, '/x'), toContainer(same, '/x')]).toEqual(['/x', '/x']);
  });

  test.each(['workspace', './x', '/a/../b', '/a\nb', '/a\u0000'])('HOST_PATH %j is refused', (HOST_PATH) => {
    expect(() => workspaceOf({ HOST_PATH })).toThrow(/HOST_PATH/);
  });
});

test.each([
  '',
  'a',
  '~/x',
  '/a/..',
  '/../a',
  '/a\rb',
  '/\u001b[31m',
  7,
  null,
  undefined,
  ['/a'],
  `/${'x'.repeat(5000)}`,
])('%j is not a path', (path) => {
  expect(() => checkPath(path, 'hostPath')).toThrow(/^hostPath/);
});
