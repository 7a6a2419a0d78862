import { beforeEach, describe, expect, test } from 'vitest';
import { lookAt } from '../../../../../src/drive/observe/look-at.ts';
import { answer } from '../../../../../src/drive/screen/gates/answer-gate.ts';
import { answerQuestions } from '../../../../../src/drive/screen/gates/answer-questions.ts';
import { createFakeContext, type FakeContext } from '../../../../fakes/context.ts';
import { someOf } from '../../../../thorough.ts';
import { ScriptedAgent } from '../../../scripted.ts';

interface Field {
  label: string;
  required?: boolean;
  description?: string;
  kind: 'text' | 'box' | 'one' | 'many';
  choices?: string[];
  wrong?: (value: string) => string | undefined;
}

const COUNT: Field = {
  label: 'Count',
  required: true,
  kind: 'text',
  wrong: (value) => (/^[1-9]$/.test(value) ? undefined : 'Must be an integer between 1 and 9'),
};
const FIELDS: Field[] = [
  { label: 'Name', required: true, description: 'Who gets it', kind: 'text' },
  COUNT,
  { label: 'Gift', kind: 'box' },
  { label: 'Size', kind: 'one', choices: ['small', 'medium', 'large'] },
  { label: 'Tags', kind: 'many', choices: ['new', 'old', 'worn'] },
];

/** A form as 2.1.158 to 2.1.332 draw it, and the effects of its keys. */
class FormAgent {
  values = new Map<string, string[]>();
  /** The index of the cursor; the two buttons follow the fields. */
  at = 0;
  open: number | undefined;
  left: string | undefined;
  /** How many of the next keys of a name have no effect. */
  swallow: Record<string, number> = {};
  private checked = new Set<string>();

  constructor(
    private readonly agent: ScriptedAgent,
    private readonly fields: Field[],
    /** This many fields are drawn at once. */
    private readonly room = fields.length,
    /** A list shows only the choice under the cursor, without a sign of the others, and the hint has no space. */
    private readonly narrow = false,
  ) {
    agent.pane.onKey = (key) => {
      const left = this.swallow[key] ?? 0;
      if (left > 0) this.swallow[key] = left - 1;
      else this.press(key);
      this.draw();
    };
    agent.pane.onPaste = (text) => {
      const field = this.fields[this.at];
      if (field?.kind === 'text') this.values.set(field.label, [this.valueOf(field) + text]);
      this.draw();
    };
    this.draw();
  }

  private valueOf({ label }: Field): string {
    return this.values.get(label)?.join(', ') ?? '';
  }

  private press(key: string): void {
    const field = this.fields[this.at];
    const choices = field?.choices ?? [];
    const places = this.fields.length + 2;
    if (this.left !== undefined) return;
    if (key === 'Escape') this.leave('cancel');
    else if (this.open !== undefined && field) {
      const next = this.open + (key === 'Down' ? 1 : -1);
      if (key === 'Down' || key === 'Up') {
        this.open = choices[next] === undefined ? undefined : next;
        // Beyond its ends the cursor leaves the list.
        if (this.open === undefined) this.at = (this.at + (key === 'Down' ? 1 : -1) + places) % places;
      } else if (key === 'Left') this.open = undefined;
      else if (key === 'Space' && field.kind === 'many') this.toggle(field, choices[this.open] ?? '');
      else if (key === 'Enter') {
        const choice = choices[this.open] ?? '';
        if (field.kind === 'one') this.values.set(field.label, [choice]);
        else if (!this.values.get(field.label)?.includes(choice)) this.toggle(field, choice);
        this.open = undefined;
        this.at++;
      }
    } else if (key === 'Down' || key === 'Up') {
      if (field) this.checked.add(field.label);
      this.at = (this.at + (key === 'Down' ? 1 : -1) + places) % places;
    } else if (key === 'Right' && choices.length > 0) this.open = 0;
    else if (key === 'Space' && field?.kind === 'box')
      this.values.set(field.label, [this.valueOf(field) === 'yes' ? 'no' : 'yes']);
    else if (key === 'BSpace' && field)
      this.values.set(field.label, [this.valueOf(field).slice(0, -1)].filter(Boolean));
    else if (key === 'Enter' && this.at === this.fields.length + 1) this.leave('decline');
    else if (key === 'Enter' && this.at === this.fields.length) this.accept();
  }

