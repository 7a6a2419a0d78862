import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from '../../src/drive/session/context.ts';
import { createContext } from '../../src/entry/compose.ts';
import { RealTmux } from '../conformance/real-tmux.ts';

/** A separate home, folder and tmux server, with real adapters. */
export interface World {
  real: RealTmux;
  ctx: Context;
  folder: string;
  sessions: string;
}

export function createWorld(): World {
  const real = new RealTmux();
  const { folder } = real;
  for (const name of ['app', 'state', 'home']) mkdirSync(path.join(folder, name));
  const env = {
    ...real.env,
    HOME: path.join(folder, 'home'),
    XDG_STATE_HOME: path.join(folder, 'state'),
    CSD_WORKER_DIR: path.join(folder, 'workers'),
    CSD_CLAUDE_BIN: path.join(folder, 'agent'),
  };
  const ctx = createContext({ env, cwd: path.join(folder, 'app') });
  return { real, ctx, folder, sessions: ctx.sessionsDir };
}

/** An agent that prints its version, and otherwise runs this. */
export function installAgent({ folder }: World, body: string): void {
  const program = path.join(folder, 'agent');
  writeFileSync(program, `#!/bin/sh\nif [ "$1" = --version ]; then echo '2.1.330 (x)'; exit; fi\n${body}\n`);
  chmodSync(program, 0o755);
}
