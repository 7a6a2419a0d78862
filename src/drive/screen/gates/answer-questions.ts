import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { AskedQuestion } from '../../../contract/state.ts';
import type { Backend } from '../../../detect/agent/backend.ts';
import { placeOf, questionOf, readAsked } from '../../../detect/questions/question-tool.ts';
import { findByMeaning, labelsOf, nameGate } from '../../../detect/screen/gates/gates.ts';
import type { Menu } from '../../../detect/screen/menus/menu-types.ts';
import { lookAt } from '../../observe/look-at.ts';
import { backendOf } from '../../session/backend-of.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { aGate } from '../gate-words.ts';
import { requireScreen, withInputLock } from '../preconditions.ts';
import { requireExpected, requireGate } from './answer-gate.ts';
import { answerFields } from './forms/answer-fields.ts';
import { FormDriver } from './forms/fill-form.ts';
import { fillForm } from './forms/form-answers.ts';
import { MenuDriver } from './menu-driver.ts';
import { QuestionPage } from './question-page.ts';
import { requireChosen } from './read-answer.ts';

/** One answered question: its text and the labels or the free text given. */
export interface AnsweredQuestion {
  question: string;
  chosen: string[];
}

const POLL_MS = 40;
/** How long the next page may take to be drawn, in ms. */
const PAGE_MS = 3000;
/** How long the transcript may take to contain the questions of the open menu, in ms. */
const ASKED_MS = 4000;
/** How long the key to the previous page may take to show it, in ms. */
const PAGE_BACK_MS = 2500;

/** The answers: `expect` is the id of the expected question; `asText` takes each answer as free text. */
export interface Answers {
  answers: string[];
  expect?: string;
  asText?: boolean;
}

/**
 * Answers the question tool's pages in order, one answer each, and submits the review page. From any open page it goes
 * back to the first one, and each page must show its own question before a key is pressed on it. An answer is an
 * option's label, its number or whole words that only it has; for check boxes several of these, separated by commas;
 * anything else goes into the free-text row. Throws without a key `no_gate`, `no_such_option` for an unclear answer,
 * `gate_changed` for another question than `expect`, `gated` at another gate, `bad_input` if the number of answers is
 * wrong, and `not_ready` if it is unknown which question is open; `gate_changed` if a later page is another one.
 */
export async function answerQuestions(
  ctx: Context,
  sidecar: Sidecar,
  { answers, expect, asText = false }: Answers,
): Promise<AnsweredQuestion[]> {
  return withInputLock(ctx, sidecar, async () => {
    const { seen, menu } = requireGate(await lookAt(ctx, sidecar));
    requireExpected(seen, expect);
    const backend = backendOf(ctx, sidecar);
    if (menu.form?.fields.length && backend.screen.form) {
      await ctx.tmux.leaveMode(addressOf(sidecar));
      return fillForm(new FormDriver(ctx, sidecar, backend.screen.form, menu), answers);
    }
    requireQuestion(seen, menu, backend);
    if (nameGate(menu, backend.gates).values) {
      await ctx.tmux.leaveMode(addressOf(sidecar));
      return answerFields(ctx, sidecar, menu, answers);
    }
    const asked = await waitForAsked(ctx, sidecar, backend);
    const pages = new Pages(ctx, sidecar, backend, asked);
    pages.requireTold(menu, answers.length);
    if (asked && !asText) requirePlain(sidecar.name, { answers, asked }, menu, backend);
    await ctx.tmux.leaveMode(addressOf(sidecar));
    const done: AnsweredQuestion[] = [];
    for (const [n, text] of answers.entries()) {
      const page = n === 0 ? await pages.goToFirst(menu) : await pages.waitFor(n);
      const chosen = await new QuestionPage(ctx, sidecar, page, asked?.[n]).answer(text, asText);
      done.push({ question: asked?.[n]?.question || questionOf(page, backend.gates) || page.question, chosen });
    }
    await pages.submit();
    return done;
  });
}

function requireQuestion({ sidecar, verdict: { state } }: Observation, menu: Menu, backend: Backend): void {
  const { kind, values } = nameGate(menu, backend.gates);
  if (kind === 'question' || values) return;
  const message = `${sidecar.name} waits at ${aGate(kind)}, not at a question: no key was pressed; use approve or deny`;
  throw new CsdError('gated', message, { gate: kind, options: labelsOf(menu), state });
}

/** Refuses, before any key, what a later page would refuse; the agent's own rows are the same on every page. */
function requirePlain(
  name: string,
  { answers, asked }: { answers: string[]; asked: AskedQuestion[] },
  shown: Menu,
  { gates }: Backend,
): void {
  const at = placeOf(shown, asked, gates) ?? 0;
  const own = labelsOf(shown).slice(asked[at]?.options.length ?? shown.options.length);
  const free = gates.freeTextAnswers ? 1 : 0;
  for (const [n, { options, multiple }] of asked.entries()) {
    const labels = [...options, ...own];
    const rows = { labels, answers: options.length + free, numbers: labels.map((_, place) => place + 1) };
    requireChosen(name, answers[n] ?? '', rows, multiple);
  }
}

