import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from './sandbox.ts';
import { Sshd } from './sshd.ts';
import type { Wire } from './wire.ts';

/** A separate machine: a home, a state folder and a tmux server, reached over an `sshd`. */
export class RemoteHost extends Sshd {
  constructor(
    name: string,
    keys: string,
    wire?: Wire,
    /** What runs there. */
    readonly sandbox = new Sandbox(),
  ) {
    super(name, keys, sandbox, wire);
  }

  /** The calls that it has recorded. */
  get calls(): string[] {
    const folder = join(this.sandbox.folder, 'state/csd/calls');
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  }

  async dispose(): Promise<void> {
    await this.stop();
    await this.sandbox.dispose();
    this.wire?.dispose();
  }
}

/** A csd on this machine, in its own sandbox, and the hosts it reaches. */
export class LocalSide {
  readonly sandbox = new Sandbox();
  readonly keys = join(this.sandbox.folder, 'keys');
  readonly hosts: RemoteHost[] = [];

  constructor() {
    const { folder, env } = this.sandbox;
    mkdirSync(this.keys, { mode: 0o700 });
    for (const name of ['host', 'user'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.keys, name)]);
    // ssh reads the configuration of the account, whatever HOME is.
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
  async host(name: string, profile?: string, wire?: Wire): Promise<RemoteHost> {
    const host = new RemoteHost(name, this.keys, wire);
    this.hosts.push(host);
    await this.reach(host, profile);
    return host;
  }

  /** Starts an sshd, which this side then reaches by its name. */
  async reach(sshd: Sshd, profile?: string): Promise<void> {
    await sshd.start(profile);
    appendFileSync(join(this.sandbox.folder, 'ssh_config'), `${sshd.sshConfig}\n`);
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

/** The content of a file; empty if it does not exist. */
export function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The script of the agents there; `shortMs` is the duration of the short turn, ms. */
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
