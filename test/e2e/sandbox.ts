import { type ChildProcess, execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandOf } from '../program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scriptedAgent = join(root, 'fixtures/agents/scripted-agent.mjs');

/** The outcome of one `csd` call; `json` is its output, on stdout or otherwise on stderr. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests check every field they read
  json: any;
}

/** A question of the question tool. */
interface Ask {
  header: string;
  question: string;
  options: { label: string; description: string }[];
  multiSelect?: boolean;
}

/** One step of a scripted turn; `fixtures/agents/lib/script.mjs` explains each field. */
export interface Step {
  thinkMs?: number;
  say?: string;
  chunkMs?: number;
  tools?: { name: string; input: Record<string, unknown> }[];
  ask?: Ask | Ask[];
  plan?: string;
  noise?: string;
  hang?: boolean;
  exit?: number;
  costUsd?: number;
}

export interface Script {
  version?: string;
  bootMs?: number;
  stallMs?: number;
  hooks?: boolean;
  swallow?: { startMs?: number; pasteMs?: number; enters?: number };
  turns?: { match: string; steps: Step[] }[];
}

/** A scripted agent ready to start: the value for `CSD_CLAUDE_BIN`, and the file that gets every byte typed at it. */
export interface AgentProgram {
  bin: string;
  inputLog: string;
}

export const hasTmux = (() => {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
})();

/** A home, a state folder and a tmux server that nothing else uses; `dispose` ends everything started in it. */
export class Sandbox {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'csd-e2e-')));
  readonly home = join(this.folder, 'home');
  readonly sessionsDir = join(this.folder, 'state/csd/sessions');
  readonly env: Record<string, string>;
  #agents = 0;
  #ended = false;
  #running = new Set<ChildProcess>();

  constructor() {
    for (const name of ['home', 'state', 'tmux', 'work']) mkdirSync(join(this.folder, name));
    this.env = {
      HOME: this.home,
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      TMUX_TMPDIR: join(this.folder, 'tmux'),
      XDG_STATE_HOME: join(this.folder, 'state'),
      CSD_WORKER_DIR: join(this.folder, 'workers'),
      CSD_CLAUDE_BIN: scriptedAgent,
    };
  }

  /** A new folder for an agent to work in; the agent asks whether to trust it unless `trusted`. */
  workFolder(name: string, trusted = true): string {
    const folder = join(this.folder, 'work', name);
    mkdirSync(folder);
    if (trusted) {
      const file = join(this.home, '.claude.json');
      const state = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { projects: {} };
      state.projects[folder] = { hasTrustDialogAccepted: true };
      // Agents that start in the meantime read it.
      writeFileSync(`${file}.draft`, JSON.stringify(state));
      renameSync(`${file}.draft`, file);
    }
    return folder;
  }

  /** An executable that starts the scripted agent with this script. */
  agent(script: Script): AgentProgram {
    const folder = join(this.folder, `agent-${++this.#agents}`);
    mkdirSync(folder);
    const bin = join(folder, 'claude');
    const inputLog = join(folder, 'input');
    writeFileSync(inputLog, '');
    writeFileSync(join(folder, 'script.json'), JSON.stringify(script));
    const variables = `SCRIPTED_AGENT_SCRIPT='${folder}/script.json' SCRIPTED_AGENT_INPUT_LOG='${inputLog}'`;
    writeFileSync(bin, `#!/bin/sh\n${variables} exec '${process.execPath}' '${scriptedAgent}' "$@"\n`);
    chmodSync(bin, 0o755);
    return { bin, inputLog };
  }

  /** Runs the built `csd` to its end. */
  csd(
    args: string[],
    options: { env?: Record<string, string>; input?: string; timeoutMs?: number } = {},
  ): Promise<Ran> {
    if (this.#ended) return Promise.reject(new Error('the sandbox has ended'));
    const { env = {}, input, timeoutMs = 30_000 } = options;
    return new Promise((done, fail) => {
      const settings = { env: { ...this.env, ...env }, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(...commandOf(args), settings, (error, stdout, stderr) => {
        this.#running.delete(child);
        if (error && typeof error.code !== 'number')
          return fail(new Error(`csd ${args.join(' ')}: ${error.message}\n${stderr}`));
        done({ code: Number(error?.code ?? 0), stdout, stderr, json: parse(stdout) ?? parse(stderr) });
      });
      this.#running.add(child);
      child.stdin?.end(input ?? '');
    });
  }

  /** Runs tmux on the sandbox's server. */
  tmux(...args: string[]): string {
    return execFileSync('tmux', ['-u', ...args], {
      env: this.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Leaves a conversation of one turn behind, like an agent that ran in the folder before. */
  keepConversation(folder: string, sessionId: string): void {
    const place = join(this.home, '.claude', 'projects', folder.replace(/[^A-Za-z0-9]/g, '-'));
    mkdirSync(place, { recursive: true });
    const record = (uuid: string, type: string, message: object) =>
      `${JSON.stringify({ type, uuid, timestamp: '2030-01-01T00:00:00.000Z', sessionId, cwd: folder, message })}\n`;
    const answer = {
      id: 'm1',
      role: 'assistant',
      content: [{ type: 'text', text: 'Hello.' }],
      stop_reason: 'end_turn',
    };
    writeFileSync(
      join(place, `${sessionId}.jsonl`),
      record('u1', 'user', { role: 'user', content: 'say hello' }) + record('u2', 'assistant', answer),
    );
  }

  /** Every prompt that the agent recorded in a transcript, in order, with collapsed pastes unwrapped. */
  prompts(transcript: string): string[] {
    if (!existsSync(transcript)) return [];
    return readFileSync(transcript, 'utf8')
      .split('\n')
      .map(parse)
      .filter((record) => record?.type === 'user' && typeof record.message?.content === 'string')
      .map((record) => unwrapPastes(record.message.content));
  }

  /** Ends the running `csd` calls, which then fail, and prevents others from starting. */
  endCalls(): void {
    this.#ended = true;
    for (const child of this.#running) child.kill('SIGKILL');
  }

  /** Ends the running `csd` calls and the tmux server with every agent in it, and removes the folder. */
  async dispose(): Promise<void> {
    this.endCalls();
    const agents = this.#panePids();
    try {
      this.tmux('kill-server');
    } catch {
      // no server left
    }
    for (const pid of agents) {
      if (!(await settles(() => !isAlive(pid), 2000))) process.kill(pid, 'SIGKILL');
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /** tmux 3.8 reports no process for a pane that has ended, and 0 would be this process and its whole group. */
  #panePids(): number[] {
    try {
      const printed = this.tmux('list-panes', '-a', '-F', '#{pane_pid}');
      return printed
        .split('\n')
        .map(Number)
        .filter((pid) => pid > 0);
    } catch {
      return [];
    }
  }

  /** Names of the sessions' sidecar files. */
  sidecars(): string[] {
    return existsSync(this.sessionsDir) ? readdirSync(this.sessionsDir).filter((name) => name.endsWith('.json')) : [];
  }
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const wrappedPaste = /\n\n<pasted_content id="(\w+)">\n([\s\S]*?)\n<\/pasted_content id="\1">\n/g;
const unwrapPastes = (content: string) => content.replace(wrappedPaste, '$2');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until the fact holds, checking every `pauseMs`; false if it did not within `timeoutMs`. */
export async function settles(
  fact: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
  pauseMs = 50,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!(await fact())) {
    if (Date.now() > end) return false;
    await sleep(pauseMs);
  }
  return true;
}
