import type { Size } from './setting.ts';
import type { Stage } from './stage.ts';
import { until } from './wait.ts';

/** How long a screen may take to show something, ms. */
const PATIENCE = 30_000;

/** A person's terminal: a pane next to the agents, on the tmux server of the stage. */
export class Desk {
  private constructor(
    private readonly stage: Stage,
    private readonly pane: string,
  ) {}

  /** Runs a shell command line in a tmux session of that name; its screen stays when it ends. */
  static async open(stage: Stage, name: string, line: string, size: Size): Promise<Desk> {
    return new Desk(stage, await stage.terminal.start(name, stage.place.cwd, size, ['sh', '-c', line]));
  }

  screen(): Promise<string> {
    return this.stage.terminal.text(this.pane);
  }

  press(...keys: string[]): Promise<void> {
    return this.stage.terminal.press(this.pane, ...keys);
  }

  type(text: string): Promise<void> {
    return this.stage.terminal.type(this.pane, text);
  }

  /** Types a line and Enter. */
  async run(line: string): Promise<void> {
    await this.type(line);
    await this.press('Enter');
  }

  /** Waits until the screen shows one pattern and not another; the error carries the last screen. */
  async shows(what: RegExp, hides?: RegExp): Promise<void> {
    let last = '';
    const seen = async () => {
      last = await this.screen();
      return what.test(last) && !hides?.test(last);
    };
    await until(seen, PATIENCE, () => `the screen never showed ${what}:\n${last}`);
  }

  /** Waits until its program has ended. */
  async ends(): Promise<void> {
    const dead = async () => (await this.stage.terminal.facts(this.pane)).dead;
    await until(dead, PATIENCE, () => 'the program did not end');
  }
}
