import type { StreamFact, StreamGate } from '../../detect/agent/stream-grammar.ts';
import type { StreamState } from '../../detect/stream/fold-stream.ts';

/** The most characters of a tool's input, and rows of its output, that are drawn. */
const INPUT_LENGTH = 200;
const ANSWER_ROWS = 5;

/**
 * Turns facts into text for a person who looks at the pane: streamed text as it comes, everything else in separate
 * rows.
 */
export class Drawer {
  /** Streamed text ended in the middle of a row. */
  private isOpen = false;
  /** A part of the current block was drawn while it was streamed. */
  private wasDrawn = false;

  constructor(private readonly name: string) {}

  /** The text for one fact; `state` is the state after it. Empty if it shows nothing. */
  draw(fact: StreamFact, state: StreamState): string {
    // Everything here comes from the agent in part.
    return clean(this.compose(fact, state));
  }

  private compose(fact: StreamFact, state: StreamState): string {
    if (fact.kind === 'delta') {
      const text = clean(fact.text);
      this.wasDrawn = true;
      this.isOpen = text === '' ? this.isOpen : !text.endsWith('\n');
      return text;
    }
    const isKnown = fact.kind === 'text' && this.wasDrawn;
    if (fact.kind === 'text') this.wasDrawn = false;
    const rows = isKnown ? '' : drawRows(fact, state, this.name);
    if (rows === '' && !isKnown) return '';
    const before = this.isOpen ? '\n' : '';
    this.isOpen = false;
    return `${before}${rows}`;
  }
}

function drawRows(fact: StreamFact, state: StreamState, name: string): string {
  switch (fact.kind) {
    case 'ready':
      return '[the agent is ready]\n';
    case 'failed':
      return `[the agent cannot continue: ${clean(fact.error)}]\n`;
    case 'note':
      return `[${clean(fact.text)}]\n`;
    case 'refused':
      return `[the agent did not take the prompt: ${clean(fact.error)}]\n`;
    case 'conversation':
      return fact.fresh ? '\n[the conversation was cleared]\n' : '';
    case 'prompted':
      return `\n> ${clean(fact.text).replaceAll('\n', '\n  ')}\n${state.running ? '[it waits for the turn in flight]\n' : ''}\n`;
    case 'text':
      return `${clean(fact.text)}\n`;
    case 'tool':
      return `* ${fact.name} ${cut(fact.command ?? JSON.stringify(fact.input) ?? '')}\n`;
    case 'tool_ended':
      return drawAnswer(fact.text, fact.failed);
    case 'gate':
      return drawGate(fact.gate, name);
    case 'gate_closed':
      return '[the gate was closed]\n';
    case 'answered':
      return '[answered]\n';
    case 'detail':
      return drawDetail(fact);
    case 'interrupting':
      return '[interrupting]\n';
    case 'ended':
      return drawEnd(fact, state);
    default:
      return '';
  }
}

function drawDetail({ detail, retry }: StreamFact & { kind: 'detail' }): string {
  if (detail === 'retrying') return `[${clean(retry ?? 'retrying')}]\n`;
  return detail === 'compacting' ? '[compacting]\n' : '';
}

function drawAnswer(text: string, failed: boolean): string {
  const rows = clean(text).trim().split('\n');
  const shown = rows.slice(0, ANSWER_ROWS).map((row) => `  ${cut(row)}\n`);
  const more = rows.length > ANSWER_ROWS ? `  … ${rows.length - ANSWER_ROWS} more rows\n` : '';
  return `${failed ? '  [failed]\n' : ''}${shown.join('')}${more}`;
}

function drawGate({ kind, tool, prompt, questions, options, plan }: StreamGate, name: string): string {
  const rows = options.map(({ label }, n) => `  ${n + 1}. ${clean(label)}`);
  if (kind === 'question') {
    const asked = (questions ?? []).map(
      ({ question, options }) =>
        `  ${clean(question)}\n${options.map((label, n) => `    ${n + 1}. ${clean(label)}`).join('\n')}`,
    );
    return `\n[the agent asks]\n${asked.join('\n')}\n  answer with: csd answer ${name} ANSWER…\n\n`;
  }
  const what =
    kind === 'plan' ? `[a plan]\n${clean(plan?.text ?? plan?.path ?? '')}` : `[${tool} asks first]\n${clean(prompt)}`;
  return `\n${what}\n\n${rows.join('\n')}\n  answer with: csd approve ${name} [--option N], csd deny ${name}\n\n`;
}

function drawEnd(
  { interrupted, error, command, text }: StreamFact & { kind: 'ended' },
  { usage }: StreamState,
): string {
  const how = interrupted ? 'interrupted' : error !== undefined ? `failed: ${clean(error)}` : 'done';
  const cost = usage.cost === undefined ? '' : `, $${usage.cost.toFixed(4)} so far`;
  return `${command && text !== '' ? `${clean(text)}\n` : ''}\n[${how}${cost}]\n`;
}

function cut(text: string): string {
  const row = clean(text).replaceAll('\n', ' ');
  return row.length > INPUT_LENGTH ? `${row.slice(0, INPUT_LENGTH)}…` : row;
}

/** Removes what a terminal would take for a command. */
export function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}
