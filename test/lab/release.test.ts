import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claude } from '../../scripts/lab/agents/claude.ts';
import { codex } from '../../scripts/lab/agents/codex.ts';
import { cacheFolder, fetchRelease, platformPackage } from '../../scripts/lab/release.ts';
import { scenesLike, scenesOf } from '../../scripts/lab/scenes/index.ts';
import { atLeast } from '../../scripts/lab/setting.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'csd-cache-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

describe('fetchRelease', () => {
  it('uses the cache, without a download', async () => {
    const binary = join(cache, '2.1.330', 'package', 'claude');
    mkdirSync(join(binary, '..'), { recursive: true });
    writeFileSync(binary, '');
    expect(await fetchRelease(claude, '2.1.330', cache)).toBe(binary);
  });

  it.each(['latest', '2.1', '../2.1.330', ''])('refuses %j and leaves the cache as it was', async (version) => {
    await expect(fetchRelease(claude, version, cache)).rejects.toThrow('not a release number');
    expect(readdirSync(cache)).toEqual([]);
  });

  it('keeps releases in CSD_RELEASE_CACHE, otherwise in a folder that git ignores', () => {
    expect(cacheFolder({ CSD_RELEASE_CACHE: '/elsewhere' })).toBe('/elsewhere');
    expect(cacheFolder({})).toMatch(/\/\.cache\/releases$/);
  });

  it('names the package of a platform, and lists the available ones', () => {
    expect(platformPackage(claude, '2.1.330', 'darwin', 'arm64')).toBe(
      '@anthropic-ai/claude-code-darwin-arm64@2.1.330',
    );
    expect(platformPackage(codex, '0.169.0', 'linux', 'x64')).toBe('@openai/codex@0.169.0-linux-x64');
    expect(() => platformPackage(claude, '2.1.330', 'sunos', 'x64')).toThrow('no Claude Code binary for sunos-x64');
  });
});

it('releases compare by number', () => {
  expect(atLeast('2.1.252', '2.1.252')).toBe(true);
  expect(atLeast('2.1.1000', '2.1.252')).toBe(true);
  expect(atLeast('2.1.99', '2.1.252')).toBe(false);
  expect(atLeast('3.0.0', '2.1.252')).toBe(true);
});

describe('the scene table', () => {
  it.each([claude, codex])('of $name has no duplicate names, and none that is invalid as a fixture folder', (agent) => {
    const names = scenesOf(agent).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('can be filtered by globs', () => {
    expect(scenesLike(claude, ['gate-bash']).map(({ name }) => name)).toEqual(['gate-bash']);
    expect(scenesLike(claude, ['gate-*']).length).toBeGreaterThan(5);
    const names = (scenes: { name: string }[]) => scenes.map(({ name }) => name);
    expect(names(scenesLike(claude, ['*']))).toEqual(names(scenesOf(claude)));
    expect(scenesLike(claude, ['gate'])).toEqual([]);
  });
});
