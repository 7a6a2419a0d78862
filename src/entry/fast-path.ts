import { writeWhole } from '../adapters/stdio/streams.ts';
import { SESSION_NAME } from '../contract/names.ts';
import { listOpen } from '../drive/delegate/open-list.ts';
import { listSessions } from '../drive/observe/list-sessions.ts';
import { observe } from '../drive/observe/observe.ts';
import type { Context } from '../drive/session/context.ts';
import { findSidecar } from '../drive/session/sidecar-store.ts';
import { countStates, sayCounts } from '../operations/counts.ts';
import { toJson } from '../operations/escape-output.ts';
import { joinContext } from './context.ts';

/**
 * Answers the lines that loops call over and over, `state NAME` (with or without `--json` and `--mirrored`), `ps --json` and `tmux-status`, by the code
 * of the operations but without the schemas of the command line, which would take a quarter of the time. False, and
 * nothing done, for any other line and wherever something is wrong: the whole program then does it and says what.
 */
export async function answerDirectly(argv: string[]): Promise<boolean> {
  const ask = questionOf(argv);
  const home = process.env.HOME;
  if (ask === undefined || !home) return false;
  try {
    const answer = await ask(joinContext({ oneShot: true }, { home, openHub }));
    if (answer === undefined) return false;
    const text = typeof answer === 'string' ? answer : toJson(answer);
    if (text !== '') writeWhole('stdout', `${text}\n`);
    return true;
  } catch {
    return false;
  }
}

async function openHub(): Promise<never> {
  throw new Error('a look needs no hub');
}

type Question = (ctx: Context) => Promise<object | string | undefined>;

function questionOf([command, ...words]: string[]): Question | undefined {
  if (command === 'tmux-status') return words.length === 0 ? countAll : undefined;
  // The launcher has found no mirror to answer from.
  const [name = '', flag = '--json', ...more] = words.filter((word) => word !== '--mirrored');
  if (command === 'ps') return words.join(' ') === '--json' ? listAll : undefined;
  const plain = command === 'state' && SESSION_NAME.test(name) && flag === '--json' && more.length === 0;
  return plain ? (ctx) => stateOf(ctx, name) : undefined;
}

/** From this many sessions on, turning V8's optimizer off pays; turning it off takes as long as eight of them. */
const MANY = 20;

async function listAll(ctx: Context): Promise<object | undefined> {
  if ((await listOpen(ctx)).length > 0) return undefined;
  const files = await ctx.files.list(ctx.sessionsDir);
  if (files.length >= MANY && process.versions.bun === undefined)
    (await import('node:v8')).setFlagsFromString('--no-opt');
  return listSessions(ctx);
}

/** No server stands by the counts: a look at all sessions. */
async function countAll(ctx: Context): Promise<string> {
  const { sessions } = await listSessions(ctx);
  return sayCounts(countStates(sessions.map(({ state }) => state)));
}

async function stateOf(ctx: Context, name: string): Promise<object | undefined> {
  const sidecar = await findSidecar(ctx, name);
  if (sidecar === undefined) return undefined;
  // Whoever looks at a delegate whose csd was killed holds its limits.
  if (sidecar.delegate && (await listOpen(ctx)).includes(name)) return undefined;
  const [seen] = await observe(ctx, [sidecar]);
  return seen?.verdict.state;
}
