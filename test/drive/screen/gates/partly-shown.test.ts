import { describe, expect, test } from 'vitest';
import { CsdError } from '../../../../src/contract/errors.ts';
import type { MenuDriver } from '../../../../src/drive/screen/gates/menu-driver.ts';
import { confirmUnseen } from '../../../../src/drive/screen/gates/partly-shown.ts';
import { signalsOf, verdictOn } from '../../../detect/judge.ts';
import { bare } from '../../../detect/screens.ts';

const LABELS = ['One of them, at length', 'Two of them, at length', 'Three of them', 'Four of them'];
const RULE = '─'.repeat(46);

/** A pane that shows one option of the list and what stands below it; with the cursor on the first two it shows the third. */
class Pane {
  cursor = 1;
  readonly pressed: string[] = [];
  readonly name = 'job';
  labels = LABELS;

  readonly driver = this as unknown as MenuDriver;

  async look() {
    const number = Math.max(3, this.cursor);
    const mark = this.cursor < 3 ? '↓' : this.cursor === number ? '❯' : ' ';
    const label = this.labels[number - 1] ?? 'Type something.';
    const rows = [
      '     of what stands above',
      `${mark} ${number}. ${label}`,
      '     What it is.',
      RULE,
      '  6. Chat about this',
    ];
    const shown = bare([...rows, ' ↑ 9 more lines', 'Enter to select · ↑/↓ to navigate · Esc to', 'cancel'], {
      width: 46,
      height: 8,
    });
    return { sidecar: { name: 'job' }, signals: signalsOf(shown), verdict: verdictOn(shown), pane: shown };
  }

  async press(key: string) {
    this.pressed.push(key);
    this.cursor = Math.min(5, Math.max(1, this.cursor + (key === 'Down' ? 1 : -1)));
  }

  async pressOnce(_: unknown, key: string) {
    this.pressed.push(`${key} on ${this.cursor}`);
  }

  pause = async () => {};
  refused = (why: string) => new CsdError('not_accepted', why);
}

describe('an option of a question of which the pane shows a part', () => {
  test('is confirmed once, where the cursor is seen on it', async () => {
    const pane = new Pane();
    await confirmUnseen(pane.driver, LABELS, 4);
    expect(pane.pressed).toEqual(['Down', 'Down', 'Down', 'Enter on 4']);
  });

  test('is gone back to', async () => {
    const pane = new Pane();
    pane.cursor = 4;
    await confirmUnseen(pane.driver, LABELS, 3);
    expect(pane.pressed).toEqual(['Up', 'Enter on 3']);
  });

  test('on which the cursor is never seen is refused, and nothing is confirmed', async () => {
    const pane = new Pane();
    const refusal = { code: 'not_accepted', message: expect.stringContaining('too small') };
    await expect(confirmUnseen(pane.driver, LABELS, 1)).rejects.toMatchObject(refusal);
    expect(pane.pressed.join()).not.toContain('Enter');
  });

  test('of another question gets no Enter', async () => {
    const pane = new Pane();
    pane.labels = ['A', 'B', 'C', 'D'];
    await expect(confirmUnseen(pane.driver, LABELS, 4)).rejects.toMatchObject({ code: 'gate_changed' });
    expect(pane.pressed).toEqual([]);
  });
});
