import { CsdError } from '../../contract/errors.ts';
import type { HostAnswer } from '../../drive/hosts/spread.ts';

type Row = Record<string, unknown>;
type Output = Record<string, unknown>;

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

/** How lists of several machines are merged, by operation: the list, and the row of an unreachable host. */
export const LISTS: Readonly<Record<string, { list: string; silent?: (host: string, why: string) => Row }>> = {
  ps: { list: 'sessions', silent: silentRow },
  usage: {
    list: 'sessions',
    silent: (host, why) => ({ session: `@${host}`, host, usage: null, error: `unreachable: ${why}` }),
  },
  discover: { list: 'agents' },
  list_workers: { list: 'workers' },
};

/**
 * Merges the lists of several machines, in their order. An unreachable host becomes a row if the list supports it;
 * otherwise this throws.
 */
export function mergeLists(operation: string, own: Output | undefined, answers: HostAnswer[]): Output {
  const { list, silent } = LISTS[operation] ?? { list: '' };
  const outputs = [...(own ? [own] : []), ...answers.map((answer) => outputOf(answer, list, silent))];
  const merged: Output = {};
  for (const output of outputs) {
    for (const [key, value] of Object.entries(output)) {
      if (key === 'host') continue;
      merged[key] = Array.isArray(value) ? [...((merged[key] as unknown[]) ?? []), ...value] : (merged[key] ?? value);
    }
  }
  return merged;
}

function outputOf(answer: HostAnswer, list: string, silent?: (host: string, why: string) => Row): Output {
  if ('output' in answer) return answer.output as Output;
  const { host, unreachable } = answer;
  if (silent) return { [list]: [silent(host, unreachable)] };
  throw new CsdError('unreachable', `${host} is unreachable: ${unreachable}`, { host });
}
