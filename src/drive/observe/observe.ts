import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { readScreen, type Screen } from '../../detect/screen/screen.ts';
import { fuse } from '../../detect/verdict/fuse.ts';
import { type Liveness, parkedIn, type Signals, turnOf } from '../../detect/verdict/signals.ts';
import type { Look, PaneFacts } from '../../ports/tmux.ts';
import { markerWarning } from '../session/agent-version.ts';
import type { Context } from '../session/context.ts';
import { SharedBudget } from '../session/files/look-budget.ts';
import { shareFolderVerdicts } from '../session/files/private-files.ts';
import type { Observation } from '../session/observation.ts';
import { isOurPane, isShell, lookAtPanes, processOf } from '../session/panes/pane.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { findAgent } from '../signals/agent-process.ts';
import { findLeftBehind, readParked } from '../signals/background-sessions.ts';
import { isSameEntry, readEntry } from '../signals/entries.ts';
import { observeHooks } from '../signals/hooks.ts';
import { withCleared } from '../signals/left-conversation.ts';
import { createdAt, readStatusFile } from '../signals/locate-transcript.ts';
import { Neighbours } from '../signals/neighbour-transcripts.ts';
import { readPlan } from '../signals/read-plan.ts';
import { withLastLines } from './last-rows.ts';
import { judgeStream } from './observe-stream.ts';
import { type Clues, readTranscript } from './read-transcript.ts';
import { withLife } from './resumable.ts';
import { isUnclear } from './unclear.ts';
import { unjudged, unjudgedBy, withoutGuess } from './unjudged.ts';

/** The pauses before another look at a session whose screen was between two redraws, in ms. */
export const LOOK_AGAIN_MS = [60, 120, 240];

/** What to keep of an observation. */
type Take<Taken> = (seen: Observation) => Taken;

/** How many sessions to judge at the same time. */
const AT_ONCE = 4;

/**
 * Looks at all sessions with one tmux call and judges each with one pure function. A screen that was caught between two
 * redraws is looked at again, up to 0.4 s in all. Never throws for the state of a session; throws `no_tmux`.
 */
export async function observe(ctx: Context, sidecars: Sidecar[]): Promise<Observation[]> {
  return observeEach(ctx, sidecars, (seen) => seen);
}

/** The same, but keeps only what `take` returns: the screens of many sessions are never in memory at once. */
export async function observeEach<Taken>(ctx: Context, sidecars: Sidecar[], take: Take<Taken>): Promise<Taken[]> {
  const look = (some: Sidecar[]) =>
    lookOnce(ctx, some, (seen) => ({ taken: take(seen), unclear: isUnclear(seen) ? seen.sidecar : undefined }));
  const kept = await look(sidecars);
  for (const pause of LOOK_AGAIN_MS) {
    const unclear = kept.flatMap(({ unclear: sidecar }, index) => (sidecar ? [{ sidecar, index }] : []));
    if (unclear.length === 0) break;
    await ctx.clock.sleep(pause, ctx.signal);
    const again = await look(unclear.map(({ sidecar }) => sidecar));
    for (const [n, { index }] of unclear.entries()) if (again[n]) kept[index] = again[n];
  }
  return kept.map(({ taken }) => taken);
}

/** One look, without a second one at unclear screens. */
export async function observeOnce(ctx: Context, sidecars: Sidecar[]): Promise<Observation[]> {
  return lookOnce(ctx, sidecars, (seen) => seen);
}

async function lookOnce<Taken>(ctx: Context, sidecars: Sidecar[], take: Take<Taken>): Promise<Taken[]> {
  if (sidecars.length === 0) return [];
  const looks = await lookAtPanes(ctx, sidecars);
  const taken: Taken[] = [];
  // Sessions of one folder search the same transcripts, and their files are in the same folders.
  const files = shareFolderVerdicts(ctx.files);
  const sharing = { ...ctx, files, neighbours: new Neighbours(files), budget: new SharedBudget() };
  // Not all at once: everything they read would be kept until the last one is judged.
  for (let at = 0; at < sidecars.length; at += AT_ONCE) {
    const judged = sidecars.slice(at, at + AT_ONCE).map((sidecar, n) => {
      const look = looks[at + n] ?? { kind: 'failed', reason: 'no answer' };
      return judge(sharing, sidecar, look);
    });
    for (const seen of await Promise.all(judged)) taken.push(take(seen));
  }
  return taken;
}

/**
 * Judges one session by tmux's facts about its pane and by its files, which are read now. A session that cannot be
 * judged, whatever its files contain, is `unknown` with a reason: one session never fails a look at others.
 */
export async function judge(ctx: Context, sidecar: Sidecar, look: Look): Promise<Observation> {
  const backend = ctx.backends.get(sidecar.backend);
  if (!backend) return unjudged(ctx, sidecar, `the backend ${sidecar.backend} is not known to this csd`);
  const seen = await judgeBy(ctx, sidecar, look, backend).catch((error: unknown) => {
    if (ctx.signal?.aborted || error instanceof CsdError) throw error;
    return unjudgedBy(ctx, sidecar, error);
  });
  // Outside the `try`: a program that lacks the module leaves the look to the full csd.
  return { ...seen, verdict: await withLastLines(seen.verdict, seen.pane) };
}

