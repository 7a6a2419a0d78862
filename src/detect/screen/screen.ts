import type { ScreenGrammar } from '../agent/backend.ts';
import { type BackgroundCount, countBackground, countIn } from './background-count.ts';
import { type Beside, findBeside } from './beside.ts';
import { topOfCompletions } from './completion-list.ts';
import { type Composer, findComposer } from './composer.ts';
import { drawingOf, type Pane } from './drawing.ts';
import { readLinear } from './linear.ts';
import type { Menu } from './menus/menu-types.ts';
import { findOverlay } from './overlay.ts';
import type { Row } from './rows.ts';
import { aroundOf, identify, ScreenEnd } from './screen-end.ts';
import { readEnd, readShown, type ShownEnd, type ShownTurn } from './shown-turn.ts';

/** A captured screen, split into its meaningful regions. Text outside them is ignored. */
export interface Screen extends ShownEnd {
  rows: Row[];
  width: number;
  height: number;
  composer?: Composer;
  /** The menu or bare dialog that ends the screen; never together with a composer. */
  menu?: Menu;
  /** The row above the composer that shows a turn in flight. */
  activity?: string;
  /** That row belongs to the agent's start: no turn is in flight unless another sign says so. */
  booting: boolean;
  /** What the activity is, if the rows around it say so. */
  detail?: 'compacting' | 'retrying' | 'subagents';
  retry?: string;
  /** The tool that is shown as running. */
  runningTool?: string;
  /** The newest block of the conversation is an answer, while the turn continues. */
  answering: boolean;
  /** The newest row of the conversation says the turn is over or was interrupted. */
  finished: boolean;
  interrupted: boolean;
  /** The newest row of the conversation says that the turn failed: the reason. */
  failed?: string;
  /** The footer's own row says that a turn is in flight; weak evidence, since a status line can say anything. */
  busyHint: boolean;
  /** The composer is drawn, but the agent has not started: a gate may still come. */
  starting: boolean;
  /** The same, and the agent ignores Enter. */
  loading: boolean;
  /** The prompt in the composer was entered: the agent submits it after it has started. */
  keepsPrompt: boolean;
  /**
   * Another conversation than the session's is in use: only what is asked there counts here, and nothing else that is
   * drawn tells of the session's.
   */
  beside?: Beside;
  /** The terminal's title says that a turn is in flight. */
  busyTitle: boolean;
  /** Keys are commands here, not text. */
  commandMode: boolean;
  queuedHint: boolean;
  /** How many questions wait for an answer alongside the turn. */
  askedAside: number;
  background: BackgroundCount;
  /** Continues by itself when its background agents are done. */
  waitsForBackground: boolean;
  /** A full-screen view that hides the state. */
  overlay?: string;
  /** The conversation is scrolled up: nothing here tells of its end, and its prompts and text are left out. */
  scrolled: boolean;
  /** A survey or notice that leaves the composer live. */
  notice?: string;
  /** Nothing is drawn yet. */
  blank: boolean;
  /** The newest block of the conversation is this prompt, which has no answer yet. */
  newestPrompt?: string;
  /** The lowest prompt of the conversation that is drawn, answered or not: its first row. */
  shownPrompt?: string;
  /** The drawn part of the newest turn. */
  shown?: ShownTurn;
  /** The newest block of the conversation is a slash command without its output. */
  commanded: boolean;
  /** The drawn prompts of the conversation, the first row of each. */
  prompts: string[];
  /** The agent is in its screen reader mode. */
  linear: boolean;
  /** The rows above the composer that belong to this conversation. */
  conversation: Row[];
  /** The first row of the conversation is drawn: nothing is scrolled out. */
  opened: boolean;
  /** The agent says that the user rewound the conversation, and there is no prompt below that row. */
  wentBack: boolean;
  /** The agent began a new conversation below one that is still drawn. */
  restarted: boolean;
  /** A part of the conversation with a prompt is drawn. */
  drawn: boolean;
  prompted: boolean;
}

/** How far above the composer the activity row can be: above to-do lists, tips and queued prompts. */
const ACTIVITY_REACH = 60;

