import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CSD } from '../program.ts';
import { Place } from './built.ts';

const place = new Place();
const tmux = (...args: string[]) => execFileSync('tmux', args, { env: place.env, encoding: 'utf8' });
const sidecar = (name: string, more: object = {}) =>
  place.sidecar(name, { name, session_id: `id-of-${name}`, cwd: place.folder, created: 1780127841, ...more });
const LOADED = path.join(place.folder, 'loaded');
const NOTE = path.join(place.folder, 'note.cjs');

beforeAll(() => {
  const fixture = path.resolve(import.meta.dirname, '../../fixtures/claude/2.1.330/tool--done');
  const made = tmux(
    ...['new-session', '-d', '-s', 'one', '-x', '220', '-y', '50', '-P', '-F', '#{pane_id} #{pane_pid}'],
    `cat '${fixture}/screen.ansi'; exec sleep 1000`,
  );
  const [pane, pid] = made.trim().split(' ');
  sidecar('one', { pane, pane_pid: Number(pid), jsonl_path: path.join(fixture, 'transcript.jsonl') });
  sidecar('gone');
  place.sidecar('broken', '{');
  writeFileSync(
    NOTE,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(LOADED)}, process.moduleLoadList.join('\\n')));`,
  );
});
afterAll(() => {
  tmux('kill-server');
  place.dispose();
});

/** What Node itself loaded for these words. */
async function loadedFor(args: string[]): Promise<string[]> {
  await place.csd(args, { env: { NODE_OPTIONS: `--require ${NOTE}` } });
  return readFileSync(LOADED, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^.* /, ''));
}

describe('the looks of a loop', () => {
  test.each(['one', 'gone', 'broken', 'none', 'id-of-one', '..'])(
    'state %s is as the whole program says it',
    async (name) => {
      const whole = await place.csd(['state', name, '--json']);
      expect(await place.csd(['state', name])).toEqual(whole);
      expect(whole.stdout + whole.stderr).toMatch(/^\{.*\}\n$/);
    },
  );

  test('ps --json, too', async () => {
    const whole = await place.csd(['ps', '--json', '--json']);
    expect(await place.csd(['ps', '--json'])).toEqual(whole);
    const { sessions, broken } = JSON.parse(whole.stdout);
    expect(sessions.map((one: { name: string; alive: boolean }) => [one.name, one.alive])).toEqual([
      ['gone', false],
      ['one', true],
    ]);
    expect(broken).toHaveLength(1);
  });

  test.skipIf(!CSD.endsWith('.cjs')).each([[['state', 'one']], [['ps', '--json']]])(
    '%j loads neither schemas nor what Node has for streams and sockets',
    async (args) => {
      const dear = [
        'net',
        'stream',
        'child_process',
        'os',
        'crypto',
        'internal/fs/promises',
        'internal/util/parse_args/parse_args',
      ];
      const loaded = await loadedFor(args);
      expect(loaded).toContain('vm');
      expect(loaded.filter((name) => dear.includes(name))).toEqual([]);
      expect(await loadedFor([...args, '--help'])).toContain('internal/util/parse_args/parse_args');
    },
  );
});
