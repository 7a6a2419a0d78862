import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Backend, LaunchOption } from '../../detect/agent/backend.ts';
import type { Context } from '../session/context.ts';
import type { LaunchRequest } from './request.ts';

/** Words for each option whose name does not explain it. */
const WORDS: Record<LaunchOption, string> = {
  model: 'model',
  system_prompt: 'system prompt',
  allowed_tools: 'list of allowed tools',
  disallowed_tools: 'list of disallowed tools',
  agent: 'agent of its own',
  add_dir: 'further folder',
  effort: 'effort',
};

/**
 * The agent's arguments for the caller's options, with relative folders resolved. Throws `bad_input` for an option that
 * the agent does not have, one that is given twice, and a folder that does not exist.
 */
export async function optionArgs(
  ctx: Context,
  { name, launch }: Backend,
  { options = {}, agentArgs = [] }: LaunchRequest,
): Promise<string[]> {
  const args: string[] = [];
  for (const [option, given] of Object.entries(options) as [LaunchOption, string | string[]][]) {
    const grammar = launch.options[option];
    if (!grammar) throw new CsdError('bad_input', `the agent ${name} takes no ${WORDS[option]}: leave it out`);
    const { flag, also = [], write = (value: string) => value } = grammar;
    const isTwice = agentArgs.some((arg) => [flag, ...also].some((own) => arg === own || arg.startsWith(`${own}=`)));
    if (isTwice && !Array.isArray(given) && !grammar.write)
      throw new CsdError(
        'bad_input',
        `the ${WORDS[option]} is given twice, once among the agent's own arguments (${flag}): give it once`,
      );
    for (const value of [given].flat()) {
      args.push(flag, write(option === 'add_dir' ? await folderAt(ctx, value) : value));
    }
  }
  return args;
}

/** Options that may let an agent do more without asking. */
const WIDENING: LaunchOption[] = ['allowed_tools', 'add_dir', 'agent'];

/** The flags among the caller's options that may let the agent do more without asking. */
export function wideningFlags({ launch }: Backend, { options = {} }: LaunchRequest): string[] {
  return WIDENING.flatMap((option) => (options[option] === undefined ? [] : (launch.options[option]?.flag ?? [])));
}

async function folderAt(ctx: Context, place: string): Promise<string> {
  const folder = path.resolve(ctx.cwd, place);
  if (await ctx.files.isFolder(folder)) return folder;
  throw new CsdError('bad_input', `add-dir is not a folder: ${folder}`);
}
