import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf } from '../../test/program.ts';
import type { LabAgent } from './agents/agent.ts';
import { ScriptedApi } from './api.ts';
import { csdDriver, type Driver, type Playing, postureOf, rawDriver } from './driver.ts';
import type { Place } from './home.ts';
import { differences, type Expected } from './match.ts';
import { type Around, type Choice, Session, settle } from './session.ts';
import { knownWrong, type Look, type Outcome, type Setting, type Size } from './setting.ts';
import { type Shape, shapeOf } from './shape.ts';
import { Terminal } from './terminal.ts';
import { patience, sleep, until, withPatience } from './wait.ts';

/** Writes what a session looks like at a moment, with the truth about it. */
export type Recorder = (stage: Stage, session: Session, label: string, expected: Expected, look: Look) => Promise<void>;

/** The output of one run of `csd`. `json` is stdout parsed, otherwise stderr parsed, otherwise `undefined`. */
export interface CsdResult {
  code: number;
  stdout: string;
  stderr: string;
  json: unknown;
}

/**
 * How long a verdict may take to become right if a core is free, ms, and how many looks it gets in any case, because
 * each is a process.
 */
const PATIENCE = 10_000;
const LEAST_LOOKS = 10;
/** Statuses that claim something positive: none of them may be reported while another one is true. */
const CLAIMS = ['idle_done', 'plan_ready', 'blocked', 'awaiting_answer', 'dead'];

/** One scene in progress: its own home, scripted API, tmux server and agents. */
export class Stage implements Around, Playing {
  readonly outcomes: Outcome[] = [];
  readonly sessions: Session[] = [];
  readonly startedAt = Date.now();
  readonly driver: Driver;
  readonly size: Size;
  readonly terminal: Terminal;

  private closing: Promise<void> | undefined;

  private constructor(
    readonly agent: LabAgent,
    readonly scene: Setting,
    readonly release: string,
    readonly api: ScriptedApi,
    readonly place: Place,
    private readonly recorder: Recorder | undefined,
  ) {
    this.driver = recorder ? rawDriver : csdDriver;
    this.size = scene.size ?? { width: 220, height: 50 };
    this.terminal = new Terminal(place.env);
  }

  /** Sets everything up; with a recorder no `csd` is used. The caller must `close` it. */
  static async open(
    agent: LabAgent,
    scene: Setting,
    release: string,
    binary: string,
    recorder?: Recorder,
  ): Promise<Stage> {
    const api = await ScriptedApi.start();
    const home = typeof scene.home === 'function' ? scene.home(release) : scene.home;
    const place = await agent.makePlace(binary, api.url, home);
    scene.script?.(api, place);
    return new Stage(agent, scene, release, api, place, recorder);
  }

  get recording(): boolean {
    return this.recorder !== undefined;
  }

  /** The session that was started first. */
  get main(): Session {
    const [first] = this.sessions;
    if (!first) throw new Error('the scene has started no session');
    return first;
  }

  /** Starts an agent with the scene's flags, or others. Session ids are fixed, by the order of the starts. */
  async spawn(name = 'lab', flags: string[] = this.scene.spawn ?? []): Promise<Session> {
    return this.start(name, `00000000-0000-4000-8000-00000000000${this.sessions.length + 1}`, flags, false);
  }

  /** Starts an agent that continues with the conversation of that id. */
  async resume(id: string, name = 'lab-again', flags: string[] = this.scene.spawn ?? []): Promise<Session> {
    return this.start(name, id, flags, true);
  }

  private start(name: string, id: string, flags: string[], resume: boolean): Promise<Session> {
    return this.step(`spawn ${name}`, async () => {
      const pane = await this.driver.spawn(this, { name, id, flags, resume });
      const { pid } = await this.terminal.facts(pane);
      const { mode } = postureOf(this.agent.backend, flags);
      const session = new Session(this, { name, id, pane, pid, permissionMode: mode });
      this.sessions.push(session);
      return session;
    });
  }

  sendTo(session: Session, text: string): Promise<void> {
    const label = `send ${text.slice(0, 30).replaceAll('\n', ' ')}`;
    return this.step(label, () => this.driver.send(this, session, text));
  }

  approveIn(session: Session, choice: Choice): Promise<void> {
    const label = `approve ${choice.match ?? choice.option ?? ''}`.trim();
    return this.step(label, () => this.driver.approve(this, session, choice));
  }

  screen = () => this.main.screen();
  waitForScreen = (shows: RegExp, hides?: RegExp, ms?: number) => this.main.waitForScreen(shows, hides, ms);
  keys = (...keys: string[]) => this.main.keys(...keys);
  type = (text: string) => this.main.type(text);
  draft = (text: string) => this.main.draft(text);
  send = (text: string) => this.main.send(text);
  approve = (choice?: Choice) => this.main.approve(choice);
  moment = (label: string, expected: Expected, look?: Look) => this.main.moment(label, expected, look);

