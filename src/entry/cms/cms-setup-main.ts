import { execFile } from 'node:child_process';
import { promises } from 'node:fs';
import path from 'node:path';
import { isatty } from 'node:tty';
import { readRegular } from '../../adapters/fs/read-regular.ts';
import { makeFolder, storageFailure } from '../../adapters/fs/storage-errors.ts';
import {
  instructionsFile,
  NOT_REGISTERED,
  REGISTERED,
  registerArgs,
  type Scope,
  unregisterArgs,
} from '../../backends/claude/setup.ts';
import { DEFAULT_BACKEND } from '../../backends/index.ts';
import { CsdError } from '../../contract/errors.ts';
import type { ServiceHost } from '../../contract/service.ts';
import { findBackend } from '../../drive/session/backend-of.ts';
import type { Context } from '../../drive/session/context.ts';
import { MOST_SMALL_BYTES } from '../../drive/session/files/look-budget.ts';
import { findProgram } from '../../drive/spawn/plan.ts';
import { createContext, ownProgram } from '../compose.ts';
import { askedOn } from '../questions.ts';
import { addGuide, removeGuide } from './cms-guide.ts';

/** The name under which the agent knows the server. */
const SERVER = 'csd';
/** The time limit for the agent's own command, ms. */
const AGENT_MS = 60_000;

/** The flags of the command. */
export interface SetupInput {
  global?: boolean | undefined;
  local?: boolean | undefined;
  guide?: boolean | undefined;
  uninstall?: boolean | undefined;
}

interface Choice {
  scope: Scope;
  guide: boolean;
  uninstall: boolean;
}

/**
 * Registers `csd mcp --tools cms` with the agent's own command, and adds the guide on request; with `uninstall`
 * reverses both. Repeating it changes nothing. Prints one line of JSON. Throws `bad_input` if no scope is given and
 * nobody can be asked.
 */
export async function runSetup(input: SetupInput, host: ServiceHost): Promise<number> {
  const ctx = createContext({ signal: host.signal });
  const chosen = await choose(input, host);
  if (chosen === undefined) {
    host.write('stderr', 'cms: nothing was changed\n');
    return 1;
  }
  const { scope, guide, uninstall } = chosen;
  const backend = findBackend(ctx, DEFAULT_BACKEND);
  const program = await findProgram(ctx, backend);
  const file = instructionsFile(scope, backend.launch.configDir(ctx.env, ctx.home), ctx.cwd);
  // The file first: it can be refused before anything is done.
  const edit = uninstall || guide ? await planEdit(file, uninstall) : undefined;
  const server = uninstall ? await unregister(ctx, program, scope) : await register(ctx, program, scope);
  await edit?.apply();
  const done = { ok: true, scope, server, ...(edit && { guide: edit.outcome, file }) };
  host.write('stdout', `${JSON.stringify(done)}\n`);
  return 0;
}

async function choose(input: SetupInput, host: ServiceHost): Promise<Choice | undefined> {
  const { global: everywhere, local, guide, uninstall = false } = input;
  const scope = everywhere ? 'global' : local ? 'local' : undefined;
  if (scope) return { scope, guide: guide ?? false, uninstall };
  if (!isatty(0) || !isatty(1))
    throw new CsdError(
      'bad_input',
      'the place to set up is missing: add --global for every folder, or --local for this one',
    );
  const { confirm, isCancel, select } = await import('@clack/prompts');
  const answer = await select<Scope>({
    message: uninstall ? 'Where is csd registered?' : 'Where should Claude Code know csd?',
    options: [
      { value: 'global', label: 'In every folder' },
      { value: 'local', label: 'In this folder alone', hint: process.cwd() },
    ],
    ...askedOn('stdout', host),
  });
  if (isCancel(answer)) return undefined;
  if (uninstall || guide !== undefined) return { scope: answer, guide: guide ?? false, uninstall };
  const message = 'Add a short guide on delegating to CLAUDE.md?';
  const wanted = await confirm({ message, initialValue: false, ...askedOn('stdout', host) });
  return isCancel(wanted) ? undefined : { scope: answer, guide: wanted, uninstall };
}

