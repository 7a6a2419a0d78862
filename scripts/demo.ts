import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasTmux, type Ran, Sandbox } from '../test/e2e/sandbox.ts';

/**
 * Plays the main job from end to end in a real tmux, on a server and in a home of its own: start, trust, prompt,
 * permission, questions, answers, end. Prints every `csd` call with its JSON and checks each; exits 1 when one is wrong.
 * The agent is the scripted one; CSD_CLAUDE_BIN names another.
 */
const script = {
  turns: [
    {
      match: 'greeting',
      steps: [
        {
          thinkMs: 600,
          say: 'I will write it down.',
          tools: [{ name: 'Bash', input: { command: 'echo hello > greeting.txt', description: 'Write the greeting' } }],
        },
        { thinkMs: 200, say: 'greeting.txt holds the greeting now.' },
      ],
    },
    {
      match: 'database',
      steps: [
        {
          thinkMs: 200,
          ask: {
            header: 'DB',
            question: 'Which database should we use?',
            options: [
              { label: 'Postgres', description: 'Relational and solid' },
              { label: 'SQLite', description: 'A single file' },
            ],
          },
        },
        { thinkMs: 200, say: 'Noted. What should the project be called?' },
      ],
    },
    { match: 'heron', steps: [{ thinkMs: 200, say: 'Heron it is. All set.' }] },
  ],
};

class Wrong extends Error {}

const bold = (text: string) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
const shellWord = (word: string) => (/^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const say = (text: string) => console.log(`\n${bold(`# ${text}`)}`);
const showCall = (args: string[]) => console.log(`$ csd ${args.map(shellWord).join(' ')}`);

async function demo(sandbox: Sandbox): Promise<void> {
  const custom = process.env.CSD_CLAUDE_BIN;
  const bin = custom ?? sandbox.agent(script).bin;
  console.log(
    custom ? `Agent: ${custom} (from CSD_CLAUDE_BIN)` : 'Agent: the scripted one of fixtures/agents, no account needed',
  );
  const folder = sandbox.workFolder('demo', false);

  /** Runs one command, shows it with what it printed, and stops the demo unless `isRight`. */
  async function call(args: string[], isRight: (ran: Ran) => boolean): Promise<Ran> {
    showCall(args);
    const ran = await sandbox.csd(args, { env: { CSD_CLAUDE_BIN: bin } });
    console.log((ran.stdout || ran.stderr).trim());
    if (!isRight(ran)) throw new Wrong(`csd ${args[0]} did not answer as it must (exit code ${ran.code})`);
    return ran;
  }

  /** Polls `csd state demo` as a shell loop would, and shows each state that differs from the one before. */
  async function waitFor(status: string, isRight: (state: Ran['json']) => boolean, timeoutMs = 10_000): Promise<void> {
    showCall(['state', 'demo']);
    const end = Date.now() + timeoutMs;
    for (let shown = ''; ; await sleep(100)) {
      const { stdout, stderr, json } = await sandbox.csd(['state', 'demo'], { env: { CSD_CLAUDE_BIN: bin } });
      const text = (stdout || stderr).trim();
      if (text !== shown) console.log(text);
      shown = text;
      if (json?.status === status && isRight(json)) return;
      if (json?.status === status) throw new Wrong(`the state is ${status}, but not as it must be`);
      if (Date.now() > end) throw new Wrong(`no ${status} within ${timeoutMs / 1000} s`);
    }
  }

  const succeeded = ({ code, json }: Ran) => code === 0 && json?.ok === true;

  say('Start an agent in a detached tmux session.');
  await call(['spawn', '--cwd', folder, '--name', 'demo'], ({ code, json }) => code === 0 && json?.name === 'demo');

  say('It asks whether to trust the folder, and the selected answer is the one that quits.');
  await waitFor('blocked', (state) => state.gate === 'trust' && state.options[state.selected - 1] === 'No, exit');
  await call(['approve', 'demo'], (ran) => succeeded(ran) && ran.json.option === 2);
  await waitFor('spawning', () => true);

  say('Send a prompt; the agent wants to run a command and needs permission.');
  await call(['send', 'demo', 'Please write down a greeting'], succeeded);
  await waitFor('blocked', (state) => state.gate === 'permission' && state.options[0] === 'Yes');
  await call(['approve', 'demo'], (ran) => succeeded(ran) && ran.json.option === 1);
  await waitFor('idle_done', (state) => state.text.includes('greeting.txt holds the greeting now.'));
  const greeting = join(folder, 'greeting.txt');
  if (!existsSync(greeting)) throw new Wrong('the approved command did not run');
  console.log(`(greeting.txt: ${readFileSync(greeting, 'utf8').trim()})`);

  say('The agent asks with its question tool; pick an answer by its label.');
  await call(['send', 'demo', 'Help me to choose a database'], succeeded);
  await waitFor('awaiting_answer', (state) => state.options?.includes('SQLite'));
  await call(['approve', 'demo', '--match', 'SQLite'], (ran) => succeeded(ran) && ran.json.option === 2);

  say('It asks again, in plain text this time; answer with a prompt.');
  await waitFor('awaiting_answer', (state) => state.question.includes('What should the project be called?'));
  await call(['send', 'demo', 'Heron'], succeeded);
  await waitFor('idle_done', (state) => state.text === 'Heron it is. All set.');

  say('End the session.');
  await call(['ps'], ({ code, stdout }) => code === 0 && /^demo +done /m.test(stdout));
  await call(['kill', 'demo'], succeeded);
  await call(['ps', '--json'], ({ code, json }) => code === 0 && json?.sessions?.length === 0);
}

async function main(): Promise<number> {
  if (!hasTmux) {
    console.error(
      'tmux is not installed: install it with `apt install tmux`, `dnf install tmux` or `brew install tmux`',
    );
    return 1;
  }
  const started = Date.now();
  const sandbox = new Sandbox();
  let stopped: number | undefined;
  for (const [signal, exit] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
    process.on(signal, () => {
      stopped ??= exit;
      sandbox.endCalls();
    });
  }
  process.stdout.on('error', () => {}); // the terminal may close first, and all that was started must still end
  try {
    await demo(sandbox);
    console.log(`\nDone in ${((Date.now() - started) / 1000).toFixed(1)} s; every answer was as it must be.`);
    return 0;
  } catch (error) {
    if (stopped !== undefined) return stopped;
    console.error(`\nThe demo failed: ${error instanceof Wrong ? error.message : (error as Error).stack}`);
    return 1;
  } finally {
    await sandbox.dispose();
  }
}

process.exitCode = await main();
