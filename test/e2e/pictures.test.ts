import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { THOROUGH } from '../thorough.ts';
import { hasPage } from './page-desk.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// The command itself fails if a picture lacks its intended content, shows something of this machine, or is too large.
test.skipIf(!hasPage || !THOROUGH)(
  'the pictures of the docs can be drawn (in a thorough run; needs tmux and Chromium)',
  { timeout: 180_000 },
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'csd-pictures-'));
    try {
      const tsx = join(root, 'node_modules/.bin/tsx');
      await promisify(execFile)(tsx, [join(root, 'scripts/pictures.ts'), '--out', out], { cwd: root });
      expect(readdirSync(out).sort()).toEqual(readdirSync(join(root, 'docs/pictures')).sort());
      const top = readFileSync(join(out, 'top.svg'), 'utf8');
      expect(top).toContain('3 need you · 1 working · 2 done');
      expect(top).toContain('/home/me/parser');
      expect(readFileSync(join(out, 'page.png')).subarray(1, 4).toString()).toBe('PNG');
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
);
