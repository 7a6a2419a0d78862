import { spawn } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabAgent } from './agents/agent.ts';

/**
 * Where unpacked releases are kept, one folder per release: `CSD_RELEASE_CACHE`, otherwise `.cache/releases` under the
 * project's root.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.CSD_RELEASE_CACHE || fileURLToPath(new URL('../../.cache/releases', import.meta.url));
}

/** The npm package with the agent's native binary for this machine; throws if there is none. */
export function platformPackage(
  agent: LabAgent,
  version: string,
  os: string = platform(),
  cpu: string = arch(),
): string {
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  const machine = `${os}-${cpu}`;
  if (!known.includes(machine))
    throw new Error(`no ${agent.title} binary for ${machine}: it exists for ${known.join(', ')}`);
  return agent.package(version, machine);
}

/**
 * The path of an agent's binary of one release, downloaded by npm into the cache if it is not there yet. An interrupted
 * download leaves the cache unchanged.
 */
export async function fetchRelease(agent: LabAgent, version: string, cache = cacheFolder()): Promise<string> {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`not a release number: ${JSON.stringify(version)}, give one like ${agent.releases.at(-1)}`);
  const cached = await findBinary(agent, join(cache, version));
  if (cached !== undefined) return cached;
  const name = platformPackage(agent, version);
  await mkdir(cache, { recursive: true });
  const part = await mkdtemp(join(cache, `.part-${version}-`));
  try {
    await run('npm', ['pack', '--silent', '--pack-destination', part, name], part);
    const archive = (await readdir(part)).find((file) => file.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack ${name} left no archive`);
    await run('tar', ['-xzf', archive], part);
    await rm(join(part, archive));
    const binary = await findBinary(agent, part);
    if (binary === undefined) throw new Error(`${name} carries no native binary: early releases have none`);
    await chmod(binary, 0o755);
    await rename(part, join(cache, version)).catch(async (error: unknown) => {
      if ((await findBinary(agent, join(cache, version))) === undefined) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  const binary = await findBinary(agent, join(cache, version));
  if (binary === undefined) throw new Error(`${name} is gone from the cache ${cache}`);
  return binary;
}

/** The version that npm calls the latest of the agent's package. */
export async function newestRelease(agent: LabAgent): Promise<string> {
  const printed = await run('npm', ['view', agent.published, 'version'], '.');
  const release = printed.trim();
  if (!/^\d+\.\d+\.\d+$/.test(release))
    throw new Error(`npm names no latest release of ${agent.published}: ${release}`);
  return release;
}

/** The agent's binary in the folder of an unpacked release. */
async function findBinary(agent: LabAgent, folder: string): Promise<string | undefined> {
  for (const pattern of agent.binaries) {
    const [before = '', after] = pattern.split('*');
    const names = after === undefined ? [''] : await readdir(join(folder, before)).catch(() => []);
    for (const name of names) {
      const binary = join(folder, `${before}${name}${after ?? ''}`);
      if (await exists(binary)) return binary;
    }
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Runs a program to its end and returns its output; throws the end of its stderr if it fails. */
function run(program: string, args: string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString();
    });
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${program} ${args.join(' ')} failed (exit ${code}): ${stderr.trim().slice(-400)}`));
    });
  });
}
