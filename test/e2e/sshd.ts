import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CSD } from '../program.ts';
import { hasTmux, settles } from './sandbox.ts';
import type { Wire } from './wire.ts';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find((file) => existsSync(file));

/** Why tests cannot have a separate host here; `undefined` if they can. */
export const noHosts = (() => {
  if (!hasTmux) return 'tmux is not installed';
  if (SSHD === undefined) return 'sshd is not installed (Debian: openssh-server)';
  // As the administrator, sshd needs the folder that the system's service creates.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  return undefined;
})();

/** The folders and variables of a separate machine, as far as csd can see. */
export interface Machine {
  folder: string;
  home: string;
  env: Record<string, string>;
}

/** An `sshd` on loopback for such a machine. */
export class Sshd {
  #sshd: ChildProcess | undefined;
  #port = 0;
  #hostKey = 'host';
  /** Its output so far. */
  log = '';

  constructor(
    readonly name: string,
    private readonly keys: string,
    private readonly machine: Machine,
    /** For a machine in its own network; without one it is on loopback. */
    readonly wire?: Wire,
  ) {}

  /** Starts it; the port is the same again after `stop`. `profile` is what the machine's login shell reads. */
  async start(profile = ''): Promise<void> {
    const { folder, home, env } = this.machine;
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    if (!existsSync(join(bin, 'csd'))) symlinkSync(CSD, join(bin, 'csd'));
    // The PATH of a login shell contains csd, that of the ssh command does not.
    writeFileSync(join(home, '.profile'), `PATH=${bin}:${env.PATH}\nexport PATH\n${profile}`);
    this.#port ||= await freePort();
    const { PATH: _, ...own } = env;
    const lines = [
      `Port ${this.#port}`,
      `ListenAddress ${this.#address}`,
      `HostKey ${this.keys}/${this.#hostKey}`,
      `AuthorizedKeysFile ${this.keys}/user.pub`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      `SetEnv ${Object.entries(own)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')}`,
    ];
    const config = join(folder, 'sshd_config');
    writeFileSync(config, `${lines.join('\n')}\n`);
    const words: [string, string[]] = [SSHD ?? '', ['-D', '-e', '-f', config]];
    const [program, args] = this.wire?.inside(...words) ?? words;
    const sshd = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#sshd = sshd;
    let said = '';
    sshd.stderr.on('data', (text) => {
      said += text;
      this.log += text;
    });
    if (!(await settles(() => said.includes('listening on'), 5000))) throw new Error(`sshd does not listen: ${said}`);
  }

  get #address(): string {
    return this.wire?.address ?? '127.0.0.1';
  }

  /** The lines for this host in the caller's ssh configuration. */
  get sshConfig(): string {
    const lines = [
      `Host ${this.name}`,
      `HostName ${this.#address}`,
      `Port ${this.#port}`,
      `IdentityFile ${this.keys}/user`,
      'IdentitiesOnly yes',
      `UserKnownHostsFile ${this.keys}/known_hosts`,
      'StrictHostKeyChecking accept-new',
    ];
    return `${lines.join('\n ')}\n`;
  }

  /** Cuts every connection, like a broken network; csd continues there. */
  cut(): void {
    for (const pid of this.#connections()) signal(pid, 'SIGKILL');
  }

  /** Cuts every connection, and accepts no new one until `start`. */
  async stop(): Promise<void> {
    const sshd = this.#sshd;
    this.#sshd = undefined;
    // The connections are found as its children, so before it is killed.
    const connections = sshd ? descendantsOf(sshd.pid ?? 0) : [];
    sshd?.kill('SIGKILL');
    for (const pid of connections) signal(pid, 'SIGKILL');
    await settles(() => sshd === undefined || sshd.exitCode !== null || sshd.signalCode !== null, 5000);
  }

  /** Comes back with another host key, like a machine that replaced it. */
  async rekey(): Promise<void> {
    await this.stop();
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.keys, `${this.name}-new`)]);
    this.#hostKey = `${this.name}-new`;
    await this.start();
  }

  /** Leaves every connection without an answer, like a network that loses everything; `thaw` ends that. */
  freeze(): void {
    for (const pid of this.#connections()) signal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.#connections()) signal(pid, 'SIGCONT');
  }

  /** How many connections there are. */
  get connections(): number {
    return childrenOf(this.#sshd?.pid ?? 0).length;
  }

  #connections(): number[] {
    return descendantsOf(this.#sshd?.pid ?? 0);
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

interface Row {
  pid: number;
  parent: number;
  name: string;
}

function processTable(): Row[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid = '', parent = '', name = ''] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), name };
  });
}

function childrenOf(pid: number): number[] {
  return processTable().flatMap((row) => (row.parent === pid && row.name.includes('sshd') ? [row.pid] : []));
}

/** The processes of sshd itself below one; not the programs they have started. */
function descendantsOf(pid: number): number[] {
  if (pid === 0) return [];
  const table = processTable().filter(({ name }) => name.includes('sshd'));
  const below = (one: number): number[] =>
    table.filter(({ parent }) => parent === one).flatMap((row) => [row.pid, ...below(row.pid)]);
  return below(pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone
  }
}
