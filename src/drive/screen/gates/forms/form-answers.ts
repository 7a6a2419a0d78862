import { CsdError } from '../../../../contract/errors.ts';
import type { FormGrammar } from '../../../../detect/agent/screen-grammar.ts';
import { findLabel } from '../../../../detect/screen/menus/choose-option.ts';
import type { FormChoice, FormField } from '../../../../detect/screen/menus/menu-types.ts';
import { squeeze } from '../../match-paste.ts';
import { type FormDriver, type FormMenu, focusedField } from './fill-form.ts';
import { assign, findCut } from './form-labels.ts';

/** A filled field: its label, and the text or the labels chosen. */
export interface Filled {
  question: string;
  chosen: string[];
}

const MOST_STEPS = 400;
const YES = /^(?:yes|true|on|1|y)$/i;
const NO = /^(?:no|false|off|0|n|)$/i;

/**
 * Fills in a form and accepts it. Answers are `Label=value` in any order, or as many values as there are fields, in
 * order. An empty value leaves a field unset. A list takes a label (several with commas if it has check boxes), a
 * checkbox yes or no. Throws `bad_input` for an unknown field (only cursor keys were pressed) and for a value that the
 * agent rejects; nothing is accepted then.
 */
export async function fillForm(driver: FormDriver, answers: string[]): Promise<Filled[]> {
  const { grammar } = driver;
  const labels = await readLabels(driver);
  const wanted = assign(driver.name, answers, labels, grammar);
  const filler = new Filler(driver, grammar, wanted);
  for (const label of labels) if (wanted.has(label)) await filler.fill(label);
  await filler.verify(labels);
  await driver.confirm(0);
  return labels.flatMap((label) =>
    filler.done.has(label) ? [{ question: label, chosen: filler.done.get(label) ?? [] }] : [],
  );
}

/** The labels of all fields, in order; for a form taller than its space by walking through it. */
async function readLabels(driver: FormDriver): Promise<string[]> {
  let menu = await driver.look();
  if (!menu.form.hidden) return menu.form.fields.map(({ label }) => label);
  const { next } = driver.grammar.keys;
  for (let steps = 0; menu.selected !== 1 && steps < MOST_STEPS; steps++) menu = await walk(driver, menu, next);
  const labels: string[] = [];
  menu = await driver.step(next);
  for (let steps = 0; menu.selected === -1 && steps < MOST_STEPS; steps++) {
    const field = focusedField(menu);
    if (field) labels.push(field.label);
    menu = await walk(driver, menu, next);
  }
  return labels;
}

/** Moves to the next field; closes an open list first. */
async function walk(driver: FormDriver, menu: FormMenu, key: string): Promise<FormMenu> {
  const open = menu.form.fields.some(({ choices }) => choices !== undefined);
  return driver.step(open ? driver.grammar.keys.close : key);
}

class Filler {
  readonly done = new Map<string, string[]>();

  constructor(
    private readonly driver: FormDriver,
    private readonly grammar: FormGrammar,
    private readonly wanted: Map<string, string>,
  ) {}

  async fill(label: string): Promise<void> {
    const value = this.wanted.get(label) ?? '';
    const field = await this.goTo(label);
    await this.driver.settle();
    if (field.box) this.done.set(label, await this.tick(field, value));
    else if (field.list) this.done.set(label, await this.choose(field, value));
    else this.done.set(label, await this.write(field, value));
    await this.leave(label);
  }

  /** Checks everything that was filled in again; throws `not_accepted` if a field shows another value. */
  async verify(labels: string[]): Promise<void> {
    for (const label of labels) {
      const chosen = this.done.get(label);
      if (!chosen) continue;
      const menu = await this.driver.look();
      const drawn = menu.form.fields.find((field) => field.label === label) ?? (await this.goTo(label));
      const [shown = '', wanted = ''] = [drawn.value ?? '', chosen.join(', ')].map((text) =>
        squeeze(text.replace(this.grammar.cutText, '')),
      );
      const same = shown === wanted || (shown !== '' && (wanted.startsWith(shown) || wanted.endsWith(shown)));
      if (!same)
        throw this.driver.refused(`its field ${JSON.stringify(label)} shows another value, so nothing was accepted`);
    }
  }