  /** Makes an empty file in the working folder, which scripted tools wait for. */
  make = (name: string) => writeFile(join(this.place.cwd, name), '');
  /** The person's current settings file, empty if there is none. */
  settings = () => {
    const file = join(this.place.configDir, 'settings.json');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  /** True if the working folder contains the file. */
  made = (name: string) => existsSync(join(this.place.cwd, name));

  /**
   * Runs `csd` with closed input, at most 2 min, longer on a busy machine; so is a `--timeout` of 10 s and more,
   * because a shorter one may be meant to expire. Not for scenes that are recorded.
   */
  csd(...args: string[]): Promise<CsdResult> {
    return new Promise((resolve) => {
      const options = { env: this.place.env, cwd: this.place.cwd, timeout: patience(120_000), maxBuffer: 1 << 26 };
      const child = execFile(...commandOf(withPatience(args)), options, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        resolve({ code, stdout, stderr, json: parse(stdout) ?? parse(stderr) });
      });
      child.stdin?.end();
    });
  }

  /** Runs `csd` and returns its JSON; throws its error output if it fails. */
  async ok(...args: string[]): Promise<unknown> {
    const { code, stdout, stderr, json } = await this.csd(...args);
    if (code !== 0)
      throw new Error(`csd ${args.slice(0, 2).join(' ')} exited ${code}: ${(stderr || stdout).trim().slice(0, 600)}`);
    return json;
  }

  /** Waits until `holds` is true, at most 10 s, longer on a busy machine, and notes whether it was. */
  async effect(label: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const start = Date.now();
    const ok = await until(holds, PATIENCE, () => '').catch(() => false);
    this.note(label, ok, start, ok ? undefined : 'did not come true');
  }

  /** Does something that must not fail; a failure ends the scene. */
  async step<T>(label: string, body: () => Promise<T>): Promise<T> {
    const start = Date.now();
    try {
      return await body();
    } catch (error) {
      this.note(label, false, start, error instanceof Error ? error.message : String(error));
      throw new SceneEnded();
    }
  }

  /** States that the truth about a session is now `expected`: recorded, or compared with the verdict of `csd`. */
  async observe(session: Session, label: string, expected: Expected, look: Look): Promise<void> {
    const start = Date.now();
    await this.step(label || 'moment', async () => {
      if (look.shows) await session.waitForScreen(look.shows, look.hides);
      const ended = async () => (await this.terminal.facts(session.pane)).dead;
      if (look.dead) await until(ended, PATIENCE, () => 'the program in the pane did not end');
    });
    if (this.recorder) {
      const record = this.recorder;
      await this.step(label || 'moment', async () => {
        if (!look.moving) await settle(session, 600, 15_000);
        await record(this, session, label, expected, look);
      });
      return this.note(label || 'moment', true, start);
    }
    const reason = knownWrong(look, this.release);
    const { wrong, state } = await this.judge(session, expected);
    const shape = shapeOf(state, await session.screen(), (await this.terminal.facts(session.pane)).title);
    if (reason === undefined) return this.note(label || 'moment', wrong === undefined, start, wrong, shape);
    const note = wrong === undefined ? `known wrong, but right now: ${reason}` : `known wrong: ${reason}`;
    this.note(label || 'moment', wrong !== undefined, start, note, shape);
  }

  /**
   * Nothing is wrong if the verdict becomes right in time, holds on a second look, and claimed nothing false before.
   */
  private async judge(session: Session, expected: Expected): Promise<{ wrong: string | undefined; state: unknown }> {
    const start = Date.now();
    const status = (expected as { status?: unknown }).status;
    let false_claim: string | undefined;
    let held = 0;
    for (let looks = 1; ; looks++) {
      const { code, json, stderr } = await this.csd('state', session.name);
      const wrong =
        code === 0 ? differences(json, expected) : [`csd state exited ${code}: ${stderr.trim().slice(0, 300)}`];
      const claim = (json as { status?: string } | undefined)?.status ?? '';
      if (CLAIMS.includes(claim) && claim !== status) false_claim ??= JSON.stringify(json)?.slice(0, 300);
      held = wrong.length === 0 ? held + 1 : 0;
      if (held === 2) return { wrong: false_claim && `came right, but first claimed ${false_claim}`, state: json };
      const verdict = `${wrong.join('; ')} | verdict ${JSON.stringify(json)?.slice(0, 500)}`;
      if (Date.now() - start > patience(PATIENCE) && looks >= LEAST_LOOKS) return { wrong: verdict, state: json };
      await sleep(150);
    }
  }

  private note(label: string, ok: boolean, start: number, note?: string, shape?: Shape): void {
    const outcome = { scene: this.scene.name, label, ok, ms: Date.now() - start };
    this.outcomes.push({ ...outcome, ...(note !== undefined && { note }), ...(shape && { shape }) });
  }

  /** Ends every process the scene started and removes its folders; a second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    await this.make('go').catch(() => undefined);
    const pids = await this.terminal.livePids();
    await this.terminal.tmux('kill-server').catch(() => undefined);
    await Promise.all(pids.map(endProcess));
    await this.api.stop();
    await rm(this.place.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Ends a scene whose failure has already been noted. */
export class SceneEnded extends Error {}

/** Waits for a process that got a hangup signal, and kills it if it does not end. */
async function endProcess(pid: number): Promise<void> {
  // 0, which tmux 3.8 reports for a pane that has ended, would be this process and its whole group.
  if (!(pid > 0)) return;
  const gone = () => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  await until(gone, 3000, () => 'still there').catch(() => {
    if (!gone()) process.kill(pid, 'SIGKILL');
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
