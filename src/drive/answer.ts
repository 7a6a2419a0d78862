import { CsdError } from '../contract/errors.ts';
import type { Sidecar } from '../contract/session.ts';
import { findAffirmative, fingerprint, labelsOf, nameGate, numberOf } from '../detect/gates.ts';
import type { Menu } from '../detect/menu.ts';
import { backendOf } from './backend-of.ts';
import type { Context } from './context.ts';
import { lookAt, lookOnce, requireScreen, withInputLock } from './guard.ts';
import type { Observation } from './observe.ts';
import { addressOf } from './panes.ts';

/** Which option: by the number a person would type, by a part of its label, or (neither) the one that agrees. */
export interface Choice {
  option?: number;
  match?: string;
}

/** The option that was confirmed and the gate it answered. */
export interface Answered {
  option: number;
  label: string;
  gate: string;
}

const POLL_MS = 20;
/** A cursor key that has moved nothing after this is pressed again, in ms. */
const MOVE_MS = 2500;
/** After a repeated key the cursor must stand still for this long: the first one may only have been late. In ms. */
const STILL_MS = 1000;
/** A gate that still stands after this is asked whether the Enter was swallowed, in ms. */
const ENTER_MS = 1500;
/** How often a swallowed Enter is repeated. */
const ENTERS = 4;
/** A stopped or starved agent gets this long to come back to its keys, in ms. */
const BARRIER_MS = 15_000;

/**
 * Answers the one gate that is on the screen: moves the cursor, reads again, and confirms on the right row only. Throws
 * `no_gate` (no key pressed), `no_such_option` (no key pressed), `gate_changed` when another gate took its place, and
 * `not_accepted` when the gate stayed.
 */
export async function answer(ctx: Context, sidecar: Sidecar, choice: Choice): Promise<Answered> {
  return withInputLock(ctx, sidecar, () => new Answerer(ctx, sidecar).run(choice));
}

