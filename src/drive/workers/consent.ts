import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/backend.ts';
import type { Context } from '../context.ts';

/** Whether consent was there before, was given now, or was refused; `path` is the file that stands for it. */
export interface Consent {
  [field: string]: unknown;
  consent: 'given' | 'there' | 'refused';
  path: string;
}

/** Asks a person once whether agents may act without asking anybody; throws `bad_input` where nobody can be asked. */
export async function grantConsent(ctx: Context, backend: Backend): Promise<Consent> {
  const path = consentFile(ctx, backend);
  if (await isGiven(ctx, backend)) return { consent: 'there', path };
  if (!ctx.ask) throw new CsdError('bad_input', 'consent is given by a person: run `csd grant-consent` in a terminal');
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

/** Throws `forbidden` unless a person has agreed to agents that ask nobody. */
export async function requireConsent(ctx: Context, backend: Backend): Promise<void> {
  if (await isGiven(ctx, backend)) return;
  const message =
    'workers run without permission checks, which needs your consent once: run `csd grant-consent`, or launch with --gated';
  throw new CsdError('forbidden', message, { remedy: 'csd grant-consent', path: consentFile(ctx, backend) });
}

async function isGiven(ctx: Context, backend: Backend): Promise<boolean> {
  return (await ctx.files.stat(consentFile(ctx, backend))) !== undefined;
}

function consentFile(ctx: Context, { name, worker }: Backend): string {
  if (worker) return worker.consentFile(ctx.home);
  throw new CsdError('bad_input', `the agent ${name} cannot be a worker: it reports no events`);
}
