import { join } from 'node:path';
import { observe } from '../../../src/drive/observe/observe.ts';
import { loadFixture, worldOf } from '../../../test/detect/fixture.ts';
import { differences, type Expected } from '../match.ts';
import type { Scene, SceneTable } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { CsdResult, Stage } from '../stage.ts';
import { done } from './conversation-steps.ts';

/** One command that is given to a session with a screen and to one without: the results must be equivalent. */
interface Row {
  label: string;
  words(name: string, stage: Stage): string[];
  /** Known and documented differences without a screen: the exit code and error code. */
  stream?: { code: number; error: string };
  /** Fields that one of them has and the other may lack. */
  may?: string[];
  /** Fields that may be null on one of them. */
  orNull?: true;
  /** What both must report, because equal results may still be wrong. */
  says?: Expected;
}

/** Each driver with the name of its session. */
const DRIVERS = ['screen', 'stream'] as const;
/** Fields whose values are compared, and not only their types. */
const COMPARED = new Set(
  'status outcome code gate label ok option ended how changed closed text status interrupted resumable kind event queued alive found chosen question'.split(
    ' ',
  ),
);
/** How csd did it, which is not part of what was done. */
const VARIES = new Set([
  'attempts',
  'confirmed_by',
  'evidence',
  'proof',
  'step',
  'driver',
  'stream_path',
  'usage_path',
]);

/** Reported if known: without a screen the agent itself reports its calls and the streamed text. */
const OPTIONAL = ['description', 'detail', 'tool', 'input'];
/** Counts that only the agent's status line reports. */
const UNCOUNTED = new Set(['lines_added', 'lines_removed']);

/** Each agent has its own options besides the plain yes and no. */
const OFFERED = ['rows'];

/** The shape of a value: its fields, and the content of some. Both sessions' names count as one. */
function shapeOf(value: unknown, may: Set<string>, key = '', orNull = false): unknown {
  if (Array.isArray(value)) {
    const all = [...new Set(value.map((one) => JSON.stringify(shapeOf(one, may, key, orNull))))].sort();
    return all.map((one) => JSON.parse(one) as unknown);
  }
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(([name]) => !VARIES.has(name) && !may.has(name));
    return Object.fromEntries(kept.sort().map(([name, inner]) => [name, shapeOf(inner, may, name, orNull)]));
  }
  if (COMPARED.has(key)) return typeof value === 'string' ? withoutName(value) : value;
  if (orNull || UNCOUNTED.has(key)) return 'anything';
  return value === null ? 'null' : typeof value;
}

/** Without the name of the session, and the key that a screen shows after an option. */
const withoutName = (text: string) =>
  text.replace(/\b(?:screen|stream)(?:-more)?\b/g, 'NAME').replace(/ \((?:y|p|esc)\)$/, '');

/** Plays rows on both sessions and reports which of them give different answers. */
async function compare(stage: Stage, rows: Row[]): Promise<void> {
  for (const { label, words, stream, may = [], orNull = false, says } of rows) {
    const since = Date.now();
    const [screen, other] = (await Promise.all(DRIVERS.map((name) => stage.csd(...words(name, stage))))) as [
      CsdResult,
      CsdResult,
    ];
    const tell = ({ code, json, stdout, stderr }: CsdResult) =>
      JSON.stringify([
        code,
        json === undefined ? withoutName(stdout || stderr) : shapeOf(json, new Set([...OPTIONAL, ...may]), '', orNull),
      ]);
    const code = ({ json }: CsdResult) => (json as { code?: string } | undefined)?.code;
    const [one, two] = [tell(screen), tell(other)];
    const isAlike = stream ? other.code === stream.code && code(other) === stream.error : one === two;
    const both = stream ? [screen] : [screen, other];
    const isRight = says === undefined || both.every(({ json }) => differences(json, says).length === 0);
    const ok = isAlike && isRight;
    const note = ok ? {} : { note: `screen ${one}\nstream ${two}` };
    stage.outcomes.push({ scene: stage.scene.name, label, ok, ms: Math.round(Date.now() - since), ...note });
  }
}

