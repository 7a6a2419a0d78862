import { CsdError } from '../../src/contract/errors.ts';
import { SERVICES } from '../../src/entry/services.ts';
import type { CliHost } from '../../src/faces/cli/cli-host.ts';
import { checkInput } from '../../src/operations/call-operation.ts';
import { CHOICES, GROUPS, POINTERS } from '../../src/operations/guide.ts';
import { COMMAND_WORDS, OPERATIONS } from '../../src/operations/index.ts';
import { onHosts } from '../../src/operations/on-hosts/index.ts';
import { helpTopics } from '../../src/operations/topics.ts';

/** What one command line did, seen from outside. */
export interface Played {
  stdout: string;
  stderr: string;
  /** The operation that was called and its checked input. */
  called?: { operation: string; input: unknown };
  /** The service that was started and its checked input. */
  served?: { service: string; input: unknown };
}

/** A host that records: operations are checked but not run, and return `answer`. */
export function recordingHost(
  argv: string[],
  options: {
    answer?: unknown;
    stdin?: string;
    files?: Record<string, string>;
    values?: Record<string, string[]>;
    stderrIsTerminal?: boolean;
    terminal?: { colours: boolean; size(): { columns: number; rows: number } };
    now?: number;
    sole?: string;
  } = {},
): { host: CliHost; played: Played } {
  const played: Played = { stdout: '', stderr: '' };
  const host: CliHost = {
    program: 'csd',
    argv,
    version: '9.9.9',
    operations: onHosts(OPERATIONS),
    aliases: COMMAND_WORDS,
    services: SERVICES,
    topics: async () => helpTopics([['AGENT_BIN', 'some-agent']]),
    guide: async () => ({ groups: GROUPS, choices: CHOICES, pointers: POINTERS }),
    soleSession: async () => options.sole,
    valuesOf: async (field) => options.values?.[field] ?? [],
    call: async (operation, input, spell) => {
      played.called = { operation: operation.name, input: checkInput(operation, input, spell) };
      return options.answer ?? { ok: true };
    },
    serve: async (service, input, spell) => {
      played.served = { service: service.name, input: checkInput(service, input, spell) };
      return 0;
    },
    follow: async function* (operation, input, spell) {
      played.called = { operation: operation.name, input: checkInput(operation, input, spell) };
      yield options.answer ?? { ok: true };
    },
    terminal: options.terminal && { ...options.terminal, onResize: () => () => undefined },
    now: () => options.now ?? 0,
    stdinIsTerminal: options.stdin === undefined,
    stderrIsTerminal: options.stderrIsTerminal ?? false,
    readStdin: async () => options.stdin ?? '',
    readFile: async (file) => {
      const text = options.files?.[file];
      if (text === undefined) throw new CsdError('bad_input', `no file ${file} in this test`);
      return text;
    },
    write: (stream, text) => {
      played[stream] += text;
    },
    stream: async (text) => {
      played.stdout += text;
      return true;
    },
    readerLeft: async () => new AbortController().signal,
  };
  return { host, played };
}
