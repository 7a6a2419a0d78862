import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '../../../src/adapters/create-clock.ts';
import { createStreamLink } from '../../../src/adapters/stream/link.ts';

let folder: string;
let server: Server;
/** The host's answer to every caller, and how often it was asked. */
let says = '{"ok":true}\n';
let asked = 0;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-link-'));
  asked = 0;
  server = createServer((socket) => {
    asked++;
    socket.on('error', () => undefined).on('data', () => socket.end(says));
  });
  await new Promise<void>((done) => server.listen(path.join(folder, 'host.sock'), done));
});
afterEach(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

const ask = (name: string) => createStreamLink(createClock()).ask(path.join(folder, name), { id: 'a' }, 5000);

describe('the host of a session', () => {
  test('is asked over its socket', async () => {
    says = '{"ok":true}\n';
    expect(await ask('host.sock')).toEqual({ ok: true });
  });

  test.each(['garbage\n', 'null\n', '5\n', '"x"\n', '{"ok":true', '\u001b[2J\n', ''])(
    'has not answered if it says %j',
    async (text) => {
      says = text;
      expect(await ask('host.sock')).toBeUndefined();
      expect(asked).toBe(1);
    },
  );

  test('is not asked through a link, nor if the file is not a socket', async () => {
    symlinkSync(path.join(folder, 'host.sock'), path.join(folder, 'link.sock'));
    writeFileSync(path.join(folder, 'file.sock'), '');
    mkdirSync(path.join(folder, 'folder.sock'));
    for (const name of ['link.sock', 'file.sock', 'folder.sock', 'missing.sock', 'file.sock/host.sock'])
      expect([name, await ask(name)]).toEqual([name, undefined]);
    expect(asked).toBe(0);
  });

  test('is not asked in a folder in which others could have replaced the socket', async () => {
    chmodSync(folder, 0o777);
    expect(await ask('host.sock')).toBeUndefined();
    expect(asked).toBe(0);
  });
});
