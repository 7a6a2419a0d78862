import { CsdError } from '../contract/errors.ts';
import type { Sidecar } from '../contract/session.ts';
import { readQuestions } from '../detect/asked.ts';
import type { Backend } from '../detect/backend.ts';
import { fingerprint, labelsOf, nameGate, numberOf } from '../detect/gates.ts';
import type { Menu } from '../detect/menu.ts';
import { byText, requireGate } from './answer.ts';
import { backendOf } from './backend-of.ts';
import type { Context } from './context.ts';
import { lookAt, lookOnce, requireScreen, withInputLock } from './guard.ts';
import { MenuDriver } from './menu-driver.ts';
import { addressOf } from './panes.ts';

/** One question that was answered: its text and the labels or the free text given. */
export interface AnsweredQuestion {
  question: string;
  chosen: string[];
}

const POLL_MS = 40;
/** How long the next page may take to be drawn, in ms. */
const PAGE_MS = 3000;

/**
 * Answers the question tool's pages in order, one answer each, and submits the review page. An answer is an option's
 * number, its label or a part of it; for check boxes several of these, separated by commas; anything else goes into the
 * free-text row. Throws `no_gate`, `gated` at another gate, `bad_input` when the answers are more than the questions.
 */
export async function answerQuestions(ctx: Context, sidecar: Sidecar, answers: string[]): Promise<AnsweredQuestion[]> {
  return withInputLock(ctx, sidecar, async () => {
    const { seen, menu } = requireGate(await lookAt(ctx, sidecar));
    const backend = backendOf(ctx, sidecar);
    requireQuestion(sidecar.name, menu, backend);
    if (isReview(menu, backend)) throw surplus(sidecar.name, answers.length);
    const known =
      seen.signals.transcript.kind === 'read'
        ? readQuestions(seen.signals.transcript.turn.openTools, backend.gates)?.length
        : undefined;
    if (known !== undefined && known !== answers.length) {
      throw new CsdError(
        'bad_input',
        `${sidecar.name} asks ${known} question(s), but ${answers.length} answer(s) were given: no key was pressed`,
        { questions: known },
      );
    }
    await ctx.tmux.leaveMode(addressOf(sidecar));
    const done: AnsweredQuestion[] = [];
    for (const [n, text] of answers.entries()) {
      const page = n === 0 ? menu : await nextPage(ctx, sidecar, backend);
      if (!page || isReview(page, backend)) throw surplus(sidecar.name, answers.length - n);
      done.push(await new PageDriver(ctx, sidecar, backend, page).answer(text));
    }
    const review = await nextPage(ctx, sidecar, backend);
    if (review && isReview(review, backend)) await confirmReview(new MenuDriver(ctx, sidecar), review, backend);
    return done;
  });
}

function requireQuestion(name: string, menu: Menu, backend: Backend): void {
  const { kind } = nameGate(menu, backend.gates);
  if (kind === 'question') return;
  throw new CsdError('gated', `${name} waits at a ${kind} gate, not at a question: use approve or deny`, {
    gate: kind,
    options: labelsOf(menu),
  });
}

function surplus(name: string, left: number): CsdError {
  return new CsdError('bad_input', `${name} asks no further question: ${left} answer(s) were left over`, { left });
}

function isReview(menu: Menu, { gates }: Backend): boolean {
  return (
    nameGate(menu, gates).kind === 'question' &&
    !menu.options.some(({ label }) => gates.freeText.test(label)) &&
    menu.options.length <= 2
  );
}

async function confirmReview(driver: MenuDriver, review: Menu, { gates }: Backend): Promise<void> {
  const target = review.options.findIndex(({ label }) => gates.affirmative.test(label));
  if (target === -1) throw driver.refused('the review page has no row that submits');
  await driver.confirm(await driver.moveTo(review, target), review, target);
}

/** The next page of the same tool, or `undefined` when the tool has closed. */
async function nextPage(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<Menu | undefined> {
  const since = ctx.clock.now();
  for (;;) {
    const seen = await lookOnce(ctx, sidecar);
    const { menu, composer } = requireScreen(seen);
    if (menu) return nameGate(menu, backend.gates).kind === 'question' ? menu : undefined;
    if (composer || ctx.clock.now() - since > PAGE_MS) return undefined;
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
}

class PageDriver {
  private readonly driver: MenuDriver;

  constructor(
    ctx: Context,
    private readonly sidecar: Sidecar,
    private readonly backend: Backend,
    private readonly page: Menu,
  ) {
    this.driver = new MenuDriver(ctx, sidecar);
  }

  async answer(text: string): Promise<AnsweredQuestion> {
    const question = this.page.question || this.page.title;
    if (this.page.options.some(({ checked }) => checked !== undefined))
      return { question, chosen: await this.tick(text) };
    const target = this.find(text);
    if (target === undefined) return { question, chosen: [await this.write(text)] };
    await this.driver.confirm(await this.driver.moveTo(this.page, target), this.page, target);
    return { question, chosen: [this.page.options[target]?.label ?? ''] };
  }

  private find(text: string): number | undefined {
    const number = /^\d{1,2}$/.test(text.trim()) ? Number(text.trim()) : undefined;
    const index =
      number === undefined
        ? byText(this.page, text)
        : this.page.options.findIndex((option) => numberOf(this.page, option) === number);
    const label = this.page.options[index ?? -1]?.label;
    return label === undefined || this.isAction(label) ? undefined : index;
  }

  private isAction(label: string): boolean {
    return this.backend.gates.freeText.test(label) || this.backend.gates.submitRow.test(label);
  }

  /** Types the text into the free-text row and confirms it. */
  private async write(text: string): Promise<string> {
    const target = this.page.options.findIndex(({ label }) => this.backend.gates.freeText.test(label));
    if (target === -1) throw this.noSuch(text);
    await this.driver.moveTo(this.page, target);
    const { notesKey } = this.backend.gates;
    if (notesKey !== undefined) await this.driver.openNotes(notesKey);
    const typed = await this.driver.typeInto(target, this.backend.input.defuse(text, false));
    await this.driver.confirm(typed.seen, typed.menu, target);
    return text;
  }

  /** Sets the check boxes to exactly the given options, then moves on. */
  private async tick(text: string): Promise<string[]> {
    const wanted = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const targets = wanted.map((part) => {
      const target = this.find(part);
      if (target === undefined) throw this.noSuch(part);
      return target;
    });
    for (const [index, option] of this.page.options.entries()) {
      if (option.checked === undefined || this.isAction(option.label)) continue;
      if (option.checked !== targets.includes(index)) {
        await this.driver.confirm(await this.driver.moveTo(this.page, index), this.page, index);
      }
    }
    await this.moveOn();
    return targets.map((index) => this.page.options[index]?.label ?? '');
  }

  private async moveOn(): Promise<void> {
    const target = this.page.options.findIndex(({ label }) => this.backend.gates.submitRow.test(label));
    if (target === -1) throw this.driver.refused('the question has no row that moves on');
    const placed = await this.driver.moveTo(this.page, target);
    await this.driver.confirm(placed, this.page, target);
  }

  private noSuch(text: string): CsdError {
    const message = `no single option of ${this.sidecar.name} matches ${JSON.stringify(text)}: choose from ${labelsOf(this.page).join(' / ')}`;
    return new CsdError('no_such_option', message, { options: labelsOf(this.page), gate_id: fingerprint(this.page) });
  }
}
