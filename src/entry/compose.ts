import { createReadStream, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { isatty } from 'node:tty';
import { createClock } from '../adapters/create-clock.ts';
import { writeWhole } from '../adapters/stdio/streams.ts';
import { BACKENDS } from '../backends/index.ts';
import { CsdError, Stopped } from '../contract/errors.ts';
import type { ServiceHost } from '../contract/service.ts';
import type { Context } from '../drive/session/context.ts';
import type { CliHost, Terminal } from '../faces/cli/cli-host.ts';
import { callOperation, checkInput, followOperation } from '../operations/call-operation.ts';
import { COMMAND_WORDS, OPERATIONS } from '../operations/index.ts';
import { onHosts } from '../operations/on-hosts/index.ts';
import { onTerminal } from '../operations/text/escape-output.ts';
import { type ContextOptions, joinContext } from './create-context.ts';
import { createOutputs, type Outputs } from './outputs.ts';
import { readStdin, readWhole } from './read-whole.ts';

/** Connects the adapters to the operations' context. Reads no file and starts no process yet. */
export function createContext(options: ContextOptions = {}): Context {
  const { env = process.env } = options;
  return joinContext(options, {
    home: env.HOME || homedir(),
    openHub: async (context) => (await import('../drive/watch/hub.ts')).createHub(context),
  });
}

/** Ends every wait of a command; `hurry` aborts on a second request. */
export type Stop = AbortController & { hurry?: AbortSignal };

/**
 * The command line of this process: its arguments, streams and context. `services`: the commands that take over the
 * process. `stop` ends every wait, and so does a reader that leaves.
 */
export function createCliHost(
  version: string,
  services: CliHost['services'],
  stop: Stop,
  argv = process.argv.slice(2),
): CliHost {
  const { signal, hurry } = stop;
  const outputs = createOutputs(createClock(), signal);
  let context: Context | undefined;
  const ready = (): Context => {
    // Input from a pipe does not come from a person.
    const person =
      isatty(0) && isatty(2) ? { ask: (question: string) => ask(question, { write: outputs.write, signal }) } : {};
    context ??= createContext({
      signal,
      hurry,
      version,
      oneShot: true,
      program: ownProgram(),
      report: createReport(outputs),
      ...person,
    });
    return context;
  };
  const topics = async () => {
    const { helpTopics } = await import('../operations/topics.ts');
    return helpTopics([...BACKENDS.values()].map(({ name, launch }) => [launch.programVariable, name]));
  };
  return {
    program: 'csd',
    argv,
    version,
    operations: onHosts(OPERATIONS),
    aliases: COMMAND_WORDS,
    services,
    ...(Object.hasOwn(services, 'top') && { alone: 'top' }),
    topics,
    guide: async () => {
      const { GROUPS, CHOICES, POINTERS } = await import('../operations/guide.ts');
      return { groups: GROUPS, choices: CHOICES, pointers: POINTERS };
    },
    soleSession: async () => {
      const { loadSole } = await import('../drive/session/sidecars/sidecar-store.ts');
      return loadSole(ready(), undefined).then(
        ({ name }) => name,
        () => undefined,
      );
    },
    valuesOf: async (field, backend) => (await import('../operations/values.ts')).valuesOf(ready(), field, backend),
    call: (operation, input, spell) => callOperation(operation, input, ready(), spell),
    serve: (service, input, spell) => service.serve(checkInput(service, input, spell), { version, signal, ...outputs }),
    follow: (operation, input, spell) => followOperation(operation, input, ready(), spell),
    get terminal() {
      return isatty(1) ? terminalOf(process.stdout) : undefined;
    },
    stdinIsTerminal: isatty(0),
    stderrIsTerminal: isatty(2),
    now: () => ready().clock.now(),
    readStdin,
    readFile: (file) => readPrompt(ready(), file),
    reportFault: (error) => {
      if (process.env.CSD_DEBUG && error instanceof Error) writeWhole('stderr', `${onTerminal(error.stack ?? '')}\n`);
    },
    write: outputs.writeWhole,
    stream: (text) => outputs.stream('stdout', text),
    written: outputs.written,
    readerLeft: async () => {
      const left = new AbortController();
      const { onReaderGone } = await import('../adapters/stdio/stdout-closed.ts');
      await onReaderGone(1, ready().clock, signal, () => {
        left.abort();
        stop.abort(new Stopped('the reader of stdout has gone'));
      });
      return left.signal;
    },
  };
}

/** The command that starts this csd again: a script with the Node that runs it, or a single-file program. */
export function ownProgram(): string[] {
  const [node = process.execPath, script] = process.argv;
  // The binary has its script inside itself, at a path that no other process can open.
  const isOutside = script !== undefined && !script.startsWith('/$bunfs/') && existsSync(script);
  return isOutside ? [node, script] : [process.execPath];
}

/** Loaded when there is something to show. A caller that asks for JSON reads no progress. */
function createReport(outputs: Outputs): NonNullable<Context['report']> {
  let latest: Parameters<NonNullable<Context['report']>>[0] = [];
  let show: Context['report'];
  let _showing: Promise<void> | undefined;
  return (progress) => {
    if (process.argv.includes('--json')) return;
    latest = progress;
    _showing ??= import('../faces/cli/progress-rows.ts').then(({ createProgress }) => {
      const size = () => ({ columns: process.stderr.columns, rows: process.stderr.rows });
      const terminal = isatty(2) ? { size, write: (text: string) => outputs.stream('stderr', text) } : undefined;
      show = createProgress(terminal, (text) => writeWhole('stderr', text));
      show(latest);
    });
    show?.(progress);
  };
}

/** The person's answer; empty if they interrupted. Asked on stderr, because stdout is for the outcome. */
async function ask(question: string, host: Pick<ServiceHost, 'write' | 'signal'>): Promise<string> {
  const [{ isCancel, text }, { askedOn }] = await Promise.all([import('@clack/prompts'), import('./questions.ts')]);
  const answer = await text({
    message: onTerminal(question).trim(),
    ...askedOn('stderr', host),
  });
  return isCancel(answer) ? '' : answer;
}

/** The terminal that stdout is. */
export function terminalOf(stdout: NodeJS.WriteStream): Terminal {
  return {
    colours: !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    onResize(listener) {
      stdout.on('resize', listener);
      return () => void stdout.off('resize', listener);
    },
  };
}

async function readPrompt(ctx: Context, file: string): Promise<string> {
  // Not through `ctx.files`: a pipe is allowed here too.
  try {
    return await readWhole(createReadStream(path.resolve(ctx.cwd, file)), `--file ${JSON.stringify(file)}`);
  } catch (error) {
    throw error instanceof CsdError ? error : new CsdError('bad_input', `--file: cannot read ${JSON.stringify(file)}`);
  }
}
