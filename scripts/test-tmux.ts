import { execFileSync, spawnSync } from 'node:child_process';
import { delimiter, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchTmux } from '../test/lab/tmux-release.ts';

/**
 * Runs the suites that ask tmux itself on other releases of it: `npm run test:tmux -- trixie sid`. Each word is a Debian suite,
 * whose tmux is fetched once, or the path of a tmux; without one, `TMUX_BIN`. `--e2e` plays the built `csd` on the scripted
 * agent too, `--live RELEASE` some scenes on the real one.
 */
const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: {
    e2e: { type: 'boolean', default: false },
    live: { type: 'string' },
    scene: {
      type: 'string',
      multiple: true,
      default: ['trust', 'gate-*', 'question*', 'plan*', 'send*', 'wait*', 'done'],
    },
  },
});

const wanted = positionals.length > 0 ? positionals : [process.env.TMUX_BIN ?? ''].filter((path) => path !== '');
if (wanted.length === 0) throw new Error('name Debian suites or the path of a tmux, or set TMUX_BIN');

const failed: string[] = [];
for (const word of wanted) {
  const program = word.includes('/') ? resolve(word) : await fetchTmux(word);
  const release = execFileSync(program, ['-V'], { encoding: 'utf8' }).trim();
  const run = (what: string, words: string[]) => {
    console.log(`\n${release}: ${what}`);
    const env = { ...process.env, TMUX_BIN: program, PATH: `${dirname(program)}${delimiter}${process.env.PATH}` };
    if (spawnSync('npx', words, { stdio: 'inherit', env }).status !== 0) failed.push(`${release}: ${what}`);
  };
  run('conformance and adapter', ['vitest', 'run', '--project', 'fast', 'test/conformance', 'test/adapters']);
  if (values.e2e) run('end to end', ['vitest', 'run', '--project', 'e2e']);
  if (values.live !== undefined) {
    const scenes = values.scene.flatMap((scene) => ['--scene', scene]);
    run(`live on ${values.live}`, ['tsx', 'scripts/live.ts', '--release', values.live, '--replay', ...scenes]);
  }
}
console.log(failed.length === 0 ? `\nall passed: ${wanted.join(', ')}` : `\nfailed: ${failed.join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
