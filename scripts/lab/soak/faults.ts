import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../../test/detect/derive/random.ts';
import { sleep } from '../wait.ts';
import type { Running, SoakAgent } from './agent.ts';

/** The fault of one trial, caused next to a `send` that has just been started. */
export interface Fault {
  name: string;
  /** Words for the report. */
  about: string;
  /** The agent or its server does not survive: the next trial needs a new one. */
  fatal?: boolean;
  /** Someone other than csd types into the pane, so that a prompt may arrive with more text than was sent. */
  types?: boolean;
  /** Variables for the `csd` under test. */
  env?: (agent: SoakAgent, random: Random) => Promise<Record<string, string>>;
  strike(agent: SoakAgent, random: Random, running: Running): Promise<void>;
}

/** Letters that occur in no prompt and no footer. */
const KEYS = 'QXZJKV';
/** A `send` on a busy machine is over after about this long, ms. */
const SPAN_MS = 1800;

const later = (random: Random) => sleep(random.below(SPAN_MS));

/** Every fault of the soak test. Each occurs at a random point of a `send`. */
export const FAULTS: Fault[] = [
  {
    name: 'agent stopped',
    about: 'SIGSTOP, and SIGCONT after 3 s',
    async strike(agent, random) {
      await later(random);
      signal(agent.pid, 'SIGSTOP');
      await sleep(3000);
      signal(agent.pid, 'SIGCONT');
    },
  },
  {
    name: 'agent killed',
    about: 'SIGKILL',
    fatal: true,
    async strike(agent, random) {
      await later(random);
      signal(agent.pid, 'SIGKILL');
    },
  },
  {
    name: 'tmux server killed',
    about: '`kill-server` on the own server',
    fatal: true,
    async strike(agent, random) {
      await later(random);
      await agent.terminal.tmux('kill-server').catch(() => undefined);
    },
  },
  {
    name: 'tmux hangs before',
    about: 'one tmux call of `csd` sleeps instead of calling tmux',
    env: (agent, random) => hangingTmux(agent, random.below(14), 'before'),
    strike: async () => undefined,
  },
  {
    name: 'tmux hangs after',
    about: 'one tmux call of `csd` does its work and then gives no answer',
    env: (agent, random) => hangingTmux(agent, random.below(14), 'after'),
    strike: async () => undefined,
  },
  {
    name: 'copy mode',
    about: 'the pane is put into copy mode three times',
    async strike(agent, random) {
      for (let n = 0; n < 3; n++) {
        await sleep(random.below(SPAN_MS / 3));
        await agent.terminal.tmux('copy-mode', '-t', agent.pane).catch(() => undefined);
      }
    },
  },
  {
    name: 'a person types',
    about: 'letters as keys, three times',
    types: true,
    async strike(agent, random) {
      for (let n = 0; n < 3; n++) {
        await sleep(random.below(SPAN_MS / 2));
        const key = random.pick([...KEYS]);
        await agent.terminal.type(agent.pane, key);
        agent.typed += key;
      }
    },
  },
  {
    name: 'window resized',
    about: 'to four random sizes from 60x15 to 220x60',
    async strike(agent, random) {
      for (let n = 0; n < 4; n++) {
        await sleep(random.below(SPAN_MS / 3));
        const size = ['-x', String(60 + random.below(160)), '-y', String(15 + random.below(45))];
        await agent.terminal.tmux('resize-window', '-t', agent.pane, ...size).catch(() => undefined);
      }
    },
  },
  {
    name: 'csd killed',
    about: '`csd` gets SIGKILL',
    async strike(_agent, random, running) {
      await later(random);
      running.kill();
    },
  },
];

/** Sends a signal to one process; does nothing if it has ended. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

/** A `tmux` first on PATH whose call of that number, counted from 0, does not answer for 20 s. */
async function hangingTmux(agent: SoakAgent, call: number, when: 'before' | 'after'): Promise<Record<string, string>> {
  const folder = join(agent.place.root, `hang-${agent.name}`);
  await mkdir(folder, { recursive: true });
  const path = agent.env.PATH ?? '';
  const real = `PATH='${path}' tmux "$@"`;
  const hang = when === 'before' ? 'exec sleep 20' : `${real}; exec sleep 20 >/dev/null 2>&1 <&-`;
  const count = `n=$(wc -l < '${folder}/calls'); echo >> '${folder}/calls'`;
  await writeFile(join(folder, 'calls'), '');
  await writeFile(join(folder, 'tmux'), `#!/bin/sh\n${count}\n[ "$n" -eq ${call} ] && { ${hang}; }\n${real}\n`);
  await chmod(join(folder, 'tmux'), 0o755);
  return { PATH: `${folder}:${path}` };
}
