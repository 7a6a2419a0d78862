import type { Backend } from '../../detect/agent/backend.ts';
import type { Context } from './context.ts';

/** How long an agent may take to print its version, ms. */
const VERSION_MS = 2000;

/** The release of an installed agent, or `null` if it does not print it within 2 s. */
export async function readVersion(ctx: Context, backend: Backend, program: string): Promise<string | null> {
  const printed = await ctx.processes.output(program, backend.launch.versionArgs, VERSION_MS);
  return (printed !== undefined && backend.launch.version.exec(printed)?.[1]) || null;
}

/**
 * The remark in every state about a release that the backend was not verified on, in a few words that stay the same: a
 * note between two verified releases, a warning before the oldest, after the newest and for an unknown version.
 * `CSD_VERIFIED_VERSIONS` (comma-separated) silences it for further releases.
 */
export function markerWarning(
  backend: Backend,
  version: string | null,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (version !== null && backend.releases.verified.includes(version)) return undefined;
  const silenced = (env.CSD_VERIFIED_VERSIONS ?? '').split(',').map((entry) => entry.trim());
  if (version !== null && silenced.includes(version)) return undefined;
  if (version === null) return `the version of ${backend.name} is not known`;
  const { older, newer } = neighboursOf(backend, version);
  if (older !== undefined && newer !== undefined)
    return `${backend.name} ${version} is between ${older} and ${newer}, both verified`;
  return `${backend.name} ${version} is not verified`;
}

/**
 * The same at length, for commands that start an agent: how the release relates to the verified ones, and what to do.
 */
export function explainWarning(
  backend: Backend,
  version: string | null,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const warning = markerWarning(backend, version, env);
  if (warning === undefined) return undefined;
  const { older, newer, oldest, newest } = neighboursOf(backend, version);
  if (older !== undefined && newer !== undefined) return warning;
  const where = newer ? `, it is older than ${oldest}` : older ? `, it is newer than ${newest}` : '';
  const rules =
    oldest === undefined ? 'rules that no release was verified with' : `the rules for ${oldest} to ${newest}`;
  return `${warning}${where}: its screens are read by ${rules}; set CSD_VERIFIED_VERSIONS to silence this`;
}

function neighboursOf(backend: Backend, version: string | null) {
  const verified = backend.releases.verified.toSorted(compareReleases);
  const [oldest, newest] = [verified[0], verified.at(-1)];
  if (version === null) return { oldest, newest };
  const older = verified.findLast((release) => compareReleases(release, version) < 0);
  const newer = verified.find((release) => compareReleases(release, version) > 0);
  return { oldest, newest, older, newer };
}

/** Below 0 if release `a` came before `b`, above 0 if after, 0 for the same or if one is not a release number. */
function compareReleases(a: string, b: string): number {
  const [x, y] = [a, b].map((release) => release.split('.').map(Number));
  for (const [n, part] of (x ?? []).entries()) {
    const difference = part - (y?.[n] ?? 0);
    if (Number.isNaN(difference)) return 0;
    if (difference !== 0) return difference;
  }
  return 0;
}
