# The beginning of the launcher: a program to the shell, a comment to Node. `build.mjs` drops these remarks.
#
# `csd state NAME --mirrored` prints what a living `csd serve` holds for its newest verdict, without starting Node. It is
# proven by the file that `src/entry/fast-path/mirrored-answer.ts` describes; wherever anything is in doubt, nothing is printed, and Node
# looks. What is run here is built into the shell, except for `date` where there is no /proc and `head` for a long state. Text
# of an agent is only ever compared and printed. `csd tmux-status` is answered in the same way. The names begin with csd_: a variable of the person's must reach Node.

csd_read_joined() {
  csd_joined= csd_lines=
  while IFS= read -r csd_line || [ -n "$csd_line" ]; do
    csd_lines=x$csd_lines
    [ ${#csd_lines} -le 100 ] || return 1
    csd_joined=$csd_joined$csd_line
  done <"$1"
}

# Seconds since the mirror was written; more than a beat and a half of it (45 s) is too many. The time since the start of the machine cannot be set; where it is not told, the
# time of day has to do.
csd_read_age() {
  csd_now=
  if [ "$csd_up" = - ]; then
    csd_then=$csd_at csd_now=$(date +%s)
  else
    csd_then=$csd_up
    IFS=' ' read -r csd_now csd_rest </proc/uptime || return 1
    csd_now=${csd_now%%.*}
  fi
  case $csd_then in '' | 0?* | *[!0-9]*) return 1 ;; esac
  case $csd_now in '' | 0?* | *[!0-9]*) return 1 ;; esac
  csd_age=$((csd_now - csd_then))
}

# The writer still runs, and is the process that it was: neither stopped nor another of the same id.
csd_is_live() {
  case $csd_pid in '' | 0* | *[!0-9]*) return 1 ;; esac
  kill -0 "$csd_pid" || return 1
  [ "$csd_mark" != - ] || return 0
  IFS= read -r csd_stat <"/proc/$csd_pid/stat" || return 1
  set -- ${csd_stat##*') '}
  case ${1-} in [RSD]) [ "${20-}" = "$csd_mark" ] ;; *) return 1 ;; esac
}

# The newest prompt that was entered is the one that the mirrored state knows of, and it was taken.
csd_knows_entry() {
  [ ! -h "$1" ] || return 1
  if [ ! -e "$1" ]; then
    [ "$csd_entry" = - ]
    return
  fi
  [ -f "$1" ] && IFS= read -r csd_line <"$1" || return 1
  csd_line=${csd_line#*'"turn":'}
  case $csd_line in "$csd_entry",*'"outcome":"submitted",'* | "$csd_entry",*'"outcome":"queued",'*) ;; *) return 1 ;; esac
}