  private toggle({ label, choices = [] }: Field, choice: string): void {
    const now = new Set(this.values.get(label));
    if (!now.delete(choice)) now.add(choice);
    this.values.set(
      label,
      choices.filter((one) => now.has(one)),
    );
  }

  private accept(): void {
    const wrong = this.fields.findIndex((field) => this.errorOf(field) !== undefined);
    if (wrong === -1) {
      this.leave('accept');
      return;
    }
    for (const { label } of this.fields) this.checked.add(label);
    this.at = wrong;
  }

  private errorOf(field: Field): string | undefined {
    const value = this.valueOf(field);
    if (value === '') return field.required ? 'This field is required' : undefined;
    return field.wrong?.(value);
  }

  private leave(how: string): void {
    this.left = how;
    this.agent.draw();
  }

  draw(): void {
    if (this.left !== undefined) {
      this.agent.draw();
      return;
    }
    const from = Math.max(0, Math.min(this.at - this.room + 1, this.fields.length - this.room));
    const shown = this.fields.slice(from, from + this.room);
    const after = this.fields.length - from - shown.length;
    const rows = shown.flatMap((field, n) => this.rowsOf(field, from + n === this.at));
    const cursor = (place: number) => (this.at === this.fields.length + place ? '❯ ' : '  ');
    this.agent.pane.screen = [
      '─'.repeat(80),
      '  MCP server “desk” requests your input',
      '',
      '  Please give the details: all of them.',
      '',
      ...(from > 0 ? [`    ↑ ${from} more`] : []),
      ...rows,
      ...(after > 0 ? [`    ↓ ${after} more`] : []),
      '',
      `  ${cursor(0)}Accept  ${cursor(1)}Decline`,
      ...(this.narrow && this.open !== undefined ? [] : ['', this.hint()]),
    ].join('\n');
  }

  private hint(): string {
    return `  Esc to cancel · ↑/↓ to navigate${this.open === undefined ? '' : ' · Space to '}${this.open === undefined ? '' : this.fields[this.at]?.kind === 'many' ? 'toggle' : 'select'}`;
  }

  private rowsOf(field: Field, focused: boolean): string[] {
    const value = this.valueOf(field);
    const error = this.checked.has(field.label) ? this.errorOf(field) : undefined;
    const mark = error !== undefined ? '⚠' : value !== '' || field.kind === 'box' ? '✔' : field.required ? '*' : ' ';
    const open = focused && this.open !== undefined;
    const drawn =
      field.kind === 'box'
        ? value === 'yes'
          ? '☒'
          : '☐'
        : open
          ? '▾'
          : `${focused && field.choices ? '▸ ' : ''}${value || (focused && !field.choices ? 'Type something…' : 'not set')}`;
    const glyph = (choice: string) =>
      field.kind === 'one' ? '◯' : this.values.get(field.label)?.includes(choice) ? '☒' : '☐';
    const list = open
      ? (field.choices ?? [])
          .map((choice, n) => `        ${n === this.open ? '❯' : ' '} ${glyph(choice)} ${choice}`)
          .filter((_, n) => !this.narrow || n === this.open)
      : [];
    const below = [field.description, error].flatMap((text) => (text === undefined ? [] : [`        ${text}`]));
    return [`  ${focused ? '❯' : ' '} ${mark} ${field.label}: ${drawn}`, ...list, ...below, ''];
  }
}

