import { CsdError } from '../../contract/errors.ts';
import { type CliHost, commandsOf, findCommand } from './cli-host.ts';
import { toFlag } from './fields.ts';
import { nearest } from './suggest.ts';

/** The text of `help`, `help <command>` and `help <topic>`; throws `bad_input` for an unknown topic. */
export async function topicText(host: CliHost, topic: string | undefined): Promise<string> {
  if (topic === undefined) return (await import('./overview.ts')).overviewText(host);
  const commands = commandsOf(host);
  const load = findCommand({ ...host.operations, ...host.services }, host, topic);
  if (load) return (await import('./yargs.ts')).helpText(host, await load());
  if (topic === 'exit-codes') return exitCodes(host);
  const topics = await host.topics();
  const page = Object.hasOwn(topics, topic) ? topics[topic] : undefined;
  if (page) return page.text;
  const known = [...Object.keys(commands), 'exit-codes', ...Object.keys(topics)];
  throw new CsdError('bad_input', `no help on ${JSON.stringify(topic)}${meant(topic, known)}`, { known });
}

/** `; did you mean "x"?` if one of the candidates is similar, otherwise empty. */
export function meant(word: string, candidates: Iterable<string>): string {
  const best = nearest(word, candidates);
  return best === undefined ? '' : `; did you mean ${JSON.stringify(best)}?`;
}

async function exitCodes(host: CliHost): Promise<string> {
  const lines = [
    '0  done',
    '1  error; stderr has one line of JSON, {"error": "...", "code": "...", ...}, or on a terminal a sentence',
  ];
  for (const load of Object.values(host.operations)) {
    const operation = await load();
    const codes = Object.entries(operation.cli.exitCodes ?? {});
    if (codes.length === 0) continue;
    const place = operation.cli.exitsOnStdout
      ? 'whose outcome is JSON on stdout whatever the code'
      : 'where any code but 0 puts the outcome as JSON on stderr (on stdout with --json)';
    lines.push('', `${host.program} ${toFlag(operation.name)}, ${place}:`);
    for (const [code, meaning] of codes) lines.push(`${code}  ${meaning}`);
  }
  return lines.join('\n');
}