/** The questions of the menu; the agent may draw it before it records them. */
async function waitForAsked(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<AskedQuestion[] | undefined> {
  return pollUntil(ctx, { withinMs: ASKED_MS, everyMs: POLL_MS }, async () => {
    const { seen, menu } = requireGate(await lookAt(ctx, sidecar));
    const { transcript } = seen.signals;
    return transcript.kind === 'read' ? readAsked(menu, transcript.turn.openTools, backend.gates) : undefined;
  });
}

/** The pages of one call of the question tool, shown one at a time. */
class Pages {
  private readonly driver: MenuDriver;

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    private readonly backend: Backend,
    private readonly asked: AskedQuestion[] | undefined,
  ) {
    this.driver = new MenuDriver(ctx, sidecar);
  }

  /** Refuses, before any key, what cannot succeed: the wrong number of answers, or a page of unknown position. */
  requireTold(menu: Menu, answers: number): void {
    const { name } = this.sidecar;
    const { asked } = this;
    if (asked && asked.length !== answers) {
      const message = `${name} asks ${asked.length} question(s), but ${answers} answer(s) were given: no key was pressed`;
      throw new CsdError('bad_input', message, { questions: asked.length });
    }
    const told = asked ? this.placeOf(menu) !== undefined : answers === 1 && !this.isReview(menu);
    if (told) return;
    const shown = JSON.stringify(questionOf(menu, this.backend.gates));
    const why = asked
      ? `it shows ${shown}, which matches none or several of its ${asked.length} questions; a larger pane may show which`
      : `its transcript does not have the question yet, and it shows ${shown}`;
    const remedy = `answer the open page with \`csd approve ${name} --match TEXT\`, or at the terminal`;
    throw new CsdError('not_ready', `cannot tell which question ${name} shows: ${why}: no key was pressed; ${remedy}`);
  }

  /** Goes back page by page until the first question is open; presses a lost key again. */
  async goToFirst(from: Menu): Promise<Menu> {
    const pages = this.asked?.length ?? 0;
    let menu = from;
    for (let presses = 0; presses <= pages * 2; presses++) {
      if (pages === 0 || this.placeOf(menu) === 0) return menu;
      menu = await this.goBack(menu);
    }
    throw this.driver.refused('csd could not go back to its first question, so nothing was answered');
  }

  /** The page of question `n`, from 0, once it is drawn; throws `gate_changed` if another one stays. */
  async waitFor(n: number): Promise<Menu> {
    const page = await this.waitUntil(PAGE_MS, (menu) => this.placeOf(menu) === n);
    if (page) return page;
    const message = `question ${n + 1} of ${this.sidecar.name} did not appear after ${n} answer(s): the rest was not answered; run it again with all answers`;
    throw new CsdError('gate_changed', message, { answered: n });
  }

  /** Submits the review page if there is one. */
  async submit(): Promise<void> {
    // The last page may still be drawn, with its answer marked.
    const isNext = (menu: Menu) =>
      this.isReview(menu) || (this.asked !== undefined && this.placeOf(menu) === undefined);
    const review = await this.waitUntil(PAGE_MS, isNext);
    if (!review || !this.isReview(review)) return;
    const target = findByMeaning(review, this.backend.gates, 'approve');
    if (target === undefined) throw this.driver.refused('the review page has no row that submits');
    await this.driver.confirm(await this.driver.moveTo(review, target), review, target);
  }

  /** In a free-text row the key would move the text cursor, so the menu's cursor goes to the first option before. */
  private async goBack(menu: Menu): Promise<Menu> {
    const place = this.placeOf(menu);
    const { notesKey, previousQuestion } = this.backend.gates;
    if (notesKey !== undefined) await this.driver.closeNotes(notesKey);
    if (menu.entry) await this.driver.typed.type(menu, '');
    else await this.driver.moveTo(menu, 0);
    await this.driver.press(previousQuestion);
    const before = await this.waitUntil(PAGE_BACK_MS, (now) => ![place, undefined].includes(this.placeOf(now)));
    return before ?? menu;
  }

  /** The question's page for which `test` holds; `undefined` if the tool has closed or at the timeout. */
  private async waitUntil(limitMs: number, test: (menu: Menu) => boolean): Promise<Menu | undefined> {
    const found = await pollUntil(this.ctx, { withinMs: limitMs, everyMs: POLL_MS }, async () => {
      const { menu, composer } = requireScreen(await this.look());
      if (menu && nameGate(menu, this.backend.gates).kind !== 'question') return 'closed';
      if (menu && test(menu)) return menu;
      return composer ? 'closed' : undefined;
    });
    return found === 'closed' ? undefined : found;
  }

  private look(): Promise<Observation> {
    return lookAt(this.ctx, this.sidecar);
  }

  private placeOf(menu: Menu): number | undefined {
    return this.asked && placeOf(menu, this.asked, this.backend.gates);
  }

  private isReview(menu: Menu): boolean {
    return nameGate(menu, this.backend.gates).review === true;
  }
}
