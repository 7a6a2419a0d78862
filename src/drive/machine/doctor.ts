import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { markerWarning, readVersion } from '../session/agent-version.ts';
import type { Context } from '../session/context.ts';
import { listSidecars } from '../session/sidecars/sidecar-store.ts';
import { locateProgram } from '../spawn/plan.ts';
import { type Check, checkExtras } from './doctor-extras.ts';

export type { Check } from './doctor-extras.ts';

/** The oldest releases that csd works with. */
const OLDEST_NODE = '20.19';
const OLDEST_TMUX = '3.2';
const OUTPUT_MS = 3000;

/** Checks everything that csd needs on this machine, and changes nothing. */
export async function examine(ctx: Context): Promise<Check[]> {
  const agents = await Promise.all([...ctx.backends.values()].map((backend) => checkAgent(ctx, backend)));
  // One installed agent is enough.
  const isBare = agents.every(({ status }) => status === 'note');
  if (isBare) for (const agent of agents) agent.status = 'failed';
  return [checkNode(), ...(await checkTmux(ctx)), ...agents, ...(await checkFolders(ctx)), ...(await checkExtras(ctx))];
}

function checkNode(): Check {
  const { bun, node } = process.versions;
  if (bun !== undefined) return { check: 'node', status: 'ok', found: 'built into this program' };
  const check = { check: 'node', found: node };
  if (isAtLeast(node, OLDEST_NODE)) return { ...check, status: 'ok' };
  return { ...check, status: 'failed', remedy: `install Node ${OLDEST_NODE} or newer` };
}

async function checkTmux(ctx: Context): Promise<Check[]> {
  const program = await ctx.processes.find('tmux', ctx.env.PATH);
  const install = 'install it: `sudo apt-get install tmux` or `brew install tmux`';
  if (program === undefined) return [{ check: 'tmux', status: 'failed', found: 'not on PATH', remedy: install }];
  const printed = (await ctx.processes.output(program, ['-V'], OUTPUT_MS))?.trim();
  const check = { check: 'tmux', found: `${printed ?? 'it does not tell its version'} (${program})` };
  const version = /(\d+\.\d+)/.exec(printed ?? '')?.[1];
  const isKnown = version !== undefined || /next|master/.test(printed ?? '');
  if (!isKnown || (version !== undefined && !isAtLeast(version, OLDEST_TMUX)))
    return [{ ...check, status: 'failed', remedy: `install tmux ${OLDEST_TMUX} or newer` }];
  return [{ ...check, status: 'ok' }, await checkServer(ctx)];
}

/** tmux answers a question about a session whether or not its server runs. */
async function checkServer(ctx: Context): Promise<Check> {
  const folder = ctx.env.TMUX_TMPDIR || '/tmp';
  try {
    await ctx.tmux.hasSession('csd-doctor');
    return { check: 'tmux server', status: 'ok', found: `answers, in ${folder}` };
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    const remedy = `make sure that ${folder} (TMUX_TMPDIR) is a folder that you can write in`;
    return { check: 'tmux server', status: 'failed', found: error.message, remedy };
  }
}

async function checkAgent(ctx: Context, backend: Backend): Promise<Check> {
  const { programVariable, installHint } = backend.launch;
  const named = ctx.env[programVariable] || undefined;
  const check = `agent ${backend.name}`;
  const found = await locateProgram(ctx, backend);
  if (found === undefined) {
    const remedy = `to use it, install it (${installHint}) or set ${programVariable} to its program`;
    // If the variable is set, the agent is meant to be used.
    const status = named === undefined ? 'note' : 'failed';
    return {
      check,
      status,
      found: named === undefined ? 'not on PATH' : `${programVariable}=${named} is not a program`,
      remedy,
    };
  }
  const version = await readVersion(ctx, backend, found);
  const warning = markerWarning(backend, version, ctx.env);
  if (warning === undefined) return { check, status: 'ok', found: `${version} (${found})` };
  const remedy = 'what its screens say may be read wrongly: see docs/new-release.md';
  return { check, status: 'ok', found: `${warning} (${found})`, remedy };
}

async function checkFolders(ctx: Context): Promise<Check[]> {
  const checks: Check[] = [];
  const folder = path.dirname(ctx.sessionsDir);
  const flaw = await ctx.files.examine(ctx.sessionsDir, { is: 'folder', closed: 'guarded' });
  if (flaw && flaw.kind !== 'missing') {
    const remedy = `make ${ctx.sessionsDir} a folder of your own, closed to others (chmod 700), or set XDG_STATE_HOME to another`;
    return [{ check: 'state folder', status: 'note', found: flaw.text, remedy }];
  }
  const refusing = await findRefusing(ctx, ctx.sessionsDir);
  if (refusing !== undefined) {
    const remedy =
      'nothing can be started or typed: check who owns it, its mode and its disk, or set XDG_STATE_HOME to another';
    return [{ check: 'state folder', status: 'failed', found: `${refusing} cannot be written`, remedy }];
  }
  const found = flaw === undefined ? folder : `${folder}, made with the first session`;
  checks.push({ check: 'state folder', status: 'ok', found });
  const { sidecars, broken } = await listSidecars(ctx);
  checks.push({ check: 'sessions', status: 'ok', found: `${sidecars.length}` });
  for (const { path: file, error } of broken)
    checks.push({ check: 'sessions', status: 'note', found: `${file}: ${error}`, remedy: 'repair or remove the file' });
  return checks;
}

/**
 * Writes a file of one byte into the folder and removes it: on a full disk an empty one can still be made. A file of that
 * name, or a link, is not followed.
 */
export const TRY_WRITING =
  'f="$1/.csd-doctor-$$"; (set -C; printf x >"$f") 2>/dev/null && rm -f "$f" && exit; test -d "$1" && rm -f "$f" && echo refused';

/** The folder, or its nearest existing parent, that the system refuses to write to. */
async function findRefusing(ctx: Context, folder: string): Promise<string | undefined> {
  let there = folder;
  while (!(await ctx.files.isFolder(there)) && there !== path.dirname(there)) there = path.dirname(there);
  const said = await ctx.processes.output('sh', ['-c', TRY_WRITING, 'sh', there], OUTPUT_MS);
  return said?.trim() === 'refused' ? there : undefined;
}

function isAtLeast(version: string, oldest: string): boolean {
  const [a, b] = [version, oldest].map((one) => one.split('.').map((part) => Number.parseInt(part, 10)));
  const [major = 0, minor = 0] = a ?? [];
  const [wantedMajor = 0, wantedMinor = 0] = b ?? [];
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
