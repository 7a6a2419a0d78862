import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postureOf } from './driver.ts';
import { Session } from './session.ts';
import type { Stage } from './stage.ts';
import { until } from './wait.ts';

/** A person's tmux session, with a name that no program would choose, and a shell with the scene's environment. */
export async function openShell(stage: Stage, name = 'my shell, 2nd'): Promise<string> {
  const shell = ['bash', '--noprofile', '--norc', '-i'];
  const pane = await stage.terminal.start(name, stage.place.start, stage.size, shell);
  await stage.step('a shell', () => waitFor(stage, pane, /[#$] *$/m));
  return pane;
}

/** A second window of that session. */
export async function openWindow(stage: Stage, of: string): Promise<string> {
  const session = (await stage.terminal.tmux('display-message', '-p', '-t', of, '#{session_id}')).trim();
  const shell = 'exec bash --noprofile --norc -i';
  const opened = ['new-window', '-d', '-P', '-F', '#{pane_id}', '-t', `${session}:`, '-c', stage.place.start, shell];
  const pane = (await stage.terminal.tmux(...opened)).trim();
  await stage.step('a second window', () => waitFor(stage, pane, /[#$] *$/m));
  return pane;
}

/** Types a command line that starts the agent into a shell, as a person would; `by` precedes its name. */
export async function startByHand(stage: Stage, pane: string, id: string, by: string[] = []): Promise<void> {
  const { agent, scene, release } = stage;
  const line = [...by, agent.name, ...agent.args(scene.spawn ?? [], id, false, release)].join(' ');
  await stage.terminal.type(pane, line);
  await stage.terminal.press(pane, 'Enter');
  await stage.step('the agent is up', () => waitFor(stage, pane, agent.words.composer));
}

/** A script that starts its arguments and continues when that ends. */
export async function writeWrapper(stage: Stage): Promise<string> {
  const file = join(stage.place.root, 'bin', 'wrapper');
  await writeFile(file, '#!/bin/bash\n"$@"\necho "the wrapper goes on"\n', { mode: 0o755 });
  return file;
}

/** `csd track`, returning the session as the other steps of a scene use it. */
export async function trackByHand(stage: Stage, name: string, pane: string, ...words: string[]): Promise<Session> {
  const kept = (await stage.step(`track ${name}`, () => stage.ok('track', ...words, '--name', name))) as {
    session_id: string;
    agent_pid: number;
  };
  const { mode: permissionMode } = postureOf(stage.agent.backend, stage.scene.spawn ?? []);
  const session = new Session(stage, { name, id: kept.session_id, pane, pid: kept.agent_pid, permissionMode });
  stage.sessions.push(session);
  return session;
}

/** Waits until the plain screen of a pane shows the pattern. */
export async function waitFor(stage: Stage, pane: string, shows: RegExp): Promise<void> {
  let last = '';
  await until(
    async () => {
      last = await stage.terminal.text(pane);
      return shows.test(last);
    },
    25_000,
    () => `the pane never showed ${shows}:\n${last}`,
  );
}

/** The last row of a pane that begins like its composer. */
export async function composerRow({ terminal, agent }: Stage, pane: string): Promise<string | undefined> {
  return (await terminal.text(pane)).split('\n').findLast((row) => row.startsWith(agent.glyph));
}

/** The sidecar of a session as stored on the disk. */
export async function sidecarOf(stage: Stage, name: string): Promise<Record<string, unknown>> {
  const file = join(stage.place.root, 'state', 'csd', 'sessions', `${name}.json`);
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
}
