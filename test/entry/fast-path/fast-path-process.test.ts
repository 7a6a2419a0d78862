import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Place } from '../../faces/built.ts';
import { CSD } from '../../program.ts';

const place = new Place();
const tmux = (...args: string[]) => execFileSync('tmux', args, { env: place.env, encoding: 'utf8' });
const sidecar = (name: string, more: object = {}) =>
  place.sidecar(name, { name, session_id: `id-of-${name}`, cwd: place.folder, created: 1780127841, ...more });
const LOADED = path.join(place.folder, 'loaded');
const NOTE = path.join(place.folder, 'note.cjs');

beforeAll(() => {
  const fixture = path.resolve(import.meta.dirname, '../../../fixtures/claude/2.1.330/tool--done');
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

/** The modules that Node itself loaded for these arguments. */
async function loadedFor(args: string[]): Promise<string[]> {
  await place.csd(args, { env: { NODE_OPTIONS: `--require ${NOTE}` } });
  return readFileSync(LOADED, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^.* /, ''));
}

describe('the looks of a polling loop', () => {
  test('report the last words of an agent that has ended, as the whole program does', async () => {
    tmux('set-option', '-g', 'remain-on-exit', 'on', ';', 'set-option', '-g', 'remain-on-exit-format', '');
    const words = ['new-session', '-d', '-s', 'over', '-P', '-F', '#{pane_id} #{pane_pid}'];
    const [pane = '', pid] = tmux(...words, "echo 'the last words'; read line; exit 3")
      .trim()
      .split(' ');
    // tmux 3.3a may lose what a program writes in its last moment: once in 395 panes.
    await expect.poll(() => tmux('capture-pane', '-p', '-t', pane)).toContain('the last words');
    tmux('send-keys', '-t', pane, 'Enter');
    const file = sidecar('over', { pane, pane_pid: Number(pid), tmux_session: 'over' });
    try {
      const look = async (...more: string[]) => JSON.parse((await place.csd(['state', 'over', ...more])).stdout);
      const dead = { status: 'dead', exit_code: 3, last_lines: expect.arrayContaining(['the last words']) };
      await expect.poll(() => look(), { timeout: 10_000 }).toMatchObject(dead);
      expect(await look()).toEqual(await look('--json', '--json'));
    } finally {
      rmSync(file);
    }
  });

  test.each(['one', 'gone', 'broken', 'none', 'id-of-one', '..'])(
    'state %s prints the same as the whole program',
    async (name) => {
      // A flag that is given twice is left to the whole program.
      const whole = await place.csd(['state', name, '--json', '--json']);
      for (const words of [[], ['--json']]) expect(await place.csd(['state', name, ...words])).toEqual(whole);
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
    '%j loads neither schemas nor Node’s streams and sockets',
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
