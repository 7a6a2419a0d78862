import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend } from '../../src/detect/agent/backend.ts';
import type { LabAgent } from './agents/agent.ts';
import type { Place } from './home.ts';
import { type Choice, type Session, settle } from './session.ts';
import type { Size } from './setting.ts';
import type { Terminal } from './terminal.ts';
import { sleep, until } from './wait.ts';

/** The parts of the stage that a driver uses. */
export interface Playing {
  agent: LabAgent;
  place: Place;
  release: string;
  size: Size;
  terminal: Terminal;
  /** Runs `csd` and returns its JSON; throws its error output if it fails. */
  ok(...args: string[]): Promise<unknown>;
}

/** How to start an agent: `flags` are those of `csd spawn`; with `resume` it continues with the conversation `id`. */
export interface Start {
  name: string;
  id: string;
  flags: string[];
  resume: boolean;
}

/** How a stage starts agents and types into them. */
export interface Driver {
  /** Returns the new pane's id. */
  spawn(stage: Playing, start: Start): Promise<string>;
  send(stage: Playing, session: Session, text: string): Promise<void>;
  approve(stage: Playing, session: Session, choice: Choice): Promise<void>;
}

/** Drives tmux directly, the way a careful person would, so that a recording does not depend on `csd`. */
export const rawDriver: Driver = {
  spawn(stage, { name, id, flags, resume }) {
    const { name: program, args } = stage.agent;
    const argv = [join(stage.place.root, 'bin', program), ...args(flags, id, resume, stage.release)];
    return stage.terminal.start(name, stage.place.start, stage.size, argv);
  },

  async send({ terminal, place, agent }, session, text) {
    await session.waitForScreen(agent.words.composer);
    const composer = async () => (await session.screen()).split('\n').findLast((row) => row.startsWith(agent.glyph));
    const empty = await composer();
    const file = join(place.root, 'prompt.txt');
    await writeFile(file, text);
    await terminal.paste(session.pane, file);
    const typed = await until(
      async () => {
        const row = await composer();
        return row !== empty && row;
      },
      5000,
      () => 'the paste never showed',
    );
    // An Enter too soon after the paste becomes part of it.
    await sleep(300);
    await terminal.press(session.pane, 'Enter');
    await until(
      async () => (await composer()) !== typed,
      5000,
      () => `Enter left ${JSON.stringify(typed)} where it was`,
    );
  },

  async approve({ terminal, agent }, session, { option, match }) {
    const wanted = option === undefined ? (match ?? 'Yes') : `${option}.`;
    for (let presses = 0; presses < 12; presses++) {
      await settle(session, 200);
      const screen = await session.screen();
      const row = screen.split('\n').findLast((line) => line.trimStart().startsWith(agent.glyph)) ?? '';
      const plain = option === undefined && match === undefined;
      const on = plain
        ? agent.agrees.test(row)
        : option === undefined
          ? row.includes(wanted)
          : row.trim().startsWith(`${agent.glyph} ${wanted}`);
      await terminal.press(session.pane, on ? 'Enter' : 'Down');
      await until(
        async () => (await session.screen()) !== screen,
        5000,
        () => `a key changed nothing:\n${screen}`,
      );
      if (on) return;
    }
    throw new Error(`no row ${JSON.stringify(wanted)}:\n${await session.screen()}`);
  },
};

/** The permission mode of the flags of `csd spawn`, and the agent's own arguments among them. */
export function postureOf({ launch }: Backend, flags: string[]): { mode: string | null; rest: string[] } {
  const dashes = flags.indexOf('--');
  const own = dashes < 0 ? flags : flags.slice(0, dashes);
  const at = own.indexOf('--permission-mode');
  const bypass = own.includes('--bypass-permissions') || own.includes('--yolo');
  const named = at >= 0 ? (own[at + 1] ?? null) : bypass ? launch.bypassMode : null;
  const mode = own.includes('--auto-accept') ? launch.autoAcceptMode : named;
  return { mode, rest: dashes < 0 ? [] : flags.slice(dashes + 1) };
}

/** Drives the agent through the built `csd`; a step that it refuses fails the scene. */
export const csdDriver: Driver = {
  async spawn(stage, start) {
    const { name, id, flags, resume } = start;
    if (resume) return adopt(stage, start);
    const dashes = flags.indexOf('--');
    const own = dashes < 0 ? flags : flags.slice(0, dashes);
    const rest = dashes < 0 ? [] : flags.slice(dashes);
    const size = `${stage.size.width}x${stage.size.height}`;
    const where = ['--backend', stage.agent.name, '--cwd', stage.place.start, '--name', name, '--size', size];
    const named = stage.agent.takesId ? ['--session-id', id] : [];
    if (process.env.CSD_LAB_NO_USAGE && !own.includes('--no-usage')) named.push('--no-usage');
    await stage.ok('spawn', ...where, ...named, ...own, ...rest);
    const panes = await stage.terminal.tmux('list-panes', '-a', '-F', '#{session_name} #{pane_id}');
    const row = panes.split('\n').find((line) => line.startsWith(`${name} `));
    if (!row) throw new Error(`csd spawn left no tmux session ${name}:\n${panes}`);
    return row.slice(name.length + 1);
  },

  async send(stage, session, text) {
    const file = join(stage.place.root, 'prompt.txt');
    const long = text.length > 10_000;
    if (long) await writeFile(file, text);
    await stage.ok('send', session.name, ...(long ? ['--file', file] : ['--', text]));
  },

  async approve(stage, session, { option, match }) {
    const choice = option !== undefined ? ['--option', String(option)] : match !== undefined ? ['--match', match] : [];
    await stage.ok('approve', session.name, ...choice);
  },
};

/**
 * Starts an agent without `csd`, which has no command for continuing without a prompt, and leaves the sidecar of an
 * older csd.
 */
async function adopt(stage: Playing, start: Start): Promise<string> {
  const pane = await rawDriver.spawn(stage, start);
  await leaveSidecar(stage, start, pane);
  return pane;
}

/** Writes the sidecar that `csd spawn` would have left. */
export async function leaveSidecar(stage: Playing, { name, id, flags }: Start, pane: string): Promise<void> {
  const folder = join(stage.place.root, 'state', 'csd', 'sessions');
  await mkdir(folder, { recursive: true });
  const { pid } = await stage.terminal.facts(pane);
  const sidecar = {
    name,
    session_id: id,
    cwd: stage.place.cwd,
    backend: stage.agent.name,
    jsonl_path: null,
    permission_mode: postureOf(stage.agent.backend, flags).mode,
    backend_version: stage.release,
    created: Math.floor(Date.now() / 1000),
    config_dir: stage.place.configDir,
    pane,
    pane_pid: pid,
  };
  await writeFile(join(folder, `${name}.json`), JSON.stringify(sidecar));
}
