import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TRY_WRITING } from '../../../src/drive/machine/doctor.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const tryWriting = (before: string, place = folder) =>
  execFileSync('sh', ['-c', `${before}${TRY_WRITING}`, 'sh', place], { encoding: 'utf8' });

test('a folder on a disk that takes no byte counts as refused, and nothing is left in it', () => {
  // As on a full disk: a file can be made, and stays empty.
  expect(tryWriting("trap '' XFSZ; ulimit -f 0; ")).toBe('refused\n');
  expect(tryWriting('')).toBe('');
  expect(readdirSync(folder)).toEqual([]);
});
