import type { Random } from '../../../test/detect/derive/random.ts';
import type { CsdResult } from '../stage.ts';
import { sleep, until } from '../wait.ts';
import type { SoakAgent } from './agent.ts';
import { clear, composed, difference, normalised } from './delivery.ts';
import type { Fault } from './faults.ts';

/** The fate of the prompt of one trial. The last four must never occur. */
export const ENDS = [
  'delivered',
  'refused, not delivered',
  'error, delivered whole',
  'error, left in the composer',
  'csd killed, delivered whole',
  'csd killed, not delivered',
  'recorded, then the agent was killed',
  'a person typed into it',
  'LOST',
  'DOUBLED',
  'ALTERED',
  'WRONG PLACE',
] as const;
export type End = (typeof ENDS)[number];

/** One prompt and its fate. `code` is that of the error, if there was one. */
export interface Trial {
  fault: string;
  end: End;
  code?: string;
  note?: string;
}

/** True for a fate that must never happen to a sender. */
export function isBad({ end }: Trial): boolean {
  return end === end.toUpperCase();
}

/** Plays one fault next to one `send` (two for `csd killed`), and returns the fate of each prompt. */
export async function tryFault(agent: SoakAgent, random: Random, fault: Fault, tag: string): Promise<Trial[]> {
  const text = tagged(random, tag);
  agent.typed = '';
  const env = (await fault.env?.(agent, random)) ?? {};
  const running = agent.send(text, env);
  await Promise.all([fault.strike(agent, random, running), running.ended]);
  const result = await running.ended;
  const trials: [string, CsdResult][] = [[text, result]];
  if (fault.name === 'csd killed') {
    // The next sender takes the lock over, and must not send the partly typed text.
    const next = tagged(random, `${tag}n`);
    trials.push([next, await agent.send(next).ended]);
  }
  return judgeAll(agent, fault, trials);
}

/** Two senders at once on one session. */
export async function tryTwoSenders(agent: SoakAgent, random: Random, tag: string): Promise<Trial[]> {
  const texts = [tagged(random, `${tag}a`), tagged(random, `${tag}b`)];
  const first = agent.send(texts[0] ?? '');
  await sleep(random.below(400));
  const second = agent.send(texts[1] ?? '');
  const results = await Promise.all([first.ended, second.ended]);
  const trials = texts.map((text, n): [string, CsdResult] => [text, results[n] as CsdResult]);
  return judgeAll(agent, { name: 'two senders', about: '', strike: async () => undefined }, trials);
}

async function judgeAll(agent: SoakAgent, fault: Fault, sent: [string, CsdResult][]): Promise<Trial[]> {
  const arrived = () => sent.filter(([text]) => copies(agent, text).length > 0).length;
  const claimed = sent.filter(([, { code }]) => code === 0).length;
  const patience = fault.fatal ? 2500 : 12_000;
  await until(
    () => arrived() >= claimed,
    patience,
    () => '',
  ).catch(() => undefined);
  // Late text would arrive now.
  await sleep(fault.fatal ? 300 : 1200);
  const draft = fault.fatal ? '' : await agent.terminal.text(agent.pane).catch(() => '');
  const trials = sent.map(([text, result]) => judge(agent, fault, text, result, draft));
  const lost = fault.types ? lostLetters(agent, draft) : '';
  if (lost !== '') trials.push({ fault: fault.name, end: 'LOST', note: `of a person's letters: ${lost}` });
  const strays = agent.strays(sent.map(([text]) => markOf(text)));
  if (strays.length > 0 && !fault.types) {
    trials.push({ fault: fault.name, end: 'WRONG PLACE', note: JSON.stringify(strays).slice(0, 200) });
  }
  if (!fault.fatal) await restore(agent);
  return trials;
}

function judge(agent: SoakAgent, fault: Fault, text: string, result: CsdResult, screen: string): Trial {
  const found = copies(agent, text);
  const { code: error, step } = (result.json ?? {}) as { code?: string; step?: string };
  const killed = result.code === -1 && error === undefined;
  const code = killed ? undefined : result.code === 0 ? undefined : `${error ?? 'no JSON'}${step ? ` (${step})` : ''}`;
  const trial = (end: End, note?: string): Trial => ({
    fault: fault.name,
    end,
    ...(code === undefined ? {} : { code }),
    ...(note === undefined ? {} : { note }),
  });
  const meant = normalised(text).trim();
  const wrong = found.find((copy) => composed(copy.trim()) !== meant);
  if (found.length > 1) return trial('DOUBLED', `${found.length} times; ${result.stderr.trim().slice(0, 200)}`);
  if (wrong !== undefined) {
    const said = result.code === 0 ? `; csd said ${result.stdout.trim()}` : '';
    return trial(fault.types ? 'a person typed into it' : 'ALTERED', difference(meant, wrong) + said);
  }
  if (found.length === 1) {
    if (result.code === 0) return trial('delivered');
    return killed ? trial('csd killed, delivered whole') : trial('error, delivered whole');
  }
  if (result.code !== 0) {
    if (killed) return trial('csd killed, not delivered');
    const left = screen.includes(markOf(text)) || /\[Pasted text/.test(screen);
    return trial(left ? 'error, left in the composer' : 'refused, not delivered');
  }
  if (fault.fatal) return trial('recorded, then the agent was killed', result.stdout.trim());
  return trial('LOST', result.stdout.trim());
}

/** The letters of a person that are neither in the composer nor in a prompt that arrived with them. */
function lostLetters(agent: SoakAgent, screen: string): string {
  const composer = screen.slice(screen.lastIndexOf('\n❯\u00a0'));
  const places = [composer, ...agent.prompts.slice(-2)];
  return [...agent.typed].filter((letter) => !places.some((place) => place.includes(letter))).join('');
}

/** Every text of a person that the model received and that has the prompt's mark. */
function copies(agent: SoakAgent, text: string): string[] {
  return agent.prompts.filter((prompt) => prompt.includes(markOf(text)));
}

function markOf(text: string): string {
  return /#\w+#/.exec(text)?.[0] ?? '';
}

const SIZES = [1, 1, 4, 12, 40, 200];

/** A prompt that is distinguishable from every other, of one row to about 10 KB. */
function tagged(random: Random, tag: string): string {
  const rows = random.pick(SIZES);
  const lines = Array.from(
    { length: rows },
    (_, n) => `row ${n + 1} of a prompt ${'with words '.repeat(random.below(6))}`,
  );
  return `#${tag}# ${lines.join('\n')}end of it`;
}

/** Brings the session back to rest: its size, no copy mode, an empty composer, no turn in flight. */
async function restore(agent: SoakAgent): Promise<void> {
  await agent.terminal.tmux('copy-mode', '-q', '-t', agent.pane).catch(() => undefined);
  await agent.terminal.tmux('resize-window', '-t', agent.pane, '-x', '220', '-y', '50').catch(() => undefined);
  await sleep(150);
  await clear(agent);
}
