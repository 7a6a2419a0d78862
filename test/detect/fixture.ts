import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';
import { Sidecar } from '../../src/contract/session.ts';
import { readScreen } from '../../src/detect/screen/screen.ts';
import { beginAlike, startOf } from '../../src/detect/screen/shown-turn.ts';
import { replayRecords } from '../../src/detect/stream/replay.ts';
import { drawnPrompts, type KeptEntry } from '../../src/drive/recording/kept-entry.ts';
import type { Context } from '../../src/drive/session/context.ts';
import { streamFiles } from '../../src/drive/session/sidecars/stream-files.ts';
import { entryText } from '../../src/drive/signals/entries.ts';
import type { PaneFacts, Tmux } from '../../src/ports/tmux.ts';
import { FakeClock } from '../fakes/clock.ts';
import { createFakeContext } from '../fakes/context.ts';
import { FakeFiles } from '../fakes/files.ts';
import { FakeProcesses } from '../fakes/processes.ts';

const ROOT = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** A recorded moment, as `fixtures/README.md` describes it. */
export interface Fixture {
  id: string;
  release: string;
  scene: string;
  screen: string;
  case: FixtureCase;
  expect: Record<string, unknown>;
  folder: string;
}

interface Session {
  session_id: string;
  cwd: string;
  config_dir: string;
  backend: string;
}

interface FixtureCase {
  at: number;
  about: string;
  pane: PaneFacts;
  session: Record<string, unknown> & Session;
  home: string;
  entry?: KeptEntry;
  knownWrong?: string;
}

/** Every fixture of an agent, found by listing; none if it has no folder. */
export function listFixtures(backend = 'claude'): Fixture[] {
  const root = join(ROOT, backend);
  if (!existsSync(root)) return [];
  return fastGlob
    .globSync('*/*', { cwd: root, onlyDirectories: true, absolute: true })
    .sort()
    .map((folder) => loadFixture(folder));
}

/** The fixture in a folder; its name is the scene, the folder around it the release. */
export function loadFixture(folder: string): Fixture {
  const [release = '', scene = ''] = folder.split(sep).slice(-2);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return {
    id: `${release}/${scene}`,
    release,
    scene,
    folder,
    screen: read('screen.ansi'),
    case: JSON.parse(read('case.json')) as FixtureCase,
    expect: JSON.parse(read('expect.json')) as Record<string, unknown>,
  };
}

/** Where each agent keeps a session's transcript, and its folder. */
const PLACES: Record<string, (session: Session) => { record: string; records: string }> = {
  claude: ({ config_dir, cwd, session_id }) => {
    const records = `${config_dir}/projects/${cwd.replace(/[^A-Za-z0-9]/g, '-')}`;
    return { records, record: `${records}/${session_id}.jsonl` };
  },
  codex: ({ config_dir, session_id }) => {
    const records = `${config_dir}/sessions/2026/01/01`;
    return { records, record: `${records}/rollout-2026-01-01T00-00-00-${session_id}.jsonl` };
  },
};

/**
 * The environment of a fixture: its pane, its files and its clock, so that it is observed exactly like a live session.
 */
export function worldOf(fixture: Fixture, screen = fixture.screen, pane: PaneFacts = fixture.case.pane) {
  const { session, home, at } = fixture.case;
  const files = new FakeFiles();
  const processes = new FakeProcesses();
  const { record, records } = PLACES[session.backend]?.(session) ?? { record: '', records: '' };
  for (const path of filesUnder(fixture.folder)) {
    const text = readFileSync(join(fixture.folder, path), 'utf8');
    if (path === 'transcript.jsonl') {
      files.put(record, text);
      processes.open?.set(pane.pid, [record]);
    } else if (path.startsWith('others/')) files.put(`${records}/${path.slice('others/'.length)}`, text);
    else if (path.startsWith('plans/')) files.put(`${session.config_dir}/${path}`, text);
    else if (path === 'status.json') files.put(`${session.config_dir}/sessions/${pane.pid}.json`, text);
  }
  const tmux = { look: async () => [{ kind: 'seen' as const, capture: { ...pane, screen } }] };
  const context: Context = {
    ...createFakeContext(),
    tmux: tmux as unknown as Tmux,
    files,
    processes,
    clock: new FakeClock(at),
    env: {},
    cwd: session.cwd,
    home,
    sessionsDir: `${home}/.local/state/csd/sessions`,
  };
  const sidecar = Sidecar.parse({ jsonl_path: null, ...session });
  if (sidecar.driver === 'stream') putPublished(context, files, sidecar, fixture.folder, pane.pid);
  const recorded = [...files.texts.keys()].find((file) => file.startsWith(`${records}/`)) ?? record;
  if (fixture.case.entry) putEntry(context, files, sidecar, fixture.case.entry, screen, pane, recorded);
  return { context, sidecar };
}

/** What the host would have published by the end of the recorded records. */
function putPublished(context: Context, files: FakeFiles, sidecar: Sidecar, folder: string, pid: number): void {
  const { stream } = context.backends.get(sidecar.backend) ?? {};
  if (!stream) throw new Error(`${sidecar.backend} cannot be driven without a screen`);
  const lines = readFileSync(join(folder, 'records.jsonl'), 'utf8').split('\n');
  const published = { host: pid, agent: pid, socket: '/none', stream: replayRecords(lines, stream) };
  files.put(streamFiles(context, sidecar.name).state, JSON.stringify(published));
}

/** Records the prompt that csd had entered last, as stored in the fixture. */
function putEntry(
  context: Context,
  files: FakeFiles,
  sidecar: Sidecar,
  { alike, lines, ...rest }: KeptEntry,
  screen: string,
  pane: PaneFacts,
  record: string,
): void {
  const backend = context.backends.get(sidecar.backend);
  if (!backend) throw new Error(`no backend ${sidecar.backend}`);
  const drawn = drawnPrompts(readScreen(screen, pane, backend.screen));
  const before = (files.texts.get(record) ?? '').split('\n').slice(0, lines ?? 0);
  const size = before.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const transcript = lines === null ? { path: '/elsewhere.jsonl', size: 0 } : { path: record, size };
  const entry = { ...rest, start: startAlike(drawn, alike), ...(lines === undefined ? {} : { transcript }) };
  files.put(`${context.sessionsDir}/${sidecar.name}.entry`, entryText(sidecar, entry));
}

/** The beginning of a prompt that it shares with these drawn ones, and with no other. */
function startAlike(drawn: string[], alike: number[]): string {
  const longest = alike.map((n) => startOf(drawn[n] ?? '')).toSorted((a, b) => b.length - a.length);
  const start = [...longest, '', 'nothingofthisisdrawn'].find((one) =>
    drawn.every((prompt, n) => beginAlike(prompt, one) === alike.includes(n)),
  );
  if (start === undefined) throw new Error('no prompt begins like these prompts of the screen alone');
  return start;
}

function filesUnder(folder: string): string[] {
  return fastGlob.globSync('**', { cwd: folder, dot: true });
}
