import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';

let folder: string;
const files = createFiles();

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]) => path.join(folder, ...names);

test('a missing file or folder is an absence, not an error', async () => {
  expect(await files.read(at('no'), 1000)).toBeUndefined();
  expect(await files.read(folder, 1000)).toBeUndefined();
  expect(await files.stat(at('no'))).toBeUndefined();
  expect(await files.readBack(at('no'), 10)).toBeUndefined();
  expect(await files.list(at('no'))).toEqual([]);
  expect(await files.isFolder(at('no'))).toBe(false);
  expect(await files.realPath(at('no'))).toBe(at('no'));
  await files.remove(at('no'));
});

test.each(['writeAtomic', 'writeVolatile'] as const)(
  '%s makes private files and folders and leaves nothing else behind',
  async (write) => {
    await files[write](at('a', 'b', 'one.json'), 'é');
    await files[write](at('a', 'b', 'one.json'), 'twö');
    expect(await files.read(at('a', 'b', 'one.json'), 1000)).toBe('twö');
    expect(readdirSync(at('a', 'b'))).toEqual(['one.json']);
    expect(statSync(at('a', 'b', 'one.json')).mode & 0o777).toBe(0o600);
    expect(statSync(at('a', 'b')).mode & 0o777).toBe(0o700);
  },
);

test.each(['writeAtomic', 'writeVolatile'] as const)(
  '%s throws on failure, keeps the old content and leaves nothing behind',
  async (write) => {
    mkdirSync(at('taken', 'inside'), { recursive: true });
    await expect(files[write](at('taken'), 'x')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(readdirSync(at('taken'))).toEqual(['inside']);
  },
);

test.each(['writeAtomic', 'writeVolatile'] as const)('a reader never sees half of what %s writes', async (write) => {
  const texts = ['a', 'b'].map((letter) => letter.repeat(200_000));
  await files[write](at('f'), texts[0] ?? '');
  let writing = true;
  const writer = (async () => {
    for (let i = 0; i < 20; i++) await files[write](at('f'), texts[i % 2] ?? '');
    writing = false;
  })();
  while (writing) {
    expect(texts.includes((await files.read(at('f'), 1_000_000)) ?? '')).toBe(true);
    await setImmediate();
  }
  await writer;
});

test('part of a file is read from its end, or before a given byte', async () => {
  writeFileSync(at('f'), '0123456789');
  const piece = async (length: number, end?: number) => {
    const slice = await files.readBack(at('f'), length, end);
    return slice && [Buffer.from(slice.bytes).toString(), slice.start];
  };
  expect(await piece(3)).toEqual(['789', 7]);
  expect(await piece(3, 7)).toEqual(['456', 4]);
  expect(await piece(100)).toEqual(['0123456789', 0]);
  expect(await piece(3, 2)).toEqual(['01', 0]);
  expect(await piece(3, 100)).toEqual(['789', 7]);
  expect(await files.readBack(folder, 3)).toBeUndefined();
});

test('links are resolved, and folders are distinguished from files', async () => {
  mkdirSync(at('real'));
  symlinkSync(at('real'), at('link'));
  writeFileSync(at('file'), '');
  expect(await files.realPath(at('link'))).toBe(await files.realPath(at('real')));
  expect(await files.isFolder(at('link'))).toBe(true);
  expect(await files.isFolder(at('file'))).toBe(false);
  expect((await files.list(folder)).sort()).toEqual(['file', 'link', 'real']);
});

test('files are found by a pattern, in a folder with any name', async () => {
  const place = at('a (b) [c]');
  for (const name of ['1', '{x}']) mkdirSync(path.join(place, name, 'day'), { recursive: true });
  for (const file of ['1/day/r-id.jsonl', '{x}/day/r-0-id.jsonl', '{x}/day/r-other.jsonl', '{x}/day/.r-id.jsonl'])
    writeFileSync(path.join(place, file), '');
  const found = ['1/day/r-id.jsonl', '{x}/day/r-0-id.jsonl'].map((file) => path.join(place, file));
  expect(await files.glob(place, '*/day/r-*id.jsonl')).toEqual(found);
  expect(await files.glob(path.join(place, '{x}/day'), '*')).toHaveLength(3);
  expect(await files.glob(place, '{1,2}/day/*')).toEqual([]);
  expect(await files.glob(at('no'), '*')).toEqual([]);
});

test('a file larger than the limit is not read, whatever its kind of content', async () => {
  writeFileSync(at('f'), 'twö');
  expect(await files.read(at('f'), 4)).toBe('twö');
  expect(await files.read(at('f'), 3)).toBeUndefined();
  writeFileSync(at('huge'), '');
  truncateSync(at('huge'), 4_000_000_000);
  expect(await files.read(at('huge'), 1_000_000)).toBeUndefined();
});

test.skipIf(process.platform !== 'linux')(
  'a file of the kernel, which has content but no size, is read to the limit',
  async () => {
    expect(await files.read('/proc/self/stat', 10_000)).toMatch(/^\d+ /);
    expect(await files.read('/proc/self/maps', 10)).toBeUndefined();
    // Without end.
    expect(await files.read('/proc/self/pagemap', 1_000_000)).toBeUndefined();
  },
);

test('the size and time of a file are returned', async () => {
  writeFileSync(at('f'), 'é');
  expect(await files.stat(at('f'))).toEqual({ size: 2, modifiedAt: statSync(at('f')).mtimeMs });
});

test.skipIf(process.getuid?.() === 0)('an unreadable file is an absence', async () => {
  writeFileSync(at('f'), 'x');
  chmodSync(at('f'), 0);
  expect(await files.read(at('f'), 1_000_000)).toBeUndefined();
  expect(existsSync(at('f'))).toBe(true);
});
