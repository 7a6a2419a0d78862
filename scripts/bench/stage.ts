import { appendFileSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyStream } from '../../src/detect/stream/fold-stream.ts';
import { Sandbox } from '../../test/e2e/sandbox.ts';
import { moved, Turns } from './transcript.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/claude/2.1.330');
const FIXTURE = join(FIXTURES, 'tool--done');

/** How long the session's transcript is. */
export type Length = { lines: number } | { megabytes: number };

/** A recorded moment of an agent, to be played in a session; `screenAlone` if the agent writes no file at it. */
export interface Moment {
  fixture: string;
  screenAlone?: boolean;
}

/** The files of a session's agent, and what it has written since the session was added. */
interface Agent {
  tty: string;
  status: string;
  facts: { pid: number; sessionId: string };
  transcript: string;
  /** How many turns it has begun, and the written lines of the newest. */
  turns: number;
  lines: number;
}

interface Recorded {
  at: number;
  pane: { width: number; height: number; cursor: { x: number; y: number } };
}

/**
 * A home and a tmux server of its own with idle sessions: each pane shows a recorded screen, each session has the
 * sidecar, the status file and the transcript of a real one. `close` ends everything.
 */
export class Stage {
  readonly names: string[] = [];
  /** The pane of each session, in the same order. */
  readonly panes: string[] = [];
  readonly #agents = new Map<string, Agent>();
  readonly #turns = new Turns(FIXTURE);
  readonly #screen: string;
  readonly #size: string[];
  /** When it was recorded, ms since 1970: the sessions are as old as their recordings. */
  readonly #at: number;

  constructor(readonly sandbox = new Sandbox()) {
    const { at, pane } = readCase(FIXTURE);
    this.#at = at;
    this.#size = ['-x', String(pane.width), '-y', String(pane.height)];
    this.#screen = join(this.sandbox.folder, 'screen');
    writeFileSync(this.#screen, readScreen(FIXTURE));
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
    const wanted = ['-P', '-F', '#{pane_id} #{pane_pid} #{socket_path} #{pane_tty}'];
    const [pane = '', pid = '', socket = '', tty = ''] = this.sandbox
      .tmux('new-session', '-d', '-s', name, ...this.#size, ...wanted, '-c', cwd, '--', 'sh', '-c', stand)
      .trim()
      .split(' ');
    const id = `00000000-0000-4000-8000-${String(this.names.length).padStart(12, '0')}`;
    const transcript = this.#writeTranscript(cwd, id, length);
    const sidecar = {
      name,
      session_id: id,
      cwd,
      backend: 'claude',
      jsonl_path: transcript,
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
    const facts = { pid: Number(pid), sessionId: id };
    const status = join(this.#config, 'sessions', `${pid}.json`);
    this.#agents.set(name, { tty, status, facts, transcript, turns: 0, lines: 0 });
    writeFileSync(status, JSON.stringify({ ...facts, status: 'idle', version: '2.1.330', updatedAt: this.#at }));
    this.names.push(name);
    this.panes.push(pane);
  }

  /** Adds sessions up to this number, identical except for their names. */
  grow(count: number, length: Length): void {
    while (this.names.length < count) this.add(`s${this.names.length}`, length);
  }

  /** Turns an added session into one without a screen, as its host would have left it after the same turn. */
  withoutScreen(name: string): void {
    const file = join(this.sandbox.sessionsDir, `${name}.json`);
    const sidecar = JSON.parse(readFileSync(file, 'utf8')) as { session_id: string; pane_pid: number };
    const folder = join(this.sandbox.sessionsDir, '..', 'stream', name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const last = { text: 'It is made.', at: this.#at };
    const id = sidecar.session_id;
    const stream = { ...emptyStream(), ready: true, conversation: id, conversations: [id], turn: this.#at, last };
    const state = { host: sidecar.pane_pid, agent: sidecar.pane_pid, socket: join(folder, 'host.sock'), stream };
    writeFileSync(join(folder, 'state.json'), `${JSON.stringify(state)}\n`, { mode: 0o600 });
    writeFileSync(file, JSON.stringify({ ...sidecar, driver: 'stream', stream_path: folder }));
  }

  /**
   * Does what the agent did at a recorded moment: draws its screen, then writes its transcript and its status. Returns
   * when it began, as `performance.now()`.
   */
  play(name: string, { fixture, screenAlone = false }: Moment): number {
    const agent = this.#agents.get(name);
    if (!agent) throw new Error(`no session ${name}`);
    const folder = join(FIXTURES, fixture);
    const screen = readScreen(folder);
    const start = performance.now();
    writeFileSync(agent.tty, `\x1b[H\x1b[2J${screen}`);
    if (screenAlone) return start;
    const lines = readFileSync(join(folder, 'transcript.jsonl'), 'utf8').trimEnd().split('\n');
    if (lines.length <= agent.lines || agent.lines === 0) {
      agent.turns++;
      agent.lines = 0;
    }
    appendFileSync(agent.transcript, `${moved(lines.slice(agent.lines).join('\n'), agent.turns)}\n`);
    agent.lines = lines.length;
    const { status, waitingFor, updatedAt } = JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8'));
    const now = { ...agent.facts, status, waitingFor, version: '2.1.330', updatedAt: updatedAt + agent.turns * 60_000 };
    writeFileSync(agent.status, JSON.stringify(now));
    return start;
  }

  /** Throws unless every session is seen as idle after its turn, because the benchmark would measure something else. */
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

function readCase(fixture: string): Recorded {
  return JSON.parse(readFileSync(join(fixture, 'case.json'), 'utf8')) as Recorded;
}

/** The bytes that draw a recorded screen, with the cursor where it was. */
function readScreen(fixture: string): string {
  const { cursor } = readCase(fixture).pane;
  const screen = readFileSync(join(fixture, 'screen.ansi'), 'utf8').trimEnd();
  return `${screen}\x1b[${cursor.y + 1};${cursor.x + 1}H`;
}
