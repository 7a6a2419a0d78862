import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasTmux, Sandbox } from './sandbox.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RELEASE = path.join(process.env.CSD_RELEASE_CACHE ?? '/nowhere', '2.1.332/package/claude');

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
});
afterAll(() => sandbox.dispose());

test.skipIf(!hasTmux)(
  'csd demo plays its story and leaves nothing behind (needs tmux)',
  { timeout: 120_000 },
  async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('csd-demo-'));
    const before = left();
    const ran = await sandbox.csd(['demo'], { timeoutMs: 110_000 });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('Every answer was as it must be.');
    expect(left().filter((name) => !before.includes(name))).toEqual([]);
    expect(sandbox.sidecars()).toEqual([]);
  },
);

describe.skipIf(!existsSync(RELEASE))(
  'the plugin, with the real agent and without a network',
  { timeout: 90_000 },
  () => {
    /** The agent's own command, in a separate home. */
    const agent = (...args: string[]) =>
      execFileSync(RELEASE, ['plugin', ...args], {
        env: { HOME: sandbox.home, PATH: process.env.PATH ?? '', TERM: 'dumb', HTTPS_PROXY: 'http://127.0.0.1:9' },
        encoding: 'utf8',
        input: '',
        timeout: 60_000,
      });

    test.each(['.', 'plugin'])('%s is valid without a warning', (place) => {
      const said = agent('validate', path.join(ROOT, place));
      expect(said).toContain('Validation passed');
      expect(said).not.toContain('passed with warnings');
    });

    test('a checkout is accepted as a marketplace, and the plugin is installed from it', () => {
      expect(agent('marketplace', 'add', ROOT)).toContain('Successfully added marketplace: claude-session-driver');
      expect(agent('install', 'csd@claude-session-driver')).toContain('Successfully installed plugin');
      expect(agent('list')).toMatch(/csd@claude-session-driver[\s\S]*enabled/);
    });
  },
);