async function judgeBy(ctx: Context, sidecar: Sidecar, look: Look, backend: Backend): Promise<Observation> {
  const isOurs = look.kind === 'seen' && isOurPane(look.capture, sidecar);
  const pane = isOurs ? { ...look.capture, pid: processOf(look.capture, sidecar) } : undefined;
  if (isStream(sidecar))
    return withWarning(ctx, backend, await judgeStream(ctx, sidecar, livenessOf(look, sidecar, undefined), pane));
  const agent = pane && (await findAgent(ctx, sidecar, pane.pid));
  const screen =
    look.kind === 'seen' && pane && !agent?.away ? readScreen(look.capture.screen, pane, backend.screen) : undefined;
  const keeper = pane && agent && !agent.away ? { ...pane, pid: agent.pid } : undefined;
  const entry = await readEntry(ctx, sidecar);
  const files = await readFiles(ctx, sidecar, backend, { pane: keeper, screen, entry });
  const newest = await readEntry(ctx, sidecar);
  const signals: Signals = {
    at: ctx.clock.now(),
    startedAt: createdAt(sidecar),
    ...(sidecar.forked ? { forked: true } : {}),
    liveness: agent?.away ?? livenessOf(look, sidecar, screen),
    screen: screen ? { kind: 'seen', screen } : { kind: 'absent' },
    ...(isSameEntry(entry, newest)
      ? files
      : await readFiles(ctx, sidecar, backend, { pane: keeper, screen, entry: newest })),
    ...(newest ? { entry: newest } : {}),
  };
  const verdict = withoutGuess(fuse(signals, backend), signals);
  return withWarning(ctx, backend, {
    sidecar,
    alive: signals.liveness.kind !== 'dead',
    verdict: { ...verdict, state: await withLife(ctx, sidecar, backend, verdict.state) },
    signals,
    ...(pane ? { pane } : {}),
    ...(agent ? { agentPid: agent.pid } : {}),
  });
}

/** Adds a warning if csd was not verified with the agent's release. */
function withWarning(ctx: Context, backend: Backend, seen: Observation): Observation {
  const { backend_version: version } = seen.sidecar;
  const warning = version === null ? undefined : markerWarning(backend, version, ctx.env);
  if (warning === undefined) return seen;
  const { verdict } = seen;
  return { ...seen, verdict: { ...verdict, state: { ...verdict.state, marker_warning: warning } } };
}

function livenessOf(look: Look, sidecar: Sidecar, screen: Screen | undefined): Liveness {
  if (look.kind === 'gone') return { kind: 'dead', reason: look.reason };
  if (look.kind === 'failed') return { kind: 'unsure', reason: look.reason };
  const { capture } = look;
  if (!isOurPane(capture, sidecar)) return { kind: 'dead', reason: 'the pane is gone; another has its id' };
  // A pinned pane dies with its agent; in an older session the agent may have left the shell it was started from.
  const left = sidecar.pane_pid === undefined && isShell(capture.command) && !screen?.composer && !screen?.menu;
  if (left) return { kind: 'dead', reason: `the agent is gone, its pane runs ${capture.command}` };
  if (!capture.dead) return { kind: 'alive', command: capture.command };
  const reason =
    capture.signal === undefined ? 'the agent has ended' : `the agent was ended by signal ${capture.signal}`;
  return { kind: 'dead', reason, ...(capture.exitCode === undefined ? {} : { exitCode: capture.exitCode }) };
}

type FileSignals = Pick<Signals, 'transcript' | 'statusFile' | 'plan' | 'hooks' | 'background'>;

async function readFiles(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  { pane, screen, entry }: Pick<Clues, 'entry'> & { pane: PaneFacts | undefined; screen: Screen | undefined },
): Promise<FileSignals> {
  if (!pane || pane.dead) {
    const hooks = await observeHooks(ctx, sidecar, backend, undefined);
    const background = await findLeftBehind(ctx, sidecar, backend, screen?.rows.map(({ text }) => text) ?? []);
    const files = { transcript: { kind: 'absent' }, statusFile: { kind: 'absent' }, plan: { kind: 'absent' } } as const;
    return { ...files, hooks, ...(background && { background }) };
  }
  const statusFile = await readStatus(ctx, sidecar, backend, pane.pid);
  const background = parkedIn(statusFile);
  const { sessionId: currentId, origin } = statusFile.kind === 'read' ? statusFile.status : {};
  const { shown, shownPrompt, activity, beside, answer = shown?.text } = screen ?? {};
  const answered = (shown?.answered ?? answer !== undefined) && activity === undefined;
  const clues = { pid: pane.pid, currentId, shown: shownPrompt, answered, answer, entry, isBeside: !!beside };
  const own = await readTranscript(ctx, sidecar, backend, clues);
  // A conversation in the background gets its own transcript with its next prompt.
  const isMoved = own.kind !== 'read' && origin !== undefined;
  const transcript = isMoved
    ? await readTranscript(ctx, sidecar, backend, { ...clues, currentId: origin })
    : await withCleared(ctx, sidecar, backend, { read: own, entry: origin === undefined ? entry : undefined });
  const turn = turnOf(transcript);
  const hooks = await observeHooks(ctx, sidecar, backend, currentId);
  const plan = await readPlan(ctx, sidecar, screen, turn);
  return { transcript, statusFile, plan, hooks, ...(background && { background }) };
}

/**
 * The status of the conversation in the pane: of the agent's process there, or of the background session that it shows.
 */
async function readStatus(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  pid: number,
): Promise<Signals['statusFile']> {
  const own = await readStatusFile(ctx, sidecar, backend, pid);
  if (own.kind !== 'read' || own.status.parked === undefined) return own;
  return readParked(ctx, sidecar, backend, own.status);
}
