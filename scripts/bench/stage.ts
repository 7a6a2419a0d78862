import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from '../../test/e2e/sandbox.ts';
import { Turns } from './transcript.ts';

const FIXTURE = join(import.meta.dirname, '../../fixtures/claude/2.1.330/tool--done');

/** How long the session's transcript is. */
export type Length = { lines: number } | { megabytes: number };

interface Recorded {
  at: number;
  pane: { width: number; height: number; cursor: { x: number; y: number } };
}

/**
 * A home and a tmux server of their own with sessions that stand still: each pane shows a recorded screen, each session
 * has the sidecar, the status file and the transcript that a real one has. `close` ends all of it.
 */
export class Stage {
  readonly sandbox = new Sandbox();
  readonly names: string[] = [];
  readonly #turns = new Turns(FIXTURE);
  readonly #screen: string;
  readonly #size: string[];
  /** When it was recorded, ms since 1970: the sessions are as old as what they show. */
  readonly #at: number;

  constructor() {
    const { at, pane } = JSON.parse(readFileSync(join(FIXTURE, 'case.json'), 'utf8')) as Recorded;
    const { width, height, cursor } = pane;
    this.#at = at;
    const screen = readFileSync(join(FIXTURE, 'screen.ansi'), 'utf8').trimEnd();
    this.#screen = join(this.sandbox.folder, 'screen');
    writeFileSync(this.#screen, `${screen}\x1b[${cursor.y + 1};${cursor.x + 1}H`);
    this.#size = ['-x', String(width), '-y', String(height)];
    symlinkSync('/bin/sleep', join(this.sandbox.folder, 'claude'));
    mkdirSync(this.sandbox.sessionsDir, { recursive: true });
    mkdirSync(join(this.#config, 'sessions'), { recursive: true });
  }

  get #config(): string {
    return join(this.sandbox.home, '.claude');
  }

  /** Adds a session whose agent is idle after a turn. */
  add(name: string, length: Length): void {
    const { folder } = this.sandbox;
    const cwd = this.sandbox.workFolder(name);
    const stand = `cat '${this.#screen}'; exec '${folder}/claude' 1000000`;
    const facts = ['-P', '-F', '#{pane_id} #{pane_pid} #{socket_path}'];
    const [pane = '', pid = '', socket = ''] = this.sandbox
      .tmux('new-session', '-d', '-s', name, ...this.#size, ...facts, '-c', cwd, '--', 'sh', '-c', stand)
      .trim()
      .split(' ');
    const id = `00000000-0000-4000-8000-${String(this.names.length).padStart(12, '0')}`;
    const sidecar = {
      name,
      session_id: id,
      cwd,
      backend: 'claude',
      jsonl_path: this.#writeTranscript(cwd, id, length),
      permission_mode: null,
      backend_version: '2.1.330',
      created: Math.floor(this.#at / 1000) - 60,
      pane,
      pane_pid: Number(pid),
      tmux_session: name,
      tmux_socket: socket,
      config_dir: this.#config,
    };
    writeFileSync(join(this.sandbox.sessionsDir, `${name}.json`), JSON.stringify(sidecar));
    const status = { pid: Number(pid), sessionId: id, status: 'idle', version: '2.1.330', updatedAt: this.#at };
    writeFileSync(join(this.#config, 'sessions', `${pid}.json`), JSON.stringify(status));
    this.names.push(name);
  }

  /** Adds sessions up to this number, alike but for their names. */
  grow(count: number, length: Length): void {
    while (this.names.length < count) this.add(`s${this.names.length}`, length);
  }

  /** Throws unless every session is seen as it is: idle after its turn. What follows would measure something else. */
  async check(): Promise<void> {
    const { json } = await this.sandbox.csd(['ps', '--json']);
    const wrong = json.sessions.filter(
      (session: { state: { status: string } }) => session.state.status !== 'idle_done',
    );
    if (json.sessions.length !== this.names.length || wrong.length > 0) {
      throw new Error(
        `${json.sessions.length} of ${this.names.length} sessions, not idle: ${JSON.stringify(wrong[0])}`,
      );
    }
  }

  close(): Promise<void> {
    return this.sandbox.dispose();
  }

  #writeTranscript(cwd: string, id: string, length: Length): string {
    const folder = join(this.#config, 'projects', cwd.replaceAll(/[^A-Za-z0-9]/g, '-'));
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${id}.jsonl`);
    if ('lines' in length) {
      this.#turns.writeShort(file, length.lines);
    } else {
      const original = join(this.sandbox.folder, `${length.megabytes}.jsonl`);
      this.#original(original, length.megabytes);
      copyFileSync(original, file);
    }
    return file;
  }

  readonly #written = new Set<string>();

  #original(file: string, megabytes: number): void {
    if (this.#written.has(file)) return;
    this.#written.add(file);
    this.#turns.write(file, megabytes * 1024 * 1024);
  }
}
