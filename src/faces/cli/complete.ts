import { CsdError } from '../../contract/errors.ts';
import { inCell } from '../../operations/text/escape-output.ts';
import { type CliHost, commandsOf, findCommand } from './cli-host.ts';
import { type Field, type Layout, layoutOf } from './fields.ts';
import { takeHandle } from './worker-option.ts';

/**
 * The script of each shell for completion: it calls `csd --complete` with the words so far, the last one unfinished.
 */
const SCRIPTS: Record<string, string> = {
  bash: `_csd() {
  local IFS=$'\\n'
  COMPREPLY=($(csd --complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  # bash 3 does not cut the word at an @ and yet replaces only what begins there.
  case "\${COMP_WORDS[COMP_CWORD]}" in
    ?*@*) COMPREPLY=("\${COMPREPLY[@]#\${COMP_WORDS[COMP_CWORD]%%@*}}") ;;
  esac
}
complete -o default -F _csd csd`,
  zsh: `#compdef csd
_csd() {
  local -a found
  found=(\${(f)"$(csd --complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
compdef _csd csd`,
  fish: `complete -c csd -a '(csd --complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'`,
};

/** A shell's completion script for this program; throws `bad_input` for an unsupported shell. */
export function completionScript(shell: string | undefined, program: string): string {
  const script = shell !== undefined && Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script !== undefined) return script.replaceAll('csd', program);
  const known = Object.keys(SCRIPTS);
  throw new CsdError('bad_input', `completion needs a shell: ${known.join(', ')}`, { known });
}

/** The completions of the last of these words; empty for file names and free text. */
export async function completions(host: CliHost, words: string[], builtIn: string[]): Promise<string[]> {
  // bash splits `--flag=value` into three words, and also splits `NAME@HOST`.
  const { joined, kept } = joinAt(words);
  const plain = joined.filter((word, n) => word !== '=' || n === joined.length - 1);
  const current = plain.at(-1) === '=' ? '' : (plain.at(-1) ?? '');
  const before = plain.slice(0, -1);
  const candidates = await candidatesFor(host, before, current, builtIn);
  // A shell takes each line for a word: a value with a line break, such as a file name, would be two.
  const isWord = (candidate: string) => inCell(candidate) === candidate;
  const found = [...new Set(candidates)].filter((candidate) => candidate.startsWith(current) && isWord(candidate));
  return found.map((candidate) => candidate.slice(kept));
}

/**
 * The words with those joined that bash has split at an `@`; `kept` is how many characters of the last one bash keeps
 * itself: those before the `@`.
 */
function joinAt(words: string[]): { joined: string[]; kept: number } {
  const joined: string[] = [];
  let kept = 0;
  for (const [n, word] of words.entries()) {
    const isCut = n > 0 && (word === '@' || words[n - 1] === '@');
    const last = isCut ? (joined.pop() ?? '') : '';
    kept = isCut ? last.length - (word === '@' ? 0 : 1) : 0;
    joined.push(last + word);
  }
  return { joined, kept };
}

async function candidatesFor(host: CliHost, before: string[], current: string, builtIn: string[]): Promise<string[]> {
  if (before.length === 1 && before[0] === '--worker') return host.valuesOf('worker');
  const { handle, argv } = takeHandle(before);
  const [command, ...rest] = argv;
  const known = commandsOf(host);
  const commands = Object.keys(known);
  if (command === undefined) {
    return current.startsWith('-')
      ? ['--help', '--version', '--worker']
      : [...commands, ...Object.keys(host.aliases), ...builtIn];
  }
  if (command === 'help') return [...commands, 'exit-codes', ...Object.keys(await host.topics())];
  if (command === 'completion') return Object.keys(SCRIPTS);
  const load = findCommand({ ...host.operations, ...host.services }, host, command);
  if (load === undefined || rest.includes('--')) return [];
  const layout = layoutOf(await load());
  return inCommand(host, layout, handle === undefined ? rest : [handle, ...rest], current);
}

async function inCommand(host: CliHost, layout: Layout, rest: string[], current: string): Promise<string[]> {
  const valued = new Map(
    layout.flags.filter(({ kind }) => kind !== 'boolean').map((field) => [`--${field.flag}`, field]),
  );
  const previous = rest.at(-1) ?? '';
  const waiting = valued.get(previous);
  if (waiting) return valuesFor(host, waiting, rest, current);
  const [flag = '', value] = splitAt(current, '=');
  const inline = value === undefined ? undefined : valued.get(flag);
  if (inline) return (await valuesFor(host, inline, rest, value ?? '')).map((one) => `${flag}=${one}`);
  if (current.startsWith('-')) {
    const flags = [...layout.flags.map((field) => field.flag), 'json', 'help', ...(layout.text ? ['file'] : [])];
    return flags.map((name) => `--${name}`);
  }
  const place = rest.filter((word, n) => !word.startsWith('-') && !valued.has(rest[n - 1] ?? '')).length;
  const last = layout.positionals.at(-1);
  const field = layout.positionals[place] ?? (last?.kind === 'list' ? last : undefined);
  if (field === undefined) return [];
  const values = await valuesFor(host, field, rest, current);
  return field.kind === 'list' || place > 0 ? values.filter((one) => !rest.includes(one)) : values;
}

/** A list can be separated by commas: the text before the last comma is kept. */
async function valuesFor(host: CliHost, field: Field, rest: string[], current: string): Promise<string[]> {
  const at = rest.indexOf('--backend');
  const backend = at < 0 ? undefined : rest[at + 1];
  const kept = field.kind === 'list' ? current.slice(0, current.lastIndexOf(',') + 1) : '';
  const name = field.handle && current.includes('@') ? current.slice(kept.length, current.indexOf('@')) : undefined;
  const hosts = name === undefined ? undefined : (await host.valuesOf('host')).map((one) => `${name}@${one}`);
  const values = hosts ?? field.choices ?? (await host.valuesOf(field.handle ?? field.name, backend));
  return values.map((value) => kept + value);
}

function splitAt(word: string, mark: string): [string, string?] {
  const at = word.indexOf(mark);
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}