let ctx: FakeContext;
let agent: ScriptedAgent;
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
  agent.pane.height = 40;
});
const fill = (...answers: string[]) => answerQuestions(ctx, agent.sidecar, { answers });
const state = async () => (await lookAt(ctx, agent.sidecar)).verdict.state;
const refusal = (filling: Promise<unknown>) =>
  filling.then(
    () => ({ code: 'none' }),
    (error: { code: string }) => error,
  );
const ALL = ['Name=Bob Smith', 'Count=3', 'Gift=yes', 'Size=medium', 'Tags=new, worn'];

test('its fields are reported', async () => {
  new FormAgent(agent, FIELDS);
  expect(await state()).toMatchObject({
    status: 'blocked',
    gate: 'elicitation',
    prompt: 'MCP server “desk” requests your input\n\nPlease give the details: all of them.',
    options: ['Accept', 'Decline', 'Cancel'],
    selected: 0,
    fields: [
      { label: 'Name', required: true, description: 'Who gets it' },
      { label: 'Count', required: true },
      { label: 'Gift', value: 'no' },
      { label: 'Size' },
      { label: 'Tags' },
    ],
  });
  new FormAgent(agent, FIELDS, 2);
  expect(await state()).toMatchObject({ truncated: true, fields: [{ label: 'Name' }, { label: 'Count' }] });
});

test('a cut message is reported as cut, even if all fields are drawn; a similar remark is not', async () => {
  new FormAgent(agent, FIELDS);
  expect(await state()).not.toHaveProperty('truncated');
  const drawn = agent.pane.screen;
  agent.pane.screen = drawn.replace('all of them.', 'all of them.\n  … (+44 more lines)');
  expect(await state()).toMatchObject({ truncated: true, fields: { length: FIELDS.length } });
  agent.pane.screen = drawn.replace('Who gets it', '… (+44 more lines)');
  expect(await state()).not.toHaveProperty('truncated');
});

test('its id stays while it is filled in, and differs for other fields', async () => {
  const form = new FormAgent(agent, FIELDS);
  const { gate_id } = (await state()) as { gate_id: string };
  form.values.set('Name', ['Bob']).set('Size', ['small']);
  form.at = 3;
  form.draw();
  expect(await state()).toMatchObject({ gate_id });
  new FormAgent(agent, FIELDS.slice(1));
  expect(((await state()) as { gate_id: string }).gate_id).not.toBe(gate_id);
});

test('labels and choices that are drawn only in part are found by their whole words', async () => {
  const fields: Field[] = [
    { label: 'Full name o…', kind: 'text' },
    { label: 'Full size', kind: 'one', choices: ['Small box', 'Large box, wr…'] },
  ];
  const form = new FormAgent(agent, fields);
  await fill('Full name of the one who gets it=Bob=Smith', 'Full size=Large box, wrapped in paper');
  expect(form.left).toBe('accept');
  expect(Object.fromEntries(form.values)).toEqual({ 'Full name o…': ['Bob=Smith'], 'Full size': ['Large box, wr…'] });
  const same = [{ label: 'Full name o…', kind: 'text' } as const, { label: 'Full name…', kind: 'text' } as const];
  new FormAgent(agent, same);
  expect(await refusal(fill('Full name of the one=Bob', 'Full name…=x'))).toMatchObject({ code: 'bad_input' });
});

test('choices are ticked without the one on which the list is closed', async () => {
  const form = new FormAgent(agent, FIELDS);
  await fill('Name=Bob', 'Count=3', 'Tags=new');
  expect(form.left).toBe('accept');
  expect(form.values.get('Tags')).toEqual(['new']);
});

test('a required checkbox without a value gets the value no', async () => {
  const wrong = (value: string) => (value === '' ? 'This field is required' : undefined);
  const form = new FormAgent(agent, [{ label: 'Gift', required: true, kind: 'box', wrong }]);
  await fill('Gift=no');
  expect(form.left).toBe('accept');
  expect(form.values.get('Gift')).toEqual(['no']);
});

