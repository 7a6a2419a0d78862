import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Context } from './context.ts';

/** Whether consent existed before, was given now, or was refused; `path` is the file that records it. */
export interface Consent {
  [field: string]: unknown;
  consent: 'given' | 'there' | 'refused';
  path: string;
}

/** Asks a person once whether agents may act without asking; throws `bad_input` if nobody can be asked. */
export async function grantConsent(ctx: Context, backend: Backend): Promise<Consent> {
  const path = consentFile(ctx, backend);
  if (await isGiven(ctx, backend)) return { consent: 'there', path };
  if (!ctx.ask)
    throw new CsdError('bad_input', 'only a person can give consent: run `csd grant-consent` in a terminal');
  const answer = await ctx.ask(
    [
      `Workers run ${backend.name} without permission checks: an agent runs commands and changes files as its prompt, or`,
      'what it reads, leads it to, with your rights and nobody to stop it. `csd launch --gated` keeps the checks on.',
      '',
      "Type 'yes' to let csd launch such workers from now on: ",
    ].join('\n'),
  );
  if (answer.trim() !== 'yes') return { consent: 'refused', path };
  const day = new Date(ctx.clock.now()).toISOString();
  await ctx.files.writeAtomic(path, `Workers without permission checks: agreed on ${day}.\n`);
  return { consent: 'given', path };
}

/** Throws `forbidden` unless a person has consented to agents that ask nobody. */
export async function requireConsent(ctx: Context, backend: Backend): Promise<void> {
  if (await isGiven(ctx, backend)) return;
  const message =
    'workers run without permission checks, which needs your consent once: run `csd grant-consent`, or launch with --gated';
  throw new CsdError('forbidden', message, { remedy: 'csd grant-consent', path: consentFile(ctx, backend) });
}

/** The start options that decide whether an agent asks before it acts. */
interface Start {
  permissionMode: string | null;
  /** The caller's own arguments for the agent. */
  agentArgs: readonly string[];
}

/**
 * For a caller that cannot consent itself: throws `forbidden` if the agent would start without permission checks, or
 * with arguments that may remove them, and no person has consented to that.
 */
export async function guardStart(ctx: Context, backend: Backend, { permissionMode, agentArgs }: Start): Promise<void> {
  if (!ctx.needsConsent) return;
  const { launch, name } = backend;
  const other = unknownArgument(agentArgs, launch.harmlessFlags);
  if (permissionMode !== launch.bypassMode && other === undefined) return;
  const what =
    permissionMode === launch.bypassMode
      ? `${name} without permission checks`
      : `${name} with ${JSON.stringify(other)}, which may widen what it does without asking,`;
  await requirePerson(ctx, backend, what);
}

/**
 * For a caller that cannot consent itself: throws `forbidden` unless a person has consented to agents without
 * permission checks.
 */
export async function guardBypassGate(ctx: Context, backend: Backend): Promise<void> {
  if (ctx.needsConsent) await requirePerson(ctx, backend, `${backend.name} without permission checks`);
}

async function requirePerson(ctx: Context, backend: Backend, what: string): Promise<void> {
  if (!backend.worker) throw new CsdError('forbidden', `only a person can start ${what}: run csd on the command line`);
  if (await isGiven(ctx, backend)) return;
  const message = `${what} needs a person's consent once: have them run \`csd grant-consent\` in a terminal`;
  throw new CsdError('forbidden', message, { remedy: 'csd grant-consent', path: consentFile(ctx, backend) });
}

/** The first argument that is neither one of these flags nor a value of one. */
function unknownArgument(args: readonly string[], flags: Record<string, 'value' | 'alone'>): string | undefined {
  for (let n = 0; n < args.length; n++) {
    const arg = args[n] ?? '';
    const [flag = '', value] = arg.split('=', 2);
    const kind = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    if (kind === undefined || (kind === 'alone' && value !== undefined)) return arg;
    const next = args[n + 1];
    if (kind === 'alone' || value !== undefined) continue;
    if (next === undefined || next.startsWith('-')) return arg;
    n++;
  }
  return undefined;
}

async function isGiven(ctx: Context, backend: Backend): Promise<boolean> {
  return (await ctx.files.stat(consentFile(ctx, backend))) !== undefined;
}

function consentFile(ctx: Context, { name, worker }: Backend): string {
  if (worker) return worker.consentFile(ctx.home);
  throw new CsdError('bad_input', `the agent ${name} cannot be a worker: it reports no events`);
}