/** Reads a captured screen. Never throws, whatever the bytes; a screen it does not understand has no regions. */
export function readScreen(capture: string, pane: Pane, usual: ScreenGrammar): Screen {
  const { height, title = '' } = pane;
  const asking = usual.askingTitle?.test(title) ?? false;
  const drawing = drawingOf(capture, pane, usual, asking);
  const { rows, width } = drawing;
  const linear = usual.linear && readLinear(drawing, usual.linear, usual);
  const grammar = linear && usual.linear ? { ...usual, ...usual.linear.screen } : usual;
  const lowest = linear ? linear.composer : findComposer(drawing, grammar, aroundOf(rows, grammar, asking));
  const end = new ScreenEnd(drawing, grammar);
  const live = lowest && !linear && end.isBelow(lowest) ? undefined : lowest;
  const { name: overlay, ownComposer, scrolled = false } = findOverlay(rows, live, grammar) ?? {};
  const beside = findBeside(rows, live, grammar.beside);
  const composer = ownComposer || beside ? undefined : live;
  const isOpen = composer !== undefined || overlay !== undefined || (beside && live) !== undefined;
  const drawn = isOpen ? undefined : linear ? linear.menu : end.find(asking);
  const lowestTop = composer ? topOfCompletions(rows, composer.top, composer.draft, grammar.completions) : rows.length;
  // A conversation that is scrolled up says nothing about its newest turn, and another one nothing about the session's.
  const top = scrolled || beside ? 0 : lowestTop;
  const above = readAbove(rows, top, grammar, linear !== undefined);
  const below = composer ? rows.slice(composer.bottom + 1).map((row) => row.text) : [];
  // The screen reader mode has its footer above the composer.
  const footer = linear ? above.near : below;
  const near = [...above.near, ...footer];
  const { restart } = grammar;
  const first = restart ? rows.findLastIndex((row, n) => n < top && restart.test(row.text)) : -1;
  const conversation = rows.slice(Math.max(0, first), top);
  const shown = readShown(conversation, grammar);
  const notice = composer && grammar.notices.find(({ shows }) => above.near.some((row) => shows.test(row)));
  return {
    rows,
    width,
    height,
    ...(composer ? { composer } : {}),
    ...(drawn ? { menu: identify(drawn, grammar) } : {}),
    ...(overlay ? { overlay } : {}),
    ...(beside ? { beside } : {}),
    scrolled,
    ...(notice ? { notice: notice.name } : {}),
    ...above.facts,
    ...readFooter(footer, grammar),
    busyTitle: grammar.busyTitle?.test(title) ?? false,
    booting: grammar.booting?.test(above.facts.activity ?? '') ?? false,
    queuedHint: grammar.queued.test(composer?.ghost ?? '') || above.near.some((row) => grammar.queued.test(row)),
    askedAside: grammar.askedAside ? countIn(near, grammar.askedAside) : 0,
    background: countBackground(near, grammar),
    waitsForBackground: above.near.some((row) => grammar.waitingForBackground.test(row)),
    blank: rows.length === 0,
    prompts: conversation.flatMap(({ text }) => promptOf(text, grammar) ?? []),
    linear: linear !== undefined,
    conversation,
    opened: !scrolled && (first !== -1 || showsOpening(rows, above.near[0], grammar)),
    wentBack: isBelowPrompts(grammar.wentBack, conversation, grammar),
    loading: isBelowPrompts(grammar.loading, conversation, grammar),
    restarted: rows.slice(0, Math.max(0, first)).some((row) => grammar.promptEcho.test(row.text)),
    drawn: rows.some((row) => grammar.conversation.test(row.text)),
    ...(shown ? { shown } : {}),
    ...readEnd(conversation, grammar),
    commanded: grammar.commandEcho?.test(above.near[0] ?? '') ?? false,
    ...withPrompt(conversation, grammar),
    prompted: conversation.some((row) => grammar.promptEcho.test(row.text)),
  };
}

/** The first row of the conversation is drawn, or the newest row ends what precedes the first prompt. */
const showsOpening = (rows: Row[], newest: string | undefined, { opening, openingEnd }: ScreenGrammar): boolean =>
  rows.some((row) => opening?.test(row.text)) || openingEnd?.test(newest ?? '') === true;

