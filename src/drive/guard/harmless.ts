import { type ShellWord, splitShell } from './shell-text.ts';

/** What a plain command holds nowhere outside quotes: redirections, substitutions, groups, variables, escapes, and further lines. */
const NOT_PLAIN = /[<>`$(){}\\\n'"]/;
/** A text in quotes in which a shell reads nothing. */
const QUOTED = /'[^'\n]*'|"[^"`$\\\n]*"/g;

/** Programs that only print what they are given. None of them reads or writes a file. */
const SAYING = new Set(['echo', 'printf', 'true']);
/** Programs that read files, and have no option by which they write one or run another program. */
export const READING = new Set(
  '[ basename cat cmp cut dirname egrep fgrep grep head jq ls md5sum nl od sha1sum sha256sum stat tail test tr wc'.split(
    ' ',
  ),
);
/** Commands of git that change no file of the working folder; what they print may go to a file by `--output`. */
const GIT = new Set('blame check-ignore diff log ls-files rev-parse show status'.split(' '));
/** What is said with them are messages. */
const GIT_SAYING = new Set(['commit', 'tag']);

/**
 * True for a command of which it is certain that it writes and deletes nothing that it names: plain programs in a row or in pipes, each
 * of which only says something or, where it `mayRead`, reads.
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