describe.each([
  ['all fields drawn', FIELDS.length, 0, false],
  ['three drawn at once', 3, 1, false],
  ['one drawn at a time', 1, 2, false],
  ['one choice of a list drawn at a time', 1, 1, true],
])('with %s', (_, room, turn, narrow) => {
  test.each([
    ['by name', ALL],
    ['by name, in another order', ALL.toReversed()],
    ['in order', ['Bob Smith', '3', 'yes', 'medium', 'new, worn']],
  ])('it is filled in %s and accepted', async (_, answers) => {
    const form = new FormAgent(agent, FIELDS, room, narrow);
    await fill(...answers);
    expect(form.left).toBe('accept');
    expect(Object.fromEntries(form.values)).toEqual({
      Name: ['Bob Smith'],
      Count: ['3'],
      Gift: ['yes'],
      Size: ['medium'],
      Tags: ['new', 'worn'],
    });
  });

  test('earlier values are replaced', async () => {
    const form = new FormAgent(agent, FIELDS, room, narrow);
    form.values.set('Name', ['Eve']).set('Count', ['9']).set('Gift', ['yes']).set('Tags', ['old', 'worn']);
    form.draw();
    await fill('Name=Bob', 'Gift=no', 'Tags=new,worn');
    expect(form.left).toBe('accept');
    expect(Object.fromEntries(form.values)).toEqual({
      Name: ['Bob'],
      Count: ['9'],
      Gift: ['no'],
      Tags: ['new', 'worn'],
    });
  });

  const refused: [string, string[], RegExp][] = [
    ['a value that the agent does not take', ['Name=Bob', 'Count=12'], /between 1 and 9/],
    ['a required field without a value', ['Name=Bob'], /Count: This field is required/],
    ['a choice that is not there', ['Size=huge'], /small \/ medium \/ large/],
    ['a box that is neither', ['Gift=perhaps'], /yes or no/],
    ['a field that is not there', ['Colour=red'], /Name \/ Count/],
    ['too few values', ['Bob', '3'], /5 field/],
    ['a field twice', ['Name=Bob', 'Name=Eve'], /twice/],
  ];
  test.each(someOf(refused, 3, turn))('%s is refused, and nothing is accepted', async (_, answers, why) => {
    const form = new FormAgent(agent, FIELDS, room, narrow);
    expect(await refusal(fill(...answers))).toMatchObject({ code: 'bad_input', message: expect.stringMatching(why) });
    expect(form.left).toBeUndefined();
  });

  test('a text that also reached another field is noticed, and nothing is accepted', async () => {
    const form = new FormAgent(agent, FIELDS, room, narrow);
    const paste = agent.pane.onPaste;
    agent.pane.onPaste = (text, pane) => {
      if (text === '3') form.values.set('Name', ['Bob Smith3']);
      paste?.(text, pane);
    };
    expect(await refusal(fill(...ALL))).toMatchObject({
      code: 'not_accepted',
      message: expect.stringContaining('"Name" shows another'),
    });
    expect(form.left).toBeUndefined();
  });

  test.each(someOf(['Down', 'Space', 'Right', 'Enter'], 3, turn))('a %s that is lost is pressed again', async (key) => {
    const form = new FormAgent(agent, FIELDS, room, narrow);
    form.swallow = { [key]: 1 };
    await fill(...ALL);
    expect(form.left).toBe('accept');
    expect(form.values.get('Size')).toEqual(['medium']);
  });

  test.each([
    ['approval accepts it unchanged', {}, 'accept'],
    ['refusal declines it', { deny: true }, 'decline'],
    ['it can be left', { match: 'cancel' }, 'cancel'],
  ])('%s', async (_, choice, left) => {
    const form = new FormAgent(agent, FIELDS, room, narrow);
    form.values.set('Name', ['Bob']).set('Count', ['3']);
    await answer(ctx, agent.sidecar, choice);
    expect(form.left).toBe(left);
  });
});
