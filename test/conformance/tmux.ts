import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Look, NewPane, PaneCapture, Tmux } from '../../src/ports/tmux.ts';
import { waitFor } from './wait.ts';

/** What the suite needs besides the port: a program that shows `ready ❯` and stores its input. */
export interface TmuxStage {
  tmux: Tmux;
  /** A command of that program; on the key `q` it shows `bye ❯` and ends with code 7. */
  recorder(name: string): string[];
  /** The input of the program of this name, as a terminal sends it, with pastes in their brackets. */
  recorded(name: string): string;
  /** Puts the pane into copy mode. */
  enterMode(pane: string): void;
  /** tmux adds its own row below the screen of a dead pane, which scrolls the top row out (3.2). */
  scrollsDeadPanes?: boolean;
  stop(): Promise<void>;
}

/** The behaviour of every `Tmux`, run against both the fake and the real one. */
export function describeTmux(kind: string, createStage: () => TmuxStage): void {
  describe(`Tmux port: ${kind}`, () => {
    let stage: TmuxStage;
    let tmux: Tmux;

    beforeEach(() => {
      stage = createStage();
      tmux = stage.tmux;
    });
    afterEach(() => stage.stop());

    const start = async (name: string, width = 60, height = 10): Promise<NewPane> => {
      const pane = await tmux.newSession({ name, cwd: '/', width, height, argv: stage.recorder(name), env: {} });
      await waitFor(`${name} to be ready`, async () => (await screenOf(pane.pane))?.includes('ready ❯'));
      return pane;
    };
    const lookOne = async (target: string): Promise<Look> => (await tmux.look([{ target }]))[0] as Look;
    const screenOf = async (target: string): Promise<string | undefined> => seen(await lookOne(target))?.screen;
    const recorded = (name: string, text: string) =>
      waitFor(`${name} to get ${JSON.stringify(text)}`, () => stage.recorded(name) === text);

    test('a new session has the size, pane and process that the call returned', async () => {
      const pane = await start('one', 44, 18);
      expect(pane).toMatchObject({ width: 44, height: 18, pane: expect.stringMatching(/^%\d+$/) });
      const capture = seen(await lookOne(pane.pane));
      expect(capture).toMatchObject({
        pid: pane.pid,
        session: 'one',
        width: 44,
        height: 18,
        dead: false,
        inMode: false,
      });
      expect(capture?.screen.split('\n')).toHaveLength(18);
      expect(capture?.screen.split('\n')[0]).toBe('ready ❯');
    });

    test('a survey reports what a pane has drawn, and nothing for one that is gone', async () => {
      const [first, second] = [await start('one'), await start('two')];
      const surveyor = tmux.surveyor(first.socket);
      const before = await surveyor.survey();
      expect([...(before?.keys() ?? [])].sort()).toEqual([first.pane, second.pane].sort());
      expect(await surveyor.survey()).toEqual(before);
      await tmux.press({ target: first.pane }, ['q']);
      await waitFor('its trace', async () => {
        const now = await surveyor.survey();
        return now?.get(first.pane)?.mark !== before?.get(first.pane)?.mark;
      });
      expect((await surveyor.survey())?.get(second.pane)).toEqual(before?.get(second.pane));
      await tmux.killSession('one');
      expect([...((await surveyor.survey())?.keys() ?? [])]).toEqual([second.pane]);
      await tmux.killSession('two');
      expect((await surveyor.survey())?.size ?? 0).toBe(0);
      surveyor.close();
    });

    test('a name in use is refused and its session left alone', async () => {
      const pane = await start('one');
      const again = tmux.newSession({
        name: 'one',
        cwd: '/',
        width: 60,
        height: 10,
        argv: stage.recorder('x'),
        env: {},
      });
      await expect(again).rejects.toMatchObject({ code: 'name_taken' });
      expect(seen(await lookOne(pane.pane))?.pid).toBe(pane.pid);
    });

    test('names are exact: a prefix matches nothing', async () => {
      await start('a');
      await start('ab');
      await tmux.killSession('a');
      await tmux.killSession('a');
      expect([await tmux.hasSession('a'), await tmux.hasSession('ab')]).toEqual([false, true]);
      expect((await lookOne('=a:')).kind).toBe('gone');
      expect(seen(await lookOne('=ab:'))?.session).toBe('ab');
    });

    test('captures of many panes are in the order asked, with missing panes among them', async () => {
      const one = await start('one');
      const two = await start('two');
      const looks = await tmux.look([two.pane, '%900', one.pane, '=no:', '=two:'].map((target) => ({ target })));
      expect(looks.map((look) => seen(look)?.session ?? look.kind)).toEqual(['two', 'gone', 'one', 'gone', 'two']);
    });

    test('no server, or one without sessions, is gone and not an error', async () => {
      expect((await lookOne('%0')).kind).toBe('gone');
      expect(await tmux.hasSession('one')).toBe(false);
      await tmux.killSession('one');
      await start('one');
      await tmux.killSession('one');
      expect((await lookOne('%0')).kind).toBe('gone');
      expect(await tmux.hasSession('one')).toBe(false);
    });

    test('a paste arrives once, whole and in brackets; keys arrive in order', async () => {
      const { pane } = await start('one');
      await tmux.paste({ target: pane }, "two\nlines; $HOME `x` 'q' \\ é 漢字 🙂 -n");
      await recorded('one', "\x1b[200~two\rlines; $HOME `x` 'q' \\ é 漢字 🙂 -n\x1b[201~");
      await tmux.press({ target: pane }, ['a', ';', '-', 'é', 'Enter', 'Escape', 'C-u', '#']);
      await recorded('one', "\x1b[200~two\rlines; $HOME `x` 'q' \\ é 漢字 🙂 -n\x1b[201~a;-é\r\x1b\x15#");
    });

    test('keys leave the mode of a pane, and reach its program', async () => {
      const { pane } = await start('one');
      await tmux.leaveMode({ target: pane });
      stage.enterMode(pane);
      expect(seen(await lookOne(pane))?.inMode).toBe(true);
      await tmux.press({ target: pane }, ['x']);
      expect(seen(await lookOne(pane))?.inMode).toBe(false);
      await recorded('one', 'x');
      stage.enterMode(pane);
      await tmux.leaveMode({ target: pane });
      expect(seen(await lookOne(pane))?.inMode).toBe(false);
      await tmux.press({ target: pane }, ['y']);
      await recorded('one', 'xy');
    });

    test('a dead pane keeps its last screen and exit code, and refuses pastes and keys', async () => {
      const { pane } = await start('one');
      await tmux.press({ target: pane }, ['q']);
      const dead = await waitFor('the pane to die', async () => {
        const capture = seen(await lookOne(pane));
        return capture?.dead ? capture : undefined;
      });
      expect(dead).toMatchObject({ exitCode: 7 });
      const last = ['ready ❯', 'bye ❯'].slice(stage.scrollsDeadPanes ? 1 : 0);
      expect(dead.screen.split('\n').slice(0, last.length)).toEqual(last);
      await expect(tmux.paste({ target: pane }, 'x')).rejects.toMatchObject({ code: 'dead' });
      await expect(tmux.press({ target: pane }, ['x'])).rejects.toMatchObject({ code: 'dead' });
      await tmux.leaveMode({ target: pane });
      expect(seen(await lookOne(pane))?.dead).toBe(true);
      expect(stage.recorded('one')).toBe('q');
    });

    test('a missing pane refuses pastes and keys, and killing it is not an error', async () => {
      await start('one');
      await expect(tmux.paste({ target: '%900' }, 'x')).rejects.toMatchObject({ code: 'dead' });
      await expect(tmux.press({ target: '%900' }, ['x'])).rejects.toMatchObject({ code: 'dead' });
      await tmux.killPane({ target: '%900' });
      expect(stage.recorded('one')).toBe('');
    });

    test('killing a pane ends only that pane', async () => {
      const one = await start('one');
      const two = await start('two');
      await tmux.killPane({ target: one.pane });
      expect((await lookOne(one.pane)).kind).toBe('gone');
      expect((await lookOne(two.pane)).kind).toBe('seen');
    });
  });
}

/** The capture of a pane that was seen. */
export function seen(look: Look | undefined): PaneCapture | undefined {
  return look?.kind === 'seen' ? look.capture : undefined;
}
