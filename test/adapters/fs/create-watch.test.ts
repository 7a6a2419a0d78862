import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWatch } from '../../../src/adapters/fs/create-watch.ts';
import { Folders } from '../../../src/drive/watch/watch-folders.ts';
import type { WatchFailure } from '../../../src/ports/watch.ts';
import { waitFor } from '../../conformance/wait.ts';

const watch = createWatch();
let folder: string;
let ends: (() => void)[];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'csd-watch-')));
  ends = [];
});
afterEach(() => {
  for (const end of ends) end();
  rmSync(folder, { recursive: true, force: true });
});

/** Every event of a folder from now on, once it is watched. */
async function follow(place: string) {
  const told = begin(place);
  await waitFor(`the watch of ${place}`, () => told.names.length > 0 || told.failures.length > 0);
  told.names.length = 0;
  return told;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function begin(place: string) {
  const names: (string | undefined)[] = [];
  const failures: WatchFailure[] = [];
  const end = watch.folder(place, { changed: (name) => names.push(name), failed: (failure) => failures.push(failure) });
  ends.push(end);
  return { names, failures, end };
}

describe('a watched folder', () => {
  test('reports what is created, written, renamed into place and removed', async () => {
    const file = path.join(folder, 'a');
    const steps: [string, () => void][] = [
      ['made', () => writeFileSync(file, '')],
      ['written', () => appendFileSync(file, 'x')],
      ['renamed', () => renameSync(path.join(folder, '.new'), file)],
      ['removed', () => rmSync(file)],
    ];
    writeFileSync(path.join(folder, '.new'), 'y');
    const { names } = await follow(folder);
    for (const [what, step] of steps) {
      names.length = 0;
      step();
      await waitFor(`the file that was ${what}`, () => names.includes('a'));
    }
  });

  test('never loses the last change: the content is complete when the last event arrives', async () => {
    const { names } = await follow(folder);
    for (let round = 0; round < 50; round++) {
      const told = names.length;
      appendFileSync(path.join(folder, 'log'), `${round}\n`);
      await waitFor(`the change ${round}`, () => names.length > told);
    }
  });

  test('never loses the last change of a burst', async () => {
    const file = path.join(folder, 'log');
    let seen = 0;
    ends.push(watch.folder(folder, { changed: () => (seen = sizeOf(file)), failed: () => undefined }));
    for (let round = 1; round <= 200; round++) {
      appendFileSync(file, 'x');
      if (round % 7 === 0) await new Promise(setImmediate);
    }
    await waitFor('the last one', () => seen === 200);
  });

  test('is followed through a symbolic link', async () => {
    mkdirSync(path.join(folder, 'real'));
    symlinkSync(path.join(folder, 'real'), path.join(folder, 'link'));
    const { names } = await follow(path.join(folder, 'link'));
    writeFileSync(path.join(folder, 'real', 'a'), '');
    await waitFor('the file', () => names.includes('a'));
  });

  test('is reported at once if missing, and when it is removed', async () => {
    const place = path.join(folder, 'sub');
    expect(begin(place).failures).toMatchObject([{ kind: 'absent', reason: expect.stringContaining(place) }]);
    mkdirSync(place);
    const { failures, names } = await follow(place);
    writeFileSync(path.join(place, 'a'), '');
    await waitFor('the file', () => names.includes('a'));
    rmSync(place, { recursive: true });
    await waitFor('the end', () => failures.length > 0);
    expect(failures).toMatchObject([{ kind: 'absent' }]);
  });

  test('reports changes made while the watch was starting', async () => {
    const { names } = begin(folder);
    writeFileSync(path.join(folder, 'a'), '');
    await waitFor('a word', () => names.length > 0);
    expect([undefined, 'a']).toContain(names[0]);
  });

  test('is reported as gone if it is replaced while the watch starts', async () => {
    const place = path.join(folder, 'sub');
    mkdirSync(place);
    const { failures } = begin(place);
    renameSync(place, path.join(folder, 'old'));
    mkdirSync(place);
    await waitFor('the end', () => failures.length > 0);
    expect(failures).toMatchObject([{ kind: 'absent' }]);
  });

  test('is reported as gone if it is removed and created again at once, even with the same inode number', async () => {
    const place = path.join(folder, 'sub');
    mkdirSync(place);
    const { failures } = await follow(place);
    rmSync(place, { recursive: true });
    mkdirSync(place);
    await waitFor('the end', () => failures.length > 0);
    expect(failures).toMatchObject([{ kind: 'absent' }]);
  });

  test('reports nothing if it is unwatched before the watch has started', async () => {
    const left = begin(folder);
    left.end();
    const kept = await follow(folder);
    writeFileSync(path.join(folder, 'a'), '');
    await waitFor('the file', () => kept.names.includes('a'));
    expect(left.names).toEqual([]);
  });

  test('reports nothing once it is unwatched', async () => {
    const [left, kept] = [await follow(folder), await follow(folder)];
    left.end();
    writeFileSync(path.join(folder, 'a'), '');
    await waitFor('the file', () => kept.names.includes('a'));
    expect(left.names).toEqual([]);
  });
});

test('is watched again after it is removed and created again, with its parents', async () => {
  const place = path.join(folder, 'x/y/z');
  const refused: WatchFailure[] = [];
  const folders = new Folders(watch, (failure) => refused.push(failure));
  const names: (string | undefined)[] = [];
  folders.watch(place, (name) => names.push(name));
  for (let round = 0; round < 3; round++) {
    names.length = 0;
    mkdirSync(place, { recursive: true });
    await waitFor('the folder', () => names.includes(undefined));
    // Until its own name is reported: before this folder is watched, an event may concern one above it.
    await waitFor('the file in it', () => {
      writeFileSync(path.join(place, 'a'), '');
      return names.includes('a');
    });
    names.length = 0;
    rmSync(path.join(folder, 'x'), { recursive: true });
    await waitFor('its end', () => names.includes(undefined));
  }
  folders.close();
  expect(refused).toEqual([]);
});
