import { afterAll, describe, expect, test } from 'vitest';
import { BACKENDS } from '../../src/backends/index.ts';
import type { State } from '../../src/contract/state.ts';
import { observe } from '../../src/drive/observe/observe.ts';
import { someOf, THOROUGH } from '../thorough.ts';
import { blankBetween, blankBottom, blankTop } from './derive/blank.ts';
import { DRAFTS, typeDraft } from './derive/draft.ts';
import { boxOf, type Drawing, dialogTop, insertRows, plain, withoutCursor } from './derive/drawing.ts';
import { isMenu, judge, type Prepared, planPathOn, prepareFixtures } from './derive/prepare.ts';
import {
  conversationTop,
  dialogRows,
  insertAtStart,
  insertBefore,
  lastBlock,
  QUOTES,
  QUOTES_OF,
} from './derive/quote.ts';
import { createRandom } from './derive/random.ts';
import { relay } from './derive/relay.ts';
import { addStatusLine, HOSTILE_ROWS } from './derive/status-line.ts';
import { THEMES } from './derive/theme.ts';
import { worldOf } from './fixture.ts';

const all = (await prepareFixtures()).filter(({ state }) => state.status !== 'dead');
const composed = all.filter(({ drawing }) => boxOf(drawing) !== undefined);
const wide = all.filter(({ drawing }) => drawing.width === 220);
const random = createRandom(20_260_102);
let turn = 0;
let derived = 0;

function some<T>(from: readonly T[], count: number): readonly T[] {
  if (THOROUGH || count >= from.length) return from;
  return Array.from({ length: count }, () => from[turn++ % from.length] as T);
}

afterAll(() => {
  if (THOROUGH) console.log(`${derived} derived screens`);
});

/** What must stay the same: everything except the layout of the text, and what depends on it. */
function essence(state: State): Record<string, unknown> {
  const { prompt: _prompt, gate_id: _id, question, ...rest } = state;
  return typeof question === 'string' ? { ...rest, question: question.replace(/\s+/g, ' ').trim() } : rest;
}

/**
 * What must stay the same at another width. `retry` is a row as it is drawn, cut at the end of the pane. Of two
 * paragraphs without a blank row between them nobody can tell that the second is separate if its first word would not
 * have fitted on the row above: the question then includes the first, so only its last two words are compared. A footer
 * is cut at the end of the pane, and with it the monitors that it counts last.
 */
function wrapped(state: State): Record<string, unknown> {
  const { retry: _retry, background, ...rest } = essence(state) as Record<string, unknown> & State;
  const { monitors: _monitors, ...counted } = (background ?? {}) as { monitors?: number };
  const told = background === undefined ? rest : { ...rest, background: counted };
  const { question } = rest as { question?: unknown };
  return typeof question === 'string' ? { ...told, question: question.split(' ').slice(-2).join(' ') } : told;
}

/** Judges derived screens and returns those whose verdict changed, by fixture. */
function strays(
  from: Prepared[],
  derive: (prepared: Prepared) => (Drawing | undefined)[],
  { kept = essence, lineEnd = '\n' } = {},
) {
  const found: Record<string, unknown> = {};
  for (const prepared of from) {
    const wanted = kept(prepared.state);
    const wantedText = JSON.stringify(wanted);
    const path = prepared.state.status === 'plan_ready' ? planPathOn(prepared, prepared.drawing) : undefined;
    for (const [n, drawing] of derive(prepared).entries()) {
      if (!drawing) continue;
      derived++;
      const state = kept(judge(prepared, drawing, lineEnd));
      const samePath = path === undefined || planPathOn(prepared, drawing) === path;
      if (JSON.stringify(state) === wantedText && samePath) continue;
      found[`${prepared.fixture.id} #${n}`] = { wanted, state };
    }
  }
  return found;
}

