import { CsdError } from '../../contract/errors.ts';
import { isTooDeep, parseJson } from '../../contract/json.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { TapGrammar } from '../../detect/agent/usage-grammar.ts';
import type { Context } from '../session/context.ts';
import { readSmall } from '../session/files/look-budget.ts';
import { isOwnBehindLink, writePrivate } from '../session/files/private-files.ts';
import { repositoriesOf } from '../session/repositories.ts';
import { quoteWord } from '../session/shell-words.ts';
import { readSettings, takeFlag } from '../signals/hooks.ts';
import { beginLaunch, removeTap, tapFiles } from './tap-files.ts';
import { tapScript } from './tap-script.ts';

/** How to make an agent report its usage to csd: the file to write before it starts, and its arguments. */
export interface TapPlan {
  script: string;
  settings: Record<string, unknown>;
  /**
   * The arguments with the path of a settings file, and the settings themselves, for a caller that merges them further.
   */
  fileArgs: string[];
  inlineArgs: string[];
  /** The session continues a conversation, so its earlier usage counts. */
  goesOn: boolean;
}

/** The session to tap; `goesOn` if it continues a conversation. */
interface TapRequest {
  name: string;
  backend: Backend;
  cwd: string;
  callerArgs: string[];
  goesOn: boolean;
}

/**
 * Plans the tap of a session that is about to start; writes nothing. `undefined` for an agent that reports nothing this
 * way, if the caller's own settings cannot be read (the agent reports that itself), and if the status line that it
 * would draw comes from a file that others may write.
 */
export async function planTap(
  ctx: Context,
  { name, backend, cwd, callerArgs, goesOn }: TapRequest,
): Promise<TapPlan | undefined> {
  const { hooks, usage } = backend;
  if (!hooks || !usage?.tap) return undefined;
  const flag = hooks.settingsFlag;
  const own = await readOwn(ctx, flag, callerArgs, cwd);
  if (!own) return undefined;
  const { base, rest } = own;
  const files = tapFiles(ctx, name);
  const call = `exec sh ${quoteWord(files.script)}`;
  const given = asPersons(ctx, usage.tap.command(base));
  const command =
    given ?? (await findCommand(ctx, usage.tap, { configDir: backend.launch.configDir(ctx.env, ctx.home), cwd }, rest));
  if (command === FOREIGN) return undefined;
  const settings = usage.tap.settings(call, base);
  return {
    script: tapScript(files.folder, command, usage.tap.isForeign),
    settings,
    fileArgs: [flag, files.settings, ...rest],
    inlineArgs: [flag, JSON.stringify(settings), ...rest],
    goesOn,
  };
}

/**
 * Writes what the plan needs, 0600 in a folder of 0700, or leaves nothing. Removes the usage of an earlier session of
 * the name.
 */
export async function writeTap(ctx: Context, name: string, plan: TapPlan): Promise<void> {
  const files = tapFiles(ctx, name);
  if (!plan.goesOn) await removeTap(ctx, name);
  try {
    await writePrivate(ctx, files.script, plan.script);
    await writePrivate(ctx, files.settings, `${JSON.stringify(plan.settings, null, 2)}\n`);
    await beginLaunch(ctx, name);
  } catch (error) {
    await abandonTap(ctx, name, plan);
    throw error;
  }
}

/** Removes the tap of a session that did not start; its earlier usage stays. */
export async function abandonTap(ctx: Context, name: string, plan: TapPlan): Promise<void> {
  if (!plan.goesOn) await removeTap(ctx, name);
}

async function readOwn(ctx: Context, flag: string, args: string[], cwd: string) {
  try {
    const { value, rest } = takeFlag(args, flag);
    return { base: value === undefined ? {} : await readSettings(ctx, flag, value, cwd), rest };
  } catch (error) {
    if (error instanceof CsdError && error.code === 'bad_input') return undefined;
    throw error;
  }
}

/** The agent's command is in a file that someone else may write, or csd cannot determine it. */
const FOREIGN = Symbol('foreign');

/** The command in the user's own settings files, by the agent's order of precedence. */
async function findCommand(
  ctx: Context,
  tap: TapGrammar,
  { configDir, cwd }: { configDir: string; cwd: string },
  args: string[],
): Promise<string | typeof FOREIGN | undefined> {
  const sources = valueAfter(args, tap.sourcesFlag)
    ?.split(',')
    .map((source) => source.trim());
  if ((sources?.includes(tap.shared) ?? true) && (await isShared(ctx, tap, configDir, cwd))) return FOREIGN;
  for (const { source, path } of tap.files(configDir, cwd)) {
    if (sources && !sources.includes(source)) continue;
    const command = await commandIn(ctx, tap, path);
    // csd would run it in the agent's place, so one that is not the user's own is left to the agent.
    if (command !== undefined) return (await isOwnBehindLink(ctx, path)) ? command : FOREIGN;
  }
  return undefined;
}

/** True if a status line is in a file that only some releases of the agent use. */
async function isShared(ctx: Context, tap: TapGrammar, configDir: string, cwd: string): Promise<boolean> {
  const folder = await ctx.files.realPath(cwd);
  const others = (await repositoriesOf(ctx, folder)).filter((root) => root !== folder);
  if (others.length === 0) return false;
  const files = [folder, ...others].flatMap((one) => tap.files(configDir, one));
  for (const { path } of files.filter(({ source }) => source === tap.shared)) {
    if ((await commandIn(ctx, tap, path)) !== undefined) return true;
  }
  return false;
}

/** The status line that a person chose in a settings file. */
async function commandIn(ctx: Context, tap: TapGrammar, path: string): Promise<string | undefined> {
  const text = await readSmall(ctx.files, path);
  if (text === undefined || isTooDeep(text)) return undefined;
  return asPersons(ctx, tap.command(parseJson(text)));
}

/** A tap of csd is not the person's status line: it can be in settings that were written for another session. */
function asPersons(ctx: Context, command: string | undefined): string | undefined {
  const folder = tapFiles(ctx, '').folder;
  const isTap = command?.startsWith('exec sh ') && command.includes(`${folder}/`) && command.includes('/tap');
  return command === undefined || command.trim() === '' || isTap ? undefined : command;
}

function valueAfter(args: string[], flag: string): string | undefined {
  const inline = args.find((arg) => arg.startsWith(`${flag}=`));
  if (inline !== undefined) return inline.slice(flag.length + 1);
  const at = args.indexOf(flag);
  return at === -1 ? undefined : args[at + 1];
}
