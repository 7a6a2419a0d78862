import type { AnyCommand } from '../../contract/operation.ts';
import { type CliHost, commandsOf } from './cli-host.ts';
import { toFlag } from './fields.ts';

/** Built-in words and what each does. */
const BUILT_IN: [name: string, summary: string][] = [
  ['help', 'help on a command or topic'],
  ['completion', 'print the completion script for bash, zsh or fish'],
  ['version', 'print the version'],
];

/** The help of the whole program: its commands by purpose, and how to choose between similar ones. */
export async function overviewText(host: CliHost): Promise<string> {
  const { groups, choices } = await host.guide();
  const known = commandsOf(host);
  const left = new Set(Object.keys(known));
  const sections: { title: string; rows: [string, string][] }[] = [];
  for (const { title, commands } of groups) {
    const there = commands.filter((name) => left.delete(name));
    sections.push({ title, rows: await Promise.all(there.map((name) => rowOf(host, known[name]))) });
  }
  const others = await Promise.all([...left].map((name) => rowOf(host, known[name])));
  sections.push({ title: 'More', rows: [...others, ...BUILT_IN] });
  const width = Math.max(...sections.flatMap(({ rows }) => rows.map(([name]) => name.length)));
  const lines = sections.flatMap(({ title, rows }) => ['', `${title}:`, ...rows.map((row) => inColumns(row, width))]);
  const topics = ['exit-codes', ...Object.keys(await host.topics())].map((topic) => `${host.program} help ${topic}`);
  return [
    `${host.program} <command>`,
    '',
    'Drive interactive coding agents in detached tmux sessions.',
    ...lines,
    ...(choices.length > 0 ? ['', 'Which one?', ...choices.map(({ text }) => `  ${text}`)] : []),
    '',
    `Every command takes --json (JSON on stdout, errors as JSON) and -h, --help. ${host.program} -v prints the version.`,
    `More: ${host.program} help COMMAND, ${topics.join(', ')}`,
  ].join('\n');
}

async function rowOf(host: CliHost, load: (() => Promise<AnyCommand>) | undefined): Promise<[string, string]> {
  if (load === undefined) return ['', ''];
  const { name, summary } = await load();
  const aliases = Object.entries(host.aliases).flatMap(([word, meant]) => (meant === name ? [word] : []));
  return [[toFlag(name), ...aliases].join(', '), summary];
}

function inColumns([name, summary]: [string, string], width: number): string {
  return `  ${name.padEnd(width)}  ${summary}`;
}
