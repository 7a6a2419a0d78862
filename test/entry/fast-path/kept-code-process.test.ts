import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Place } from '../../faces/built.ts';
import { CSD } from '../../program.ts';

// A package is built with one release of Node and used with others, which cache V8's code of the program themselves.
const place = new Place();
const parts = path.join(place.folder, 'installed/lib');
const program = path.join(place.folder, 'installed/bin.cjs');
const isScript = /\.c?js$/.test(CSD);
const [part = ''] = isScript ? (/direct-[A-Z0-9]+\.cjs/.exec(readFileSync(CSD, 'utf8')) ?? []) : [];
const kept = path.join(parts, `${part}.${process.versions.v8}-${process.arch}.code`);
/** From this many sessions on, the list is made with V8's optimizer turned off. */
const SESSIONS = 21;

const node = (...args: string[]) => execFileSync(process.execPath, args, { env: place.env, encoding: 'utf8' });

/** Lists the sessions with the copied program. */
function list(): void {
  expect(JSON.parse(node(program, 'ps', '--json')).sessions).toHaveLength(SESSIONS);
}

/** Asked in a separate process, which has no other code of the same text and no flags. */
function isTaken(): boolean {
  const ask = `const { readFileSync: read } = require('fs');
    const script = new (require('vm').Script)(read(process.argv[1], 'latin1'), { cachedData: read(process.argv[2]) });
    console.log(script.cachedDataRejected);`;
  return node('-e', ask, path.join(parts, part), kept) === 'false\n';
}

describe.runIf(isScript)('V8’s cached code of the program', () => {
  beforeAll(() => {
    mkdirSync(parts, { recursive: true });
    copyFileSync(CSD, program);
    copyFileSync(path.join(path.dirname(CSD), 'lib', part), path.join(parts, part));
    for (let n = 0; n < SESSIONS; n++) {
      const name = `s${n}`;
      place.sidecar(name, { name, session_id: `id-of-${name}`, cwd: place.folder, created: 1780127841 });
    }
  });
  afterAll(() => place.dispose());

  test('is used again after the list of many sessions cached it', () => {
    rmSync(kept, { force: true });
    list();
    expect(existsSync(kept)).toBe(true);
    expect(isTaken()).toBe(true);
  });
});
