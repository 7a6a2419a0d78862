import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CSD } from '../program.ts';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import type { Wire } from './wire.ts';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find((file) => existsSync(file));

/** Why no test can have a host of its own; `undefined` where it can. */
export const noHosts = (() => {
  if (!hasTmux) return 'tmux is not installed';
  if (SSHD === undefined) return 'sshd is not installed (Debian: openssh-server)';
  // As the administrator, sshd wants the folder that the system's service makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  return undefined;
})();

/** A machine of its own, as far as csd can tell: a home, a state folder and a tmux server, reached by an `sshd` on loopback. */
export class FarHost {
  /** What runs there. */
  readonly sandbox = new Sandbox();
  #sshd: ChildProcess | undefined;
  #port = 0;
  #hostKey = 'host';
  /** What its sshd has said. */
  log = '';

  constructor(
    readonly name: string,
    private readonly keys: string,
    /** To a network of its own; without one it is on loopback. */
    readonly wire?: Wire,
  ) {}

  /** Starts its sshd; the port is the same again after `stop`. `profile` is what its login shell reads. */
  async start(profile = ''): Promise<void> {
    const { folder, home, env } = this.sandbox;
    const bin = join(folder, 'bin');
    if (!existsSync(bin)) {
      mkdirSync(bin);
      symlinkSync(CSD, join(bin, 'csd'));
    }
    // The PATH of a login shell leads to csd, that of the command of ssh does not.
    writeFileSync(join(home, '.profile'), `PATH=${bin}:${process.env.PATH}\nexport PATH\n${profile}`);
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

  /** The lines of this host in the caller's configuration of ssh. */
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

  /** Cuts every connection, as a broken network would; what csd does there goes on. */
  cut(): void {
    for (const pid of this.#connections()) signal(pid, 'SIGKILL');
  }

  /** Cuts every connection, and takes no new one until `start`. */
  async stop(): Promise<void> {
    const sshd = this.#sshd;
    this.#sshd = undefined;
    // Its children are told by it.
    const connections = sshd ? descendantsOf(sshd.pid ?? 0) : [];
    sshd?.kill('SIGKILL');
    for (const pid of connections) signal(pid, 'SIGKILL');
    await settles(() => sshd === undefined || sshd.exitCode !== null || sshd.signalCode !== null, 5000);
  }

  /** Comes back with another host key, as a machine that was put in its place does. */
  async rekey(): Promise<void> {
    await this.stop();
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.keys, `${this.name}-new`)]);
    this.#hostKey = `${this.name}-new`;
    await this.start();
  }

  /** Leaves every connection without an answer, as a network that loses everything does; `thaw` ends that. */
  freeze(): void {
    for (const pid of this.#connections()) signal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.#connections()) signal(pid, 'SIGCONT');
  }

  /** The calls that it has written down. */
  get calls(): string[] {
    const folder = join(this.sandbox.folder, 'state/csd/calls');
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  }

  /** How many connections there are. */
  get connections(): number {
    return childrenOf(this.#sshd?.pid ?? 0).length;
  }

  async dispose(): Promise<void> {
    await this.stop();
    await this.sandbox.dispose();
    this.wire?.dispose();
  }

  #connections(): number[] {
    return descendantsOf(this.#sshd?.pid ?? 0);
  }
}

/** A csd on this machine, in a sandbox of its own, and the hosts it reaches. */
export class NearSide {
  readonly sandbox = new Sandbox();
  readonly keys = join(this.sandbox.folder, 'keys');
  readonly hosts: FarHost[] = [];

  constructor() {
    const { folder, env } = this.sandbox;
    mkdirSync(this.keys, { mode: 0o700 });
    for (const name of ['host', 'user'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.keys, name)]);
    // ssh reads the configuration of the account, whatever HOME says.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec ${ssh} -F ${folder}/ssh_config "$@"\n`);
    chmodSync(join(bin, 'ssh'), 0o755);
    env.PATH = `${bin}:${env.PATH}`;
    env.XDG_RUNTIME_DIR = join(folder, 'r');
    mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 });
  }

  /** A host that this side reaches by its name. */
  async host(name: string, profile?: string, wire?: Wire): Promise<FarHost> {
    const host = new FarHost(name, this.keys, wire);
    this.hosts.push(host);
    await host.start(profile);
    writeFileSync(join(this.sandbox.folder, 'ssh_config'), this.hosts.map((one) => one.sshConfig).join('\n'));
    return host;
  }

  /** Writes `config.json`. */
  configure(config: object): void {
    const folder = join(this.sandbox.home, '.config/csd');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config), { mode: 0o600 });
  }

  async dispose(): Promise<void> {
    this.sandbox.endCalls();
    for (const host of this.hosts) await host.dispose();
    // A kept connection ends with its server.
    await this.sandbox.dispose();
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

/** The processes of sshd's own below one; not what they have started. */
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

/** What a file holds; empty where it is not there. */
export function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The script of the agents there; `shortMs` is how long the short turn takes, ms. */
export const turnsOf = (shortMs: number) => [
  { match: 'gate', steps: [{ tools: [{ name: 'Bash', input: { command: 'touch ran' } }] }, { say: 'ok' }] },
  {
    match: 'ask',
    steps: [
      {
        ask: {
          header: 'C',
          question: 'Which colour?',
          multiSelect: false,
          options: [
            { label: 'red', description: 'r' },
            { label: 'blue', description: 'b' },
          ],
        },
      },
      { say: 'chosen' },
    ],
  },
  { match: 'think', steps: [{ thinkMs: 60_000, say: 'late' }] },
  { match: 'short', steps: [{ thinkMs: shortMs, say: 'done thinking' }] },
  { match: '', steps: [{ say: 'You said: {prompt}' }] },
];
