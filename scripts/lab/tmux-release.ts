import { execFile } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/**
 * Where unpacked releases of tmux are kept, one folder per Debian suite: `CSD_TMUX_CACHE`, otherwise `.cache/tmux`
 * below the project's root.
 */
export function tmuxCache(env: NodeJS.ProcessEnv = process.env): string {
  return env.CSD_TMUX_CACHE || fileURLToPath(new URL('../../.cache/tmux', import.meta.url));
}

/**
 * The path of the tmux of a suite of Debian (`trixie`, `trixie-backports`, `sid`) or Ubuntu (`jammy`), with the
 * libraries it needs next to it, so that it runs on another system. Packages come from the mirror that this machine's
 * apt uses. Needs apt and dpkg, no root; throws apt's message if the suite has none. The archives do not offer the
 * releases of removed suites.
 */
export async function fetchTmux(suite: string, cache = tmuxCache()): Promise<string> {
  if (!/^[a-z-]+$/.test(suite)) throw new Error(`not the name of a Debian or Ubuntu suite: ${JSON.stringify(suite)}`);
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

/** Suites of Ubuntu: jammy has tmux 3.2a, which no Debian suite has. */
const UBUNTU = new Set(['jammy', 'noble']);
const UBUNTU_ARCHIVE =
  process.arch === 'arm64' ? 'http://ports.ubuntu.com/ubuntu-ports' : 'http://archive.ubuntu.com/ubuntu';

/**
 * Downloads tmux and all its dependencies with an apt that knows only this suite, and unpacks it below `root/system`.
 */
async function unpack(suite: string, root: string): Promise<void> {
  const system = join(root, 'system');
  await mkdir(system, { recursive: true });
  const apt = await openApt(
    join(root, 'apt'),
    UBUNTU.has(suite) ? await ubuntuSources(suite, root) : await debianSources(suite),
  );
  await apt.run('-y', '--download-only', '-t', suite, 'install', 'tmux');
  const files = (await readdir(apt.archives)).filter((file) => file.endsWith('.deb'));
  // The libraries of tmux; the rest of the suite's base system is not needed here.
  const needed = files.filter((file) => /^(tmux|libc6|lib[^_]*)_/.test(file));
  for (const file of needed) await exec('dpkg-deb', ['-x', join(apt.archives, file), system]);
  await apt.close();
}

async function debianSources(suite: string): Promise<string[]> {
  const mirror = await debianMirror();
  const suites = [...new Set([suite.replace(/-backports$/, ''), suite])];
  return suites.map((name) => `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${name} main`);
}

/** Debian has a package with the keys of Ubuntu's archive. */
async function ubuntuSources(suite: string, root: string): Promise<string[]> {
  const apt = await openApt(join(root, 'apt-keys'), await debianSources('stable'));
  await apt.run('-y', '--download-only', 'install', 'ubuntu-archive-keyring');
  const keys = join(root, 'keys');
  for (const file of (await readdir(apt.archives)).filter((name) => /keyring_.*\.deb$/.test(name)))
    await exec('dpkg-deb', ['-x', join(apt.archives, file), keys]);
  await apt.close();
  const keyring = join(keys, 'usr/share/keyrings/ubuntu-archive-keyring.gpg');
  return ['', '-updates'].map((part) => `deb [signed-by=${keyring}] ${UBUNTU_ARCHIVE} ${suite}${part} main`);
}

interface Apt {
  archives: string;
  run(...words: string[]): Promise<void>;
  close(): Promise<void>;
}

/** A separate apt in a folder, which knows only these sources and has read their package lists. */
async function openApt(folder: string, sources: string[]): Promise<Apt> {
  const [lists, archives] = [join(folder, 'lists/partial'), join(folder, 'archives/partial')];
  for (const each of [lists, archives]) await mkdir(each, { recursive: true });
  await writeFile(join(folder, 'sources.list'), `${sources.join('\n')}\n`);
  await writeFile(join(folder, 'status'), '');
  const options = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': folder,
    'Dir::Cache::archives': join(folder, 'archives'),
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
    'Debug::NoLocking': 'true',
  };
  const given = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const run = async (...words: string[]) =>
    void (await exec('apt-get', [...given, '-qq', ...words], { maxBuffer: 1 << 24 }));
  await run('update');
  return { archives: join(folder, 'archives'), run, close: () => rm(folder, { recursive: true }) };
}

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
  // In older packages `lib64` has a link to an absolute path, which is this system's own loader.
  const places = [`lib/${triplet}`, `usr/lib/${triplet}`, 'lib64', 'usr/lib64'].map((path) => join(path, loader));
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