/** Reads the rows below the composer; in the screen reader mode those near it. */
function readFooter(footer: string[], grammar: ScreenGrammar) {
  const says = (pattern: RegExp | undefined) => pattern !== undefined && footer.some((row) => pattern.test(row));
  return {
    busyHint: says(grammar.busyHint),
    starting: says(grammar.starting) && footer.filter((row) => row.trim() !== '').length === 1,
    keepsPrompt: says(grammar.kept),
    commandMode: says(grammar.composer.commandMode),
  };
}

/** A row that matches the pattern is drawn, and the conversation has no prompt below it. */
function isBelowPrompts(pattern: RegExp | undefined, conversation: Row[], grammar: ScreenGrammar): boolean {
  const newest = conversation.findLast(({ text }) => pattern?.test(text) || grammar.promptEcho.test(text));
  return newest !== undefined && pattern?.test(newest.text) === true;
}

/** Reads upwards from the composer to the newest row of the conversation. */
function readAbove(rows: Row[], top: number, grammar: ScreenGrammar, linear: boolean) {
  const near: string[] = [];
  let activity: string | undefined;
  let finished = false;
  let interrupted = false;
  // A row of the screen reader mode counts as activity only above the footer that says how to interrupt it.
  let hinted = !linear;
  for (let i = top - 1; i >= 0 && i >= top - ACTIVITY_REACH; i--) {
    const text = rows[i]?.text ?? '';
    if (text === '') continue;
    near.unshift(text);
    if (grammar.conversation.test(text)) break;
    if (grammar.interrupted.test(text)) interrupted = true;
    if (grammar.finished.test(text)) finished = true;
    if (grammar.busyHint.test(text)) hinted = true;
    if (activity === undefined && hinted && !finished && !(linear && interrupted) && grammar.activity.test(text))
      activity = text.trim();
  }
  const newestPrompt = promptOf(near[0], grammar);
  const failed = grammar.failed?.exec(near[0] ?? '')?.[1];
  const running = near.map((row) => grammar.runningTool.exec(row)?.[1]).find((name) => name !== undefined);
  const retry = activity ? near.find((row) => grammar.retrying.test(row))?.trim() : undefined;
  const detail = activity ? detailOf(activity, near, grammar) : undefined;
  return {
    near,
    facts: {
      finished,
      interrupted,
      answering: near[0] !== undefined && grammar.answer.test(near[0]),
      ...(newestPrompt && !finished && !interrupted ? { newestPrompt } : {}),
      ...(failed === undefined ? {} : { failed }),
      ...(activity ? { activity } : {}),
      ...(detail ? { detail } : {}),
      ...(retry ? { retry } : {}),
      ...(running ? { runningTool: running } : {}),
    } as Pick<
      Screen,
      | 'newestPrompt'
      | 'failed'
      | 'finished'
      | 'answering'
      | 'interrupted'
      | 'activity'
      | 'detail'
      | 'retry'
      | 'runningTool'
    >,
  };
}

function withPrompt(rows: Row[], grammar: ScreenGrammar): Pick<Screen, 'shownPrompt'> {
  const row = rows.findLast(({ text }) => grammar.promptEcho.test(text));
  const shownPrompt = promptOf(row?.text, grammar);
  return shownPrompt === undefined ? {} : { shownPrompt };
}

/** The text of a row with a prompt, without its glyph; empty for a collapsed paste. */
function promptOf(row: string | undefined, grammar: ScreenGrammar): string | undefined {
  if (row === undefined || !grammar.promptEcho.test(row) || grammar.composer.pasted.test(row)) return undefined;
  return row.replace(/^\S+\s+/, '');
}

function detailOf(activity: string, near: string[], grammar: ScreenGrammar) {
  if (grammar.compacting.test(activity)) return 'compacting' as const;
  if (near.some((row) => grammar.retrying.test(row))) return 'retrying' as const;
  if (grammar.subagents.test(activity)) return 'subagents' as const;
  return undefined;
}
