import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';
import { makeFolder, storageFailure } from '../../../src/adapters/fs/storage-errors.ts';

const files = createFiles();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-storage-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

describe('a failed write', () => {
  test.each(['writeAtomic', 'writeVolatile', 'remove'] as const)('names the path and the cause: %s', async (write) => {
    writeFileSync(path.join(folder, 'file'), 'x');
    const below = path.join(folder, 'file', 'below');
    await expect(files[write](below, 'text')).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringMatching(/^cannot write \S+\/file\/below: .* folder.*: check what it is, then remove it$/),
      data: { path: below, errno: expect.stringMatching(/^(ENOTDIR|EEXIST)$/) },
    });
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('leaves no partial file if a folder has the name', async () => {
    mkdirSync(path.join(folder, 'taken', 'in'), { recursive: true });
    await expect(files.writeAtomic(path.join(folder, 'taken'), 'text')).rejects.toMatchObject({
      code: 'storage_failed',
    });
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  test('explains a full disk, a read-only file system and an unknown cause', () => {
    const of = (code: string) =>
      storageFailure(Object.assign(new Error(`${code}: secret words`), { code }), '/state/job.json');
    expect(of('ENOSPC')).toMatchObject({ message: 'cannot write /state/job.json: the disk is full: free some space' });
    expect(of('EROFS')).toMatchObject({ message: expect.stringContaining('read-only') });
    expect(of('EFBIG')).toMatchObject({ message: expect.stringContaining('ulimit -f') });
    expect(of('EXDEV')).toMatchObject({ message: 'cannot write /state/job.json: the system says EXDEV' });
    const fault = new TypeError('x is not a function');
    expect(storageFailure(fault, '/state')).toBe(fault);
  });

  test('says of folders on a read-only file system that it is one, and not that something is missing', () => {
    const readOnly = (place: string) => {
      const code = place.startsWith(path.join(folder, 'state', 'csd')) ? 'ENOENT' : 'EROFS';
      throw Object.assign(new Error(code), { code });
    };
    expect(() => makeFolder(path.join(folder, 'state', 'csd', 'run'), 0o700, readOnly)).toThrow('EROFS');
    expect(() => makeFolder(folder, 0o700, readOnly)).not.toThrow();
  });

  test('makes every folder that is missing for this user alone', () => {
    const place = path.join(folder, 'state', 'csd', 'run');
    makeFolder(place);
    makeFolder(place);
    for (const made of [place, path.dirname(place)]) expect(statSync(made).mode & 0o777).toBe(0o700);
  });
});
