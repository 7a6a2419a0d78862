import { quoteWord } from '../session/shell-words.ts';

/**
 * The script that the agent runs for its status line: it stores its input and becomes the person's own `command`, which
 * gets the same input. It starts no other process, except for the first report of a conversation and for the time of
 * each new cost, in ns if `date` supports them and otherwise in s. Reports go alternately to two files, so that one of
 * them is always complete. No failure here changes what the person's command gets, prints or exits with. It writes only
 * to existing files of the user's that are not links. `-O` and `-nt` are not part of POSIX, but every system's sh has
 * them. Nothing is stored while `isForeign`, a condition of the shell, holds: that agent has the settings of another.
 */
export function tapScript(folder: string, command: string | undefined, isForeign = 'false'): string {
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
if [ -O "$d" ] && [ ! -L "$d" ] && ! { ${isForeign}; } && own "$d/report.0" && own "$d/report.1" && own "$d/log.jsonl" && own "$d/id"; then
  new=0 old=1
  [ ! "$d/report.0" -nt "$d/report.1" ] || new=1 old=0
  id=\${in#*'"session_id":"'}
  id=\${id%%'"'*}
  cost= ms= use=
  if [ "\${#in}" -le 16384 ]; then
    IFS=, && set -f
    for part in $in; do
      case $part in
        *'"total_cost_usd":'*) cost=\${part##*:} && cost=\${cost%%[!0-9.eE+-]*} ;;
        *'"total_duration_ms":'*) ms=\${part##*:} && ms=\${ms%%[!0-9.eE+-]*} ;;
        *'"current_usage":{'*) use={\${part##*{} ;;
        *) case $use in *'}' | '') ;; *) use=$use,\${part%%'}'*} && [ "\${part%%'}'*}" = "$part" ] || use=$use'}' ;; esac ;;
      esac
    done
    unset IFS && set +f
  fi
  last= spent=
  IFS=' ' read -r last spent < "$d/id" || :
  case $id in
    '' | *[!0-9A-Za-z-]*) ;;
    *)
      if [ "$last $spent" != "$id $cost" ]; then
        at=$(date +%s%N)
        case $at in
          *[!0-9]*) at=$(date +%s) ;;
        esac
        if [ "$last" != "$id" ]; then
          {
            [ ! -s "$d/report.$old" ] || printf '{"kind":"last","report":%s}\\n' "$(cat "$d/report.$old")"
            printf '{"kind":"first","at":%.10s,"report":%s}\\n' "$at" "\${in%
}"
          } >> "$d/log.jsonl"
        fi
        if [ -n "$cost" ] && own "$d/costs.jsonl"; then
          printf '{"kind":"step","at":"%s","report":{"session_id":"%s","cost":{"total_cost_usd":%s,"total_duration_ms":%s},"context_window":{"current_usage":%s}}}\\n' \
            "$at" "$id" "$cost" "\${ms:-null}" "\${use:-null}" >> "$d/costs.jsonl"
        fi
        printf '%s %s\\n' "$id" "$cost" > "$d/id"
      fi
      ;;
  esac 2>/dev/null
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