class Answerer {
  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
  ) {}

  async run(choice: Choice): Promise<Answered> {
    const seen = await lookAt(this.ctx, this.sidecar);
    const { menu } = requireScreen(seen);
    if (!menu) {
      throw new CsdError(
        'no_gate',
        `session ${this.sidecar.name} is at no gate (it is ${seen.verdict.state.status}): no key was pressed`,
        {
          state: seen.verdict.state,
        },
      );
    }
    const target = this.choose(menu, choice);
    await this.ctx.tmux.leaveMode(addressOf(this.sidecar));
    const option = menu.options[target];
    if (option?.key) await this.pressKey(seen, option.key, target);
    else await this.confirm(await this.moveTo(menu, target), menu, target);
    const gate = nameGate(menu, backendOf(this.ctx, this.sidecar).gates).kind;
    return { option: option ? numberOf(menu, option) : target + 1, label: option?.label ?? '', gate };
  }

  private choose(menu: Menu, { option, match }: Choice): number {
    const index = option !== undefined ? this.byNumber(menu, option) : this.byText(menu, match);
    if (index !== undefined) return index;
    const wanted =
      option !== undefined
        ? `no option ${option}`
        : match !== undefined
          ? `no single option matches ${JSON.stringify(match)}`
          : 'no option plainly agrees';
    const offered = menu.options.map((entry) => `${numberOf(menu, entry)}. ${entry.label}`).join(' / ');
    throw new CsdError(
      'no_such_option',
      `${wanted} at the gate of ${this.sidecar.name}: choose with --option N or --match TEXT from ${offered}`,
      {
        options: labelsOf(menu),
      },
    );
  }

  private byNumber(menu: Menu, wanted: number): number | undefined {
    const index = menu.options.findIndex((option) => numberOf(menu, option) === wanted);
    return index === -1 ? undefined : index;
  }

  private byText(menu: Menu, match: string | undefined): number | undefined {
    if (match === undefined) return findAffirmative(menu, backendOf(this.ctx, this.sidecar).gates);
    const wanted = match.trim().toLowerCase();
    const labels = labelsOf(menu).map((label) => label.toLowerCase());
    const exact = labels.indexOf(wanted);
    if (exact !== -1) return exact;
    const containing = labels.flatMap((label, index) => (wanted !== '' && label.includes(wanted) ? [index] : []));
    return containing.length === 1 ? containing[0] : undefined;
  }

  /** Moves the cursor row by row and returns the observation in which it stands on the target. */
  private async moveTo(menu: Menu, target: number): Promise<Observation> {
    const mark = fingerprint(menu);
    let late = false;
    for (let moves = 0; moves <= menu.options.length * 2; moves++) {
      const seen = await lookOnce(this.ctx, this.sidecar);
      const now = this.requireSame(seen, mark);
      if (now.selected === target && !(late && (await this.waitForMove(mark, target, STILL_MS)))) return seen;
      if (now.selected === target) continue;
      await this.ctx.tmux.press(addressOf(this.sidecar), [now.selected < target ? 'Down' : 'Up']);
      if (!(await this.waitForMove(mark, now.selected, MOVE_MS))) late = true;
    }
    throw new CsdError(
      'not_accepted',
      `the cursor of the gate of ${this.sidecar.name} does not move to option ${target + 1}: nothing was confirmed`,
    );
  }

  private async waitForMove(mark: string, from: number, limitMs: number): Promise<boolean> {
    const since = this.ctx.clock.now();
    while (this.ctx.clock.now() - since < limitMs) {
      await this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
      if (this.requireSame(await lookOnce(this.ctx, this.sidecar), mark).selected !== from) return true;
    }
    return false;
  }

  private requireSame(seen: Observation, mark: string): Menu {
    const { menu } = requireScreen(seen);
    if (menu && fingerprint(menu) === mark) return menu;
    throw new CsdError(
      'gate_changed',
      `the gate of ${this.sidecar.name} went away or changed before it was answered: nothing was confirmed`,
      {
        state: seen.verdict.state,
      },
    );
  }

  /**
   * Presses Enter and proves that this gate took it. Keys arrive in order, so Enter is only repeated after a cursor key
   * that was pressed behind it has moved the cursor of the very same gate: a late Enter never meets the next gate.
   */
  private async confirm(placed: Observation, menu: Menu, target: number): Promise<void> {
    const before = this.traceOf(placed, target);
    for (let enters = 0; enters < ENTERS; enters++) {
      await this.ctx.tmux.press(addressOf(this.sidecar), ['Enter']);
      if (await this.isAnsweredWithin(ENTER_MS, before, target)) return;
      if (menu.options.length > 1 && !(await this.isStillAsking(menu, before, target))) return;
    }
    throw this.refused('the gate is still there');
  }

  /** Answers a dialog that offers keys instead of rows; such a key is never repeated. */
  private async pressKey(seen: Observation, key: string, target: number): Promise<void> {
    await this.ctx.tmux.press(addressOf(this.sidecar), [key]);
    if (!(await this.isAnsweredWithin(BARRIER_MS, this.traceOf(seen, target), target))) {
      throw this.refused(`the dialog is still there after ${key}`);
    }
  }

  private async isAnsweredWithin(limitMs: number, before: string, target: number): Promise<boolean> {
    const since = this.ctx.clock.now();
    while (this.ctx.clock.now() - since < limitMs) {
      await this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
      // One frame between two drawings of the same gate proves nothing, so this is asked twice.
      if ((await this.hasChanged(before, target)) && (await this.hasChanged(before, target))) return true;
    }
    return false;
  }

  private async hasChanged(before: string, target: number): Promise<boolean> {
    return this.traceOf(await lookOnce(this.ctx, this.sidecar), target) !== before;
  }

  /** Moves the cursor away and back: true when the same gate followed, false when it was answered after all. */
  private async isStillAsking(menu: Menu, before: string, target: number): Promise<boolean> {
    const [away, back] = target > 0 ? ['Up', 'Down'] : ['Down', 'Up'];
    await this.ctx.tmux.press(addressOf(this.sidecar), [away]);
    const since = this.ctx.clock.now();
    for (;;) {
      const seen = await lookOnce(this.ctx, this.sidecar);
      const now = requireScreen(seen).menu;
      const same = now !== undefined && fingerprint(now) === fingerprint(menu) && this.traceOf(seen, target) === before;
      if (!same && (await this.hasChanged(before, target))) return false;
      if (same && now.selected !== target) break;
      if (this.ctx.clock.now() - since > BARRIER_MS) throw this.refused('the agent does not read its keys');
      await this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
    }
    await this.ctx.tmux.press(addressOf(this.sidecar), [back]);
    await this.moveTo(menu, target);
    return true;
  }

  private refused(why: string): CsdError {
    return new CsdError('not_accepted', `the answer was not accepted by the TUI of ${this.sidecar.name}: ${why}`);
  }

  /** All that changes when a gate is answered, even when the next gate has the same words. */
  private traceOf({ signals, verdict }: Observation, target: number): string {
    const screen = signals.screen.kind === 'seen' ? signals.screen.screen : undefined;
    const turn = signals.transcript.kind === 'read' ? signals.transcript.turn : undefined;
    const status = signals.statusFile.kind === 'read' ? signals.statusFile.status : undefined;
    const menu = screen?.menu;
    return JSON.stringify([
      verdict.state.status,
      menu ? fingerprint(menu) : null,
      menu?.options[target]?.checked ?? null,
      turn?.openTools.map((tool) => tool.id) ?? null,
      status ? [status.status, status.updatedAt] : null,
    ]);
  }
}
