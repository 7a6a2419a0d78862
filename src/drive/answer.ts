import { CsdError } from '../contract/errors.ts';
import type { Sidecar } from '../contract/session.ts';
import type { Backend, PlanClass } from '../detect/backend.ts';
import { findAffirmative, findNegative, fingerprint, labelsOf, nameGate, numberOf } from '../detect/gates.ts';
import type { Menu } from '../detect/menu.ts';
import { backendOf } from './backend-of.ts';
import type { Context } from './context.ts';
import { lookAt, requireScreen, withInputLock } from './guard.ts';
import { MenuDriver } from './menu-driver.ts';
import type { Observation } from './observe.ts';
import { addressOf } from './panes.ts';
import { guardBypassGate } from './workers/consent.ts';

/**
 * Which option: by the number a person would type, by a part of its label, by the class of a plan's option, or (with
 * none of these) by meaning: the option that agrees, or with `deny` the one that declines.
 */
export interface Choice {
  option?: number;
  match?: string;
  plan?: Exclude<PlanClass, 'refine'>;
  deny?: boolean;
  /** Told to the agent with a refusal, in the gate itself; only where the gate offers that. */
  message?: string;
  /** The gate's mark (`gate_id` of `state`): another gate is refused. */
  expect?: string;
}

/** The option that was confirmed, the gate it answered, and whether `message` went with it. */
export interface Answered {
  option: number;
  label: string;
  gate: string;
  told: boolean;
}

/** How long a key that opens an input row may take, in ms. */
const AMEND_MS = 1500;

/**
 * Answers the one gate that is on the screen: moves the cursor, reads again, and confirms on the right row only. Throws
 * `no_gate` (no key pressed), `no_such_option` (no key pressed), `gate_changed` when another gate took its place, and
 * `not_accepted` when the gate stayed.
 */
export async function answer(ctx: Context, sidecar: Sidecar, choice: Choice): Promise<Answered> {
  return withInputLock(ctx, sidecar, async () => {
    const { seen, menu } = requireGate(await lookAt(ctx, sidecar));
    const backend = backendOf(ctx, sidecar);
    if (choice.expect !== undefined && choice.expect !== fingerprint(menu)) {
      const message = `the gate of ${sidecar.name} is not the expected one: no key was pressed; read it again with \`csd state ${sidecar.name}\``;
      throw new CsdError('gate_changed', message, { gate_id: fingerprint(menu), state: seen.verdict.state });
    }
    const target = chooseOption(sidecar.name, menu, choice, backend);
    const isDeclined = target === findNegative(menu, backend.gates);
    if (nameGate(menu, backend.gates).kind === 'bypass' && !isDeclined) await guardBypassGate(ctx, backend);
    await ctx.tmux.leaveMode(addressOf(sidecar));
    const told = await carryOut(new MenuDriver(ctx, sidecar), seen, menu, target, choice, backend);
    const option = menu.options[target];
    return {
      option: option ? numberOf(menu, option) : target + 1,
      label: option?.label ?? '',
      gate: nameGate(menu, backend.gates).kind,
      told,
    };
  });
}

/** The menu of a session that waits at one; throws `no_gate` where there is none. */
export function requireGate(seen: Observation): { seen: Observation; menu: Menu } {
  const { menu } = requireScreen(seen);
  if (menu) return { seen, menu };
  const { state } = seen.verdict;
  const message = `session ${seen.sidecar.name} is at no gate (it is ${state.status}): no key was pressed`;
  throw new CsdError('no_gate', message, { state });
}

async function carryOut(
  driver: MenuDriver,
  seen: Observation,
  menu: Menu,
  target: number,
  choice: Choice,
  backend: Backend,
): Promise<boolean> {
  const key = menu.options[target]?.key;
  if (key) {
    await driver.pressOnce(seen, key, target);
    return false;
  }
  const placed = await driver.moveTo(menu, target);
  const { amend } = backend.gates;
  if (choice.message !== undefined && amend?.hint.test(menu.hint)) {
    await driver.press(amend.key);
    if (await driver.waitForChange(fingerprint(menu), AMEND_MS)) {
      const typed = await driver.typeInto(
        target,
        backend.input.defuse(choice.message, false).replace(/\s*\n\s*/g, ' '),
      );
      await driver.confirm(typed.seen, typed.menu, target);
      return true;
    }
  }
  await driver.confirm(placed, menu, target);
  return false;
}

function chooseOption(name: string, menu: Menu, choice: Choice, { gates }: Backend): number {
  const { option, match, plan, deny } = choice;
  const index =
    option !== undefined
      ? byNumber(menu, option)
      : match !== undefined
        ? byText(menu, match)
        : plan !== undefined
          ? byClass(menu, gates.planClasses[plan])
          : deny
            ? findNegative(menu, gates)
            : findAffirmative(menu, gates);
  if (index !== undefined) return index;
  const wanted =
    option !== undefined
      ? `no option ${option}`
      : match !== undefined
        ? `no single option matches ${JSON.stringify(match)}`
        : plan !== undefined
          ? `no option of the class ${plan}`
          : `no option plainly ${deny ? 'declines' : 'agrees'}`;
  const offered = menu.options.map((entry) => `${numberOf(menu, entry) || '-'}. ${entry.label}`).join(' / ');
  const message = `${wanted} at the gate of ${name}: choose with --option N or --match TEXT from ${offered}`;
  throw new CsdError('no_such_option', message, { options: labelsOf(menu) });
}

function byNumber(menu: Menu, wanted: number): number | undefined {
  const index = menu.options.findIndex((option) => numberOf(menu, option) === wanted);
  return index === -1 ? undefined : index;
}

/** The one option whose label is the text, or the only one that holds it; letter case does not matter. */
export function byText(menu: Menu, match: string): number | undefined {
  const wanted = match.trim().toLowerCase();
  const labels = labelsOf(menu).map((label) => label.toLowerCase());
  const exact = labels.indexOf(wanted);
  if (exact !== -1) return exact;
  const containing = labels.flatMap((label, index) => (wanted !== '' && label.includes(wanted) ? [index] : []));
  return containing.length === 1 ? containing[0] : undefined;
}

function byClass(menu: Menu, pattern: RegExp): number | undefined {
  const index = menu.options.findIndex(({ label }) => pattern.test(label));
  return index === -1 ? undefined : index;
}
