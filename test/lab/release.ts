import { spawn } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The releases that fixtures are recorded on, oldest first. */
export const RELEASES = ['2.1.158', '2.1.173', '2.1.330'];

/** Where unpacked releases are kept: `CSD_RELEASE_CACHE`, else `.cache/releases` under the project's root. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.CSD_RELEASE_CACHE || fileURLToPath(new URL('../../.cache/releases', import.meta.url));
}

/** The npm package that carries the agent's native binary for this machine; throws where there is none. */
export function platformPackage(os: string = platform(), cpu: string = arch()): string {
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  const name = `${os}-${cpu}`;
  if (!known.includes(name)) throw new Error(`no Claude Code binary for ${name}: it exists for ${known.join(', ')}`);
  return `@anthropic-ai/claude-code-${name}`;
}

/**
 * The path of the `claude` binary of one release, downloaded by npm into the cache when it is not there yet.
 * A download that breaks off leaves the cache as it was.
 */
export async function fetchRelease(version: string, cache = cacheFolder()): Promise<string> {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`not a release number: ${JSON.stringify(version)}, give one like 2.1.330`);
  const binary = join(cache, version, 'package', 'claude');
  if (await exists(binary)) return binary;
  const name = platformPackage();
  await mkdir(cache, { recursive: true });
  const part = await mkdtemp(join(cache, `.part-${version}-`));
  try {
    await run('npm', ['pack', '--silent', '--pack-destination', part, `${name}@${version}`], part);
    const archive = (await readdir(part)).find((file) => file.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack ${name}@${version} left no archive`);
    await run('tar', ['-xzf', archive], part);
    await rm(join(part, archive));
    await access(join(part, 'package', 'claude')).catch(() => {
      throw new Error(`${name}@${version} carries no native binary: releases before about 2.1.113 have none`);
    });
    await chmod(join(part, 'package', 'claude'), 0o755);
    await rename(part, join(cache, version)).catch(async (error: unknown) => {
      if (!(await exists(binary))) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return binary;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Runs a program to its end; throws with the end of its stderr when it fails. */
function run(program: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} failed (exit ${code}): ${stderr.trim().slice(-400)}`));
    });
  });
}
