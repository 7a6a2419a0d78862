import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createClock } from '../../adapters/create-clock.ts';
import { readRegular } from '../../adapters/fs/read-regular.ts';
import { createProcesses } from '../../adapters/process/create-processes.ts';
import { createHostWorld, serveOnSocket, startAgent } from '../../adapters/stream/host-world.ts';
import { lineCutter } from '../../adapters/stream/lines.ts';
import { STREAMS } from '../../backends/streams.ts';
import { sayFailure } from '../../contract/errors.ts';
import { MOST_DOCUMENT_BYTES } from '../../drive/session/files/look-budget.ts';
import { StreamHost } from '../../drive/stream/host.ts';
import type { HostRequest, HostStart } from '../../drive/stream/host-protocol.ts';
import { onTerminal } from '../../operations/text/escape-output.ts';

/** How long an agent may take to end before it is killed, ms; tmux waits 2 s for the host. */
const GRACE_MS = 1200;
/** How long replies may take to reach their callers once the agent is gone, ms. */
const LAST_WORDS_MS = 100;

const clock = createClock();

/** Hosts the agent of this start file, in this pane, until it ends; the process then exits as the agent did. */
export async function holdAgent(startFile: string): Promise<void> {
  const start = JSON.parse(readRegular(startFile, MOST_DOCUMENT_BYTES) ?? '') as HostStart;
  const grammar = STREAMS.get(start.backend);
  if (!grammar) throw new Error(`the agent ${start.backend} cannot be driven without a screen`);
  keepKeysOut();
  process.stdout.write(`csd: session ${start.name}, ${start.backend} without a screen; type nothing here\r\n`);
  const agent = startAgent(start.program, start.args, start.cwd);
  const world = createHostWorld(clock, start, agent);
  const mark = agent.pid === undefined ? undefined : await createProcesses().startedAt(agent.pid);
  const pids = { host: process.pid, agent: agent.pid ?? 0, ...(mark !== undefined && { agentStart: mark }) };
  const host = new StreamHost(world, grammar, start, pids);
  endWithSignals(agent);
  agent.once('error', ({ message }) => {
    process.stdout.write(`csd: the agent could not be started: ${onTerminal(message)}\r\n`);
    process.exit(127);
  });
  const lines = lineCutter((line) => host.hear(line));
  agent.stdout?.on('data', (part: Buffer) => lines.push(part));
  agent.stderr?.on('data', (part: Buffer) => host.complain(part.toString('utf8')));
  rmSync(start.socket, { force: true });
  await serveOnSocket(start.socket, (line) => answer(host, line));
  host.begin();
  // Not `exit`: its last output may still be on its way.
  agent.once('close', (code, signal) => {
    lines.flush();
    host.end({ code, signal });
    rmSync(start.socket, { force: true });
    void clock.sleep(LAST_WORDS_MS).then(() => process.exit(code ?? 1));
  });
}

async function answer(host: StreamHost, line: string): Promise<string> {
  try {
    return JSON.stringify(await host.ask(JSON.parse(line) as HostRequest));
  } catch (error) {
    return JSON.stringify({ ok: false, code: 'internal', step: sayFailure(error) });
  }
}

/** Discards what is typed into the pane, including Ctrl-C. */
function keepKeysOut(): void {
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  process.stdin.on('error', () => undefined).on('data', () => undefined);
}

function endWithSignals(agent: ChildProcess): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    agent.kill('SIGTERM');
    void clock.sleep(GRACE_MS).then(() => {
      agent.kill('SIGKILL');
      process.exit(143);
    });
  };
  for (const signal of ['SIGHUP', 'SIGTERM', 'SIGINT'] as const) process.on(signal, end);
}
