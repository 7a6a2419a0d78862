import type { Evidence, State } from '../../contract/state.ts';
import type { HookFacts } from './hook-events.ts';
import type { Entry, Signals } from './signals.ts';

/** A state, its evidence, and warnings for the user. */
export interface Verdict {
  state: State;
  evidence: Evidence[];
  warnings: string[];
}

/** Collects what each signal said, and which rule decided by which signal. */
export class Findings {
  private readonly evidence: Evidence[];

  constructor(signals: Signals) {
    this.evidence = [
      { signal: 'liveness', said: sayLiveness(signals) },
      { signal: 'screen', said: sayScreen(signals) },
      sayTranscript(signals),
      sayStatusFile(signals),
      ...(signals.plan.kind === 'read'
        ? [{ signal: 'plan' as const, said: `plan file ${signals.plan.plan.path ?? 'none'}` }]
        : []),
      ...(signals.entry ? [sayEntry(signals.entry, signals.at)] : []),
      ...(signals.hooks?.kind === 'read' ? [sayHooks(signals.hooks.hooks, signals.at)] : []),
    ];
  }

  /** Names the deciding rule and the signal it decided by. The last call wins. */
  rule(signal: Evidence['signal'], rule: string): void {
    for (const entry of this.evidence) delete entry.rule;
    const entry = this.evidence.find((candidate) => candidate.signal === signal);
    if (entry) entry.rule = rule;
  }

  verdict(state: State, warnings: string[] = []): Verdict {
    return { state, evidence: this.evidence, warnings };
  }
}

function sayHooks({ events }: HookFacts, at: number): Evidence {
  const last = events.at(-1);
  if (!last) return { signal: 'hooks', said: 'no event yet' };
  const said = last.tool === undefined ? last.event : `${last.event} ${last.tool}`;
  return { signal: 'hooks', said, age_ms: Math.max(0, at - last.at) };
}

function sayEntry({ turn, outcome, at }: Entry, now: number): Evidence {
  return { signal: 'prompt', said: `${outcome}, turn ${turn}`, age_ms: Math.max(0, now - at) };
}

function sayLiveness({ liveness }: Signals): string {
  if (liveness.kind === 'alive') return `alive, running ${liveness.command}`;
  return `${liveness.kind}: ${liveness.reason}`;
}

function sayScreen({ screen: signal }: Signals): string {
  if (signal.kind === 'absent') return 'not seen';
  const { screen } = signal;
  const parts = [
    screen.menu ? `menu of ${screen.menu.options.length} options` : undefined,
    screen.composer ? (screen.composer.draft === '' ? 'empty composer' : 'composer with a draft') : undefined,
    screen.activity ? `activity "${screen.activity}"` : undefined,
    screen.finished ? 'finished row' : undefined,
    screen.interrupted ? 'interrupted row' : undefined,
    screen.busyHint ? 'interrupt hint in the footer' : undefined,
    screen.overlay ? `overlay ${screen.overlay}` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'no region recognised' : parts.join(', ');
}

function sayTranscript({ transcript, at }: Signals): Evidence {
  if (transcript.kind === 'absent') return { signal: 'transcript', said: 'no transcript' };
  const { turn, note } = transcript;
  const parts = [
    `turn ${turn.phase}`,
    turn.interrupted ? 'interrupted' : undefined,
    turn.error ? `error ${turn.error.message}` : undefined,
    turn.openTools.length > 0 ? `tools open: ${turn.openTools.map((tool) => tool.name).join(', ')}` : undefined,
    turn.stopReason ? `stop reason ${turn.stopReason}` : undefined,
    note,
  ].filter((part) => part !== undefined);
  return {
    signal: 'transcript',
    said: parts.join(', '),
    ...(turn.lastAt === undefined ? {} : { age_ms: at - turn.lastAt }),
  };
}

function sayStatusFile({ statusFile, at }: Signals): Evidence {
  if (statusFile.kind === 'absent') return { signal: 'status_file', said: 'none' };
  if (statusFile.kind === 'foreign') return { signal: 'status_file', said: `not trusted: ${statusFile.reason}` };
  const { status, waitingFor, updatedAt } = statusFile.status;
  return { signal: 'status_file', said: waitingFor ? `${status}: ${waitingFor}` : status, age_ms: at - updatedAt };
}
