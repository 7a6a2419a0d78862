import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf } from '../../../test/program.ts';
import { ScriptedApi } from '../api.ts';
import type { Place } from '../home.ts';
import { bash } from '../scenes/lines.ts';
import type { CsdResult } from '../stage.ts';
import { Terminal } from '../terminal.ts';
import { until } from '../wait.ts';
import { type Conversation, readConversation } from './conversation.ts';

/** The model answers this with a command that needs permission; group 1 is what the command writes to a file. */
const GATED = /^please run (\w+)$/;

/** A running `csd`: its outcome, how long it took (ms), and its process, for killing. */
export interface Running {
  ended: Promise<CsdResult & { wall: number }>;
  kill(): void;
}

/** One session of the soak test: an agent with its own model, folder and transcript. */
export class SoakAgent {
  pane = '';
  pid = 0;
  id = '';
  /** Letters that a person typed in the current trial. */
  typed = '';
  /** What the model received, one entry per agent process. */
  readonly conversations: Conversation[] = [];
  readonly terminal: Terminal;
  private readonly judged = new Set<string>();

  private constructor(
    readonly name: string,
    readonly place: Place,
    readonly cwd: string,
    readonly env: Record<string, string>,
    private readonly api: ScriptedApi,
    private readonly flags: string[],
  ) {
    this.terminal = new Terminal(env);
    api.on(/(?:)/, (request) => {
      const last = api.received.at(-1);
      // A long soak must not keep every request: each holds the whole conversation.
      if (last) Object.assign(last, { request: undefined });
      const conversation = this.conversations.at(-1);
      if (conversation) readConversation(conversation, request);
      const token = GATED.exec(last?.prompt.trim() ?? '')?.[1];
      return token === undefined
        ? [{ text: 'Noted.' }]
        : [{ tools: [bash(`echo ${token} >> ran.txt`)] }, { text: 'Ran.' }];
    });
  }

  /** Makes the model and the folder, and trusts it; starts no agent yet. */
  static async create(name: string, place: Place, flags: string[]): Promise<SoakAgent> {
    const api = await ScriptedApi.start();
    const cwd = join(place.cwd, name);
    await mkdir(cwd, { recursive: true });
    const config = join(place.home, '.claude.json');
    const known = JSON.parse(await readFile(config, 'utf8'));
    known.projects[cwd] = { hasTrustDialogAccepted: true };
    await writeFile(config, JSON.stringify(known));
    return new SoakAgent(name, place, cwd, { ...place.env, ANTHROPIC_BASE_URL: api.url }, api, flags);
  }

  /** Starts the agent in place of the previous one. */
  async start(): Promise<void> {
    this.id = randomUUID();
    this.conversations.push({ prompts: [], requests: 0 });
    const where = ['--cwd', this.cwd, '--name', this.name, '--session-id', this.id];
    const { code, json, stderr } = await this.run(['spawn', ...where, ...this.flags]).ended;
    if (code !== 0) throw new Error(`csd spawn exited ${code}: ${stderr.trim().slice(0, 600)}`);
    const sidecar = json as { pane: string; pane_pid: number };
    this.pane = sidecar.pane;
    this.pid = sidecar.pane_pid;
    await until(
      async () => /^❯\u00a0/m.test(await this.terminal.text(this.pane)),
      30_000,
      () => 'no composer came up',
    );
  }

  /** Runs `csd` in this session's environment; `bin` is first on its PATH. */
  run(args: string[], stdin = '', env: Record<string, string> = {}): Running {
    const since = performance.now();
    const child = spawn(...commandOf(args), { env: { ...this.env, ...env }, cwd: this.cwd });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => err.push(part));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const ended = new Promise<CsdResult & { wall: number }>((resolve) => {
      child.on('close', (code) => {
        const [stdout, stderr] = [out, err].map((parts) => Buffer.concat(parts).toString('utf8')) as [string, string];
        resolve({
          code: code ?? -1,
          stdout,
          stderr,
          json: parse(stdout) ?? parse(stderr),
          wall: performance.now() - since,
        });
      });
    });
    return { ended, kill: () => child.kill('SIGKILL') };
  }

  send(text: string, env: Record<string, string> = {}): Running {
    return this.run(['send', this.name, '--file', '-'], text, env);
  }

  /** Everything that the model of this session received, from all its agents, in order. */
  get prompts(): string[] {
    return this.conversations.flatMap(({ prompts }) => prompts);
  }

  /** Prompts since the last call that have none of the marks; prompts that ask for a gate are excluded. */
  strays(marks: string[]): string[] {
    const fresh = this.prompts.filter((prompt) => !this.judged.has(prompt));
    for (const prompt of fresh) this.judged.add(prompt);
    return fresh.filter((prompt) => !marks.some((mark) => prompt.includes(mark)));
  }

  async close(): Promise<void> {
    await this.api.stop();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
