import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Sidecar } from '../../src/contract/session.ts';
import type { Context } from '../../src/drive/context.ts';
import type { PaneFacts, Tmux } from '../../src/ports/tmux.ts';
import { FakeClock } from '../fakes/clock.ts';
import { createFakeContext } from '../fakes/context.ts';
import { FakeFiles } from '../fakes/files.ts';

const ROOT = fileURLToPath(new URL('../../fixtures/claude', import.meta.url));

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

interface FixtureCase {
  at: number;
  about: string;
  pane: PaneFacts;
  session: Record<string, unknown> & { session_id: string; cwd: string; config_dir: string };
  home: string;
  knownWrong?: string;
}

/** Every fixture under `fixtures/claude`, found by listing. */
export function listFixtures(): Fixture[] {
  return readdirSync(ROOT)
    .filter((release) => statSync(join(ROOT, release)).isDirectory())
    .flatMap((release) => readdirSync(join(ROOT, release)).map((scene) => loadFixture(join(ROOT, release, scene))));
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

/** The world of a fixture: its pane, its files and its clock, so that it is observed exactly as a live session is. */
export function worldOf(fixture: Fixture, screen = fixture.screen, pane: PaneFacts = fixture.case.pane) {
  const { session, home, at } = fixture.case;
  const files = new FakeFiles();
  const project = `${session.config_dir}/projects/${session.cwd.replace(/[^A-Za-z0-9]/g, '-')}`;
  for (const path of filesUnder(fixture.folder)) {
    const text = readFileSync(join(fixture.folder, path), 'utf8');
    if (path === 'transcript.jsonl') files.put(`${project}/${session.session_id}.jsonl`, text);
    else if (path.startsWith('others/')) files.put(`${project}/${path.slice('others/'.length)}`, text);
    else if (path.startsWith('plans/')) files.put(`${session.config_dir}/${path}`, text);
    else if (path === 'status.json') files.put(`${session.config_dir}/sessions/${pane.pid}.json`, text);
  }
  const tmux = { look: async () => [{ kind: 'seen' as const, capture: { ...pane, screen } }] };
  const context: Context = {
    ...createFakeContext(),
    tmux: tmux as unknown as Tmux,
    files,
    clock: new FakeClock(at),
    env: {},
    cwd: session.cwd,
    home,
    sessionsDir: `${home}/.local/state/csd/sessions`,
  };
  return { context, sidecar: Sidecar.parse({ jsonl_path: null, ...session }) };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
