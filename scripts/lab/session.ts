import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './home.ts';
import type { Expected } from './match.ts';
import type { Look } from './setting.ts';
import type { Terminal } from './terminal.ts';
import { until } from './wait.ts';

/** Which row of a menu: by number or by a part of its label; without either, a row with `Yes`. */
export interface Choice {
  option?: number;
  match?: string;
}

/** The parts of the stage that a session uses. */
export interface Around {
  terminal: Terminal;
  place: Place;
  sendTo(session: Session, text: string): Promise<void>;
  approveIn(session: Session, choice: Choice): Promise<void>;
  observe(session: Session, label: string, expected: Expected, look: Look): Promise<void>;
}

/** What is known of a started agent. */
export interface Started {
  name: string;
  id: string;
  pane: string;
  pid: number;
  permissionMode: string | null;
}

/** One agent on the stage. Its screen is read from tmux; its input goes through the stage's driver. */
export class Session implements Started {
  readonly name: string;
  readonly id: string;
  readonly pane: string;
  readonly pid: number;
  readonly permissionMode: string | null;

  constructor(
    private readonly stage: Around,
    { name, id, pane, pid, permissionMode }: Started,
  ) {
    this.name = name;
    this.id = id;
    this.pane = pane;
    this.pid = pid;
    this.permissionMode = permissionMode;
  }

  /** The visible screen as plain text. */
  screen(): Promise<string> {
    return this.stage.terminal.text(this.pane);
  }

  /** Waits until the plain screen shows one pattern and not another; the error carries the last screen. */
  async waitForScreen(shows: RegExp, hides?: RegExp, ms = 25_000): Promise<string> {
    let last = '';
    const seen = async () => {
      last = await this.screen();
      return shows.test(last) && !hides?.test(last) && last;
    };
    return until(seen, ms, () => `the screen never showed ${shows}${hides ? ` without ${hides}` : ''}:\n${last}`);
  }

  /** Presses tmux keys in the agent's pane. */
  keys(...keys: string[]): Promise<void> {
    return this.stage.terminal.press(this.pane, ...keys);
  }

  /** Types text as keys, without Enter. */
  type(text: string): Promise<void> {
    return this.stage.terminal.type(this.pane, text);
  }

  /** Pastes a draft and leaves it unsent. */
  async draft(text: string): Promise<void> {
    const file = join(this.stage.place.root, 'draft.txt');
    await writeFile(file, text);
    await this.stage.terminal.paste(this.pane, file);
  }

  send(text: string): Promise<void> {
    return this.stage.sendTo(this, text);
  }

  approve(choice: Choice = {}): Promise<void> {
    return this.stage.approveIn(this, choice);
  }

  moment(label: string, expected: Expected, look: Look = {}): Promise<void> {
    return this.stage.observe(this, label, expected, look);
  }
}

/** The screen without the bullet that blinks before a waiting tool. */
export function steady(text: string): string {
  return text.replace(/^[●⏺•◦ ] ?/gm, '');
}

/** Waits until the screen has not changed for `ms`. */
export async function settle(session: Session, ms: number, most = 5000): Promise<void> {
  let last = '';
  let since = Date.now();
  await until(
    async () => {
      const now = steady(await session.screen());
      if (now !== last) {
        last = now;
        since = Date.now();
      }
      return Date.now() - since >= ms;
    },
    most,
    () => `the screen never came to rest:\n${last}`,
  );
}
