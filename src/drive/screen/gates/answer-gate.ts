import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { Backend, PlanClass } from '../../../detect/agent/backend.ts';
import {
  classOf,
  findByClass,
  findByMeaning,
  findByNumber,
  findCancelKey,
  labelsOf,
  nameGate,
  numberOf,
  rowsOf,
} from '../../../detect/screen/gates/gates.ts';
import { findLabel } from '../../../detect/screen/menus/choose-option.ts';
import type { Menu } from '../../../detect/screen/menus/menu-types.ts';
import { lookAt } from '../../observe/look-at.ts';
import { backendOf } from '../../session/backend-of.ts';
import { guardBypassGate } from '../../session/consent.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { requireScreen, withInputLock } from '../preconditions.ts';
import { FormDriver } from './forms/fill-form.ts';
import { leaveOpened } from './leave-menu.ts';
import { MenuDriver } from './menu-driver.ts';
import { moveToNumber, readAllOptions, startsCut } from './scroll-menu.ts';

/**
 * Which option: by the number that a person would type, by its label or whole words that only it has, by the class of a
 * plan's option, or (without any of these) by meaning: the option that agrees and widens nothing, or with `deny` the
 * one that declines and ends nothing.
 */
export interface Choice {
  option?: number;
  match?: string;
  plan?: Exclude<PlanClass, 'refine'>;
  deny?: boolean;
  /** A text for the agent that goes with a refusal, in the gate itself, if the gate has a field for it. */
  message?: string;
  /** The gate's id (`gate_id` of `state`): another gate is refused. */
  expect?: string;
}

/** The option that was confirmed (0: none, a key left the menu or view), the gate it answered, and whether `message` went with it. */
export interface Answered {
  option: number;
  label: string;
  gate: string;
  told: boolean;
}

/** How long a key that opens an input row may take to show, in ms. */
const AMEND_MS = 1500;

/**
 * Answers the gate on the screen: moves the cursor, reads again, and confirms only on the right row. Throws `no_gate`
 * and `no_such_option` (no key pressed), `gate_changed` if another gate took its place, and `not_accepted` if the gate
 * stayed.
 */
export async function answer(ctx: Context, sidecar: Sidecar, choice: Choice): Promise<Answered> {
  return withInputLock(ctx, sidecar, () => answerLocked(ctx, sidecar, choice));
}

/** The same, for a caller that holds the input lock. */
export async function answerLocked(ctx: Context, sidecar: Sidecar, choice: Choice): Promise<Answered> {
  const first = await lookAt(ctx, sidecar);
  const backend = backendOf(ctx, sidecar);
  const driver = new MenuDriver(ctx, sidecar);
  const isPlainDeny = choice.deny && choice.option === undefined && choice.match === undefined;
  if (isPlainDeny) {
    requireExpected(first, choice.expect);
    const left = await leaveOpened(ctx, driver, first, backend);
    if (left) return { ...left, gate: 'other', told: false };
  }
  const { seen, menu } = requireGate(first);
  requireExpected(seen, choice.expect);
  if (mayBeCut(seen, menu, choice, backend)) {
    await ctx.tmux.leaveMode(addressOf(sidecar));
    const whole = await readAllOptions(driver, menu);
    if (whole && whole.length > menu.options.length)
      return confirmScrolled(driver, { menu, whole: { ...menu, options: whole } }, choice, backend);
  }
  const { kind } = nameGate(menu, backend.gates);
  const cancel = isPlainDeny ? findCancelKey(menu, backend.gates) : undefined;
  if (cancel) {
    await ctx.tmux.leaveMode(addressOf(sidecar));
    await driver.pressOnce(seen, cancel.key, menu.selected);
    return { option: 0, label: cancel.label, gate: kind, told: false };
  }
  const target = chooseOption(sidecar.name, menu, choice, backend);
  const does = classOf(menu.options[target]?.label ?? '', kind, backend.gates);
  if (kind === 'bypass' && does !== 'declines' && does !== 'ends') await guardBypassGate(ctx, backend);
  await ctx.tmux.leaveMode(addressOf(sidecar));
  const told = await carryOut({ ctx, driver, seen, menu, target, backend }, choice.message);
  const option = menu.options[target];
  return {
    option: option ? numberOf(menu, option) : target + 1,
    label: option?.label ?? '',
    gate: kind,
    told,
  };
}

/** Throws `gate_changed` if the state has another gate id than expected, or none. */
export function requireExpected(seen: Observation, expect: string | undefined): void {
  const { name } = seen.sidecar;
  const { state } = seen.verdict;
  const { menu } = requireScreen(seen);
  const gate_id = ('gate_id' in state ? state.gate_id : undefined) ?? menu?.mark;
  if (expect === undefined || expect === gate_id) return;
  const message = `the gate of ${name} is not the expected one: no key was pressed; read it again with \`csd state ${name}\``;
  throw new CsdError('gate_changed', message, { ...(gate_id !== undefined && { gate_id }), state });
}

/** How many rows above and below a dialog may be free although it fills the pane. */
const SPARE_ROWS = 3;

/**
 * True if the wanted option may be scrolled out of a small pane, with or without a sign: options exist above the first
 * drawn one, or none of the drawn ones matches. Only then the cursor is moved to see them.
 */
