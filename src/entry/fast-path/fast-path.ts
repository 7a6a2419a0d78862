import { readSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { askKept } from '../../adapters/ssh/kept-route.ts';
import { writeWhole } from '../../adapters/stdio/streams.ts';
import { PROTOCOL } from '../../contract/host-call.ts';
import { HOST, SESSION_NAME } from '../../contract/names.ts';
import { listOpen } from '../../drive/delegate/open-list.ts';
import { splitAddress } from '../../drive/hosts/address.ts';
import { listSessions } from '../../drive/observe/list-sessions.ts';
import { observe } from '../../drive/observe/observe.ts';
import type { Context } from '../../drive/session/context.ts';
import { configPath } from '../../drive/session/files/config-path.ts';
import { findSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { countStates, sayCounts } from '../../operations/text/counts.ts';
import { toJson } from '../../operations/text/escape-output.ts';
import { joinContext } from '../create-context.ts';
import { runtimeFolder } from '../runtime-folder.ts';

/**
 * Answers the lines that loops call repeatedly: `state NAME` and `state NAME@HOST` (with or without `--json`, the first
 * also with `--mirrored`), `ps --json` and `tmux-status`; also states and lists requested by the csd of another machine
 * through `call`. It uses the code of the operations but not the schemas of the command line, which would take a
 * quarter of the time. Returns false without doing anything for every other line and on any error: the whole program
 * then runs it and reports the error.
 */
export async function answerDirectly(argv: string[]): Promise<boolean> {
  const home = process.env.HOME;
  if (!home) return false;
  if (argv[0] === 'call' && argv.length === 1) return answerCall(home);
  try {
    const answer = await questionOf(argv)?.(joinContext({ oneShot: true }, { home, openHub }));
    if (answer === undefined) return false;
    const text = typeof answer === 'string' ? answer : toJson(answer);
    if (text !== '') writeWhole('stdout', `${text}\n`);
    return true;
  } catch {
    return false;
  }
}

/**
 * Says who answers before it reads, because its caller may wait for that. The whole program reads the same input again,
 * and repeats it.
 */
async function answerCall(home: string): Promise<boolean> {
  writeWhole('stdout', `${GREETING}\n`);
  const bytes = Buffer.alloc(SHORT_REQUEST);
  let length = 0;
  try {
    length = readSync(0, bytes);
    const ask = callOf(bytes.toString('utf8', 0, length));
    const output = await ask?.(joinContext({ oneShot: true }, { home, openHub }));
    if (output !== undefined) {
      writeWhole('stdout', `${toJson({ output })}\n`);
      return true;
    }
  } catch {
    // The whole program reports the error.
  }
  if (length > 0) process.stdin.unshift(bytes.subarray(0, length));
  return false;
}

async function openHub(): Promise<never> {
  throw new Error('a look needs no hub');
}

type Question = (ctx: Context) => Promise<object | string | undefined>;

function questionOf([command, ...words]: string[]): Question | undefined {
  if (command === 'tmux-status') return words.length === 0 ? countAll : undefined;
  // The launcher has found no mirrored state.
  const [name = '', flag = '--json', ...more] = words.filter((word) => word !== '--mirrored');
  if (command === 'ps') return words.join(' ') === '--json' ? listAll : undefined;
  if (command !== 'state' || flag !== '--json' || more.length > 0) return undefined;
  if (SESSION_NAME.test(name)) return (ctx) => stateOf(ctx, name);
  return words.includes('--mirrored') ? undefined : remoteLook(splitAddress(name));
}

/** A state on another machine, over a kept connection and a recorded route. */
function remoteLook({ name, host = '' }: { name: string; host?: string }): Question | undefined {
  if (!SESSION_NAME.test(name) || !HOST.test(host)) return undefined;
  return (ctx) => {
    const folder = path.join(runtimeFolder(ctx), 'ssh');
    return askKept(ctx, { folder, host, config: configPath(ctx), version: manifest.version }, name);
  };
}

const GREETING = JSON.stringify({ csd: { version: manifest.version, protocol: PROTOCOL } });
/** The size limit for the request of a look, in bytes. */
const SHORT_REQUEST = 4096;

/**
 * The look that the csd of another machine requests, if its request arrived in one piece; `undefined` for any other
 * call.
 */
function callOf(text: string): Question | undefined {
  const [line = '', ...rest] = text.split('\n');
  if (rest.length === 0) return undefined;
  const { protocol, version, operation, input, ...more } = JSON.parse(line);
  // Additional fields of a request may change its meaning.
  const isPlain = protocol?.major === PROTOCOL.major && typeof version === 'string' && Object.keys(more).length === 0;
  const fields = Object.keys(input).join(' ');
  if (isPlain && operation === 'ps' && fields === '') return listAll;
  const isState = isPlain && operation === 'state' && fields === 'session' && SESSION_NAME.test(input.session);
  return isState ? (ctx) => stateOf(ctx, input.session) : undefined;
}

/** From this many sessions on, turning V8's optimizer off pays; turning it off takes as long as eight of them. */
const MANY = 20;

async function listAll(ctx: Context): Promise<object | undefined> {
  if ((await listOpen(ctx)).length > 0) return undefined;
  const files = await ctx.files.list(ctx.sessionsDir);
  if (files.length < MANY || process.versions.bun !== undefined) return listSessions(ctx);
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--no-opt');
  const list = await listSessions(ctx);
  // The launcher may store V8's code at the end, which V8 would reject under other flags.
  setFlagsFromString('--opt');
  return list;
}

/** No server maintains the counts: looks at all sessions. */
async function countAll(ctx: Context): Promise<string> {
  const { sessions } = await listSessions(ctx);
  return sayCounts(countStates(sessions.map(({ state }) => state)));
}

async function stateOf(ctx: Context, name: string): Promise<object | undefined> {
  const sidecar = await findSidecar(ctx, name);
  if (sidecar === undefined) return undefined;
  // This session has limits and its own csd was killed: a csd that observes it enforces them.
  if ((sidecar.delegate ?? sidecar.budget) && (await listOpen(ctx)).includes(name)) return undefined;
  const [seen] = await observe(ctx, [sidecar]);
  return seen?.verdict.state;
}
