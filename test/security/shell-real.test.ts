import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SessionName } from '../../src/contract/session.ts';
import { findSidecar, saveSidecar } from '../../src/drive/session/sidecars/sidecar-store.ts';
import { killSession } from '../../src/drive/spawn/kill/kill.ts';
import { launch } from '../../src/drive/spawn/spawn.ts';
import { waitFor } from '../conformance/wait.ts';
import { needsTmux } from '../needs-tmux.ts';
import { createWorld, installAgent, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.real.stop());
needsTmux();

const HOSTILE = [
  '$(touch hurt)',
  '`touch hurt`',
  "a'b",
  'a"b',
  'a;touch hurt;',
  '#{pane_id}',
  '#(touch hurt)',
  'a\nb',
  '-x',
  '%1',
  '~',
  '*',
];
const unhurt = () => {
  const found = readdirSync(world.folder, { recursive: true, encoding: 'utf8' });
  expect(found.filter((file) => path.basename(file) === 'hurt')).toEqual([]);
  expect(existsSync('/hurt')).toBe(false);
};

describe('caller input reaches no shell and no tmux format', () => {
  test.each(HOSTILE)('as folder: %j', async (name) => {
    const cwd = path.join(world.folder, `in ${name}`);
    mkdirSync(cwd);
    installAgent(
      world,
      `pwd > '${world.folder}/place.new'; mv '${world.folder}/place.new' '${world.folder}/place'; echo up; exec cat`,
    );
    await launch(world.ctx, { name: 'job', cwd });
    const place = await waitFor('the place', () => world.ctx.files.read(path.join(world.folder, 'place'), 1000));
    expect(place).toBe(`${realpathSync(cwd)}\n`);
    await killSession(world.ctx, 'job');
    unhurt();
  });

  test('as arguments and environment', async () => {
    installAgent(
      world,
      `{ printf '%s\\0' "$@"; printf %s "$ANTHROPIC_MODEL"; } > '${world.folder}/args.new'; mv '${world.folder}/args.new' '${world.folder}/args'; echo up; exec cat`,
    );
    const odd = HOSTILE.join(' ');
    Object.assign(world.ctx.env, { ANTHROPIC_MODEL: odd });
    await launch(world.ctx, { name: 'job', agentArgs: HOSTILE, noUsage: true });
    const args = (
      await waitFor('the arguments', () => world.ctx.files.read(path.join(world.folder, 'args'), 1_000_000))
    ).split('\0');
    expect(args.slice(2)).toEqual([...HOSTILE, odd]);
    await killSession(world.ctx, 'job');
    unhurt();
  });

  test('as prompt', async () => {
    installAgent(world, `stty raw -echo; printf 'up\\r\\n'; exec cat > '${world.folder}/typed'`);
    const { sidecar } = await launch(world.ctx, { name: 'job' });
    const text = HOSTILE.join(' ');
    await world.ctx.tmux.paste({ socket: sidecar.tmux_socket ?? '', target: sidecar.pane ?? '' }, text);
    const typed = path.join(world.folder, 'typed');
    await waitFor('the text', async () => (readFileSync(typed, 'utf8').includes('*') ? true : undefined));
    expect(readFileSync(typed, 'utf8').replaceAll('\r', '\n')).toBe(text);
    await killSession(world.ctx, 'job');
    unhurt();
  });
});

describe('names', () => {
  test.each([...HOSTILE, '', '../up', 'a/b', 'a..b', '.hidden', 'a b', 'ä', 'a:b', '=a', '@1', 'a\0b', 'a\u202eb'])(
    'refused: %j',
    async (name) => {
      expect(SessionName.safeParse(name).success).toBe(false);
      await expect(launch(world.ctx, { name })).rejects.toMatchObject({ code: 'bad_input' });
      await expect(findSidecar(world.ctx, name)).rejects.toMatchObject({ code: 'bad_input' });
    },
  );

  test.each([
    ['pane', "%1' ; run-shell 'touch hurt"],
    ['tmux_session', "x' ; run-shell 'touch hurt"],
    ['tmux_session', '#(touch hurt)'],
  ])('of tmux in a sidecar that was tampered with: %s', async (field, value) => {
    const sidecar = { name: 'job', session_id: 'x', cwd: '/', backend: 'claude', jsonl_path: null };
    await saveSidecar(world.ctx, {
      ...sidecar,
      permission_mode: null,
      backend_version: null,
      created: 0,
      [field]: value,
    });
    await expect(findSidecar(world.ctx, 'job')).rejects.toMatchObject({ code: 'bad_sidecar' });
  });
});
