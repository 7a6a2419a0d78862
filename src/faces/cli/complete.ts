import { CsdError } from '../../contract/errors.ts';
import { layoutOf } from './fields.ts';
import { type CliHost, commandsOf } from './host.ts';

/** What each shell runs at a Tab: it asks `csd --complete` with the words so far, the last one unfinished. */
const SCRIPTS: Record<string, string> = {
  bash: `_csd() {
  local IFS=$'\\n'
  COMPREPLY=($(csd --complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
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

/** A shell's completion script; throws `bad_input` for a shell that has none. */
export function completionScript(shell: string | undefined): string {
  const script = shell !== undefined && Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script !== undefined) return script;
  const known = Object.keys(SCRIPTS);
  throw new CsdError('bad_input', `completion wants a shell: ${known.join(', ')}`, { known });
}

/** What the last of these words may become; nothing where a file name or free text stands. */
export async function completions(host: CliHost, words: string[], builtIn: string[]): Promise<string[]> {
  const current = words.at(-1) ?? '';
  const candidates = await candidatesFor(host, words.slice(0, -1), current, builtIn);
  return candidates.filter((candidate) => candidate.startsWith(current));
}

async function candidatesFor(host: CliHost, before: string[], current: string, builtIn: string[]): Promise<string[]> {
  const [command] = before;
  const known = commandsOf(host);
  const commands = Object.keys(known);
  if (command === undefined) return current.startsWith('-') ? ['--help', '--version'] : [...commands, ...builtIn];
  if (command === 'help') return [...commands, 'exit-codes', ...Object.keys(await host.topics())];
  if (command === 'completion') return Object.keys(SCRIPTS);
  const load = Object.hasOwn(known, command) ? known[command] : undefined;
  if (load === undefined || !current.startsWith('-') || before.includes('--')) return [];
  const layout = layoutOf(await load());
  const flags = [...layout.flags.map((field) => field.flag), 'json', 'help', ...(layout.text ? ['file'] : [])];
  return flags.map((flag) => `--${flag}`);
}
