import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Context } from '../session/context.ts';
import { checkConfig, readConfigText } from '../session/files/config-file.ts';
import { configPath } from '../session/files/config-path.ts';
import { readSmall } from '../session/files/look-budget.ts';
import { workerDirOf } from '../session/sidecars/worker-files.ts';

/** One requirement of csd: what was found, and the remedy if it is not met. A note prevents nothing. */
export interface Check {
  [field: string]: unknown;
  check: string;
  status: 'ok' | 'note' | 'failed';
  found: string;
  remedy?: string | undefined;
}

/**
 * Optional parts, which are problems only if broken: the configuration, the server's files, the folder of the hooks.
 */
export async function checkExtras(ctx: Context): Promise<Check[]> {
  return [await checkConfiguration(ctx), await checkServing(ctx), await checkHooks(ctx)];
}

async function checkConfiguration(ctx: Context): Promise<Check> {
  const file = configPath(ctx);
  const check = 'configuration';
  try {
    const text = await readConfigText(ctx);
    if (text === undefined) return { check, status: 'ok', found: `none, and none is needed (${file})` };
    const problems = checkConfig(text).problems.map(({ at, problem }) => (at === '' ? problem : `${at}: ${problem}`));
    if (problems.length === 0) return { check, status: 'ok', found: file };
    return {
      check,
      status: 'failed',
      found: `${file}: ${problems.join('; ')}`,
      remedy: 'correct it: see `csd config`',
    };
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    return {
      check,
      status: 'failed',
      found: error.message,
      remedy: `remove the write permission of others: chmod go-w ${file}`,
    };
  }
}

/** The folder of the socket of `csd serve`, and whether one runs. */
async function checkServing(ctx: Context): Promise<Check> {
  const check = 'server';
  const named = ctx.env.XDG_RUNTIME_DIR;
  const folder =
    named !== undefined && path.isAbsolute(named)
      ? path.join(named, 'csd')
      : path.join(path.dirname(ctx.sessionsDir), 'run');
  const flaw = await ctx.files.examine(folder, { is: 'folder', closed: 'private' });
  if (flaw && flaw.kind !== 'missing') {
    const remedy = `csd serve refuses it: make ${folder} a folder of your own, closed to others (chmod 700)`;
    return { check, status: 'note', found: flaw.text, remedy };
  }
  const pid = holderOf(await readSmall(ctx.files, path.join(folder, 'serve.lock')));
  if (pid !== undefined && ctx.processes.isAlive(pid))
    return { check, status: 'ok', found: `csd serve runs (process ${pid}), in ${folder}` };
  return { check, status: 'ok', found: `no csd serve runs, and none is needed (${folder})` };
}

function holderOf(lock: string | undefined): number | undefined {
  try {
    const { pid } = JSON.parse(lock ?? '');
    return typeof pid === 'number' ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** The folder to which the hooks of workers write their events. */
async function checkHooks(ctx: Context): Promise<Check> {
  const folder = workerDirOf(ctx);
  const flaw = await ctx.files.examine(folder, { is: 'folder', closed: 'guarded' });
  if (!flaw) return { check: 'hooks', status: 'ok', found: folder };
  if (flaw.kind === 'missing') return { check: 'hooks', status: 'ok', found: `${folder}, made with the first worker` };
  const remedy = `workers cannot report: make ${folder} a folder of your own that nobody else can write, or set CSD_WORKER_DIR to another`;
  return { check: 'hooks', status: 'note', found: flaw.text, remedy };
}
