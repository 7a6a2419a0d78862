import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Runs in the process of a command: when it ends, adds the names of the parts it loaded to a file. */
const NOTE = `
const { modules } = require(process.argv[1]);
const { NOTES } = process.env;
process.on('exit', () => require('node:fs').appendFileSync(NOTES, [...modules.keys(), ''].join('\\n')));`;

/** Likewise: stores the code that V8 has by then for the cached files. */
const KEEP = `
const { scripts } = require(process.argv[1]);
const { writeFileSync } = require('node:fs');
process.on('exit', () => {
  for (const [file, script] of scripts) if (file) writeFileSync(file, script.createCachedData());
});`;

/** The looks of a polling loop. */
const LOOKS = [
  ['state', 'job'],
  ['ps', '--json'],
];
/**
 * The commands that are called repeatedly: looks, and requests to the whole program. Each caches on top of the previous
 * one.
 */
const COMMANDS = [...LOOKS, ['state', 'job', '--explain'], ['ps']];

/** The parts of a built program that the usual commands load, in the order in which they load them. */
export function listUsual(program, fixture) {
  return onStage(fixture, (play, folder) => {
    const notes = path.join(folder, 'notes');
    play(program, NOTE, { NOTES: notes });
    return [...new Set(readFileSync(notes, 'utf8').trim().split('\n'))];
  });
}

/** Runs the usual commands of a built program, so that V8 caches the code it makes of them. */
export function keepCode(program, fixture) {
  onStage(fixture, (play) => play(program, KEEP));
}

/** Runs the looks of a built binary, with these variables. */
export function playLooks(binary, fixture, variables) {
  onStage(fixture, (_play, _folder, env) => {
    for (const words of LOOKS) spawnSync(binary, words, { env: { ...env, ...variables }, stdio: 'ignore' });
  });
}

/** Sets up a recorded session. Without tmux the commands run as far as they can; their results do not matter here. */
function onStage(fixture, body) {
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
    const play = (program, code, more) => {
      for (const command of COMMANDS)
        spawnSync(process.execPath, ['-e', code, program, ...command], { env: { ...env, ...more }, stdio: 'ignore' });
    };
    return body(play, folder, env);
  } finally {
    tmux('kill-server');
    rmSync(folder, { recursive: true, force: true });
  }
}
