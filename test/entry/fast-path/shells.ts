import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CSD } from '../../program.ts';

/** The launcher. The single-file binary has no part for the shell. */
export const LAUNCHER = CSD.endsWith('.cjs') ? CSD : path.resolve(import.meta.dirname, '../../../dist/bin.cjs');

/** The release that the launcher compares with. */
export const { version } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8'));

const SHELLS = [
  ['sh'],
  ['dash'],
  ['bash'],
  ['bash', '--posix'],
  ['busybox', 'sh'],
  ['zsh', '--emulate', 'sh'],
  ['ksh'],
  ['mksh'],
];

/** The shells that may be `sh` somewhere and are installed, each as the command that starts it. */
export const shells = SHELLS.filter((words) => spawnSync(words[0] ?? '', [...words.slice(1), '-c', ':']).status === 0);
