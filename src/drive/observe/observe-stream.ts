import { isTooDeep, parseJson } from '../../contract/json.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { isBusy, type StreamState, waitingPrompts } from '../../detect/stream/fold-stream.ts';
import { toState } from '../../detect/stream/to-state.ts';
import { type Liveness, type Signals, type TranscriptSignal, transcriptPathOf } from '../../detect/verdict/signals.ts';
import type { PaneCapture } from '../../ports/tmux.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { readSmall } from '../session/files/look-budget.ts';
import { isOwnFile } from '../session/files/private-files.ts';
import type { Observation } from '../session/observation.ts';
import { configDirOf, createdAt, locateTranscript } from '../signals/locate-transcript.ts';
import { type Published, readPublished } from '../signals/stream-state.ts';
import { earlierTurn } from './earlier-turn.ts';
import { withLife } from './resumable.ts';
import { withPlan } from './stream-plan.ts';

/**
 * Judges a session without a screen: the pane shows whether its host is alive, and everything else comes from what the
 * host published. The host ends with its agent, so a living host means a living agent.
 */
export async function judgeStream(
  ctx: Context,
  sidecar: Sidecar,
  liveness: Liveness,
  pane: PaneCapture | undefined,
): Promise<Observation> {
  const backend = backendOf(ctx, sidecar);
  const published = await readPublished(ctx, sidecar);
  const isOwn = published !== undefined && (pane === undefined || pane.pid === published.host);
  const stream = published?.stream;
  const id =
    stream?.conversation ??
    (published?.stream.ready ? await namedConversation(ctx, sidecar, backend, published.agent) : undefined);
  const earlier = liveness.kind === 'alive' && isOwn ? await earlierTurn(ctx, sidecar, backend, published.stream) : {};
  const { state, rule } = decide(liveness, isOwn ? published : undefined, earlier);
  const signals: Signals = {
    at: ctx.clock.now(),
    startedAt: createdAt(sidecar),
    liveness,
    screen: { kind: 'absent' },
    transcript:
      liveness.kind === 'alive'
        ? await transcriptOf(ctx, sidecar, backend, stream && { ...stream, ...earlier })
        : { kind: 'absent' },
    statusFile:
      published === undefined || id === undefined
        ? { kind: 'absent' }
        : { kind: 'read', status: statusOf(published, id) },
    plan: { kind: 'absent' },
  };
  const said = stream ? sayStream(stream) : 'the host has said nothing yet';
  const decided = liveness.kind === 'alive' ? 'stream' : 'liveness';
  const evidence = [
    { signal: 'liveness' as const, said: sayLiveness(liveness), ...(decided === 'liveness' ? { rule } : {}) },
    { signal: 'stream' as const, said, ...(decided === 'stream' ? { rule } : {}) },
  ];
  const { transcript } = signals;
  const told = await withPlan(ctx, sidecar, transcriptPathOf(transcript), state);
  return {
    sidecar,
    alive: liveness.kind !== 'dead',
    verdict: { state: await withLife(ctx, sidecar, backend, told), evidence, warnings: [] },
    signals,
    ...(pane ? { pane } : {}),
    ...(published ? { agentPid: published.agent, stream: published.stream } : {}),
  };
}

/**
 * Before its first turn only the agent's own file names its conversation: the right one by the time it is ready; while
 * it starts, also one that it has made up (2.1.158 when it continues a conversation).
 */
async function namedConversation(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  pid: number,
): Promise<string | undefined> {
  const { statusFile } = backend;
  const file = statusFile?.path(configDirOf(ctx, sidecar, backend), pid);
  if (!statusFile?.conversation || file === undefined || !(await isOwnFile(ctx, file))) return undefined;
  const text = (await readSmall(ctx.files, file)) ?? '';
  const named = isTooDeep(text) ? undefined : statusFile.conversation(parseJson(text));
  return named?.pid === pid ? named.sessionId : undefined;
}

function decide(
  liveness: Liveness,
  published: Published | undefined,
  earlier: Partial<StreamState>,
): { state: State; rule: string } {
  if (liveness.kind === 'dead') {
    const { reason, exitCode } = liveness;
    const state: State = { status: 'dead', reason, ...(exitCode === undefined ? {} : { exit_code: exitCode }) };
    return { state, rule: 'pane-gone' };
  }
  if (liveness.kind === 'unsure') return { state: { status: 'unknown', reason: liveness.reason }, rule: 'no-look' };
  if (!published) return { state: { status: 'spawning' }, rule: 'starting' };
  return toState({ ...published.stream, ...earlier });
}

/** The newest turn in the form of a transcript, and the transcript's path. */
async function transcriptOf(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  stream: StreamState | undefined,
): Promise<TranscriptSignal> {
  const path = await locateTranscript(ctx, sidecar, backend, stream?.conversation);
  if (path === undefined || stream === undefined) return { kind: 'absent' };
  const { last, promptAt, clearedAt, tools, text } = stream;
  const busy = isBusy(stream);
  return {
    kind: 'read',
    path,
    turn: {
      phase: busy ? 'running' : last ? 'ended' : 'none',
      text: busy ? text : (last?.text ?? ''),
      openTools: tools.map(({ id, name, command }) => ({
        id,
        name,
        input: {},
        ...(command === undefined ? {} : { command }),
      })),
      streaming: stream.detail === 'streaming',
      interrupted: last?.interrupted === true && !busy,
      queued: waitingPrompts(stream).length,
      prompts: [],
      ...(promptAt === undefined ? {} : { promptAt }),
      ...(last && !busy ? { lastAt: last.at } : {}),
      ...(clearedAt === undefined ? {} : { clearedAt }),
      complete: true,
    },
  };
}

/** In the form of the agent's own status file. */
function statusOf({ agent, stream }: Published, sessionId: string) {
  const status = stream.gates.length > 0 ? 'waiting' : isBusy(stream) ? 'busy' : 'idle';
  return { pid: agent, sessionId, status, updatedAt: stream.last?.at ?? 0 } as const;
}

function sayStream(stream: StreamState): string {
  const parts = [
    stream.ready ? undefined : 'starting',
    stream.running ? 'a turn is in flight' : undefined,
    stream.gates.length > 0 ? `open gates: ${stream.gates.map(({ tool }) => tool).join(', ')}` : undefined,
    stream.pending.length > 0 ? `prompts on their way: ${stream.pending.length}` : undefined,
    stream.tools.length > 0 ? `tools open: ${stream.tools.map(({ name }) => name).join(', ')}` : undefined,
    stream.last ? 'a turn has ended' : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'nothing was asked' : parts.join('; ');
}

function sayLiveness(liveness: Liveness): string {
  return liveness.kind === 'alive' ? `alive, running ${liveness.command}` : `${liveness.kind}: ${liveness.reason}`;
}
