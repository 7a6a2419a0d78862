import { quoteWord } from '../session/shell-words.ts';

/**
 * The script that the agent runs for its status line: it keeps what it is given and becomes the person's own `command`, which
 * is given the same. It starts no process of its own, but for the first report of a conversation. Reports go to two files by
 * turns, so that one of them is whole whatever happens to the other. Nothing that goes wrong here changes what the
 * person's command gets, prints or ends with. It writes only into files that are there, are the user's and are no
 * links. `-O` and `-nt` are no part of POSIX, but sh of every system knows them.
 */
export function tapScript(folder: string, command: string | undefined): string {
  const person = command === undefined ? '' : quoteWord(command);
  return `# Written by csd: keeps what the agent tells its status line, and runs the person's own command.
d=${quoteWord(folder)}
in=
while IFS= read -r row; do
  in="$in$row
"
done
in=$in$row
own() { [ -f "$1" ] && [ -O "$1" ] && [ ! -L "$1" ]; }
if [ -O "$d" ] && [ ! -L "$d" ] && own "$d/report.0" && own "$d/report.1" && own "$d/log.jsonl" && own "$d/id"; then
  new=0 old=1
  [ ! "$d/report.0" -nt "$d/report.1" ] || new=1 old=0
  id=\${in#*'"session_id":"'}
  id=\${id%%'"'*}
  last=
  IFS= read -r last < "$d/id" || :
  if [ "$last" != "$id" ]; then
    case $id in
      '' | *[!0-9A-Za-z-]*) ;;
      *)
        {
          [ ! -s "$d/report.$old" ] || printf '{"kind":"last","report":%s}\\n' "$(cat "$d/report.$old")"
          printf '{"kind":"first","at":%s,"report":%s}\\n' "$(date +%s)" "\${in%
}"
        } >> "$d/log.jsonl"
        printf '%s\\n' "$id" > "$d/id"
        ;;
    esac
  fi 2>/dev/null
  printf '%s\\n' "\${in%
}" 2>/dev/null > "$d/report.$new"
fi
c=${person}
[ -n "$c" ] || exit 0
case $in in
  *'
') exec /bin/sh -c "$c" << END
\${in%
}
END
  ;;
esac
printf %s "$in" | /bin/sh -c "$c"
`;
}