function mayBeCut({ pane }: Observation, menu: Menu, choice: Choice, { gates }: Backend): boolean {
  const full = menu.top <= SPARE_ROWS && (pane?.height ?? 0) - menu.bottom <= SPARE_ROWS;
  if (!(gates.cutsOptions && full) && !menu.hides) return false;
  if (!menu.numbered || menu.selected < 0) return false;
  if (startsCut(menu)) return true;
  const { option, match, plan } = choice;
  if (option !== undefined) return findByNumber(menu, option) === undefined && option > menu.options.length;
  if (match !== undefined) return findLabel(match, labelsOf(menu)) === undefined;
  if (plan !== undefined) return findByClass(menu, gates.planClasses[plan], gates) === undefined;
  return findByMeaning(menu, gates, choice.deny ? 'deny' : 'approve') === undefined;
}

/** Confirms an option of a menu that the pane shows only in part; `whole` has all its options. */
async function confirmScrolled(
  driver: MenuDriver,
  { menu, whole }: { menu: Menu; whole: Menu },
  choice: Choice,
  backend: Backend,
): Promise<Answered> {
  const chosen = whole.options[chooseOption(driver.name, whole, choice, backend)];
  const placed = chosen && (await moveToNumber(driver, menu, chosen));
  if (!chosen || !placed) throw driver.refused('csd could not scroll to its options, so nothing was confirmed');
  // Once: the cursor key that would prove a lost Enter would scroll.
  await driver.pressOnce(placed.seen, 'Enter', placed.target);
  return { option: chosen.number ?? 0, label: chosen.label, gate: nameGate(whole, backend.gates).kind, told: false };
}

/** The menu of a session that waits at one; throws `no_gate` if there is none, or while it is still being drawn. */
export function requireGate(seen: Observation): { seen: Observation; menu: Menu } {
  const { menu } = requireScreen(seen);
  const { state } = seen.verdict;
  if (menu && state.status !== 'working') return { seen, menu };
  const message = `session ${seen.sidecar.name} has no open gate (it is ${state.status}): no key was pressed`;
  throw new CsdError('no_gate', message, { state });
}

/** A chosen option in the observed gate. */
interface Chosen {
  ctx: Context;
  driver: MenuDriver;
  seen: Observation;
  menu: Menu;
  /** The option's index, from 0. */
  target: number;
  backend: Backend;
}

/** Confirms the option, with the message if the gate has a field for it; true if the message was sent there. */
async function carryOut(chosen: Chosen, message: string | undefined): Promise<boolean> {
  const { ctx, driver, seen, menu, target, backend } = chosen;
  const key = menu.options[target]?.key;
  if (key) {
    await driver.pressOnce(seen, key, target);
    return false;
  }
  if (menu.form && backend.screen.form) {
    await new FormDriver(ctx, seen.sidecar, backend.screen.form, menu).confirm(target);
    return false;
  }
  if (menu.entry) return carryOutTyped(chosen, message);
  const placed = await driver.moveTo(menu, target);
  const { amend } = backend.gates;
  if (message !== undefined && amend?.hint.test(menu.hint)) {
    await driver.press(amend.key);
    if (await driver.waitForChange(menu.mark, AMEND_MS)) {
      const typed = await driver.typeInto(
        target,
        backend.input
          .escapePrompt(message, false)
          .split('\n')
          .map((line) => line.trim())
          .join(' '),
      );
      await driver.confirm(typed.seen, typed.menu, target);
      return true;
    }
  }
  await driver.confirm(placed, menu, target);
  return false;
}

/** In a dialog with an input line: types the option, and then the text that it needs. */
async function carryOutTyped(
  { ctx, driver, seen, menu, target, backend }: Chosen,
  message: string | undefined,
): Promise<boolean> {
  const { input, gates } = backend;
  const placed = await driver.moveTo(menu, target);
  const key = menu.options[target]?.typed ?? '';
  const gate = { before: await driver.settle(placed, menu), menu, target };
  if (await driver.typed.confirm(gate, key)) return false;
  const kind = nameGate(menu, gates).kind;
  if (message !== undefined) {
    const paste = (text: string) => ctx.tmux.paste(addressOf(seen.sidecar), text);
    await driver.typed.write(gate, input.escapePrompt(message, false), paste);
    return true;
  }
  if (classOf(menu.options[target]?.label ?? '', kind, gates) !== 'declines')
    throw driver.refused('the option needs a text; its input line was left open for it');
  await driver.typed.leave(gate);
  return false;
}

function chooseOption(name: string, menu: Menu, choice: Choice, { gates }: Backend): number {
  const { option, match, plan, deny } = choice;
  const index =
    option !== undefined
      ? findByNumber(menu, option)
      : match !== undefined
        ? findLabel(match, labelsOf(menu))
        : plan !== undefined
          ? findByClass(menu, gates.planClasses[plan], gates)
          : deny
            ? findByMeaning(menu, gates, 'deny')
            : findByMeaning(menu, gates, 'approve');
  if (index !== undefined) return index;
  const wanted =
    option !== undefined
      ? `no option ${option}`
      : match !== undefined
        ? `no option, or more than one, matches ${JSON.stringify(match)}`
        : plan !== undefined
          ? `no option is of the class ${plan}`
          : deny
            ? 'no option clearly declines and changes nothing else'
            : 'no option clearly agrees to this and nothing more';
  const offered = menu.options.map((entry) => `${numberOf(menu, entry) || '-'}. ${entry.label}`).join(' / ');
  const message = `${wanted} at the gate of ${name}: choose with --option N or --match TEXT from ${offered}`;
  throw new CsdError('no_such_option', message, {
    options: labelsOf(menu),
    rows: rowsOf(menu),
    gate_id: menu.mark,
  });
}
