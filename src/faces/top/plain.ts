import { createInterface } from 'node:readline';
import type { Event, Watched } from '../../contract/event.ts';
import { foldEvent } from '../../contract/fold-event.ts';
import { onTerminal } from '../../operations/text/escape-output.ts';
import { rankOf, sayLine, sayState } from '../../operations/text/state-words.ts';
import { describeFailure } from '../failure.ts';
import type { FaceHost } from '../host.ts';
import { type Gate, gateOf } from './gate-text.ts';

/** What the plain dashboard needs from its process: `lines` are the user's input. */
export interface PlainHost extends Pick<FaceHost, 'operations' | 'call'> {
  hosts: Record<string, unknown>;
  write(text: string): void;
  lines: NodeJS.ReadableStream;
}

const HELP = `list, show NAME, approve NAME, deny NAME [MESSAGE], answer NAME ANSWER, send NAME PROMPT,
interrupt NAME, end NAME, help, quit. What changes is told as it happens, one line each.`;

/**
 * The dashboard in lines of text: each change of a session is a line, and the user types commands. An approval must be
 * confirmed below the complete gate, and answers only that gate. Ends when the user quits or the signal aborts.
 */
export async function runPlain(host: PlainHost, signal: AbortSignal): Promise<void> {
  const life = new AbortController();
  const end = () => life.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  const top = new PlainTop(host, life);
  const typed = createInterface({ input: host.lines, terminal: false });
  typed.on('line', (line) => void top.obey(line).catch((error) => top.say(describeFailure(error).json.error)));
  typed.on('close', () => life.abort(LEFT));
  try {
    await top.watch();
  } catch (error) {
    if (!life.signal.aborted) throw error;
  } finally {
    typed.close();
    signal.removeEventListener('abort', end);
  }
}

class PlainTop {
  private readonly known = new Map<string, Watched>();
  /** The last line that was printed for each session. */
  private readonly told = new Map<string, string>();
  /** The gate that is shown, until the next line confirms it or not. */
  private asked: Gate | undefined;

  constructor(
    private readonly host: PlainHost,
    private readonly life: AbortController,
  ) {}

  say(text: string): void {
    this.host.write(`${onTerminal(text)}\n`);
  }

  /** Prints each change, until the user quits. */
  async watch(): Promise<void> {
    const operation = await this.host.operations.watch?.();
    if (operation === undefined) throw new Error('there is no watch');
    const events = (await this.host.call(operation, this.host.hosts, this.life.signal)) as AsyncIterable<Event>;
    for await (const event of events) this.hear(event);
  }

  private hear(event: Event): void {
    const { told } = this;
    if (event.type === 'notice') this.say(event.message);
    const { seen, gone } = foldEvent(this.known, event);
    if (event.type === 'gone' && event.renamed_to !== undefined) {
      this.say(`${event.session}: is now called ${event.renamed_to}`);
      told.set(event.renamed_to, (told.get(event.session) ?? '').replace(event.session, event.renamed_to));
      return;
    }
    if (event.type === 'snapshot' && told.size === 0) {
      for (const one of seen) told.set(one.session, lineOf(one));
      this.tellAll();
      this.say(HELP);
      return;
    }
    for (const one of seen) {
      const line = lineOf(one);
      if (told.get(one.session) !== line) this.say(line);
      told.set(one.session, line);
    }
    for (const name of gone) this.say(`${name}: gone`);
  }

  private tellAll(): void {
    const sorted = [...this.known.values()].toSorted((a, b) => rankOf(a.state) - rankOf(b.state) || a.since - b.since);
    this.say(sorted.length === 0 ? 'No session runs.' : sorted.map(lineOf).join('\n'));
  }

  /** Runs the command in a line; throws what the operation throws. */
  async obey(line: string): Promise<void> {
    const gate = this.asked;
    this.asked = undefined;
    if (gate) {
      if (line.trim() !== 'yes') return this.say('Not approved.');
      return this.call('approve', { session: gate.session, expect: gate.gateId }, `${gate.session}: approved.`);
    }
    const [, word = '', session = '', rest = ''] = /^\s*(\S*)\s*(\S*)\s?([\s\S]*)$/.exec(line) ?? [];
    if (word === '') return;
    if (word === 'quit' || word === 'q') return this.life.abort(LEFT);
    if (word === 'list') return this.tellAll();
    if (word === 'help') return this.say(HELP);
    const seen = this.known.get(session);
    if (seen) return this.obeyFor(seen, word, rest.trim());
    this.say(session === '' ? `${word}: name a session, or type help.` : `There is no session ${session}.`);
  }

  private async obeyFor({ session, state, ...rest }: Watched, word: string, text: string): Promise<void> {
    const shown = gateOf(session, state);
    const expect = 'gate_id' in state && state.gate_id !== undefined ? { expect: state.gate_id } : {};
    switch (word) {
      case 'show': {
        const options = shown?.options.map((option, n) => `${n + 1}. ${option}`) ?? [];
        return this.say([lineOf({ session, state, ...rest }), ...(shown?.lines ?? []), ...options].join('\n'));
      }
      case 'approve': {
        if (!shown || shown.gateId === undefined) return this.say(`${session} has no open gate.`);
        this.asked = shown;
        const warning = shown.truncated ? ['This is not all of it.'] : [];
        return this.say([shown.title, ...shown.lines, ...warning, 'Type yes to approve.'].join('\n'));
      }
      case 'deny':
        return this.call('deny', { session, ...expect, ...(text !== '' && { message: text }) }, `${session}: denied.`);
      case 'answer':
        return this.call('answer', { session, answers: [text], ...expect }, `${session} has its answer.`);
      case 'send':
        return this.call('send', { session, prompt: text }, `Sent to ${session}.`);
      case 'interrupt':
        return this.call('interrupt', { session }, `${session} was interrupted.`);
      case 'end':
        return this.call('end', { session }, `${session} has ended.`);
      default:
        return this.say(`${word} is not a command: type help.`);
    }
  }

  private async call(name: string, input: Record<string, unknown>, done: string): Promise<void> {
    const operation = await this.host.operations[name]?.();
    if (operation === undefined) throw new Error(`there is no ${name}`);
    await this.host.call(operation, input, this.life.signal);
    this.say(done);
  }
}

function lineOf({ session, state }: Watched): string {
  return [session, sayState(state), sayLine(state)].filter(Boolean).join(': ');
}

const LEFT = new Error('the person has left');
