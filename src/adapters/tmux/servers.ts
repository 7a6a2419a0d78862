import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ServerHint } from '../../ports/tmux.ts';
import { readLinks } from '../process/open-files.ts';

/**
 * The sockets of this user's tmux servers: all in the default folder and in the `TMUX_TMPDIR` folders of the caller and
 * the processes, those under which a process runs, those named by a tmux process's `-S` or `-L`, and on Linux those at
 * which a tmux process listens. Starts no server; sockets of servers that are gone are included.
 */
export function findServers(env: Readonly<Record<string, string | undefined>>, processes: ServerHint[]): string[] {
  const user = process.geteuid?.() ?? 0;
  const folderOf = (parent: string | undefined) => path.join(parent || '/tmp', `tmux-${user}`);
  const parents = [undefined, env.TMUX_TMPDIR, ...processes.map(({ environment }) => environment.TMUX_TMPDIR)];
  const folders = [...new Set(parents.map(folderOf))];
  const inFolders = folders.flatMap((folder) => list(folder).map((name) => path.join(folder, name)));
  const under = [{ environment: env }, ...processes].flatMap(
    ({ environment }) => environment.TMUX?.split(',')[0] ?? [],
  );
  const called = processes.filter(({ words }) => isTmux(words));
  const named = called.flatMap(({ words, environment }) => socketOf(words, folderOf(environment.TMUX_TMPDIR)));
  const heard = process.platform === 'linux' ? listening(called.map(({ pid }) => pid)) : [];
  const candidates = new Set([...inFolders, ...under, ...named, ...heard]);
  return [...candidates].filter((socket) => path.isAbsolute(socket) && isOwnSocket(socket, user));
}

function isTmux([program = '']: string[]): boolean {
  return /^tmux(?:$|:)/.test(path.basename(program));
}

/** The socket of a tmux command line, from `-S PATH` or `-L NAME` before the command. */
function socketOf(words: string[], folder: string): string[] {
  for (let at = 1; at < words.length; at++) {
    const [, flag, joined] = /^-[2CDlNuUvV]*([SLfcT])(.*)$/s.exec(words[at] ?? '') ?? [];
    if (flag === undefined) {
      if (!words[at]?.startsWith('-')) return [];
      continue;
    }
    const value = joined || words[++at] || '';
    if (flag === 'S') return [value];
    if (flag === 'L') return [path.join(folder, value)];
  }
  return [];
}

/** The paths at which these processes listen: their socket descriptors, looked up in the kernel's table. */
function listening(pids: number[]): string[] {
  const inodes = new Set(
    pids.flatMap((pid) => (readLinks(pid) ?? []).flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [])),
  );
  if (inodes.size === 0) return [];
  // Flag 00010000: it listens. The columns are: Num RefCount Protocol Flags Type St Inode Path.
  return read('/proc/net/unix').flatMap((row) => {
    const [, flags, inode = '', socket = ''] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (\/.*)$/.exec(row) ?? [];
    return flags === '00010000' && inodes.has(inode) ? [socket] : [];
  });
}

function read(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isOwnSocket(file: string, user: number): boolean {
  try {
    const facts = lstatSync(file);
    return facts.isSocket() && facts.uid === user;
  } catch {
    return false;
  }
}
