import { describe, expect, test } from 'vitest';
import type { State } from '../../src/contract/state.ts';
import { lastRow, plain, withoutCursor } from './derive/drawing.ts';
import { isMenu, judge, type Prepared, prepareFixtures } from './derive/prepare.ts';
import { CIPHERS, type Cipher, rewordDialog } from './derive/reword.ts';
import { signalsOf } from './judge.ts';
import { Log } from './records.ts';

const menus = (await prepareFixtures()).filter(isMenu);
/** A dialog of text and a row of keys: without that row's words nothing identifies it. */
const isBare = ({ state }: Prepared) => state.selected === 0;
/** Files without anything to wait for. */
const over = signalsOf(undefined, { log: new Log().prompt('say hello').answer('Hello.').ended(), status: 'idle' });

const labelsOf = ({ options }: State): string[] => (Array.isArray(options) ? options : []);

/**
 * Known wrong: the first word of a description would not have fitted after the label, so that, without the words that
 * distinguish them, the description is read as the label's rest.
 */
const KNOWN_WRONG: Record<string, { at: number; rest: string }> = {
  '2.1.330/plan-44x18--gate': { at: 2, rest: 'shift+tab to approve with this feedback' },
};

/** First row of the hint below the options: the rows after the last blank row, if they end the screen. */
function hintRow({ drawing }: Prepared): number {
  const last = lastRow(drawing);
  let from = last;
  while (plain(drawing.rows[from - 1] ?? '') !== '') from--;
  return from > (drawing.cursor?.y ?? 0) ? from : last + 1;
}

test('every kind of menu is included', () => {
  expect(new Set(menus.map(({ state }) => state.gate ?? state.status))).toEqual(
    new Set([
      ...['trust', 'permission', 'bypass', 'mcp', 'api_key', 'settings', 'login', 'limit', 'onboarding'],
      ...['elicitation', 'other', 'plan_ready', 'awaiting_answer'],
    ]),
  );
  const bare = menus.filter((prepared) => isBare(prepared) && prepared.state.gate !== 'elicitation');
  expect(bare.map(({ fixture }) => fixture.scene)).toEqual(['mode-auto-unchecked--dialog']);
});

describe.each(Object.entries(CIPHERS))('in %s', (_, cipher: Cipher) => {
  test.each(menus.map((prepared) => [prepared.fixture.id, prepared] as const))('%s', (_, prepared) => {
    const { state, drawing } = prepared;
    const { selected } = state;
    const joined = KNOWN_WRONG[prepared.fixture.id];
    const options = labelsOf(state).map((label, n) => cipher(joined?.at === n ? `${label} ${joined.rest}` : label));
    const unnamed = { status: 'blocked', gate: 'other', options, selected };
    // An MCP server's form has its buttons in one row, which only their words distinguish from text.
    if (state.gate === 'elicitation') {
      for (const signals of [prepared.signals, over]) {
        const reworded = judge({ ...prepared, signals }, rewordDialog(drawing, cipher));
        expect(['working', 'unknown', 'blocked/other']).toContain(
          [reworded.status, reworded.gate].filter(Boolean).join('/'),
        );
      }
      return;
    }
    if (isBare(prepared)) {
      const keysKept = rewordDialog(drawing, cipher, lastRow(drawing));
      expect(judge(prepared, keysKept)).toMatchObject({ ...unnamed, options: state.options });
      expect(judge(prepared, rewordDialog(drawing, cipher)).status).toBe('unknown');
      return;
    }
    // The path of the plan in the hint identifies a plan gate whatever its other words are.
    const named =
      state.status === 'plan_ready' && state.plan_file ? { status: 'plan_ready', options, selected } : unnamed;
    expect(judge(prepared, rewordDialog(drawing, cipher, hintRow(prepared)))).toMatchObject(named);
    const reworded = rewordDialog(drawing, cipher);
    expect(judge(prepared, reworded)).toMatchObject(unnamed);
    expect(judge({ ...prepared, signals: over }, reworded)).toMatchObject(unnamed);
    // Without the terminal's cursor a list without numbers may be text: no verdict, but never another one.
    const unpointed = judge({ ...prepared, signals: over }, withoutCursor(reworded));
    if (unpointed.status !== 'unknown') expect(unpointed).toMatchObject(unnamed);
  });
});
