import type { Backend } from '../detect/backend.ts';
import type { Context } from './context.ts';

/** How long an agent may take to print its version, ms. */
const VERSION_MS = 2000;

/** The release of an installed agent, or `null` when it does not tell within 2 s. */
export async function readVersion(ctx: Context, backend: Backend, program: string): Promise<string | null> {
  const printed = await ctx.processes.output(program, backend.launch.versionArgs, VERSION_MS);
  return (printed !== undefined && backend.launch.version.exec(printed)?.[1]) || null;
}

/**
 * A warning when a release is none of those the backend was verified on; `CSD_VERIFIED_VERSIONS` (comma-separated)
 * names more. An unknown version warns too.
 */
export function markerWarning(
  backend: Backend,
  version: string | null,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const extra = (env.CSD_VERIFIED_VERSIONS ?? '').split(',').map((entry) => entry.trim());
  const verified = [...backend.releases.verified, ...extra.filter((entry) => entry !== '')];
  if (version !== null && verified.includes(version)) return undefined;
  const which =
    version === null ? `the version of ${backend.name} is not known` : `${backend.name} ${version} is not verified`;
  return `${which}: its screens are read by the rules for ${backend.releases.verified.join(', ')}; set CSD_VERIFIED_VERSIONS to silence this`;
}
