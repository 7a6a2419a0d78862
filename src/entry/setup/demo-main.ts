import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { ServiceHost } from '../../contract/service.ts';
import { shellWord } from '../../drive/session/shell-words.ts';
import { onTerminal } from '../../operations/text/escape-output.ts';
import { ownProgram } from '../compose.ts';

/** The scripted agent, from the folder of the program. */
const AGENT = '../fixtures/agents/scripted-agent.mjs';
/** The variables of the caller's environment that the demonstration needs; all others are removed. */
const KEPT = ['PATH', 'LANG', 'LC_ALL', 'TERM', 'NO_COLOR'];
/** The time limit for a call, ms. */
const CALL_MS = 60_000;

const OPTIONS = [
  { label: 'Postgres', description: 'Relational and solid' },
  { label: 'SQLite', description: 'A single file' },
];
const COMMAND = { command: 'echo hello > greeting.txt', description: 'Write the greeting' };
const SCRIPT = {
  turns: [
    {
      match: 'greeting',
      steps: [
        { thinkMs: 600, say: 'I will write it down.', tools: [{ name: 'Bash', input: COMMAND }] },
        { thinkMs: 200, say: 'greeting.txt holds the greeting now.' },
      ],
    },
    {
      match: 'database',
      steps: [
        { thinkMs: 200, ask: { header: 'DB', question: 'Which database should we use?', options: OPTIONS } },
        { thinkMs: 200, say: 'Noted. What should the project be called?' },
      ],
    },
    { match: 'Heron', steps: [{ thinkMs: 200, say: 'Heron it is. All set.' }] },
  ],
};

/** A call, its expected exit code, and a text that its output must contain. */
type Call = [words: string[], code: number, shows: string];

const STORY: [text: string, ...calls: Call[]][] = [
  [
    'Start an agent in a detached tmux session. It asks whether to trust the folder.',
    [['spawn', '--cwd', 'work', '--name', 'demo'], 0, '"name":"demo"'],
    [['wait', 'demo', '--for', 'blocked'], 0, '"gate":"trust"'],
    [['approve', 'demo'], 0, '"option":2'],
  ],
  [
    'Send a prompt; the agent wants to run a command and needs permission.',
    [['send', 'demo', 'Please write down a greeting'], 0, '"ok":true'],
    [['wait', 'demo'], 4, '"gate":"permission"'],
    [['approve', 'demo'], 0, '"option":1'],
    [['wait', 'demo'], 0, 'greeting.txt holds the greeting now.'],
  ],
  [
    'The agent asks with its question tool; answer by the label.',
    [['send', 'demo', 'Help me to choose a database'], 0, '"ok":true'],
    [['wait', 'demo'], 3, 'Which database'],
    [['answer', 'demo', 'SQLite'], 0, '"ok":true'],
  ],
  [
    'It asks again, in plain text this time; answer with a prompt.',
    [['wait', 'demo'], 3, 'What should the project be called?'],
    [['send', 'demo', 'Heron'], 0, '"ok":true'],
    [['wait', 'demo'], 0, 'Heron it is'],
  ],
  [
    'Look at all sessions, and end this one.',
    [['ps'], 0, 'Heron it is. All set.'],
    [['kill', 'demo'], 0, '"ok":true'],
    [['ps', '--json'], 0, '"sessions":[]'],
  ],
];

/** Runs the demonstration and prints every call with its result. Exit code 1 if a result is not as expected. */
export async function playDemo(host: ServiceHost): Promise<number> {
  const agent = findAgent();
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'csd-demo-')));
  const env = prepare(folder, agent);
  try {
    host.write('stdout', 'The agent is a scripted one: no account and no network are needed.\n');
    for (const [text, ...calls] of STORY) {
      host.write('stdout', `\n# ${text}\n`);
      for (const call of calls) if (!(await play(call, folder, env, host))) return host.signal.aborted ? 130 : 1;
    }
    // The approved command has run.
    if (!existsSync(path.join(folder, 'work', 'greeting.txt'))) {
      host.write('stderr', 'csd demo: the command that was approved did not run: greeting.txt is not there\n');
      return 1;
    }
    host.write(
      'stdout',
      '\nEvery answer was as it must be. `csd init` sets csd up for you, `csd help` lists what there is.\n',
    );
    return 0;
  } finally {
    endServer(env);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function findAgent(): string {
  const [, script] = process.argv;
  const file = script && path.resolve(path.dirname(realpathSync(script)), AGENT);
  if (file && existsSync(file)) return file;
  throw new CsdError(
    'unsupported',
    'only the npm package has the scripted agent: install csd with npm, then run `csd demo`',
  );
}

/** Creates a home, a state folder, a tmux folder and a working folder, and returns the environment for them. */
function prepare(folder: string, agent: string): Record<string, string> {
  for (const name of ['home', 'state', 'tmux', 'work']) mkdirSync(path.join(folder, name), { mode: 0o700 });
  writeFileSync(path.join(folder, 'script.json'), JSON.stringify(SCRIPT));
  const bin = path.join(folder, 'agent');
  const words = [process.execPath, agent].map(shellWord).join(' ');
  const script = `SCRIPTED_AGENT_SCRIPT=${shellWord(path.join(folder, 'script.json'))} exec ${words} "$@"`;
  writeFileSync(bin, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...Object.fromEntries(kept),
    HOME: path.join(folder, 'home'),
    XDG_STATE_HOME: path.join(folder, 'state'),
    TMUX_TMPDIR: path.join(folder, 'tmux'),
    CSD_WORKER_DIR: path.join(folder, 'workers'),
    CSD_CLAUDE_BIN: bin,
  };
}

async function play(
  [words, code, shows]: Call,
  folder: string,
  env: Record<string, string>,
  host: ServiceHost,
): Promise<boolean> {
  host.write('stdout', `$ csd ${words.map(shellWord).join(' ')}\n`);
  const ran = await run(words, folder, env, host.signal);
  host.write('stdout', onTerminal(ran.text));
  if (ran.code === code && ran.text.includes(shows)) return true;
  if (!host.signal.aborted)
    host.write(
      'stderr',
      `csd demo: this was not as it must be: exit code ${ran.code}, ${code} and ${shows} were expected; see \`csd doctor\`\n`,
    );
  return false;
}

function run(
  words: string[],
  cwd: string,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<{ code: number; text: string }> {
  const [program = '', ...before] = ownProgram();
  return new Promise((done) => {
    const child = execFile(
      program,
      [...before, ...words],
      { cwd, env, signal, timeout: CALL_MS },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        done({ code, text: `${stdout}${stderr}` });
      },
    );
    child.stdin?.end();
  });
}

/** Ends its own server, in its own folder; there is nothing to end if none was started. */
function endServer(env: Record<string, string>): void {
  try {
    execFileSync('tmux', ['kill-server'], { env, stdio: 'ignore' });
  } catch {}
}
