import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/contract/state.ts';
import { draftOf, edit, insert, textOf } from '../../../src/faces/top/editor.ts';
import { HELP, paste, press } from '../../../src/faces/top/keys.ts';
import { drawFrame } from '../../../src/faces/top/layout.ts';
import { type Model, order, renamed, withSessions } from '../../../src/faces/top/model.ts';
import { withView } from '../../../src/faces/top/with-view.ts';
import { inputLines } from '../../../src/operations/text/tool-input.ts';
import { ASKING, DONE, GATED, modelOf, NOW, seen, WORKING } from './model.ts';

const CANVAS = { columns: 80, rows: 24, now: NOW, colours: false };

/** Plays keys, one each second, and returns the model and the effects. */
function play(model: Model, ...keys: string[]) {
  const effects = [];
  let now = drawn(model);
  for (const key of keys) {
    const pressed = press(now, key, 10);
    now = drawn(pressed.model);
    if (pressed.effect) effects.push(pressed.effect);
  }
  return { model: now, effects };
}

/** Drawn at once, and again a second later. */
const drawn = (model: Model, canvas = CANVAS) =>
  withView(withView(model, canvas), { ...canvas, now: canvas.now + 1000 });

describe('the list', () => {
  const many = modelOf(
    seen('calm', DONE),
    seen('busy', WORKING),
    seen('late', GATED, { since: NOW - 1000 }),
    seen('early', GATED, { since: NOW - 9000 }),
    seen('asks', ASKING, { since: NOW - 4000 }),
  );

  test('begins with sessions that need someone, the longest waiting first', () => {
    expect(order(many)).toEqual(['early', 'asks', 'late', 'calm', 'busy']);
    expect(many.chosen).toBe('early');
  });

  test('keeps its selection when the order changes, and selects the neighbour when it is gone', () => {
    const { model } = play(many, 'down');
    expect(model.chosen).toBe('asks');
    const changed = withSessions(model, [seen('asks', WORKING), ...many.sessions.filter((s) => s.session !== 'asks')]);
    expect([changed.chosen, order(changed).at(-1)]).toEqual(['asks', 'busy']);
    const gone = withSessions(
      model,
      many.sessions.filter(({ session }) => session !== 'asks'),
    );
    expect(gone.chosen).toBe('late');
    expect(withSessions(model, []).chosen).toBeUndefined();
  });

  test('a filter selects among the rows and is left with Esc', () => {
    const { model } = play(many, '/', 'b', 'u', 's');
    expect([order(model), model.chosen]).toEqual([['busy'], 'busy']);
    expect(order(play(model, 'return').model)).toEqual(['busy']);
    expect(order(play(model, 'escape').model)).toHaveLength(5);
    expect(order(play(model, 'return', 'escape').model)).toHaveLength(5);
    expect(order(paste(play(many, '/').model, 'rm -rf\nbuild'))).toEqual(['early', 'late']);
  });

  test('a filter selects a session whose name begins with it, before those that only mention it', () => {
    const { model } = play(many, '/', 'a', 's', 'k');
    // The gates ask, too.
    expect([order(model), model.chosen]).toEqual([['early', 'asks', 'late'], 'asks']);
    expect(play(many, '/', 'g', 'o').model.chosen).not.toBe('asks');
    expect(play(many, 'down', 'down', '/', 'a', 's', 'k', 'down').model.chosen).toBe('late');
  });

  test('no key acts on a session that the filter hides', () => {
    const { model } = play(many, '/', 'x', 'y', 'z', 'return');
    const { effects, model: after } = play(model, 'return', 'i', 'e', 'y');
    expect([effects, after.mode.kind, after.notice?.text]).toEqual([[], 'list', 'No session is chosen.']);
  });
});