describe('another width', () => {
  const widths = [
    40, 41, 42, 43, 44, 45, 47, 49, 51, 53, 56, 59, 61, 70, 75, 80, 90, 100, 120, 140, 160, 200, 219, 250,
  ];
  test.each(widths)('%i columns', (width) => {
    // A view of the agent has layouts that only recordings show, such as `sessions-view-44x18`.
    const laid = wide.filter(({ state }) => !('overlay' in state));
    const from = laid.filter((prepared, n) => THOROUGH || (n + width) % (isMenu(prepared) ? 5 : 60) === 0);
    const layouts = width > 60 ? [false] : [false, true];
    const derive = ({ drawing }: Prepared) => layouts.map((squeezed) => relay(drawing, width, squeezed));
    expect(strays(from, derive, { kept: wrapped })).toEqual({});
  });
});

test.each(['2.1.158', '2.1.173', '2.1.330'])(
  'dialogs of %s are laid out as the agent does in 80 columns',
  (release) => {
    const shown = (scene: string) => all.find(({ fixture }) => fixture.id === `${release}/${scene}`)?.drawing;
    for (const [scene, narrow] of [
      ['gate-bash--gate', 'gate-bash-80x24--gate'],
      ['question-tool--menu', 'question-tool-80x24--menu'],
    ] as const) {
      const [from, to] = [shown(scene), shown(narrow)];
      const laidOut = from && relay(from, 80);
      expect(laidOut && dialogRows(laidOut)).toEqual(to && dialogRows(to));
      expect(to).toBeDefined();
    }
  },
);

describe('blank rows', () => {
  const counts = [1, 2, 5, 20];
  test.each([
    ['above', blankTop, 0],
    ['between', blankBetween, 1],
    ['below', blankBottom, 2],
  ] as const)('%s', (_, derive, at) => {
    expect(strays(someOf(all, 3, at), ({ drawing }) => some(counts, 1).map((count) => derive(drawing, count)))).toEqual(
      {},
    );
  });
});

describe('a custom status line', () => {
  test('with one hostile row', () => {
    expect(
      strays(someOf(composed, 3), ({ drawing }) => some(HOSTILE_ROWS, 2).map((row) => addStatusLine(drawing, [row]))),
    ).toEqual({});
  });

  test('with two to four hostile rows', () => {
    const few = () => Array.from({ length: 2 + random.below(3) }, () => random.pick(HOSTILE_ROWS));
    expect(strays(someOf(composed, 3, 1), ({ drawing }) => [addStatusLine(drawing, few())])).toEqual({});
  });
});

describe('another theme', () => {
  test.each(Object.entries(THEMES))('%s', (_, theme) => {
    const from = all.filter((prepared, n) => THOROUGH || n % (isMenu(prepared) ? 3 : 8) === 0);
    expect(strays(from, ({ drawing }) => [theme(drawing)])).toEqual({});
  });
});

describe('a draft in the input box', () => {
  // A withdrawn prompt is in the box itself: with another draft there the interrupt has no trace.
  const without = composed.filter(({ fixture }) => !fixture.scene.startsWith('interrupt-early'));
  test('keeps the verdict', () => {
    expect(
      strays(someOf(without, 3, 2), ({ drawing }) => some(DRAFTS, 2).map((draft) => typeDraft(drawing, draft))),
    ).toEqual({});
  });
});

/** A dialog that is taller than the pane has nothing above it: rows there belong to it. */
const hasAbove = ({ fixture }: Prepared) => !fixture.scene.startsWith('gate-tall');

describe("gates' own words quoted above", () => {
  const menus = all.filter(isMenu);
  // A prompt on the screen of a session without a turn means that one was just sent, because a fresh session quotes
  // none.
  const used = all.filter((prepared) => prepared.state.status !== 'spawning' && hasAbove(prepared));
  test.each(Object.entries(QUOTES).map(([place, quote], at) => [place, quote, at] as const))(
    'in %s',
    (_, quote, at) => {
      const quoted = ({ fixture, drawing }: Prepared) =>
        some(
          menus.filter((menu) => menu.fixture.release === fixture.release),
          1,
        ).map((menu) => insertBefore(drawing, quote(dialogRows(menu.drawing))));
      expect(strays(someOf(used, 3, at), quoted)).toEqual({});
    },
  );
});

