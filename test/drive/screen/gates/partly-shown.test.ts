import { describe, expect, test } from 'vitest';
import { CsdError } from '../../../../src/contract/errors.ts';
import type { MenuDriver } from '../../../../src/drive/screen/gates/menu-driver.ts';
import { PartlyShown } from '../../../../src/drive/screen/gates/partly-shown.ts';
import { signalsOf, verdictOn } from '../../../detect/judge.ts';
import { bare } from '../../../detect/screens.ts';

const LABELS = ['One of them, at length', 'Two of them, at length', 'Three of them', 'Four of them'];
const RULE = '─'.repeat(46);

/**
 * A pane that shows one option of the list and the rows below it; with the cursor on the first two it shows the third.
 */
class Pane {
  cursor = 1;
  /** Keys that do not move the cursor, each with the row that it was pressed on. */
  readonly pressed: string[] = [];
  readonly name = 'job';
  labels = LABELS;
  /** Check boxes that are ticked, by their numbers. */
  ticked: Set<number> | undefined;
  own = '';
  /** The first row on which the pane shows the cursor. */
  first = 3;

  readonly driver = this as unknown as MenuDriver;

  /**
   * The rows that Down goes through: the options, the free-text row, the row that continues (below check boxes), and an
   * aside.
   */
  private get last() {
    return this.labels.length + (this.ticked ? 3 : 2);
  }

  async look() {
    const own = this.labels.length + 1;
    const number = Math.min(own, Math.max(this.first, this.cursor));
    const mark = this.cursor < this.first ? '↓' : this.cursor === number ? '❯' : ' ';
    const label = this.labels[number - 1] ?? (this.own || 'Type something');
    const box = this.ticked ? `[${this.ticked.has(number) ? '✔' : ' '}] ` : '';
    const rows = [
      `${' '.repeat(5 + box.length)}of what stands above`,
      `${mark} ${number}. ${box}${label}`,
      `${' '.repeat(5 + box.length)}What it is.`,
      ...(this.ticked ? [`${this.cursor === own + 1 ? '❯' : ' '}    Submit`] : []),
      RULE,
      `${this.cursor === this.last ? '❯' : ' '} ${own + 1}. Chat about this`,
    ];
    const shown = bare([...rows, ' ↑ 9 more lines', 'Enter to select · ↑/↓ to navigate · Esc to', 'cancel'], {
      width: 46,
      height: 10,
    });
    return { sidecar: { name: 'job' }, signals: signalsOf(shown), verdict: verdictOn(shown), pane: shown };
  }

  async press(key: string) {
    if (key === 'Down' || key === 'Up') {
      this.cursor = Math.min(this.last, Math.max(1, this.cursor + (key === 'Down' ? 1 : -1)));
      return;
    }
    this.pressed.push(`${key} on ${this.cursor}`);
    if (key === 'C-u') this.own = '';
    else if (!this.ticked?.delete(this.cursor)) this.ticked?.add(this.cursor);
  }

  async pressOnce(_: unknown, key: string) {
    this.pressed.push(`${key} at last on ${this.cursor}`);
  }

  async typeInto(target: unknown, text: string) {
    expect(target).toBe('cursor');
    this.pressed.push(`typed on ${this.cursor}`);
    this.own += text;
    // Typing ticks the box of that row.
    this.ticked?.add(this.cursor);
  }

  pause = async () => {};
  waitForChange = async () => undefined;
  refused = (why: string) => new CsdError('not_accepted', why);

  get answer() {
    return new PartlyShown(this.driver, LABELS, { freeText: /^Type something/i, submitRow: /^Submit$/ }, 'C-u');
  }
}

const tooSmall = { code: 'not_accepted', message: expect.stringContaining('too small') };

describe('an option of a question that the pane shows only in part', () => {
  test('is confirmed once, when the cursor is seen on it', async () => {
    const pane = new Pane();
    await pane.answer.choose(4);
    expect(pane.pressed).toEqual(['Enter at last on 4']);
  });

  test('is reached by going back', async () => {
    const pane = new Pane();
    pane.cursor = 4;
    await pane.answer.choose(3);
    expect(pane.pressed).toEqual(['Enter at last on 3']);
  });

  test('is refused if the cursor is never seen on it, and nothing is confirmed', async () => {
    const pane = new Pane();
    await expect(pane.answer.choose(1)).rejects.toMatchObject(tooSmall);
    expect(pane.pressed).toEqual([]);
  });

  test('of another question gets no Enter', async () => {
    const pane = new Pane();
    pane.labels = ['A', 'B', 'C', 'D'];
    await expect(pane.answer.choose(4)).rejects.toMatchObject({ code: 'gate_changed' });
    expect(pane.pressed).toEqual([]);
  });
});

describe('free text for a question that the pane shows only in part', () => {
  test('is typed into its row and confirmed there', async () => {
    const pane = new Pane();
    await pane.answer.write('neither');
    expect(pane).toMatchObject({ own: 'neither', pressed: ['typed on 5', 'Enter at last on 5'] });
  });

  test('replaces an earlier text', async () => {
    const pane = new Pane();
    pane.own = 'both';
    await pane.answer.write('neither');
    expect(pane).toMatchObject({ own: 'neither', pressed: ['C-u on 5', 'typed on 5', 'Enter at last on 5'] });
  });
});

describe('check boxes that the pane shows only in part', () => {
  const ticking = (first: number, ...ticked: number[]) => Object.assign(new Pane(), { first, ticked: new Set(ticked) });

  test.each([
    ['none is ticked', []],
    ['others are ticked', [1, 4]],
    ['they are ticked already', [2, 3]],
    ['the free-text row is ticked too', [5]],
  ])('exactly the wanted ones are ticked if %s', async (_, before) => {
    const pane = ticking(1, ...before);
    await pane.answer.tick([2, 3]);
    expect([...(pane.ticked ?? [])].sort()).toEqual([2, 3]);
    expect(pane.pressed.at(-1)).toBe('Enter at last on 6');
  });

  test('can be combined with free text', async () => {
    const pane = ticking(1, 4);
    await pane.answer.tick([2], 'and the rest');
    expect([...(pane.ticked ?? [])].sort()).toEqual([2, 5]);
    expect(pane.own).toBe('and the rest');
  });

  test('are left alone if the cursor is never seen on one of them', async () => {
    const pane = ticking(2, 4);
    await expect(pane.answer.tick([3])).rejects.toMatchObject(tooSmall);
    expect(pane.pressed).toEqual([]);
  });
});