describe('gates', () => {
  const gated = modelOf(seen('job', GATED), seen('other', DONE));

  test('a held key approves nothing: a gate is first shown for half a second', () => {
    let model = modelOf(seen('job', GATED));
    const pressAt = (ms: number, key: string) => {
      const pressed = press(withView(model, { ...CANVAS, now: NOW + ms }), key, 10);
      model = withView(pressed.model, { ...CANVAS, now: NOW + ms });
      return pressed.effect;
    };
    for (const ms of [0, 30, 60, 499])
      expect([ms, pressAt(ms, 'a'), pressAt(ms, '1')]).toEqual([ms, undefined, undefined]);
    expect(model.notice?.text).toMatch(/only just been shown/);
    expect(drawFrame(model, CANVAS).rows.join('\n')).not.toMatch(/a approve/);
    expect(pressAt(500, 'a')).toMatchObject({ operation: 'approve', input: { session: 'job', expect: 'g1' } });
  });

  test('a gate that has grown must be read again', () => {
    const { model } = play(modelOf(seen('job', GATED)), 'a');
    const more = { ...GATED, input: { command: 'rm -rf build', timeout: 1 } } as State;
    const later = { ...CANVAS, now: NOW + 5000 };
    const grown = withView(withSessions(model, [seen('job', more)]), later);
    expect(drawFrame(grown, later).rows.join('\n')).toMatch(/timeout: 1/);
    expect(press(grown, 'a', 10).effect).toBeUndefined();
    expect(press(withView(grown, { ...later, now: later.now + 500 }), 'a', 10).effect).toBeDefined();
  });

  test.each([
    [80, 24],
    [120, 40],
    [46, 14],
    [20, 6],
  ])('are shown whole, page by page, with every option whole, at %ix%i', (columns, rows) => {
    const option = 'Yes, and do not ask again for commands that begin with make and end in build END-OF-OPTION';
    const prompt = Array.from({ length: 60 }, (_, n) => `line ${n} of it`).join('\n');
    const state = { ...GATED, prompt, options: ['Yes', option, 'No'] } as State;
    const canvas = { columns, rows, now: NOW, colours: false };
    const texts: string[] = [];
    let model = drawn(press(modelOf(seen('job', state)), 'a', 99).model, canvas);
    for (let pages = 0; pages < 200; pages++) {
      texts.push(...drawFrame(model, canvas).rows);
      const { mode } = model;
      if (mode.kind !== 'gate') throw new Error(mode.kind);
      expect(press(model, 'a', 99).effect !== undefined).toBe(mode.wholeAt !== undefined);
      if (mode.wholeAt !== undefined) break;
      model = drawn(press(model, ' ', 99).model, canvas);
    }
    for (let n = 0; n < 60; n++) expect(texts).toContain(`line ${n} of it`);
    for (const word of option.split(' ')) expect(texts.join(' ')).toContain(word);
  });

  test('the help can be read whole on a small screen', () => {
    const canvas = { columns: 46, rows: 14, now: NOW, colours: false };
    let model = withView(play(modelOf(), '?').model, canvas);
    const texts: string[] = [];
    for (let page = 0; page < 4; page++) {
      texts.push(...drawFrame(model, canvas).rows);
      model = withView(press(model, ' ', 99).model, canvas);
    }
    for (const line of HELP.split('\n')) if (line.length <= 46) expect(texts).toContain(line);
    expect(press(model, 'escape', 99).model.mode.kind).toBe('list');
  });

  test('are shown first, and approved by their id', () => {
    const { model, effects } = play(gated, 'a');
    expect([model.mode.kind, effects]).toEqual(['gate', []]);
    const input = { session: 'job', expect: 'g1' };
    expect(play(model, 'a').effects).toMatchObject([{ kind: 'call', operation: 'approve', input }]);
    expect(play(model, '2').effects).toMatchObject([{ operation: 'approve', input: { ...input, option: 2 } }]);
    expect(play(model, '4').effects).toEqual([]);
    expect(play(model, 'd', 'n', 'o', 'return').effects).toMatchObject([
      { operation: 'deny', input: { ...input, message: 'no' } },
    ]);
    expect(play(model, 'd', 'return').effects).toMatchObject([{ operation: 'deny', input }]);
    expect(play(model, 'escape', 'escape').effects).toEqual([]);
  });

  test('that are no longer the shown gate are not answered', () => {
    const shown = play(gated, 'a').model;
    for (const state of [{ ...GATED, gate_id: 'g2' } as State, DONE, WORKING]) {
      const changed = withSessions(shown, [seen('job', state)]);
      for (const keys of [['a'], ['1'], ['d'], ['r']]) {
        const { effects, model } = play(changed, ...keys);
        expect([effects, model.mode.kind, model.notice?.text]).toEqual([
          [],
          'gate',
          expect.stringContaining('no longer open'),
        ]);
      }
      const denying = withSessions(play(shown, 'd', 'x').model, [seen('job', state)]);
      expect(play(denying, 'return').effects).toEqual([]);
    }
    expect(play(withSessions(shown, []), 'a').effects).toEqual([]);
  });

  test('that do not fit are read to their end before they are approved', () => {
    const long = { ...GATED, prompt: Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\n') } as State;
    const shown = play(modelOf(seen('job', long)), 'a').model;
    const early = play(shown, 'a');
    expect([early.effects, early.model.notice?.text]).toEqual([[], expect.stringContaining('Read it to the end')]);
    expect(play(shown, '1').effects).toEqual([]);
    expect(play(shown, 'd', 'return').effects).toHaveLength(1);
    const read = play(shown, ...Array(10).fill(' '));
    expect(play(read.model, 'up', 'up', 'a').effects).toMatchObject([{ operation: 'approve' }]);
  });

  test('a session without a gate has none to approve', () => {
    const { effects, model } = play(modelOf(seen('job', WORKING)), 'a');
    expect([effects, model.mode.kind, model.notice?.text]).toEqual([[], 'list', 'job has no open gate.']);
  });

  test('a change is shown as a difference, other input whole below its name', () => {
    expect(inputLines({ file_path: '/a', old_string: 'one\ntwo', new_string: 'three', all: true })).toEqual([
      'file_path: /a',
      'all: true',
      '- one',
      '- two',
      '+ three',
    ]);
    expect(inputLines({ content: 'a\nb' })).toEqual(['content:', '  a', '  b']);
    expect(inputLines({ edits: [1] })).toEqual(['edits:', '  [', '    1', '  ]']);
  });
});

describe('answers, prompts and sessions', () => {
  test('all questions are answered before anything is sent, with the expected question’s id', () => {
    const { effects, model } = play(modelOf(seen('job', ASKING)), 'r', '2', 'return', 'h', 'return');
    expect(effects).toMatchObject([
      { operation: 'answer', input: { session: 'job', answers: ['2', 'h'], expect: 'q1' } },
    ]);
    expect(model.mode.kind).toBe('list');
  });

  test('a prompt has lines, Enter sends it, and an empty one is not sent', () => {
    const start = play(modelOf(seen('job', DONE)), 's').model;
    expect(play(start, 'return').effects).toEqual([]);
    const typed = play(start, 'h', 'i', 'C-j').model;
    expect(play(paste(typed, 'a\r\nb\n'), 'M-return', '語', 'return').effects).toMatchObject([
      { operation: 'send', input: { session: 'job', prompt: 'hi\na\nb\n\n語' } },
    ]);
  });

  test('an unsent text is restored, for its own session', () => {
    const both = modelOf(seen('job', DONE), seen('other', DONE));
    const left = play(both, 's', 'h', 'i', 'escape').model;
    expect(play(left, 'down', 's').model.mode).toMatchObject({ draft: draftOf('') });
    expect(play(left, 's', '!', 'return').effects).toMatchObject([{ input: { session: 'job', prompt: 'hi!' } }]);
  });

  test('a session is ended only after a yes, and interrupted while it works', () => {
    const start = modelOf(seen('job', WORKING));
    expect(play(start, 'e', 'n').effects).toEqual([]);
    expect(play(start, 'e', 'y').effects).toMatchObject([{ operation: 'end', input: { session: 'job' } }]);
    expect(play(start, 'i').effects).toMatchObject([{ operation: 'interrupt' }]);
    expect(play(modelOf(seen('job', DONE)), 'i').effects).toEqual([]);
  });

  test('a new session gets a folder, and optionally an agent, a name and a prompt', () => {
    const start = play(modelOf(), 'n').model;
    const effect = (model: Model, ...keys: string[]) => play(model, ...keys).effects;
    expect(effect(start, 'return', 'return', 'return', 'return')).toMatchObject([
      { operation: 'spawn', input: { cwd: '/here' } },
    ]);
    expect(effect(start, 'x', 'return', ...'codex', 'return', 'a', 'return', 'g', 'o', 'return')).toMatchObject([
      { operation: 'spawn', input: { cwd: '/herex', backend: 'codex', name: 'a', prompt: 'go' } },
    ]);
    // The folder and the agent of the selected session are the defaults.
    expect(effect(modelOf(seen('job', DONE)), 'n', 'return', 'return', 'return', 'return')).toMatchObject([
      { operation: 'spawn', input: { cwd: seen('job', DONE).cwd, backend: seen('job', DONE).backend } },
    ]);
  });

  test('a renamed session stays selected, and keeps its unsent text', () => {
    const { model } = play(modelOf(seen('job', DONE), seen('other', DONE)), 's', 'h', 'i', 'escape', 's', '!');
    const next = withSessions(renamed(model, 'job', 'new'), [seen('new', DONE), seen('other', DONE)]);
    expect(next.chosen).toBe('new');
    expect(play(next, 'return').effects).toMatchObject([
      { operation: 'send', input: { session: 'new', prompt: 'hi!' } },
    ]);
  });

  test('Ctrl-C and q leave', () => {
    expect(play(modelOf(), 'q').effects).toEqual([{ kind: 'quit' }]);
    expect(play(modelOf(seen('job', DONE)), 's', 'q', 'C-c').effects).toEqual([{ kind: 'quit' }]);
  });
});

describe('the editor', () => {
  const after = (text: string, ...keys: string[]) => {
    const draft = keys.reduce((now, key) => edit(now, key) ?? insert(now, key), draftOf(text));
    return textOf(insert(draft, '|'));
  };
  test.each<[string, string[], string]>([
    ['one\ntwo', ['left', 'left'], 'one\nt|wo'],
    ['one\ntwo', ['up'], 'one|\ntwo'],
    ['one two\nab\nthree', ['up', 'up'], 'on|e two\nab\nthree'],
    ['one\nlonger', ['up', 'home', 'down', 'end'], 'one\nlonger|'],
    ['one\ntwo', ['C-a', 'backspace'], 'one|two'],
    ['one two  ', ['C-w'], 'one |'],
    ['one\ntwo', ['C-u'], 'one\n|'],
    ['one\ntwo', ['up', 'home', 'C-k'], '|\ntwo'],
    ['a👨‍👩‍👧b', ['left', 'backspace'], 'a|b'],
    ['ab', ['home', 'delete', 'delete', 'delete', 'backspace'], '|'],
    ['e', ['\u0301', 'backspace'], '|'],
  ])('%j after %j', (text, keys, expected) => {
    expect(after(text, ...keys)).toBe(expected);
  });
});