test('forty rows of history above', () => {
  const history = all.flatMap(({ drawing }) =>
    drawing.rows
      .slice(0, boxOf(drawing)?.top ?? dialogTop(drawing))
      .map(plain)
      .filter((row) => row !== ''),
  );
  const used = all.filter((prepared) => prepared.state.status !== 'spawning' && hasAbove(prepared));
  const noise = () => Array.from({ length: 40 }, () => random.pick(history));
  expect(strays(someOf(used, 3), ({ drawing }) => [insertRows(drawing, 0, noise())])).toEqual({});
});

test('the cursor is nowhere', () => {
  expect(strays(all, ({ drawing }) => [withoutCursor(drawing)])).toEqual({});
});

test('lines end in CR LF', () => {
  expect(strays(all, ({ drawing }) => [drawing], { lineEnd: '\r\n' })).toEqual({});
});

test('any title', async () => {
  for (const { fixture, state } of all.filter((_, n) => n % (THOROUGH ? 7 : 30) === 0)) {
    for (const title of ['✳ Do you want to proceed?', '⠐ Claude Code', '', '❯ 1. Yes']) {
      const { context, sidecar } = worldOf(fixture, fixture.screen, { ...fixture.case.pane, title });
      const [seen] = await observe(context, [sidecar]);
      expect(seen?.verdict.state).toEqual(state);
    }
  }
});

describe.each([...BACKENDS.keys()].filter((name) => name !== 'claude'))('%s', async (name) => {
  const own = (await prepareFixtures(name)).filter(({ state }) => state.status !== 'dead');

  test('has fixtures', () => {
    expect(own.length).toBeGreaterThan(40);
  });

  test('lines end in CR LF', () => {
    expect(strays(own, ({ drawing }) => [drawing], { lineEnd: '\r\n' })).toEqual({});
  });

  test('blank rows below', () => {
    expect(strays(own, ({ drawing }) => [1, 5].map((count) => blankBottom(drawing, count)))).toEqual({});
  });

  test('the cursor is nowhere', () => {
    expect(strays(own, ({ drawing }) => [withoutCursor(drawing)])).toEqual({});
  });

  const used = own.filter(({ state, drawing }) => state.status !== 'spawning' && conversationTop(drawing) >= 0);

  test('forty rows of history above', () => {
    const history = own.flatMap(({ drawing }) => drawing.rows.map(plain).filter((row) => /^ {2}\S/.test(row)));
    const noise = () => Array.from({ length: 40 }, () => random.pick(history));
    expect(strays(someOf(used, 2), ({ drawing }) => [insertRows(drawing, 0, noise())])).toEqual({});
  });

  // Glyphs of `TERM=linux` belong to the other agent.
  test.each(Object.entries(THEMES).filter(([title]) => !title.startsWith('glyphs')))(
    'another theme: %s',
    (_, theme) => {
      expect(strays(someOf(own, 2), ({ drawing }) => [theme(drawing)])).toEqual({});
    },
  );

  const menus = own.filter((prepared) => isMenu(prepared));
  test.each(Object.entries(QUOTES_OF[name] ?? {}))("gates' own words quoted above, in %s", (_, quote) => {
    const quoted = ({ drawing }: Prepared) =>
      some(menus, 2).map((menu) => insertAtStart(drawing, quote(lastBlock(menu.drawing))));
    expect(strays(someOf(used, 2), quoted)).toEqual({});
  });

  test.each([
    ['gate-bash--gate', 'gate-bash-80x24--gate'],
    ['question-tool--menu', 'question-tool-80x24--menu'],
  ])('%s is laid out as the agent does in 80 columns', (wideScene, narrowScene) => {
    const drawingIn = (scene: string) => own.find(({ fixture }) => fixture.scene === scene)?.drawing as Drawing;
    const dialog = lastBlock(relay(drawingIn(wideScene), 80) as Drawing);
    expect(dialog.length).toBeGreaterThan(6);
    expect(lastBlock(drawingIn(narrowScene)).slice(-dialog.length)).toEqual(dialog);
  });

  test.each([60, 70, 80, 100, 120, 160, 219, 250])('a dialog in %i columns', (width) => {
    const from = menus.filter(({ drawing }) => drawing.width === 220);
    expect(from.length).toBeGreaterThan(10);
    expect(strays(from, ({ drawing }) => [relay(drawing, width)], { kept: wrapped })).toEqual({});
  });
});
