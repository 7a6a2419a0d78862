import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Session, settle } from './session.ts';
import type { Stage } from './stage.ts';
import { sleep, until } from './wait.ts';

/** Which row of a menu: by number or by a part of its label; neither takes a row with `Yes`. */
export interface Choice {
  option?: number;
  match?: string;
}

/** How a stage starts agents and speaks to them. */
export interface Driver {
  /** Returns the new pane's id. With `resume` the agent goes on with the conversation `id`. */
  spawn(stage: Stage, name: string, id: string, flags: string[], resume: boolean): Promise<string>;
  send(stage: Stage, session: Session, text: string): Promise<void>;
  approve(stage: Stage, session: Session, choice: Choice): Promise<void>;
}

/** Drives tmux directly, the way a careful person would, so that a recording does not depend on `csd`. */
export const rawDriver: Driver = {
  spawn(stage, name, id, flags, resume) {
    const named = [resume ? '--resume' : '--session-id', id];
    const argv = [join(stage.place.root, 'bin', 'claude'), ...named, ...agentFlags(flags)];
    return stage.terminal.start(name, stage.place.start, stage.size, argv);
  },

  async send({ terminal, place }, session, text) {
    await session.waitForScreen(COMPOSER);
    const composer = async () => (await session.screen()).split('\n').findLast((row) => row.startsWith('❯'));
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
    // An Enter too close to the paste is taken for a part of it.
    await sleep(300);
    await terminal.press(session.pane, 'Enter');
    await until(
      async () => (await composer()) !== typed,
      5000,
      () => `Enter left ${JSON.stringify(typed)} where it was`,
    );
  },

  async approve({ terminal }, session, { option, match }) {
    const wanted = option === undefined ? (match ?? 'Yes') : `${option}.`;
    for (let presses = 0; presses < 12; presses++) {
      await settle(session, 200);
      const screen = await session.screen();
      const row = screen.split('\n').findLast((line) => /^\s*❯/.test(line)) ?? '';
      const on = option === undefined ? row.includes(wanted) : row.trim().startsWith(`❯ ${wanted}`);
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

const COMPOSER = /^❯/m;

/** The agent's arguments for the flags of `csd spawn`. */
export function agentFlags(flags: string[]): string[] {
  const dashes = flags.indexOf('--');
  const own = dashes < 0 ? flags : flags.slice(0, dashes);
  const rest = dashes < 0 ? [] : flags.slice(dashes + 1);
  const mode = permissionMode(own);
  return [...(mode ? ['--permission-mode', mode] : []), ...rest];
}

/** The permission mode that the posture flags of `csd spawn` stand for. */
export function permissionMode(flags: string[]): string | null {
  const at = flags.indexOf('--permission-mode');
  if (at >= 0) return flags[at + 1] ?? null;
  if (flags.includes('--auto-accept')) return 'acceptEdits';
  if (flags.includes('--bypass-permissions') || flags.includes('--yolo')) return 'bypassPermissions';
  return null;
}

/** Drives the agent through the built `csd`; a step it refuses fails the scene. */
export const csdDriver: Driver = {
  async spawn(stage, name, id, flags, resume) {
    if (resume) return adopt(stage, name, id, flags);
    const dashes = flags.indexOf('--');
    const own = dashes < 0 ? flags : flags.slice(0, dashes);
    const rest = dashes < 0 ? [] : flags.slice(dashes);
    const size = `${stage.size.width}x${stage.size.height}`;
    const where = ['--cwd', stage.place.start, '--session-id', id, '--name', name, '--size', size];
    await stage.ok('spawn', ...where, ...own, ...rest);
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

/** Starts an agent beside `csd`, which has no word for going on without a prompt, and leaves the sidecar of an older csd. */
async function adopt(stage: Stage, name: string, id: string, flags: string[]): Promise<string> {
  const pane = await rawDriver.spawn(stage, name, id, flags, true);
  await leaveSidecar(stage, name, id, pane, flags);
  return pane;
}

/** Writes what `csd spawn` would have left of a session. */
export async function leaveSidecar(stage: Stage, name: string, id: string, pane: string, flags: string[]) {
  const folder = join(stage.place.root, 'state', 'csd', 'sessions');
  await mkdir(folder, { recursive: true });
  const { pid } = await stage.terminal.facts(pane);
  const sidecar = {
    name,
    session_id: id,
    cwd: stage.place.cwd,
    backend: 'claude',
    jsonl_path: null,
    permission_mode: permissionMode(flags),
    backend_version: stage.release,
    created: Math.floor(Date.now() / 1000),
    config_dir: stage.place.configDir,
    pane,
    pane_pid: pid,
  };
  await writeFile(join(folder, `${name}.json`), JSON.stringify(sidecar));
}
