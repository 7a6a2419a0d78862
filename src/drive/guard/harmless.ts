import { type ShellWord, splitShell } from './shell-text.ts';

/**
 * What a plain command has nowhere outside quotes: redirections, substitutions, groups, variables, escapes, line feeds.
 */
const NOT_PLAIN = /[<>`$(){}\\\n'"]/;
/** A quoted text in which a shell expands nothing. */
const QUOTED = /'[^'\n]*'|"[^"`$\\\n]*"/g;

/** Programs that only print their arguments. None of them reads or writes a file. */
const SAYING = new Set(['echo', 'printf', 'true']);
/** Programs that read files and have no option to write one or to run another program. */
export const READING = new Set(
  '[ basename cat cmp cut dirname egrep fgrep grep head jq ls md5sum nl od sha1sum sha256sum stat tail test tr wc'.split(
    ' ',
  ),
);
/** Git commands that change no file of the working folder; `--output` can write their output to a file. */
const GIT = new Set('blame check-ignore diff log ls-files rev-parse show status'.split(' '));
/** Their arguments are messages. */
const GIT_SAYING = new Set(['commit', 'tag']);

/**
 * True for a command that certainly writes and deletes none of the paths in it: plain programs in sequence or in pipes,
 * each of which only prints or, if it `mayRead`, reads.
 */
export function isHarmless(command: string, mayRead: boolean): boolean {
  if (NOT_PLAIN.test(command.replace(QUOTED, 'q'))) return false;
  const words = splitShell(command);
  const commands = [...new Set(words.map((word) => word.command))];
  return commands.every((n) =>
    isHarmlessOne(
      words.filter((word) => word.command === n),
      mayRead,
    ),
  );
}

function isHarmlessOne([program, ...given]: ShellWord[], mayRead: boolean): boolean {
  if (!program?.isProgram || program.glob) return false;
  const [first = '', second = ''] = given.map(({ text }) => text);
  if (SAYING.has(program.text)) return true;
  if (program.text === 'gh') return /^(?:pr|issue)$/.test(first) && /^(?:create|comment|edit)$/.test(second);
  if (program.text === 'git' && GIT_SAYING.has(first)) return true;
  if (!mayRead) return false;
  if (program.text === 'git') return GIT.has(first) && !given.some(({ text }) => /^--(?:o|ext)/.test(text));
  return READING.has(program.text);
}
