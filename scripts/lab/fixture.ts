import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PaneFacts } from '../../src/ports/tmux.ts';
import type { LabAgent } from './agents/agent.ts';
import type { Expected } from './match.ts';
import { Redactor } from './redact.ts';
import { type Session, steady } from './session.ts';
import { knownWrong, type Look } from './setting.ts';
import type { Recorder, Stage } from './stage.ts';
import { plain } from './terminal.ts';
import { sleep } from './wait.ts';

/** Where an agent's fixtures are kept. */
export const fixturesOf = ({ name }: LabAgent): string =>
  fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

/** Everything visible of a session at one time, as it is on this machine. */
interface Sight {
  at: number;
  pane: PaneFacts;
  screen: string;
  status: string | undefined;
  /** Transcripts by path below their folder. */
  transcripts: Map<string, { text: string; modifiedAt: number }>;
  plans: Map<string, string>;
}

/** Removes the files of earlier recordings of a scene. */
export async function forget(agent: LabAgent, release: string, scene: string): Promise<void> {
  const folder = join(fixturesOf(agent), release);
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((name) => name === scene || name.startsWith(`${scene}--`));
  for (const name of own) await rm(join(folder, name), { recursive: true });
}

/** A recorder for one scene: writes `fixtures/<agent>/<release>/<scene>[--<label>]/`, see fixtures/README.md. */
export function fixtureRecorder(): Recorder {
  let redactor: Redactor | undefined;
  return async (stage, session, label, expected, look) => {
    redactor ??= new Redactor(stage.agent.backend.recording, stage.place.root, stage.startedAt, () =>
      stage.sessions.map(({ pid }) => pid),
    );
    const sight = await lookConsistently(stage, session, look);
    if ('exit_code' in Object(expected) && sight.pane.exitCode === undefined) {
      throw new Error('tmux missed how the program ended, which it does now and then: record the scene again');
    }
    const folder = join(
      fixturesOf(stage.agent),
      stage.release,
      label ? `${stage.scene.name}--${label}` : stage.scene.name,
    );
    await mkdir(folder, { recursive: true });
    const put = async (name: string, text: string) => {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), text);
    };
    const { transcripts, plans, status } = sight;
    const owner = stage.agent.own([...transcripts.keys()], session);
    const own = [...transcripts].find(([path]) => path === owner);
    for (const [path, { text }] of transcripts) {
      const name = path === owner ? 'transcript.jsonl' : transcriptName(path, session.id, redactor);
      await put(name, redactor.transcript(text));
    }
    for (const [name, text] of plans) await put(redactor.text(`plans/${name}`), redactor.text(text));
    if (status !== undefined) await put('status.json', redactor.status(status));
    await put('screen.ansi', redactor.text(sight.screen));
    const known = knownWrong(look, stage.release);
    const facts = caseOf(stage, session, label, sight, own?.[1], redactor);
    await put('case.json', pretty(known === undefined ? facts : { ...facts, knownWrong: known }));
    await put('expect.json', redactor.text(pretty(plainJson(expected))));
  };
}

/** The files of the session's own folder (`subagents/…`), or `others/<id>.jsonl`. */
function transcriptName(path: string, id: string, redactor: Redactor): string {
  const [, ...rest] = path.split('/');
  if (rest[0] === id) return redactor.text(rest.slice(1).join('/'));
  return redactor.text(`others/${rest.join('/')}`);
}

function caseOf(
  stage: Stage,
  session: Session,
  label: string,
  sight: Sight,
  transcript: { text: string; modifiedAt: number } | undefined,
  redactor: Redactor,
) {
  const { scene, release, place, size } = stage;
  const pane = { ...sight.pane, pid: redactor.pid(sight.pane.pid), title: redactor.title(sight.pane.title) };
  const facts = {
    release,
    scene: scene.name,
    moment: label,
    about: scene.about,
    size: `${size.width}x${size.height}`,
    at: sight.at,
    pane,
    session: {
      name: session.name,
      session_id: session.id,
      cwd: place.cwd,
      backend: stage.agent.name,
      backend_version: release,
      permission_mode: session.permissionMode,
      config_dir: place.configDir,
      pane: session.pane,
      pane_pid: redactor.pid(session.pid),
    },
    home: place.home,
    transcript: transcript && {
      modifiedAt: Math.round(transcript.modifiedAt),
      cleanEnd: transcript.text.endsWith('\n'),
    },
  };
  return JSON.parse(redactor.text(JSON.stringify(facts))) as Record<string, unknown>;
}

/**
 * Reads the screen before and after everything else, and again until both agree, unless the scene says that it moves.
 */
async function lookConsistently(stage: Stage, session: Session, look: Look): Promise<Sight> {
  for (let tries = 0; ; tries++) {
    const before = await stage.terminal.capture(session.pane);
    const sight = await lookAt(stage, session);
    const still = steady(plain(sight.screen)) === steady(plain(before));
    const shown = await session.screen();
    const holds = (!look.shows || look.shows.test(shown)) && !look.hides?.test(shown);
    const written = [...sight.transcripts.values()].some(({ text }) => !look.wrote || look.wrote.test(text));
    if ((still || look.moving) && holds && (written || !look.wrote)) return sight;
    if (tries > 60) throw new Error(`the moment did not last:\n${shown}`);
    await sleep(100);
  }
}

async function lookAt(stage: Stage, session: Session): Promise<Sight> {
  const { configDir } = stage.place;
  const projects = join(configDir, stage.agent.transcripts);
  const transcripts = new Map<string, { text: string; modifiedAt: number }>();
  for (const path of await jsonlFiles(projects)) {
    const text = await readFile(join(projects, path), 'utf8');
    transcripts.set(path, { text, modifiedAt: (await stat(join(projects, path))).mtimeMs });
  }
  const plans = new Map<string, string>();
  for (const name of await readdir(join(configDir, 'plans')).catch(() => [])) {
    plans.set(name, await readFile(join(configDir, 'plans', name), 'utf8'));
  }
  const status = await readFile(join(configDir, 'sessions', `${session.pid}.json`), 'utf8').catch(() => undefined);
  const pane = await stage.terminal.facts(session.pane);
  const screen = await stage.terminal.capture(session.pane);
  return { at: Date.now(), pane, screen, status, transcripts, plans };
}

async function jsonlFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.jsonl')).sort();
}

/** Omits what JSON cannot represent: patterns and tests. */
export function plainJson(expected: Expected): unknown {
  return JSON.parse(
    JSON.stringify(expected, (_, value) =>
      value instanceof RegExp || typeof value === 'function' ? undefined : value,
    ),
  );
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