  private async goTo(label: string): Promise<FormField> {
    let menu = await this.driver.look();
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const field = focusedField(menu);
      if (field?.label === label && !field.choices) return field;
      menu = await walk(this.driver, menu, this.grammar.keys.next);
    }
    throw this.driver.refused(`its field ${JSON.stringify(label)} did not appear`);
  }

  /** Moves to the next field, where the agent checks the value; a rejected value ends the filling. */
  private async leave(label: string): Promise<void> {
    const menu = await this.driver.look();
    const here = focusedField(menu)?.label === label;
    const after = here ? await walk(this.driver, menu, this.grammar.keys.next) : menu;
    const field = after.form.fields.find((one) => one.label === label);
    if (field?.error !== undefined && this.wanted.get(label) !== '') throw this.driver.wrong(after);
  }

  private async tick(field: FormField, value: string): Promise<string[]> {
    if (!YES.test(value) && !NO.test(value))
      throw new CsdError(
        'bad_input',
        `${JSON.stringify(field.label)} is a checkbox: give yes or no, not ${JSON.stringify(value)}`,
      );
    const want = YES.test(value) ? 'yes' : 'no';
    const is = (menu: FormMenu) => focusedField(menu)?.value === want;
    const { toggle } = this.grammar.keys;
    const why = 'its checkbox could not be set';
    // A box without a value looks like one that says no: only a changed one has a value (2.1.332).
    if (field.value === want && want === 'no' && value !== '')
      await this.driver.press(toggle, (menu) => !is(menu), why);
    await this.driver.settle();
    await this.driver.press(toggle, is, why);
    return [want];
  }

  private async write(field: FormField, value: string): Promise<string[]> {
    const empty = (menu: FormMenu) => focusedField(menu)?.value === undefined;
    // One key for each character, and some for characters that are not drawn.
    for (let presses = (field.value ?? '').length + 8; presses > 0 && !empty(await this.driver.look()); presses--)
      await this.driver.tap('BSpace');
    await this.driver.until(empty, `the earlier text in ${field.label} could not be removed`);
    if (value === '') return [];
    const line = value
      .split(/[\r\n]+/)
      .map((part) => part.trim())
      .join(' ');
    await this.driver.paste(line);
    const text = squeeze(line);
    const shown = (menu: FormMenu) => {
      const drawn = squeeze(`${focusedField(menu)?.value ?? ''}${focusedField(menu)?.description ?? ''}`);
      return drawn.includes(text.slice(0, 40)) || drawn.includes(text.slice(-40));
    };
    await this.driver.until(shown, `the text did not appear in ${field.label}`);
    return [value];
  }

  private async choose(field: FormField, value: string): Promise<string[]> {
    if (value === '') return this.write(field, value);
    let menu = await this.open(field);
    const ticks = focusedChoice(menu)?.box === true || this.grammar.ticksHint.test(menu.hint);
    const labels = await this.readChoices(field, menu);
    const targets = (ticks ? value.split(',') : [value]).map((part) => {
      const index = findLabel(part, labels) ?? findCut(part, labels, this.grammar);
      if (index !== undefined) return index;
      const message = `${JSON.stringify(part.trim())} is not a choice of ${field.label} (${labels.join(' / ')}): nothing was accepted`;
      throw new CsdError('bad_input', message, { fields: [{ label: field.label, choices: labels }] });
    });
    await this.driver.settle();
    for (const index of ticks ? labels.keys() : targets) {
      menu = await this.moveToChoice(labels, index);
      const want = targets.includes(index);
      if (!ticks || focusedChoice(menu)?.chosen === want) continue;
      await this.driver.settle();
      const ticked = (now: FormMenu) => focusedChoice(now)?.chosen === want;
      await this.driver.press(this.grammar.keys.toggle, ticked, `a choice of ${field.label} could not be ticked`);
    }
    await this.driver.settle();
    // Enter would tick the choice under the cursor as well (2.1.332).
    await this.driver.press(
      ticks ? this.grammar.keys.close : 'Enter',
      (now) => !now.form.fields.some(({ choices }) => choices),
      'its list did not close',
    );
    return targets.map((index) => labels[index] ?? '');
  }

  private open(field: FormField): Promise<FormMenu> {
    const isOpen = (menu: FormMenu) => focusedField(menu)?.choices !== undefined;
    return this.driver.press(this.grammar.keys.open, isOpen, `the list of ${field.label} did not open`);
  }

  /** The labels of an open list, in order; walks through it if the form, and maybe the list, is taller than its space. */
  private async readChoices(field: FormField, first: FormMenu): Promise<string[]> {
    const shown = (focusedField(first)?.choices ?? []).map(({ label }) => label);
    if (!first.form.hidden && shown.length > 1) return shown;
    const { next, previous } = this.grammar.keys;
    const start = focusedChoice(first)?.label ?? '';
    const before = await this.walkList(field, previous, next);
    const after = await this.walkList(field, next, previous);
    return [...before.reverse(), start, ...after];
  }

  /** The labels from the cursor to one end of an open list; beyond it the cursor leaves the list, which is reopened. */
  private async walkList(field: FormField, key: string, back: string): Promise<string[]> {
    const labels: string[] = [];
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const menu = await this.driver.tryStep(key);
      const choice = menu && focusedField(menu)?.label === field.label ? focusedChoice(menu) : undefined;
      if (choice) {
        labels.push(choice.label);
        continue;
      }
      for (let now = menu; now && focusedField(now)?.label !== field.label; ) now = await this.driver.step(back);
      if (menu) await this.open(field);
      return labels;
    }
    throw this.driver.refused(`the end of the list of ${field.label} could not be found`);
  }

  private async moveToChoice(labels: string[], index: number): Promise<FormMenu> {
    let menu = await this.driver.look();
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const at = labels.indexOf(focusedChoice(menu)?.label ?? '');
      if (at === index) return menu;
      if (at === -1) break;
      menu = await this.driver.step(at < index ? this.grammar.keys.next : this.grammar.keys.previous);
    }
    throw this.driver.refused(`the cursor could not be moved to ${JSON.stringify(labels[index])}`);
  }
}

/** The choice under the cursor, if a list is open. */
function focusedChoice(menu: FormMenu): FormChoice | undefined {
  return focusedField(menu)?.choices?.find(({ focused }) => focused);
}