/** The recording that csd writes of a session reproduces its state. */
async function recordBoth(stage: Stage, label: string): Promise<void> {
  for (const name of DRIVERS) {
    const out = join(stage.place.root, `recorded-${name}-${label.replaceAll(' ', '-')}`);
    const { code, json } = await stage.csd('record', name, '--out', out);
    await stage.effect(`${name} is recorded ${label}, and its recording gives its state`, async () => {
      const fixture = loadFixture(out);
      const { context, sidecar } = worldOf(fixture);
      const [seen] = await observe(context, [sidecar]);
      const { status } = (json as { state: { status: string } }).state;
      const { folder: _, ...held } = fixture;
      const text = JSON.stringify(held);
      const isBare =
        !text.includes(stage.place.root) && !text.includes(stage.place.env.ANTHROPIC_API_KEY ?? stage.place.root);
      return (
        code === 0 &&
        isBare &&
        fixture.expect.status === status &&
        differences(seen?.verdict.state, fixture.expect as Expected).length === 0
      );
    });
  }
}

/** Claude Code 2.1.158 does not record an interrupted text, and its screen is not a reliable answer. */
const writesCutText = ({ agent, release }: Stage) => agent.name !== 'claude' || atLeast(release, '2.1.173');

/** Every command about a session on both drivers, in each possible state. */
export const operationsOf: SceneTable = (words) => {
  const one = (...args: string[]): Pick<Row, 'label' | 'words'> => ({
    label: args.join(' '),
    words: (name) => args.map((word) => word.replaceAll('NAME', name)),
  });
  const refused = (code: string, ...args: string[]): Row => ({ ...one(...args), says: { code } });
  /** The end of a turn, or what it waits for. */
  const over = one('wait', 'NAME', '--timeout', '30');
  const looks = (says: Expected): Row[] => [
    { ...one('state', 'NAME'), says },
    one('output', 'NAME'),
    one('output', 'NAME', '--json', '--parts'),
    // Without a screen the cost of a turn is reported with its end.
    { ...one('history', 'NAME', '--json'), orNull: true },
    { ...one('usage', 'NAME', '--json'), orNull: true },
  ];
  const NOTHING_TO_ANSWER = [
    one('interrupt', 'NAME'),
    one('approve', 'NAME'),
    one('deny', 'NAME'),
    one('answer', 'NAME', 'yes'),
  ];
  const NO_WORKER = [
    one('read-turn', 'NAME'),
    one('wait-for-turn', 'NAME', '1'),
    one('status', 'NAME'),
    one('approve-tool', 'NAME', 'allow'),
  ];
  const scene: Scene = {
    name: 'both-operations',
    about:
      'Each command is given to a session with a screen and to one without, in each state: the same JSON, exit codes and errors.',
    records: false,
    known: false,
    script: (api) =>
      void api
        .on('say hello', [{ text: 'Hello there.' }])
        .on('make one', [{ text: 'I will.', tools: [words.asked('touch one.txt')] }, { text: 'One is made.' }])
        .on('make two', [{ tools: [words.asked('touch two.txt')] }, { text: 'I left it.' }])
        .on('ask in text', [{ text: 'Shall I go on?' }])
        .on('count slowly', [{ text: 'one two three four five six seven', chunkMs: 100, stall: true }])
        .on('go on', [{ text: 'I went on.' }]),
    async play(stage) {
      for (const driver of DRIVERS) await stage.spawn(driver, ['--driver', driver, ...words.asking]);
      await compare(stage, [
        ...looks({ status: 'spawning' }),
        ...NOTHING_TO_ANSWER,
        one('record', 'NAME', '--out', '/dev/null/nowhere'),
        one('send', 'NAME', ''),
        ...NO_WORKER,
        one('finish', 'NAME'),
        one('continue', 'NAME', 'say hello'),
        one('abort', 'NAME'),
        one('resume', 'NAME'),
        one('forget', 'NAME'),
        one('fork', 'NAME', 'NAME-more'),
      ]);
      await compare(stage, [
        one('send', 'NAME', 'say hello'),
        over,
        ...looks(done('Hello there.')),
        ...NOTHING_TO_ANSWER,
      ]);
      await recordBoth(stage, 'after a turn');
      await compare(stage, [
        one('send', 'NAME', 'ask in text'),
        over,
        ...looks({ status: 'awaiting_answer' }),
        refused('no_gate', 'approve', 'NAME'),
      ]);
      await compare(stage, [one('answer', 'NAME', 'go on'), over]);
      await compare(stage, [
        one('send', 'NAME', 'make one'),
        over,
        ...looks({ status: 'blocked', gate: 'permission' }),
        refused('gated', 'send', 'NAME', 'say hello'),
        one('answer', 'NAME', 'yes'),
        refused('gate_changed', 'approve', 'NAME', '--expect', 'another'),
        { ...refused('no_such_option', 'approve', 'NAME', '--option', '99'), may: OFFERED },
        { ...refused('no_such_option', 'approve', 'NAME', '--match', 'nothing like it'), may: OFFERED },
        { ...refused('no_such_option', 'approve', 'NAME', '--plan', 'manual'), may: OFFERED },
        one('run', '--session', 'NAME', 'say hello'),
      ]);
      await recordBoth(stage, 'at a gate');
      await compare(stage, [one('approve', 'NAME'), over, ...looks(done('One is made.'))]);
      await compare(stage, [
        one('send', 'NAME', 'make two'),
        over,
        { ...one('deny', 'NAME', '--message', 'Leave it.'), says: { ok: true }, may: ['option'] },
        over,
      ]);
      await compare(stage, [
        one('send', 'NAME', 'count slowly'),
        one('wait', 'NAME', '--for', 'working', '--timeout', '20'),
        refused('not_ready', 'send', 'NAME', '--if-idle', 'say hello'),
        one('approve', 'NAME'),
        one('answer', 'NAME', 'yes'),
        one('wait', 'NAME', '--timeout', '1'),
        // On a screen the text so far is reported once it is recorded.
        { ...one('interrupt', 'NAME'), says: { interrupted: true }, may: ['text'] },
        ...[over, ...looks({ status: 'idle_done', interrupted: true })]
          .filter(({ label }) => writesCutText(stage) || !/^(?:output|history)/.test(label))
          .map((row) => (writesCutText(stage) ? row : { ...row, may: ['text'] })),
      ]);
      await compare(stage, [
        one('run', '--session', 'NAME', 'say hello'),
        one('pause', 'NAME', '--by', 'me'),
        refused('paused', 'send', 'NAME', 'say hello'),
        one('state', 'NAME'),
        one('resume', 'NAME'),
        // On a screen it takes a moment until what was said before is drawn.
        { ...one('fork', 'NAME', 'NAME-more', 'go on'), may: ['jsonl_path', 'state'] },
        one('wait', 'NAME-more', '--timeout', '30'),
        one('kill', 'NAME-more'),
        one('tag', 'NAME', '+a'),
        { ...one('end', 'NAME'), says: { ended: true } },
        { ...one('end', 'NAME'), says: { ended: false } },
        { ...one('state', 'NAME'), says: { status: 'dead' } },
        one('output', 'NAME'),
        { ...one('history', 'NAME', '--json'), orNull: true },
        { ...one('usage', 'NAME', '--json'), orNull: true },
        refused('dead', 'screen', 'NAME'),
        refused('dead', 'send', 'NAME', 'say hello'),
        refused('dead', 'interrupt', 'NAME'),
        refused('dead', 'approve', 'NAME'),
        refused('dead', 'record', 'NAME'),
        // On a screen it takes a moment until what was said before is drawn.
        { ...one('resume', 'NAME', 'go on'), may: ['state'] },
        over,
        one('output', 'NAME'),
        { ...one('send', 'NAME', '--no-submit', 'say hello'), stream: { code: 1, error: 'unsupported' } },
        { ...one('kill', 'NAME'), says: { found: true } },
        { ...one('kill', 'NAME'), says: { found: false } },
        refused('no_such_session', 'state', 'NAME'),
        refused('no_such_session', 'screen', 'NAME'),
      ]);
    },
  };
  return [scene];
};
