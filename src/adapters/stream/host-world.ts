import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import type { HostWorld } from '../../ports/stream.ts';
import { lineCutter } from './lines.ts';

/** At this size, in bytes, the file of records is rotated at the end of a turn; the older rotated file is deleted. */
const ROTATE_BYTES = 16 * 1024 * 1024;
/** Above this size within one turn, streamed text is no longer stored: it comes again in full. */
const MOST_PARTIAL_BYTES = 4 * ROTATE_BYTES;

/** The files of one session, and how its agent is started. */
export interface HostFiles {
  records: string;
  /** Absent if the session was started by a csd that kept no costs. */
  costs?: string;
  state: string;
  socket: string;
}

/** Starts the agent with pipes to it and without a terminal. */
export function startAgent(program: string, args: string[], cwd: string): ChildProcess {
  return spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** How long to wait after a failure before the state is written again, ms. */
const AGAIN_MS = 1000;

/**
 * The host's access to this machine. All files are created with mode 0600. A disk that takes nothing more does not end
 * the agent: what cannot be kept is lost, and the newest state is written as soon as it can be.
 */
export function createHostWorld(clock: Clock, files: HostFiles, agent: ChildProcess): HostWorld {
  const log = new RecordLog(files.records);
  const onDisk = (write: () => void): boolean => {
    try {
      write();
      return true;
    } catch {
      return false;
    }
  };
  let newest = '';
  let isBehind = false;
  const publish = (): void => {
    if (onDisk(() => replace(files.state, newest))) return;
    // An older state must not be taken for the present one.
    onDisk(() => rmSync(files.state, { force: true }));
    if (isBehind) return;
    isBehind = true;
    void clock.sleep(AGAIN_MS).then(() => {
      isBehind = false;
      publish();
    });
  };
  // Nobody needs what is sent to an agent that is gone.
  agent.stdin?.on('error', () => undefined);
  process.stdout.on('error', () => undefined);
  return {
    now: clock.now,
    sleep: clock.sleep,
    append: (line, partial) => void onDisk(() => log.append(line, partial)),
    noteCost(line) {
      if (files.costs === undefined) return;
      const { costs } = files;
      onDisk(() => appendTo(costs, line));
    },
    rotate: (checkpoint) => void onDisk(() => log.rotate(checkpoint)),
    say: (record) => void agent.stdin?.write(`${JSON.stringify(record)}\n`),
    close: () => void agent.stdin?.end(),
    publish(text) {
      newest = text;
      publish();
    },
    draw: (text) => void process.stdout.write(text.replaceAll('\n', '\r\n')),
  };
}

function appendTo(file: string, line: string): void {
  const handle = openLog(file);
  try {
    appendFileSync(handle, line);
  } finally {
    closeSync(handle);
  }
}

/** Written to a temporary file and renamed over the target, so that no reader sees half a text. */
function replace(file: string, text: string): void {
  const draft = `${file}.next`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** The records of a session: one growing file, and the one before it. */
class RecordLog {
  private size: number;
  private isTorn = false;
  private handle: number;

  constructor(private readonly file: string) {
    this.handle = openLog(file);
    this.size = fstatSync(this.handle).size;
    // A host that was killed while writing leaves an unfinished line, which must not swallow the next one.
    if (this.size > 0 && !endsLine(file, this.size)) this.append('\n', false);
  }

  append(line: string, partial: boolean): void {
    if (partial && this.size > MOST_PARTIAL_BYTES) return;
    // The rest of a line that could not be written whole must not swallow this one.
    const whole = this.isTorn ? `\n${line}` : line;
    this.isTorn = true;
    appendFileSync(this.handle, whole);
    this.isTorn = false;
    this.size += Buffer.byteLength(whole);
  }

  rotate(checkpoint: () => string): void {
    if (this.size < ROTATE_BYTES) return;
    closeSync(this.handle);
    renameSync(this.file, `${this.file}.1`);
    this.handle = openLog(this.file);
    this.size = 0;
    this.append(checkpoint(), false);
  }
}

function endsLine(file: string, size: number): boolean {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const last = Buffer.alloc(1);
    readSync(handle, last, 0, 1, size - 1);
    return last[0] === 0x0a;
  } finally {
    closeSync(handle);
  }
}

function openLog(file: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  return openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
}

/** Answers each line with one line, on a socket that only this user can open; `ask` must not throw. */
export async function serveOnSocket(file: string, ask: (line: string) => Promise<string>): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    const cutter = lineCutter((line) => {
      void ask(line).then((answer) => socket.end(`${answer}\n`));
    });
    socket.on('data', (part: Buffer) => cutter.push(part));
  });
  // The file exists from the bind on: with this mask there is no moment in which others could open it.
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((done, fail) => server.once('error', fail).listen(file, done));
  } finally {
    process.umask(mask);
  }
}
