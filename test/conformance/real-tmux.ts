import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTmux } from '../../src/adapters/tmux/create-tmux.ts';
import type { Tmux } from '../../src/ports/tmux.ts';
import { waitFor } from './wait.ts';

const RECORDER = fileURLToPath(new URL('./recorder.mjs', import.meta.url));

/** A separate tmux server in its own folder; the server starts with its first session. */
export class RealTmux {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'csd-tmux-'));
  readonly env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    HOME: this.folder,
    TMUX_TMPDIR: this.folder,
    TERM: 'xterm-256color',
  };
  readonly tmux: Tmux = createTmux({ env: this.env });

  /** Runs tmux as a person would. */
  run(...args: string[]): string {
    return execFileSync('tmux', ['-u', ...args], {
      env: this.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The command of a recorder that stores its bytes under `name`. */
  recorder(name: string): string[] {
    return [process.execPath, RECORDER, path.join(this.folder, `${name}.bytes`)];
  }

  recorded(name: string): string {
    return readFileSync(path.join(this.folder, `${name}.bytes`), 'utf8');
  }

  async stopServer(): Promise<void> {
    let pid: number;
    try {
      pid = Number(this.run('display-message', '-p', '#{pid}'));
    } catch {
      return;
    }
    process.kill(pid, 'SIGTERM');
    await waitFor('the end of the tmux server', () => !isAlive(pid));
  }

  async stop(): Promise<void> {
    await this.stopServer();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** True while a process with this id runs; a zombie counts as ended. */
export function isAlive(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}
