import { isDeepStrictEqual } from 'node:util';
import type { Scene } from '../scene.ts';
import type { Session } from '../session.ts';
import type { Stage } from '../stage.ts';
import { until } from '../wait.ts';
import { done } from './conversation-steps.ts';
import { over } from './lines.ts';

/** A person's status line: a script in the working folder, and their other settings for it. */
interface Line {
  name: string;
  about: string;
  script: string;
  more?: Record<string, unknown>;
  /** What must be on the screen of both sessions. */
  shows?: RegExp;
}

const MODEL = String.raw`sed 's/.*"display_name":"\([^"]*\)".*/\1/'`;
const LINES: Line[] = [
  {
    name: 'colours',
    about: 'prints colours and what it was given',
    script: `m=$(${MODEL})\nprintf '\\033[31mred\\033[0m \\033[1;48;5;22m%s\\033[0m' "$m"`,
    shows: /^ *red \S+/m,
  },
  {
    name: 'rows',
    about: 'prints two rows, without a line break at the end',
    script: "cat >/dev/null\nprintf 'first row\\nsecond row ❯ 1. Yes'",
    shows: /first row[\s\S]*second row/,
  },
  {
    name: 'padding',
    about: 'has a padding',
    script: 'cat >/dev/null\necho padded',
    more: { padding: 7 },
    shows: /^ {7,}padded/m,
  },
  {
    name: 'fails',
    about: 'prints something, complains and fails',
    script: 'echo half; echo oops >&2; exit 3',
  },
  { name: 'hangs', about: 'prints nothing and never ends', script: 'exec sleep 600' },
  { name: 'silent', about: 'reads nothing and ends at once', script: 'exit 0' },
];

/** The rows below the composer, with their colours. */
async function footerOf(stage: Stage, { pane }: Session): Promise<string> {
  const rows = (await stage.terminal.tmux('capture-pane', '-e', '-p', '-t', pane)).split('\n');
  const rule = rows.findLastIndex((row) => /─{20}/.test(row));
  return rows
    .slice(rule + 1)
    .map((row) => row.trimEnd())
    .join('\n')
    .trimEnd();
}

function untouched({ name, about, script, more = {}, shows }: Line): Scene {
  return {
    name: `status-line-${name}`,
    about: `A person's status line that ${about}: with csd's tap before it the screen is what it is without.`,
    records: false,
    known: false,
    home: {
      files: { 'line.sh': `#!/bin/sh\n${script}\n` },
      settings: { statusLine: { type: 'command', command: 'exec "$HOME/../work/line.sh"', ...more } },
    },
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      const turn = async (session: Session) => {
        await session.send('say hello');
        await session.moment(session.name, done('Hello there.'), { shows: over(/Hello there\./) });
      };
      const plain = await stage.spawn('plain', ['--no-usage']);
      await turn(plain);
      if (shows) await plain.waitForScreen(shows);
      const tapped = await stage.spawn('tapped', []);
      await turn(tapped);
      if (shows) await tapped.waitForScreen(shows);
      let footers: string[] = [];
      const isSame = async () => {
        footers = [await footerOf(stage, plain), await footerOf(stage, tapped)];
        return footers[0] === footers[1];
      };
      await until(isSame, 8000, () => '').catch(() => false);
      await stage.effect(`the footers are the same: ${JSON.stringify(footers)}`, () => footers[0] === footers[1]);
      const heard = async (session: string) => {
        const { sessions } = (await stage.ok('usage', session, '--json')) as {
          sessions: { usage: { cost_source: unknown } }[];
        };
        return sessions[0]?.usage.cost_source;
      };
      await stage.effect('csd received only the status of the one with the tap', async () => {
        return (await heard('tapped')) === 'agent' && (await heard('plain')) === null;
      });
    },
  };
}

/** Hints that the agent hides if a status line is set, and the separators between them. */
const HINTS =
  /(?:\? for shortcuts|esc to interrupt|← for agents)(?: · )?| · (?:\? for shortcuts|esc to interrupt|← for agents)|Failed to install Anthropic marketplace.*|Native installation exists but .*|^ *echo 'export PATH=.*/gm;
