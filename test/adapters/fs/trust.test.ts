import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';
import { ensureFolder } from '../../../src/adapters/fs/trust.ts';
import type { Demand } from '../../../src/ports/files.ts';

const files = createFiles();
const FOLDER: Demand = { is: 'folder', closed: 'guarded' };
const FILE: Demand = { is: 'file', closed: 'guarded' };
const isRoot = process.geteuid?.() === 0;
const NOBODY = 65534;

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'csd-trust-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const at = (...parts: string[]) => path.join(base, ...parts);
const kindOf = async (place: string, demand: Demand) => (await files.examine(place, demand))?.kind;
const folder = (name: string, mode = 0o700) => {
  mkdirSync(at(name), { recursive: true });
  chmodSync(at(name), mode);
  return at(name);
};
const file = (name: string, mode = 0o600) => {
  writeFileSync(at(name), 'x');
  chmodSync(at(name), mode);
  return at(name);
};

describe('the trust check of a file or folder reports', () => {
  test('nothing if it is private and belongs to the user', async () => {
    expect(await kindOf(folder('own'), FOLDER)).toBeUndefined();
    expect(await kindOf(folder('read', 0o755), FOLDER)).toBeUndefined();
    expect(await kindOf(file('file', 0o644), FILE)).toBeUndefined();
    expect(await kindOf(file('secret'), { is: 'file', closed: 'private' })).toBeUndefined();
  });

  test('its kind: missing, a link, something else', async () => {
    symlinkSync(folder('own'), at('link'));
    symlinkSync(file('file'), at('file-link'));
    execFileSync('mkfifo', [at('pipe')]);
    expect(await Promise.all([kindOf(at('none'), FOLDER), kindOf(at('none'), FILE)])).toEqual(['missing', 'missing']);
    for (const link of [at('link'), `${at('link')}/`]) expect(await kindOf(link, FOLDER)).toBe('link');
    expect(await kindOf(at('file-link'), FILE)).toBe('link');
    expect(await kindOf(at('file'), FOLDER)).toBe('not_a_folder');
    for (const other of ['own', 'pipe']) expect(await kindOf(at(other), FILE)).toBe('not_a_file');
  });

  test('that others may write to it, or read what must be private', async () => {
    for (const mode of [0o702, 0o707, 0o777, 0o1777]) expect(await kindOf(folder('open', mode), FOLDER)).toBe('open');
    for (const mode of [0o602, 0o666]) expect(await kindOf(file('file', mode), FILE)).toBe('open');
    for (const mode of [0o640, 0o604, 0o644])
      expect(await kindOf(file('file', mode), { is: 'file', closed: 'private' })).toBe('open');
    const { text } = (await files.examine(at('open'), FOLDER)) ?? { text: '' };
    expect(text).toContain(`${at('open')} is accessible to others (mode 1777)`);
    expect(text).toContain('chmod');
  });

  test.runIf(isRoot)('that a group other than the owner’s own may write', async () => {
    const place = folder('shared', 0o770);
    expect(await kindOf(place, FOLDER)).toBeUndefined();
    chownSync(place, 0, NOBODY);
    expect(await kindOf(place, FOLDER)).toBe('open');
  });

  test.runIf(isRoot)('that it belongs to another user', async () => {
    chownSync(folder('theirs'), NOBODY, NOBODY);
    chownSync(file('file'), NOBODY, NOBODY);
    expect([await kindOf(at('theirs'), FOLDER), await kindOf(at('file'), FILE)]).toEqual(['foreign', 'foreign']);
  });

  test('that anybody may replace it, at any level and behind a link', async () => {
    folder('common/below/own');
    symlinkSync(at('common', 'below'), at('way'));
    const judge = async () => [
      await kindOf(at('common', 'below', 'own'), FOLDER),
      await kindOf(at('way', 'own'), FOLDER),
      await kindOf(at('common', 'below', 'not-yet', 'there'), FOLDER),
    ];
    expect(await judge()).toEqual([undefined, undefined, 'missing']);
    // Group and sticky folders are like those of homes and /tmp.
    for (const mode of [0o1777, 0o775]) {
      chmodSync(at('common'), mode);
      expect([mode, await judge()]).toEqual([mode, [undefined, undefined, 'missing']]);
    }
    chmodSync(at('common'), 0o777);
    expect(await judge()).toEqual(['parent', 'parent', 'parent']);
    expect((await files.examine(at('way', 'own'), FOLDER))?.text).toContain(
      `inside ${at('common')}, which everyone can write to`,
    );
  });

  test.runIf(isRoot)('that another user owns a folder above it, or the link to it', async () => {
    folder('theirs/own');
    folder('mine/own');
    symlinkSync(at('mine'), at('way'));
    chownSync(at('theirs'), NOBODY, NOBODY);
    execFileSync('chown', ['-h', `${NOBODY}`, at('way')]);
    expect(await kindOf(at('theirs', 'own'), FOLDER)).toBe('parent');
    expect(await kindOf(at('way', 'own'), FOLDER)).toBe('parent');
    expect(await kindOf(at('mine', 'own'), FOLDER)).toBeUndefined();
  });

  test('a circle of links, without following it further', async () => {
    symlinkSync(at('b'), at('a'));
    symlinkSync(at('a'), at('b'));
    expect(await kindOf(at('a', 'own'), FOLDER)).toBe('parent');
  });
});

test('a folder is made private, and an untrustworthy one is refused by name', async () => {
  await ensureFolder(at('new', 'deep'), 'private');
  expect(await kindOf(at('new', 'deep'), { is: 'folder', closed: 'private' })).toBeUndefined();
  for (const place of [file('file'), path.join(at('file'), 'below'), folder('open', 0o777)])
    await expect(ensureFolder(place, 'guarded')).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:bad_sidecar|storage_failed)$/),
      message: expect.stringContaining(place),
    });
});

test.runIf(isRoot)('an append never follows a link and never writes to a pipe or another user’s file', async () => {
  symlinkSync(file('target'), at('link'));
  execFileSync('mkfifo', [at('pipe')]);
  chownSync(file('theirs'), NOBODY, NOBODY);
  for (const name of ['link', 'pipe', 'theirs']) await expect(files.append(at(name), 'more')).rejects.toThrow();
  expect(await files.read(at('target'), 1000)).toBe('x');
  expect(await files.read(at('theirs'), 1000)).toBe('x');
});