async function register(ctx: Context, program: string, scope: Scope): Promise<'added' | 'renewed'> {
  const args = registerArgs(scope, SERVER, [...(await wordsOfCsd(ctx)), 'mcp', '--tools', 'cms']);
  const first = await ask(ctx, program, args);
  if (first.code === 0) return 'added';
  if (!REGISTERED.test(first.said)) throw refusal(program, args, first.said);
  // It may have another command, such as that of a csd in another place.
  await unregister(ctx, program, scope);
  const second = await ask(ctx, program, args);
  if (second.code !== 0) throw refusal(program, args, second.said);
  return 'renewed';
}

async function unregister(ctx: Context, program: string, scope: Scope): Promise<'removed' | 'absent'> {
  const args = unregisterArgs(scope, SERVER);
  const { code, said } = await ask(ctx, program, args);
  if (code === 0) return 'removed';
  if (NOT_REGISTERED.test(said)) return 'absent';
  throw refusal(program, args, said);
}

/** `csd` if that is this csd, otherwise the command that starts this one, independent of the caller's PATH. */
async function wordsOfCsd(ctx: Context): Promise<string[]> {
  const own = ownProgram();
  const found = await ctx.processes.find('csd', ctx.env.PATH);
  if (found === undefined) return own;
  const [one, other] = await Promise.all([found, own.at(-1) ?? ''].map((file) => ctx.files.realPath(file)));
  return one === other ? ['csd'] : own;
}

function ask(ctx: Context, program: string, args: string[]): Promise<{ code: number; said: string }> {
  const options = { timeout: AGENT_MS, cwd: ctx.cwd, ...(ctx.signal && { signal: ctx.signal }) };
  return new Promise((done) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      done({ code, said: `${stderr}${stdout}`.trim() || (error?.message ?? '') });
    });
    child.stdin?.end();
  });
}

function refusal(program: string, args: string[], said: string): CsdError {
  const command = [program, ...args].join(' ');
  return new CsdError(
    'spawn_failed',
    `the agent's own command failed: ${said || 'it said nothing'}; try \`${command}\``,
    {
      command,
    },
  );
}

interface Edit {
  outcome: 'added' | 'there' | 'removed' | 'absent';
  apply(): Promise<void>;
}

/** The new text of the file; throws `bad_input` if it cannot be read, or if its marks are damaged. */
async function planEdit(named: string, uninstall: boolean): Promise<Edit> {
  const file = await promises.realpath(named).catch(() => named);
  const stat = await promises.stat(file).catch(() => undefined);
  if (stat && !stat.isFile())
    throw new CsdError('bad_input', `${file} is not a file: move it away, or leave --guide out`);
  const before = stat ? readRegular(file, MOST_SMALL_BYTES) : '';
  if (before === undefined)
    throw new CsdError(
      'bad_input',
      `${file} cannot be read, or is larger than ${MOST_SMALL_BYTES / 1024 / 1024} MiB: leave --guide out`,
    );
  const edited = uninstall ? removeGuide(before) : addGuide(before);
  if (!edited)
    throw new CsdError(
      'bad_input',
      `the marks of the guide in ${file} are damaged: remove what is left of the guide, then repeat the command`,
    );
  const { text, had } = edited;
  const outcome = uninstall ? (had ? 'removed' : 'absent') : had ? 'there' : 'added';
  return {
    outcome,
    async apply() {
      if (text === before) return;
      // A file that had only the guide was created for it.
      if (uninstall && text === '') return promises.rm(file, { force: true });
      const draft = `${file}.csd-${process.pid}`;
      try {
        makeFolder(path.dirname(file), 0o755);
        await promises.writeFile(draft, text, { mode: stat ? stat.mode & 0o777 : 0o644, flag: 'wx' });
        if (stat) await promises.chmod(draft, stat.mode & 0o777);
        await promises.rename(draft, file);
      } catch (error) {
        await promises.rm(draft, { force: true });
        throw storageFailure(error, file);
      }
    },
  };
}