csd_find_folders() {
  [ -n "${HOME-}" ] && [ -z "${CSD_VERIFIED_VERSIONS-}" ] || return 1
  csd_home=$HOME/.local/state
  case ${XDG_STATE_HOME-} in /*) csd_home=$XDG_STATE_HOME ;; esac
  csd_run=$csd_home/csd/run csd_sessions=$csd_home/csd/sessions
  case ${XDG_RUNTIME_DIR-} in /*) csd_run=$XDG_RUNTIME_DIR/csd ;; esac
}

# `csd tmux-status`: two numbers of the file that `src/entry/fast-path/mirrored-counts.ts` describes. No text of an agent is in it.
csd_print_counts() {
  [ $# -eq 1 ] && csd_find_folders || return 1
  csd_file=$csd_run/counts.line
  for csd_word in "$csd_run" "$csd_file"; do
    [ -O "$csd_word" ] && [ ! -h "$csd_word" ] || return 1
  done
  [ -f "$csd_file" ] || return 1
  {
    IFS=' ' read -r csd_version csd_pid csd_mark csd_up csd_at csd_need csd_working csd_rest || return 1
    IFS= read -r csd_folder || return 1
  } <"$csd_file" || return 1
  [ "$csd_version" = CSD_RELEASE ] && [ -z "$csd_rest" ] && [ "$csd_folder" = "$csd_sessions" ] || return 1
  for csd_word in "$csd_need" "$csd_working"; do
    case $csd_word in '' | 0?* | *[!0-9]*) return 1 ;; esac
  done
  csd_is_live && csd_read_age && [ "$csd_age" -ge 0 ] && [ "$csd_age" -le 45 ] || return 1
  csd_text=
  [ "$csd_need" = 0 ] || csd_text="$csd_need need you"
  [ "$csd_working" = 0 ] || csd_text="$csd_text${csd_text:+ · }$csd_working working"
  [ -z "$csd_text" ] || printf '%s\n' "$csd_text"
} 2>/dev/null

csd_print_mirrored() {
  csd_name= csd_asked=
  [ "${CSD_MIRROR-}" != 1 ] || csd_asked=1
  shift
  for csd_word do
    case $csd_word in
      --mirrored) csd_asked=1 ;;
      --json) ;;
      '' | [-.]* | *..* | *[!A-Za-z0-9._-]*) return 1 ;;
      *) [ -z "$csd_name" ] || return 1; csd_name=$csd_word ;;
    esac
  done
  [ -n "$csd_asked" ] && [ -n "$csd_name" ] && csd_find_folders || return 1
  csd_file=$csd_run/state/$csd_name.line csd_card=$csd_sessions/$csd_name.json
  for csd_word in "$csd_run" "$csd_run/state" "$csd_file" "$csd_card"; do
    [ -O "$csd_word" ] && [ ! -h "$csd_word" ] || return 1
  done
  [ -f "$csd_file" ] && [ -f "$csd_card" ] || return 1
  {
    IFS=' ' read -r csd_version csd_pid csd_mark csd_up csd_at csd_entry csd_length csd_rest || return 1
    IFS= read -r csd_folder && IFS= read -r csd_known || return 1
    case $csd_length in
      short) IFS= read -r csd_state || return 1 ;;
      long) csd_state=$(head -c $csd_most && printf .) || return 1
        case $csd_state in *"}$csd_newline.") csd_state=${csd_state%??} ;; *) return 1 ;; esac ;;
      *) return 1 ;;
    esac
  } <"$csd_file" || return 1
  [ "$csd_version" = CSD_RELEASE ] && [ -z "$csd_rest" ] && [ "$csd_folder" = "$csd_sessions" ] || return 1
  case $csd_state in '{"status":"'*'}') ;; *) return 1 ;; esac
  csd_is_live && csd_read_age && [ "$csd_age" -ge 0 ] && [ "$csd_age" -le 45 ] || return 1
  csd_read_joined "$csd_card" && [ "$csd_joined" = "$csd_known" ] || return 1
  csd_knows_entry "$csd_sessions/$csd_name.entry" || return 1
  printf '%s\n' "$csd_state"
} 2>/dev/null

# Standard input, 3, goes to ssh, and its answer to standard output; the last line is `.` if ssh has ended well. One that does not end
# within 30 s is ended. Commands in the background ignore Ctrl-C, so it is passed on.
csd_ask_far() {
  ssh "$@" <&3 3<&- &
  csd_ssh=$!
  (
    csd_sleep=
    trap 'kill "$csd_sleep"; exit' TERM
    sleep 30 &
    csd_sleep=$!
    wait "$csd_sleep"
    kill "$csd_ssh"
  ) </dev/null >/dev/null 2>&1 3<&- &
  csd_watch=$!
  trap 'kill "$csd_ssh" "$csd_watch"; exit 1' HUP INT TERM
  wait "$csd_ssh" && printf '\n.'
  kill "$csd_watch"
}

# `csd state NAME@HOST` asks the csd of a machine that a connection is kept to, by the file that `src/adapters/ssh/kept-route.ts`
# describes. Two lines of JSON that say a state are an answer; whatever else comes, Node asks again and says what is wrong.
csd_print_far() {
  csd_address=
  shift
  for csd_word do
    case $csd_word in
      --json) ;;
      *) [ -z "$csd_address" ] || return 1; csd_address=$csd_word ;;
    esac
  done
  csd_name=${csd_address%%@*} csd_host=${csd_address#*@}
  case $csd_name in '' | [-.]* | *..* | *[!A-Za-z0-9._-]*) return 1 ;; esac
  case $csd_host in '' | [!A-Za-z0-9_]* | *[!A-Za-z0-9@._:-]*) return 1 ;; esac
  [ -z "${CSD_REMOTE_BIN-}" ] && csd_find_folders || return 1
  csd_settings=$HOME/.config/csd/config.json
  case ${XDG_CONFIG_HOME-} in /*) csd_settings=$XDG_CONFIG_HOME/csd/config.json ;; esac
  csd_file=$csd_run/ssh/$csd_host.route
  for csd_word in "$csd_run" "$csd_run/ssh" "$csd_file"; do
    [ -O "$csd_word" ] && [ ! -h "$csd_word" ] || return 1
  done
  [ -f "$csd_file" ] || return 1
  {
    IFS= read -r csd_version && [ "$csd_version" = CSD_RELEASE ] || return 1
    IFS= read -r csd_line && [ "$csd_line" = "$csd_settings" ] || return 1
    IFS= read -r csd_known && IFS= read -r csd_socket || return 1
    IFS= read -r csd_program && IFS= read -r csd_request || return 1
    set --
    while IFS= read -r csd_line; do set -- "$@" "$csd_line"; done
  } <"$csd_file" || return 1
  [ -S "$csd_socket" ] || return 1
  if [ -e "$csd_settings" ] || [ -h "$csd_settings" ]; then
    [ -f "$csd_settings" ] && csd_read_joined "$csd_settings" && [ "$csd_joined" = "$csd_known" ] || return 1
  else
    [ "$csd_known" = - ] || return 1
  fi
  csd_answer=$(printf '%s\n%s%s"}}\n' "$csd_program" "$csd_request" "$csd_name" | { csd_ask_far "$@"; } 3<&0 | head -c $csd_most) || return 1
  case $csd_answer in *"$csd_newline.") ;; *) return 1 ;; esac
  csd_answer=${csd_answer%??}
  csd_answer=${csd_answer%"$csd_newline"}
  case $csd_answer in '{"csd":{"version":"'*'}}'"$csd_newline"'{"output":{"status":"'*'}}') ;; *) return 1 ;; esac
  csd_answer=${csd_answer#*"$csd_newline"'{"output":'}
  csd_answer=${csd_answer%\}}
  # A csd escapes them; another program there could write to the terminal here.
  case $csd_answer in *[[:cntrl:]]*) return 1 ;; esac
  # One by one: zsh takes no range of such bytes where the locale is C.
  for csd_word in $(printf '\302\200 \302\201 \302\202 \302\203 \302\204 \302\205 \302\206 \302\207 \302\210 \302\211 \302\212 \302\213 \302\214 \302\215 \302\216 \302\217 \302\220 \302\221 \302\222 \302\223 \302\224 \302\225 \302\226 \302\227 \302\230 \302\231 \302\232 \302\233 \302\234 \302\235 \302\236 \302\237'); do
    case $csd_answer in *"$csd_word"*) return 1 ;; esac
  done
  printf '%s\n' "$csd_answer"
} 2>/dev/null

csd_newline='
'
# The most that is read of an answer, bytes: with more, Node says what is wrong.
csd_most=8388608
case ${1-} in
  state)
    csd_print_mirrored "$@" && exit 0
    case $* in *@*) csd_print_far "$@" && exit 0 ;; esac
    ;;
  tmux-status) csd_print_counts "$@" && exit 0 ;;
esac
# Where more certificates are named, Node reads them all at its start, which takes longer than anything csd does, and csd asks
# no server; whom it starts has them again.
[ -z "${NODE_EXTRA_CA_CERTS+set}" ] || { export CSD_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS"; unset NODE_EXTRA_CA_CERTS; }
exec node "$0" "$@"
