import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { claude } from './lab/agents/claude.ts';
import { pageOf, renderPage } from './lab/compatibility.ts';
import { readResults } from './lab/results.ts';
import { fetchTmux } from './lab/tmux-release.ts';
import { readTmuxResults, type Tally, type TmuxResult, writeTmuxResult } from './lab/tmux-results.ts';

/**
 * Runs the suites that depend on tmux with other releases of it: `npm run test:tmux -- trixie sid`. Each argument is a
 * suite of Debian or Ubuntu, whose tmux is downloaded once, or the path of a tmux; without one, `TMUX_BIN`. `--e2e`
 * plays the built `csd` on the scripted agent too, `--live RELEASE` some scenes on the real one. `--note` stores the
 * results for docs/compatibility.md.
 */
const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: {
    e2e: { type: 'boolean', default: false },
    live: { type: 'string' },
    scene: { type: 'string', multiple: true, default: ['trust', 'gate-*', 'question*', 'plan*', 'wait*', 'done'] },
    note: { type: 'boolean', default: false },
  },
});

const wanted = positionals.length > 0 ? positionals : [process.env.TMUX_BIN ?? ''].filter((path) => path !== '');
if (wanted.length === 0) throw new Error('name suites of Debian or Ubuntu or the path of a tmux, or set TMUX_BIN');

const all: Tally[] = [];
for (const word of wanted) {
  const program = word.includes('/') ? resolve(word) : await fetchTmux(word);
  const release = execFileSync(program, ['-V'], { encoding: 'utf8' })
    .trim()
    .replace(/^tmux /, '');
  const suites = await runSuites(program, release);
  all.push(...Object.values(suites));
  const day = new Date().toISOString().slice(0, 10);
  const result: TmuxResult = { release, day, platform: `${platform()}-${arch()}`, suites };
  if (values.note) await writeTmuxResult(result);
}
if (values.note) await writeFile(pageOf(claude), renderPage(claude, await readResults(), await readTmuxResults()));
const sum = (key: keyof Tally) => all.reduce((total, tally) => total + tally[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;

async function runSuites(program: string, release: string): Promise<TmuxResult['suites']> {
  const env = { ...process.env, TMUX_BIN: program, PATH: `${dirname(program)}${delimiter}${process.env.PATH}` };
  const suites: TmuxResult['suites'] = {};
  console.log(`\ntmux ${release}: conformance and adapter`);
  suites['conformance and adapter'] = await vitest(['test/conformance', 'test/adapters'], env);
  if (values.e2e) {
    console.log(`\ntmux ${release}: end to end`);
    suites['end to end'] = await vitest(['--project', 'e2e'], env);
  }
  if (values.live !== undefined) {
    console.log(`\ntmux ${release}: live on ${values.live}`);
    suites[`live, ${values.live}`] = await live(values.live, env);
  }
  return suites;
}

async function vitest(words: string[], env: NodeJS.ProcessEnv): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'csd-report-'));
  const file = join(folder, 'report.json');
  try {
    await run('npx', ['vitest', 'run', ...words, '--reporter=default', '--reporter=json', `--outputFile=${file}`], env);
    const report = JSON.parse(await readFile(file, 'utf8'));
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The checks of the scenes, by the closing line of the live suite. */
async function live(release: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  const scenes = values.scene.flatMap((scene) => ['--scene', scene]);
  const printed = await run('npx', ['tsx', 'scripts/live.ts', '--release', release, '--replay', ...scenes], env);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(printed) ?? [];
  if (passed === undefined) throw new Error('the live suite did not come to its end');
  return { passed: Number(passed), failed: Number(failed), skipped: 0 };
}

/** Runs a program to its end, shows its output, and returns it. */
function run(program: string, words: string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.on('data', (part: Buffer) => {
      printed += part;
      process.stdout.write(part);
    });
    child.on('error', fail);
    child.on('close', () => done(printed));
  });
}
