import type { StatusFact } from '../../detect/agent/backend.ts';

/** The agent's status file of one process, `<config>/sessions/<pid>.json`. */
export function readStatus(record: unknown): StatusFact | undefined {
  if (typeof record !== 'object' || record === null) return undefined;
  const fields = record as Record<string, unknown>;
  const { pid, sessionId, status, waitingFor, version, procStart, statusUpdatedAt, updatedAt, parkedJobId } = fields;
  const at = statusUpdatedAt ?? updatedAt;
  if (
    typeof pid !== 'number' ||
    typeof sessionId !== 'string' ||
    typeof status !== 'string' ||
    typeof at !== 'number'
  ) {
    return undefined;
  }
  return {
    pid,
    sessionId,
    // `shell`: the turn is over and one of its background shells continues (2.1.158 to 2.1.330).
    status:
      status === 'shell' ? 'idle' : status === 'busy' || status === 'idle' || status === 'waiting' ? status : 'other',
    updatedAt: at,
    ...(typeof waitingFor === 'string' ? { waitingFor } : {}),
    ...(typeof version === 'string' ? { version } : {}),
    ...(typeof procStart === 'string' ? { processStart: procStart } : {}),
    ...(typeof parkedJobId === 'string' ? { parked: parkedJobId } : {}),
    ...readSession(fields, sessionId),
  };
}

/** The process and its conversation: without a screen 2.1.158 writes nothing else. */
export function readConversation(record: unknown): { pid: number; sessionId: string } | undefined {
  const { pid, sessionId } = Object(record) as Record<string, unknown>;
  return typeof pid === 'number' && typeof sessionId === 'string' ? { pid, sessionId } : undefined;
}

/** The daemon's `roster.json` (2.1.332): what the worker of a background session resumed, a transcript or an id. */
export function readBegunFrom(roster: unknown, id: string): string | undefined {
  const fields = ['workers', id, 'dispatch', 'launch', 'sessionId'];
  const from = fields.reduce<unknown>((value, field) => Object(value)[field], roster);
  return typeof from === 'string' ? from : undefined;
}

/** The `state.json` of a background session that `/fork` began (2.1.331, 2.1.332); `/bg` and `←` leave the field out. */
export function isForkedJob(job: unknown): boolean {
  return Object(job).forkSourceAlive === true;
}

/**
 * From a background session's `state.json`, which `/bg` writes before its agent ends, and the daemon's worker once it is
 * over (2.1.332).
 */
export function readBegunAt(job: unknown): number | undefined {
  const { createdAt, firstTerminalAt } = Object(job) as Record<string, unknown>;
  const at = typeof createdAt === 'string' && firstTerminalAt === null ? Date.parse(createdAt) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/**
 * A condition of the shell: this process of the agent's runs such a fork. It inherits the status line and the hooks of
 * the session that it was copied from.
 */
export const IN_FORKED_JOB = `[ -n "$CLAUDE_JOB_DIR" ] && grep -q '"forkSourceAlive": *true' "$CLAUDE_JOB_DIR/state.json" 2>/dev/null`;

/**
 * The facts of the session: `kind` is `interactive` or `bg`, `entrypoint` is `cli` or `sdk-cli` (2.1.158, 2.1.332). The
 * daemon also keeps a process in reserve (`spare`, 2.1.332), which has no conversation.
 */
function readSession(fields: Record<string, unknown>, sessionId: string): Partial<StatusFact> {
  const { cwd, name, startedAt, kind, entrypoint, jobId, spare } = fields;
  return {
    ...(typeof cwd === 'string' ? { cwd } : {}),
    ...(typeof name === 'string' ? { title: name } : {}),
    ...(typeof startedAt === 'number' ? { startedAt } : {}),
    ...(kind === 'bg' && spare !== true
      ? { background: typeof jobId === 'string' ? jobId : sessionId.slice(0, 8) }
      : typeof kind === 'string'
        ? { interactive: kind === 'interactive' && (entrypoint === undefined || entrypoint === 'cli') }
        : {}),
  };
}
