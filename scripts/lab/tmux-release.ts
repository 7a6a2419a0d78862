import { execFile } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Where unpacked releases of tmux are kept, one folder per Debian suite: `CSD_TMUX_CACHE`, else `.cache/tmux` below the project's root. */
export function tmuxCache(env: NodeJS.ProcessEnv = process.env): string {
  return env.CSD_TMUX_CACHE || fileURLToPath(new URL('../../.cache/tmux', import.meta.url));
}

/**
 * The path of the tmux that a Debian suite has (`trixie`, `trixie-backports`, `sid`), with the libraries it needs beside it, so that it
 * runs on an older system. Packages come from the mirror that this machine's apt uses. Needs apt and dpkg, no root; throws with
 * apt's words where the suite has none. Debian gives no way to the releases of suites that are gone.
 */
export async function fetchTmux(suite: string, cache = tmuxCache()): Promise<string> {
  if (!/^[a-z-]+$/.test(suite)) throw new Error(`not the name of a Debian suite: ${JSON.stringify(suite)}`);
  const folder = join(cache, suite);
  const program = join(folder, 'bin', 'tmux');
  if (await exists(program)) return program;
  await mkdir(cache, { recursive: true });
  const part = await mkdtemp(join(cache, `.part-${suite}-`));
  try {
    await unpack(suite, part);
    await wrap(part, folder);
    await rename(part, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return program;
}

/** Downloads tmux and all that it depends on with an apt that knows this suite alone, and unpacks it below `root/system`. */
async function unpack(suite: string, root: string): Promise<void> {
  const apt = join(root, 'apt');
  const [lists, archives] = [join(apt, 'lists/partial'), join(apt, 'archives/partial')];
  for (const folder of [lists, archives, join(root, 'system')]) await mkdir(folder, { recursive: true });
  const base = suite.replace(/-backports$/, '');
  const suites = [...new Set([base, suite])];
  const sources = suites.map(
    (name) => `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${URI} ${name} main`,
  );
  const mirror = await debianMirror();
  await writeFile(join(apt, 'sources.list'), `${sources.join('\n').replaceAll(URI, mirror)}\n`);
  await writeFile(join(apt, 'status'), '');
  const options = {
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::State::status': join(apt, 'status'),
    'Dir::Cache': apt,
    'Dir::Cache::archives': join(apt, 'archives'),
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
    'Debug::NoLocking': 'true',
  };
  const words = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  await exec('apt-get', [...words, '-qq', 'update'], { maxBuffer: 1 << 24 });
  await exec('apt-get', [...words, '-qq', '-y', '--download-only', '-t', suite, 'install', 'tmux'], {
    maxBuffer: 1 << 24,
  });
  const files = (await readdir(join(apt, 'archives'))).filter((file) => file.endsWith('.deb'));
  // What tmux is linked against; the rest of the suite's base system is of no use here.
  const needed = files.filter((file) => /^(tmux|libc6|lib[^_]*)_/.test(file));
  for (const file of needed) await exec('dpkg-deb', ['-x', join(apt, 'archives', file), join(root, 'system')]);
  await rm(apt, { recursive: true });
}

const URI = 'URI';

/** The address of the Debian archive that this machine's own apt uses. */
async function debianMirror(): Promise<string> {
  const { stdout } = await exec('apt-get', ['indextargets', '--format', '$(REPO_URI)']);
  const mirror = stdout.split('\n').find((uri) => /\/debian\/?$/.test(uri));
  if (mirror === undefined) throw new Error('apt knows no Debian archive on this machine');
  return mirror;
}

/** Writes the program that starts the unpacked tmux with its own loader and libraries. */
async function wrap(root: string, folder: string): Promise<void> {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const loader = process.arch === 'arm64' ? 'ld-linux-aarch64.so.1' : 'ld-linux-x86-64.so.2';
  const libraries = ['usr/lib', 'lib'].map((path) => `"${folder}/system/${path}/${triplet}"`).join(':');
  const places = ['lib64', 'usr/lib64', `lib/${triplet}`, `usr/lib/${triplet}`].map((path) => join(path, loader));
  const found = await first(places, (path) => exists(join(root, 'system', path)));
  if (found === undefined) throw new Error(`the packages hold no ${loader}`);
  const program = `#!/bin/sh\nexec "${folder}/system/${found}" --library-path ${libraries} "${folder}/system/usr/bin/tmux" "$@"\n`;
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'bin', 'tmux'), program);
  await chmod(join(root, 'bin', 'tmux'), 0o755);
}

async function first<T>(values: T[], test: (value: T) => Promise<boolean>): Promise<T | undefined> {
  for (const value of values) if (await test(value)) return value;
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