/** Durations, times of day, tokens, and the spinner. */
const MOVING = /\d+(?:\.\d+)?s\b|\d+:\d\d(?: [AP]M)?|[↑↓] [\d.]+k? tokens|^[✻✽✶✳✢·*] \S+/gm;
/**
 * What comes and goes by itself: the bullet next to a tool blinks, and the effort is shown for some seconds after the
 * start (2.1.332).
 */
const PASSING = /^ *[●⏺] +|[◐◑◒◓○◯●] \w+ · \/effort/gm;

/** One of many, chosen at random. */
const TIP = /^\s*⎿\s+Tip: /;

/** Every row of a screen without moving parts and without hints that the agent hides; blank rows are omitted. */
async function rowsOf(stage: Stage, { pane }: Session): Promise<string[]> {
  const text = (await stage.terminal.text(pane)).replace(PASSING, '').replace(MOVING, '~').replace(HINTS, '');
  return text
    .split('\n')
    .flatMap((row) => (row.trim() === '' || TIP.test(row) ? [] : [row.trim().replace(/ {2,}/g, ' ')]));
}

const NONE: Scene = {
  name: 'status-line-none',
  about:
    "Without a status line of the person's csd's tap changes nothing on the screen but hints that the agent hides, and no verdict.",
  records: false,
  known: false,
  spawn: ['--permission-mode', 'default'],
  script: (api) =>
    void api
      .on('say hello', [{ text: 'Hello there.' }])
      .on('think long', [{ delayMs: 40_000, text: 'I thought.' }])
      .on('make it', [{ tools: [{ name: 'Bash', input: { command: 'touch made' } }] }, { text: 'Made.' }])
      .on('what next', [{ text: 'I am done with this. Which colour do you want?' }]),
  async play(stage) {
    const both = [
      await stage.spawn('plain', ['--permission-mode', 'default', '--no-usage']),
      await stage.spawn('tapped', ['--permission-mode', 'default']),
    ] as const;
    const [plain, tapped] = both;
    const same = async (moment: string, status: string) => {
      const seen: { rows: string[]; state: unknown }[] = [];
      await until(
        async () => {
          seen.length = 0;
          for (const session of both) {
            const state = (await stage.csd('state', session.name)).json as Record<string, unknown>;
            const { turn: _, gate_id: __, ...told } = state;
            seen.push({ rows: await rowsOf(stage, session), state: told });
          }
          return seen.every(({ state }) => (state as { status: string }).status === status) && isSame(seen);
        },
        6000,
        () => '',
      ).catch(() => false);
      const [one, other] = seen.map(({ rows }) => rows);
      const differ = [one?.filter((row) => !other?.includes(row)), other?.filter((row) => !one?.includes(row))];
      await stage.effect(
        `${moment}: rows ${JSON.stringify(differ)} ${JSON.stringify(seen.map(({ state }) => state))}`,
        () => isSame(seen) && seen.every(({ state }) => (state as { status: string }).status === status),
      );
    };
    const send = async (text: string) => {
      for (const session of both) await session.send(text);
    };
    await same('fresh', 'spawning');
    await send('say hello');
    await same('done', 'idle_done');
    await send('think long');
    await same('working', 'working');
    for (const { name } of both) await stage.step('interrupt', () => stage.ok('interrupt', name));
    await same('interrupted', 'idle_done');
    await send('what next');
    await same('a question', 'awaiting_answer');
    await send('make it');
    await same('a gate', 'blocked');
    for (const { name } of both) await stage.step('deny', () => stage.ok('deny', name));
    await same('denied', 'idle_done');
    await stage.effect('the tap delivered a status', async () => {
      const of = async (session: Session) =>
        ((await stage.ok('usage', session.name, '--json')) as { sessions: { usage: { cost_source: unknown } }[] })
          .sessions[0]?.usage.cost_source;
      return (await of(tapped)) === 'agent' && (await of(plain)) === null;
    });
  },
};

function isSame([one, other]: { rows: string[]; state: unknown }[]): boolean {
  return isDeepStrictEqual(one, other);
}

/** Common status lines, next to csd's tap, and none. */
export const STATUS_LINES: Scene[] = [...LINES.map(untouched), NONE];
