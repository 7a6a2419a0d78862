import { createInterface } from 'node:readline';
import type { Event, Watched } from '../../contract/event.ts';
import { foldEvent } from '../../contract/fold-event.ts';
import { onTerminal } from '../../operations/escape-output.ts';
import { rankOf, sayLine, sayState } from '../../operations/state-words.ts';
import { describeFailure } from '../failure.ts';
import type { FaceHost } from '../host.ts';
import { type Gate, gateOf } from './gate-text.ts';

/** What the plain dashboard needs of its process: `lines` is what the person types. */
export interface PlainHost extends Pick<FaceHost, 'operations' | 'call'> {
  hosts: Record<string, unknown>;
  write(text: string): void;
  lines: NodeJS.ReadableStream;
}

const HELP = `list, show NAME, approve NAME, deny NAME [MESSAGE], answer NAME ANSWER, send NAME PROMPT,
interrupt NAME, end NAME, help, quit. What changes is told as it happens, one line each.`;

/**
 * The dashboard in lines of text: each change of a session is a line, and the person types commands. An approval is asked for again
 * below the whole gate, and answers that gate alone. Ends when the person quits or the signal aborts.
 */
export async function runPlain(host: PlainHost, signal: AbortSignal): Promise<void> {
  const life = new AbortController();
  const end = () => life.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  const known = new Map<string, Watched>();
  const say = (text: string) => host.write(`${onTerminal(text)}\n`);
  const lineOf = ({ session, state }: Watched) => [session, sayState(state), sayLine(state)].filter(Boolean).join(': ');
  const told = new Map<string, string>();
  const tellAll = () => {
    const sorted = [...known.values()].toSorted((a, b) => rankOf(a.state) - rankOf(b.state) || a.since - b.since);
    say(sorted.length === 0 ? 'No session runs.' : sorted.map(lineOf).join('\n'));
  };
  const watch = async () => {
    const operation = await host.operations.watch?.();
    if (operation === undefined) throw new Error('there is no watch');
    const events = (await host.call(operation, host.hosts, life.signal)) as AsyncIterable<Event>;
    for await (const event of events) {
      if (event.type === 'notice') say(event.message);
      const { seen, gone } = foldEvent(known, event);
      if (event.type === 'gone' && event.renamed_to !== undefined) {
        say(`${event.session}: is called ${event.renamed_to} now`);
        told.set(event.renamed_to, (told.get(event.session) ?? '').replace(event.session, event.renamed_to));
        continue;
      }
      if (event.type === 'snapshot' && told.size === 0) {
        for (const one of seen) told.set(one.session, lineOf(one));
        tellAll();
        say(HELP);
        continue;
      }
      for (const one of seen) {
        const line = lineOf(one);
        if (told.get(one.session) !== line) say(line);
        told.set(one.session, line);
      }
      for (const name of gone) say(`${name}: gone`);
    }
  };
  const call = async (name: string, input: Record<string, unknown>, done: string) => {
    const operation = await host.operations[name]?.();
    if (operation === undefined) throw new Error(`there is no ${name}`);
    await host.call(operation, input, life.signal);
    say(done);
  };
  /** The gate that was shown, until the next line says whether it is approved. */
  let asked: Gate | undefined;
  const obey = async (line: string): Promise<void> => {
    const gate = asked;
    asked = undefined;
    if (gate) {
      if (line.trim() !== 'yes') return say('Not approved.');
      return call('approve', { session: gate.session, expect: gate.gateId }, `${gate.session}: approved.`);
    }
    const [, word = '', session = '', rest = ''] = /^\s*(\S*)\s*(\S*)\s?([\s\S]*)$/.exec(line) ?? [];
    if (word === '') return;
    if (word === 'quit' || word === 'q') return life.abort(LEFT);
    if (word === 'list') return tellAll();
    if (word === 'help') return say(HELP);
    const seen = known.get(session);
    if (!seen)
      return say(session === '' ? `${word}: name a session, or type help.` : `There is no session ${session}.`);
    const text = rest.trim();
    const shown = gateOf(session, seen.state);
    const expect = 'gate_id' in seen.state && seen.state.gate_id !== undefined ? { expect: seen.state.gate_id } : {};
    switch (word) {
      case 'show':
        return say(
          [lineOf(seen), ...(shown ? [...shown.lines, ...shown.options.map((o, n) => `${n + 1}. ${o}`)] : [])].join(
            '\n',
          ),
        );
      case 'approve':
        if (!shown || shown.gateId === undefined) return say(`${session} has no open gate.`);
        asked = shown;
        return say(
          [
            shown.title,
            ...shown.lines,
            ...(shown.truncated ? ['This is not all of it.'] : []),
            'Type yes to approve.',
          ].join('\n'),
        );
      case 'deny':
        return call('deny', { session, ...expect, ...(text !== '' && { message: text }) }, `${session}: denied.`);
      case 'answer':
        return call('answer', { session, answers: [text], ...expect }, `${session} has its answer.`);
      case 'send':
        return call('send', { session, prompt: text }, `Sent to ${session}.`);
      case 'interrupt':
        return call('interrupt', { session }, `${session} was interrupted.`);
      case 'end':
        return call('end', { session }, `${session} has ended.`);
      default:
        return say(`${word} is not a command: type help.`);
    }
  };
  const typed = createInterface({ input: host.lines, terminal: false });
  typed.on('line', (line) => void obey(line).catch((error) => say(describeFailure(error).json.error)));
  typed.on('close', () => life.abort(LEFT));
  try {
    await watch();
  } catch (error) {
    if (!life.signal.aborted) throw error;
  } finally {
    typed.close();
    signal.removeEventListener('abort', end);
  }
}

const LEFT = new Error('the person has left');
