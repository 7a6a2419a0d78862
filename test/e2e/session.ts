import { readFileSync } from 'node:fs';
import { type AgentProgram, type Ran, type Sandbox, type Script, settles } from './sandbox.ts';

interface Start {
  /** Arguments of `csd spawn` besides folder and name. */
  args?: string[];
  /** Whether the agent already trusts its folder, so that it asks nothing at the start. */
  trusted?: boolean;
}

/** Returns the call if it succeeded; throws its error output if not. */
export function mustSucceed(ran: Ran): Ran {
  if (ran.code !== 0) throw new Error(`exit code ${ran.code}: ${ran.stderr}${ran.stdout}`);
  return ran;
}

/** One session that `csd spawn` started on a scripted agent, seen from outside. */
export class Session {
  private constructor(
    private readonly sandbox: Sandbox,
    readonly name: string,
    readonly folder: string,
    readonly program: AgentProgram,
    readonly sidecar: Ran['json'],
  ) {}

  static async start(sandbox: Sandbox, name: string, script: Script, { args = [], trusted = true }: Start = {}) {
    const folder = sandbox.workFolder(name, trusted);
    const program = sandbox.agent(script);
    const spawned = await sandbox.csd(['spawn', '--cwd', folder, '--name', name, ...args], {
      env: { CSD_CLAUDE_BIN: program.bin },
    });
    return new Session(sandbox, name, folder, program, mustSucceed(spawned).json);
  }

  /** `csd VERB <this session> ARGS`. */
  csd(verb: string, ...args: string[]): Promise<Ran> {
    return this.sandbox.csd([verb, this.name, ...args]);
  }

  async state(): Promise<Ran['json']> {
    return (await this.csd('state')).json;
  }

  /** The state once it has this status; throws the last state seen if it has not within `timeoutMs`. */
  async until(status: string, timeoutMs = 30_000): Promise<Ran['json']> {
    let state: Ran['json'];
    const reached = await settles(
      async () => {
        state = await this.state();
        return state?.status === status;
      },
      timeoutMs,
      200,
    );
    if (!reached)
      throw new Error(`no ${status} within ${timeoutMs} ms, but ${JSON.stringify(state)}\n${this.screen()}`);
    return state;
  }

  /** Every byte typed at the agent so far. */
  get typed(): string {
    return readFileSync(this.program.inputLog, 'utf8');
  }

  /** Every prompt that the agent accepted, in order. */
  get prompts(): string[] {
    return this.sandbox.prompts(this.sidecar.jsonl_path);
  }

  /** The agent's pane as text, with plain blanks. */
  screen(): string {
    return this.tmux('capture-pane', '-p').replaceAll('\u00a0', ' ');
  }

  /** Runs a tmux command on the agent's pane. */
  tmux(command: string, ...args: string[]): string {
    return this.sandbox.tmux(command, '-t', this.sidecar.pane ?? `=${this.name}:`, ...args);
  }
}
