import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTmux } from '../../../src/adapters/tmux/create-tmux.ts';
import type { Look } from '../../../src/ports/tmux.ts';
import { isAlive, RealTmux } from '../../conformance/real-tmux.ts';
import { seen } from '../../conformance/tmux.ts';
import { waitFor } from '../../conformance/wait.ts';
import { needsTmux } from '../../needs-tmux.ts';

describe('tmux adapter', () => {
  let real: RealTmux;

  beforeEach(() => {
    real = new RealTmux();
  });
  afterEach(() => real.stop());
  needsTmux();

  const start = (name: string, argv: string[], size = { width: 60, height: 10 }, env: Record<string, string> = {}) =>
    real.tmux.newSession({ name, cwd: '/', ...size, argv, env });
  const startRecorder = async (name: string) => {
    const pane = await start(name, real.recorder(name));
    await waitFor(`${name} to be ready`, async () => (await screenOf(pane.pane))?.includes('ready'));
    return pane.pane;
  };
  const lookOne = async (target: string): Promise<Look> => (await real.tmux.look([{ target }]))[0] as Look;
  const screenOf = async (target: string) => seen(await lookOne(target))?.screen;
  const firstRow = (target: string, row: string) =>
    waitFor(`the row ${row}`, async () => (await screenOf(target))?.split('\n')[0] === row);
  /** A program in place of tmux. */
  const script = (name: string, body: string) => {
    const file = path.join(real.folder, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  /** A person's terminal of this size, attached to a session: a separate tmux shows it. */
  const attach = async (outer: RealTmux, session: string, size: { width: number; height: number }) => {
    const argv = ['env', '-u', 'TMUX', `TMUX_TMPDIR=${real.folder}`, 'tmux', '-u', 'attach', '-t', `=${session}`];
    const pane = await outer.tmux.newSession({ name: 'person', cwd: '/', ...size, argv, env: {} });
    await waitFor('the client to attach', () => real.run('list-clients').trim() !== '' || undefined);
    return pane.pane;
  };

  /** Windows whose first row is `row 0`, `row 1`…; their panes in order. */
  const openWindows = (session: string, count: number): string[] => {
    const open = (i: number) => [
      'new-window',
      '-d',
      '-P',
      '-F',
      '#{pane_id}',
      '-t',
      `=${session}:`,
      `echo row ${i}; exec cat`,
    ];
    const commands = Array.from({ length: count }, (_, i) => [...(i === 0 ? [] : [';']), ...open(i)]);
    return real
      .run(...commands.flat())
      .trim()
      .split('\n');
  };

  test.each([
    ['new-window', /hook/],
    ['split-window -d', /hook/],
    ['split-window -h', /hook/],
    ['kill-session', /ended the new session/],
  ])(
    'a hook of the person that does `%s` to a new session is named, and nothing is left behind',
    async (does, says) => {
      await startRecorder('one');
      real.run('set-hook', '-g', 'after-new-session', does);
      const refused = start('two', real.recorder('two'));
      await expect(refused).rejects.toMatchObject({ code: 'spawn_failed', message: expect.stringMatching(says) });
      expect(await real.tmux.hasSession('two')).toBe(false);
      expect(await real.tmux.hasSession('one')).toBe(true);
    },
  );

  test.each([
    ['on the command line', {}],
    ['by standard input', { SECRET: 'https://me:pass@host/' }],
  ])('the arguments, variables and folder of the command arrive unchanged, without a shell, %s', async (_, more) => {
    const cwd = path.join(real.folder, 'a #{pane_id} #S;%H\nb');
    mkdirSync(cwd);
    const words = ['$HOME `x`', "it's", '"', '\\', 'ends;', ';', '', '-x', '#{pane_id}', 'é'];
    const program =
      'console.log(JSON.stringify([process.argv.slice(1), process.env.ODD, process.cwd()]));setInterval(() => {}, 1e6)';
    const argv = [process.execPath, '-e', program, '--', ...words];
    const env = { ODD: "a=b; 'c' $d;\n#{pane_id}", ...more };
    const { pane } = await real.tmux.newSession({ name: 'one', cwd, width: 400, height: 5, argv, env });
    await firstRow(pane, JSON.stringify([words, env.ODD, cwd]));
  });

  test('a password in a variable is on no command line, and a session whose name is in use is not touched', async () => {
    const log = path.join(real.folder, 'argv');
    const program = script('logging', `printf '%s\\n' "$@" >> '${log}'; exec tmux "$@"`);
    const tmux = createTmux({ env: real.env, program });
    const session = { name: 'one', cwd: '/', width: 60, height: 10, argv: ['cat'] };
    const env = { BASE: 'https://me:hidden@host/', KEY: 'https://host/?key=hidden' };
    await tmux.newSession({ ...session, env });
    await expect(tmux.newSession({ ...session, width: 33, env })).rejects.toMatchObject({ code: 'name_taken' });
    expect(real.run('display-message', '-p', '-t', '=one:', '#{window_width}').trim()).toBe('60');
    expect(real.run('show-environment', '-t', '=one', 'BASE').trim()).toBe(`BASE=${env.BASE}`);
    expect(readFileSync(log, 'utf8')).toContain('source-file');
    expect(readFileSync(log, 'utf8')).not.toContain('hidden');
  });

  test('a single word is a program, not a shell command', async () => {
    const program = script('a b', 'echo started; exec cat');
    const { pane } = await start('one', [program]);
    await firstRow(pane, 'started');
  });

  test('a small client attached before or after does not shrink the window', async () => {
    const outer = new RealTmux();
    try {
      await start('first', ['cat']);
      const client = await attach(outer, 'first', { width: 30, height: 8 });
      const second = await start('second', ['cat'], { width: 220, height: 50 });
      expect(second).toMatchObject({ width: 220, height: 50 });
      await real.tmux.press({ target: second.pane }, [...'typed here']);
      await firstRow(second.pane, 'typed here');
      real.run('switch-client', '-t', '=second');
      await waitFor('the client to show the second session', async () => {
        const [look] = await outer.tmux.look([{ target: client }]);
        return seen(look)?.screen.includes('typed here');
      });
      expect(seen(await lookOne(second.pane))).toMatchObject({ width: 220, height: 50 });
    } finally {
      await outer.stop();
    }
  });

  test('a missing pane is gone even while a person is attached', async () => {
    const outer = new RealTmux();
    try {
      const { pane } = await start('one', ['cat']);
      await attach(outer, 'one', { width: 30, height: 8 });
      const looks = await real.tmux.look(['%900', '=no:', pane].map((target) => ({ target })));
      expect(looks.map(({ kind }) => kind)).toEqual(['gone', 'gone', 'seen']);
      await expect(real.tmux.paste({ target: '%900' }, 'x')).rejects.toMatchObject({ code: 'dead' });
      await expect(real.tmux.press({ target: '%900' }, ['x'])).rejects.toMatchObject({ code: 'dead' });
      expect(await screenOf(pane)).toMatch(/^\n+$/);
    } finally {
      await outer.stop();
    }
  });

  test('a person who splits the window and selects the other pane does not move the target', async () => {
    const pane = await startRecorder('one');
    real.run('split-window', '-t', pane, 'cat');
    expect(real.run('display-message', '-p', '-t', '=one:', '#{pane_id}').trim()).not.toBe(pane);
    expect(await screenOf(pane)).toContain('ready');
    await real.tmux.press({ target: pane }, ['x']);
    await waitFor('the key', () => real.recorded('one') === 'x');
  });

  test('after a restart of the server the same id is another process', async () => {
    const before = await start('one', ['cat']);
    await real.stopServer();
    expect((await lookOne(before.pane)).kind).toBe('gone');
    const after = await start('other', ['cat']);
    expect(after.pane).toBe(before.pane);
    expect(seen(await lookOne(before.pane))).toMatchObject({ pid: after.pid, session: 'other' });
    expect(after.pid).not.toBe(before.pid);
  });

  test('titles and colours are read correctly, whatever the title contains', async () => {
    const title = '✳ f 1 %0 | #{pane_id} s 0 %1';
    const print = `printf '\\033]2;%s\\007\\033[31mred ❯\\033[0m.\\n' "$0"; exec cat`;
    const { pane } = await start('one', ['sh', '-c', print, title]);
    const capture = await waitFor('the title', async () => {
      const got = seen(await lookOne(pane));
      return got?.title === title ? got : undefined;
    });
    expect(capture.screen.split('\n')[0]).toBe('\x1b[31mred ❯\x1b[39m.');
    expect(capture.cursor).toEqual({ x: 0, y: 1 });
  });

  test('glyphs survive an empty environment', async () => {
    const { pane, socket } = await start('one', ['sh', '-c', "printf '❯ ⏵⏵ é 漢字\\n'; exec cat"]);
    const bare = createTmux({ env: { PATH: process.env.PATH } });
    await waitFor('the row', async () => {
      const [look] = await bare.look([{ socket, target: pane }]);
      return seen(look)?.screen.split('\n')[0] === '❯ ⏵⏵ é 漢字';
    });
  });

  test('300 KB arrive whole and leave no buffer behind, and neither does a paste that fails', async () => {
    const pane = await startRecorder('one');
    const text = Array.from({ length: 6000 }, (_, i) => `line ${i} of a long text: é 漢字 ❯ "quoted" ${i}`).join('\n');
    expect(Buffer.byteLength(text)).toBeGreaterThan(300_000);
    await real.tmux.paste({ target: pane }, text);
    const whole = `\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~`;
    await waitFor('the paste', () => real.recorded('one').length >= whole.length);
    expect(real.recorded('one') === whole).toBe(true);
    await expect(real.tmux.paste({ target: '%900' }, 'x')).rejects.toMatchObject({ code: 'dead' });
    expect(real.run('list-buffers')).toBe('');
  });

  test('concurrent pastes do not mix', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const panes = await Promise.all(names.map(startRecorder));
    await Promise.all(panes.map((pane, i) => real.tmux.paste({ target: pane }, `for ${names[i]}`)));
    for (const name of names) {
      await waitFor(`the paste for ${name}`, () => real.recorded(name) === `\x1b[200~for ${name}\x1b[201~`);
    }
  });

  test('100 panes take one tmux process, each answer in its position', async () => {
    await start('one', ['cat']);
    const panes = openWindows('one', 100);
    // Panes of several heights, and one that is not asked for.
    for (const [n, rows] of [2, 4, 7].entries())
      real.run('split-window', '-d', '-l', `${rows}`, '-t', `${panes[n]}`, 'cat');
    const log = path.join(real.folder, 'calls');
    const counting = createTmux({ env: real.env, program: script('counting', `echo call >> ${log}\nexec tmux "$@"`) });
    const addresses = panes.map((target) => ({ target }));
    await waitFor('all rows', async () => {
      const looks = await real.tmux.look(addresses);
      return looks.every((look, i) => seen(look)?.screen.split('\n')[0] === `row ${i}`);
    });
    const looks = await counting.look([...addresses.slice(0, 50), { target: '%900' }, ...addresses.slice(50)]);
    expect(looks.map((look) => seen(look)?.pane ?? look.kind)).toEqual([
      ...panes.slice(0, 50),
      'gone',
      ...panes.slice(50),
    ]);
    expect(readFileSync(log, 'utf8')).toBe('call\n');
    expect(seen(looks[2])?.screen).toBe(`row 2${'\n'.repeat((seen(looks[2])?.height ?? 0) - 1)}`);
    expect(looks.slice(0, 4).map((look) => seen(look)?.height)).toEqual([7, 5, 2, 10]);
    const mixed = await counting.look([...addresses, { target: '=one:' }, { target: '=no:' }]);
    expect(mixed.slice(-2).map((look) => seen(look)?.session ?? look.kind)).toEqual(['one', 'gone']);
    expect(mixed.slice(0, -2).map((look) => seen(look)?.pane)).toEqual(panes);
    expect(readFileSync(log, 'utf8')).toBe('call\n'.repeat(3));
  });

  test('screens of another height than listed are asked for one by one', async () => {
    await start('one', ['cat']);
    const panes = openWindows('one', 40);
    const log = path.join(real.folder, 'calls');
    const body = `case "$*" in *list-panes*) echo listing; tmux "$@" | sed '$d';; *) echo single; exec tmux "$@";; esac`;
    const cutting = createTmux({
      env: real.env,
      program: script('cutting', body.replaceAll(/echo \w+/g, `$& >> ${log}`)),
    });
    const looks = await cutting.look([...panes, '%900'].map((target) => ({ target })));
    expect(looks.map((look) => seen(look)?.pane ?? look.kind)).toEqual([...panes, 'gone']);
    expect(readFileSync(log, 'utf8')).toBe('listing\nsingle\nsingle\n');
  });

  // On a machine too busy for a call's time limit an answer may be `failed`, which is correct and not tested here.
  test('panes that vanish while hundreds are captured are gone, and all other answers are correct', {
    retry: 3,
  }, async () => {
    const { pane: stays } = await start('stays', ['sh', '-c', 'echo stays; exec cat']);
    await firstRow(stays, 'stays');
    const going = openWindows('stays', 15);
    const many = Array.from({ length: 300 }, (_, i) => going[i % going.length] ?? '');
    const targets = [...many, stays].map((target) => ({ target }));
    const killing = (async () => {
      for (const pane of going) await real.tmux.killPane({ target: pane });
    })();
    let looks: Look[];
    do {
      looks = await real.tmux.look(targets);
      expect(looks.filter((look) => look.kind === 'failed')).toEqual([]);
      expect(seen(looks.at(-1))?.screen.split('\n')[0]).toBe('stays');
    } while (looks.some((look, i) => i < 300 && look.kind === 'seen'));
    await killing;
  });

  test('the exit status of a process is asked for again only if tmux has not noticed its end', async () => {
    const log = path.join(real.folder, 'calls');
    const logging = createTmux({ env: real.env, program: script('logging', `echo "$*" >> ${log}\nexec tmux "$@"`) });
    const died = async (target: string) => {
      const [look] = await logging.look([{ target }]);
      return seen(look)?.dead ? seen(look) : undefined;
    };
    const ended = await start('ended', ['sh', '-c', 'exit 5']);
    await waitFor('the exit code', async () => seen(await lookOne(ended.pane))?.exitCode === 5);
    expect(await died(ended.pane)).toMatchObject({ exitCode: 5 });
    expect(readFileSync(log, 'utf8')).not.toContain('run-shell');
    const silent = await start('silent', ['sh', '-c', "trap '' HUP; exec <&- >&- 2>&-; sleep 2; exit 5"]);
    const capture = await waitFor('the pane to be dead', () => died(silent.pane));
    // From 3.7 on a pane is dead only once tmux knows how its process ended; until 3.6 as soon as its terminal is
    // closed.
    if (isAlive(silent.pid)) {
      expect([capture.exitCode, capture.signal]).toEqual([undefined, undefined]);
      expect(readFileSync(log, 'utf8')).toContain('run-shell true');
    }
    await waitFor('the exit code', async () => (await died(silent.pane))?.exitCode === 5);
  });

  test('a line too long for this tmux is asked in parts', async () => {
    const refused = path.join(real.folder, 'refused');
    const limit = `[ $# -gt 60 ] && { echo . >> ${refused}; echo 'command too long' >&2; exit 1; }`;
    const strict = createTmux({ env: real.env, program: script('strict', `${limit}\nexec tmux "$@"`) });
    const { pane: stays } = await start('stays', ['sh', '-c', 'echo stays; exec cat']);
    await firstRow(stays, 'stays');
    const windows = openWindows('stays', 30);
    const looks = await strict.look([stays, ...windows, '%900'].map((target) => ({ target })));
    expect(looks.map((look) => seen(look)?.pane ?? look.kind)).toEqual([stays, ...windows, 'gone']);
    expect(readFileSync(refused, 'utf8').length).toBeGreaterThan(1);
  });

  test('a line too long even for one pane is a failure, not an absence', async () => {
    const program = script('refusing', "echo 'command too long' >&2; exit 1");
    const looks = await createTmux({ env: real.env, program }).look([{ target: '%0' }, { target: '%1' }]);
    expect(looks.map(({ kind }) => kind)).toEqual(['failed', 'failed']);
  });

  test('the error of a missing tmux says how to install it', async () => {
    const none = createTmux({ env: { PATH: real.folder } });
    const error = { code: 'no_tmux', message: expect.stringMatching(/tmux is not installed.*apt-get.*brew/) };
    await expect(none.look([{ target: '%0' }])).rejects.toMatchObject(error);
    await expect(none.hasSession('x')).rejects.toMatchObject(error);
  });

  test('a tmux that hangs is a failure after the timeout, not an absence', async () => {
    const slow = createTmux({ env: real.env, timeoutMs: 200, program: script('slow', 'sleep 3') });
    const [look] = await slow.look([{ target: '%0' }]);
    expect(look).toMatchObject({ kind: 'failed', reason: expect.stringContaining('no answer within 200 ms') });
    const error = {
      code: 'tmux_failed',
      message: expect.stringMatching(/^tmux command failed: has-session: no answer/),
    };
    await expect(slow.hasSession('x')).rejects.toMatchObject(error);
  });

  test.each([
    'protocol version mismatch (client 8, server 7)',
    'error connecting to /tmp/x (Permission denied)',
    'create window failed: fork failed: Resource temporarily unavailable',
  ])('"%s" is a failure in tmux\'s own words, not an absence', async (words) => {
    const broken = createTmux({ env: real.env, program: script('broken', `echo '${words}' >&2; exit 1`) });
    const [look] = await broken.look([{ target: '%0' }]);
    expect(look).toEqual({ kind: 'failed', reason: `tmux command failed: display, if: ${words}` });
    const many = await broken.look(Array.from({ length: 40 }, (_, n) => ({ target: `%${n}` })));
    expect(new Set(many.map((look) => look.kind === 'failed' && look.reason))).toEqual(
      new Set([`tmux command failed: list-panes, if: ${words}`]),
    );
    await expect(broken.killSession('x')).rejects.toMatchObject({
      code: 'tmux_failed',
      message: `tmux command failed: kill-session: ${words}`,
    });
  });

  test.each(['no server running on /tmp/x', 'error connecting to /tmp/x (No such file or directory)'])(
    '"%s" is an absence',
    async (words) => {
      const absent = createTmux({ env: real.env, program: script('absent', `echo '${words}' >&2; exit 1`) });
      expect((await absent.look([{ target: '%0' }]))[0]?.kind).toBe('gone');
      const many = await absent.look(Array.from({ length: 40 }, (_, n) => ({ target: `%${n}` })));
      expect(new Set(many.map(({ kind }) => kind))).toEqual(new Set(['gone']));
      expect(await absent.hasSession('x')).toBe(false);
    },
  );

  test('a server without sessions is an absence, and takes a new one', async () => {
    const { pane } = await start('one', ['cat']);
    real.run('set-option', '-g', 'exit-empty', 'off');
    await real.tmux.killSession('one');
    expect((await lookOne(pane)).kind).toBe('gone');
    expect((await lookOne('=one:')).kind).toBe('gone');
    expect(await real.tmux.hasSession('one')).toBe(false);
    await expect(real.tmux.press({ target: pane }, ['Enter'])).rejects.toMatchObject({ code: 'dead' });
    await real.tmux.killSession('one');
    await start('one', ['cat']);
    expect(await real.tmux.hasSession('one')).toBe(true);
  });

  test('a session that cannot be set up is not left running', async () => {
    const tooBig = start('one', ['cat'], { width: 20_000, height: 10 });
    await expect(tooBig).rejects.toMatchObject({ code: 'tmux_failed' });
    expect(await real.tmux.hasSession('one')).toBe(false);
  });
});
