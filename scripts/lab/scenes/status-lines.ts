import type { Scene } from '../scene.ts';
import type { Session } from '../session.ts';
import type { Stage } from '../stage.ts';
import { until } from '../wait.ts';
import { done } from './conversation-steps.ts';
import { over } from './lines.ts';

/** A person's status line: a script in the working folder, and what else their settings say of it. */
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

/** What stands below the composer, with its colours. */
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
      await stage.effect('csd heard the one with the tap alone', async () => {
        return (await heard('tapped')) === 'agent' && (await heard('plain')) === null;
      });
    },
  };
}

/** The status lines that people have, beside csd's tap. */
export const STATUS_LINES: Scene[] = LINES.map(untouched);
