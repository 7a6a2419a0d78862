import { CsdError } from '../../contract/errors.ts';
import type { HostAnswer } from '../../drive/hosts/spread.ts';

type Row = Record<string, unknown>;
type Output = Record<string, unknown>;

interface List {
  list: string;
  throwsAlone?: true;
  silent(host: string, why: string): Row;
}

/** The row for a host that did not answer; no session can have such a name. */
function silentRow(host: string, why: string): Row {
  const state = { status: 'unknown', reason: `unreachable: ${why}` };
  const sidecar = {
    session_id: '',
    cwd: '',
    backend: '',
    jsonl_path: null,
    permission_mode: null,
    backend_version: null,
    created: '',
  };
  return { name: `@${host}`, ...sidecar, host, alive: true, state };
}

/** The same for a list of agents, which has more fields. */
function silentAgent(host: string, why: string): Row {
  const { state } = silentRow(host, why);
  const nothing = {
    session_id: null,
    title: null,
    backend_version: null,
    pane: null,
    pane_pid: null,
    tmux_session: null,
    tmux_window: null,
    tmux_socket: null,
    background_id: null,
    session: null,
    reported: null,
  };
  const unnamed = { kind: 'pane', backend: '', pid: 0, cwd: '', config_dir: '', created: '' };
  return { name: `@${host}`, host, ...unnamed, ...nothing, state };
}

/** How lists of several machines are merged, by operation: the list, and the row of an unreachable host. */
export const LISTS: Readonly<Record<string, List>> = {
  ps: { list: 'sessions', silent: silentRow },
  usage: {
    list: 'sessions',
    silent: (host, why) => ({ session: `@${host}`, host, usage: null, error: `unreachable: ${why}` }),
  },
  discover: { list: 'agents', throwsAlone: true, silent: silentAgent },
  list_workers: {
    list: 'workers',
    throwsAlone: true,
    silent: (host, why) => ({
      status: 'unknown',
      name: `@${host}`,
      session_id: '',
      shim: '',
      cwd: '',
      host,
      error: `unreachable: ${why}`,
    }),
  },
};

/**
 * Merges the lists of several machines, in their order. An unreachable host is a row; throws `unreachable` if it is the
 * only machine and the list says so.
 */
export function mergeLists(operation: string, own: Output | undefined, answers: HostAnswer[]): Output {
  const { list, silent, throwsAlone } = LISTS[operation] as List;
  const outputs = [...(own ? [own] : [])];
  for (const answer of answers) {
    if ('output' in answer) outputs.push(answer.output as Output);
    else if (throwsAlone && !own && answers.length === 1) {
      const { host, unreachable } = answer;
      throw new CsdError('unreachable', `${host} is unreachable: ${unreachable}`, { host });
    } else outputs.push({ [list]: [silent(answer.host, answer.unreachable)] });
  }
  // A host may name a field like a property that every object has.
  const merged = new Map<string, unknown>();
  for (const output of outputs) {
    for (const [key, value] of Object.entries(output)) {
      if (key === 'host') continue;
      const known = merged.get(key);
      merged.set(
        key,
        Array.isArray(value) && Array.isArray(known ?? [])
          ? [...((known as unknown[]) ?? []), ...value]
          : (known ?? value),
      );
    }
  }
  return Object.fromEntries(merged);
}
