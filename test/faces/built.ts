import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commandOf } from '../program.ts';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A separate home and state folder, an empty tmux folder, and the built program in them. */
export class Place {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'csd-cli-')));
  readonly sessions = path.join(this.folder, 'state/csd/sessions');
  readonly env: Record<string, string> = {
    HOME: path.join(this.folder, 'home'),
    XDG_STATE_HOME: path.join(this.folder, 'state'),
    CSD_WORKER_DIR: path.join(this.folder, 'workers'),
    TMUX_TMPDIR: path.join(this.folder, 'tmux'),
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
  };

  constructor() {
    for (const folder of ['home', 'tmux', 'bin', 'work']) mkdirSync(path.join(this.folder, folder));
    mkdirSync(this.sessions, { recursive: true });
  }

  /** An executable of this name, in a folder that contains only such programs. */
  program(name: string, script: string): string {
    const file = path.join(this.folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  }

  sidecar(name: string, content: unknown): string {
    const file = path.join(this.sessions, `${name}.json`);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  /** Runs the program to its end; `hangUp` closes the reading end of its stdout at once. */
  csd(args: string[], options: { env?: Record<string, string>; input?: string; hangUp?: boolean } = {}): Promise<Ran> {
    return new Promise((done, fail) => {
      const child = spawn(...commandOf(args), {
        env: { ...this.env, ...options.env },
        cwd: this.folder,
      });
      const ran: Ran = { code: null, stdout: '', stderr: '' };
      child.stdout.on('data', (chunk) => {
        ran.stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        ran.stderr += chunk;
      });
      if (options.hangUp) child.stdout.destroy();
      child.on('error', fail);
      child.on('close', (code) => done({ ...ran, code }));
      child.stdin.on('error', () => undefined);
      child.stdin.end(options.input ?? '');
    });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
