import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Runs in the process of a command: when it ends, the code of each part that it loaded is kept beside the part. */
const KEEP = `
const parts = require(process.argv[1]);
process.on('exit', () => {
  for (const [file, { script }] of parts) require('node:fs').writeFileSync(file + '.code', script.createCachedData());
});`;

/** The commands that are called over and over. Each keeps what the one before has kept. */
const COMMANDS = [
  ['state', 'job'],
  ['state', 'job', '--explain'],
  ['ps', '--json'],
];

/**
 * Plays the usual commands of a built program on a recorded session, so that V8 keeps the code it makes of them. Without
 * tmux they play as far as they come. What they answer does not matter here.
 */
export function rehearse(program, fixture) {
  const folder = mkdtempSync(path.join(tmpdir(), 'csd-rehearsal-'));
  const env = { HOME: folder, PATH: process.env.PATH, TMUX_TMPDIR: folder, XDG_STATE_HOME: folder, LANG: 'C.UTF-8' };
  const tmux = (...args) => spawnSync('tmux', args, { env, stdio: 'ignore' });
  try {
    mkdirSync(path.join(folder, 'csd/sessions'), { recursive: true });
    const transcript = path.join(fixture, 'transcript.jsonl');
    const id = '00000000-0000-4000-8000-000000000001';
    const sidecar = { name: 'job', session_id: id, cwd: folder, jsonl_path: transcript, created: 0 };
    writeFileSync(path.join(folder, 'csd/sessions/job.json'), JSON.stringify(sidecar));
    tmux('new-session', '-d', '-s', 'job', '-x', '220', '-y', '50', `cat '${fixture}/screen.ansi'; exec sleep 60`);
    for (const command of COMMANDS)
      spawnSync(process.execPath, ['-e', KEEP, program, ...command], { env, stdio: 'ignore' });
  } finally {
    tmux('kill-server');
    rmSync(folder, { recursive: true, force: true });
  }
}
