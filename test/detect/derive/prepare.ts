import { BACKENDS } from '../../../src/backends/index.ts';
import type { State } from '../../../src/contract/state.ts';
import type { Backend } from '../../../src/detect/agent/backend.ts';
import { findPlanPath } from '../../../src/detect/screen/gates/gates.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';
import { fuse } from '../../../src/detect/verdict/fuse.ts';
import type { Signals } from '../../../src/detect/verdict/signals.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import { type Fixture, listFixtures, worldOf } from '../fixture.ts';
import { type Drawing, drawingOf } from './drawing.ts';

/** A fixture with all observations besides its screen, so that other screens can be judged in its place. */
export interface Prepared {
  fixture: Fixture;
  signals: Signals;
  /** The verdict on the recorded screen. */
  state: State;
  drawing: Drawing;
}

/** Every fixture of an agent whose verdict is not known to be wrong, observed once. */
export async function prepareFixtures(backend = 'claude'): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const fixture of listFixtures(backend)) {
    if (fixture.case.knownWrong) continue;
    const { context, sidecar } = worldOf(fixture);
    const [seen] = await observe(context, [sidecar]);
    if (!seen) throw new Error(`${fixture.id} was not observed`);
    prepared.push({ fixture, signals: seen.signals, state: seen.verdict.state, drawing: drawingOf(fixture) });
  }
  return prepared;
}

/** The verdict with this drawing in place of the recorded screen, and everything else unchanged. */
export function judge({ signals, fixture }: Prepared, drawing: Drawing, lineEnd = '\n'): State {
  const backend = backendOf(fixture);
  const screen = readScreen(drawing.rows.join(lineEnd), drawing, backend.screen);
  return fuse({ ...signals, screen: { kind: 'seen', screen } }, backend).state;
}

/** The path of the plan in this drawing; the signals contain the plan of the recorded screen. */
export function planPathOn({ signals, fixture }: Prepared, drawing: Drawing): string | undefined {
  const backend = backendOf(fixture);
  const { menu } = readScreen(drawing.rows.join('\n'), drawing, backend.screen);
  const turn = signals.transcript.kind === 'read' ? signals.transcript.turn : undefined;
  const { config_dir } = fixture.case.session;
  return menu && backend.plans ? findPlanPath(menu, turn, backend.plans, config_dir) : undefined;
}

function backendOf({ case: { session } }: Fixture): Backend {
  const backend = BACKENDS.get(session.backend);
  if (!backend) throw new Error(`no backend ${session.backend}`);
  return backend;
}

/** True for fixtures that end with a choice: a gate, a plan, a question's menu, a picker. */
export function isMenu({ state }: Prepared): boolean {
  // A limit shown under a live composer is a gate without a choice.
  if (state.gate_id === '') return false;
  return state.status === 'blocked' || state.status === 'plan_ready' || Array.isArray(state.options);
}
