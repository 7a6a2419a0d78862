import { IN_FORKED_JOB } from './status.ts';

/**
 * The hook of workers: `sh emit-event [FOLDER [ID]]` reads one event of Claude Code from standard input and appends one
 * line to `FOLDER/ID.events.jsonl`, where `FOLDER/ID.meta` says that this session is a worker. Without an id (as a plugin)
 * the event's own session counts, unless its worker has a hook of its own. POSIX sh and awk alone; prints nothing, reads
 * for 4 s at most, and always ends with 0; in a copy that the agent runs in its background it does nothing. It writes
 * only into a folder of the user's that is closed to others, and through no link. `-O` is not part of POSIX, but sh of
 * every system knows it. `plugin/hooks/emit-event` is this text.
 */
export const EMIT_SCRIPT = String.raw`#!/bin/sh
# Appends one line per lifecycle event to <worker folder>/<session id>.events.jsonl. See docs/workers.md of csd.
LC_ALL=C
export LC_ALL
dir=$1
[ -n "$dir" ] || dir=$CSD_WORKER_DIR
# Without a folder the user's own, or the one of the tools before, which all users shared, where that alone is there.
if [ -z "$dir" ]; then
  dir=/tmp/claude-workers-$(id -u)
  [ -d "$dir" ] || dir=/tmp/claude-workers
fi
id=$2
exec 2>/dev/null 3<&0
# A copy that the agent runs in its background inherits this hook: its events are not the worker's.
if ${IN_FORKED_JOB}; then exit 0; fi
# One's own folder, closed to others; from here on the one that is there now, whatever takes its name. No link is followed.
case $dir in /*) ;; *) dir=./$dir ;; esac
while case $dir in */) ;; *) false ;; esac; do dir=${'$'}{dir%/}; done
[ -d "$dir" ] && [ ! -L "$dir" ] && cd "$dir" && [ -O . ] || exit 0
own() { [ -f "$1" ] && [ -O "$1" ] && [ ! -L "$1" ]; }
if [ -n "$id" ]; then
  own "./$id.meta" || exit 0
  [ ! -e "./$id.events.jsonl" ] && [ ! -L "./$id.events.jsonl" ] || own "./$id.events.jsonl" || exit 0
fi
case $(ls -ldn .) in
  d???------*) ;;
  d????-??-*) chmod 700 . || exit 0 ;;
  *) exit 0 ;;
esac
umask 077
# In the background, so that an input that is never closed holds nobody up. Lines stay below one write of awk.
ID=$id TS=$(date -u +%Y-%m-%dT%H:%M:%SZ) awk '
function flush(text) { if (length(whole) <= 2600) whole = whole text; else cut = 1 }
# A JSON string of at most 600 bytes, cut at the end of a character.
function shorten(text) {
  if (length(text) <= 600) return text
  text = substr(text, 1, 560)
  sub(/\\(u[0-9a-fA-F]?[0-9a-fA-F]?[0-9a-fA-F]?)?$/, "", text)
  sub(/[\300-\377][\200-\277]*$/, "", text)
  return text "...\""
}
function member(text) {
  if (depth == 1) { if (length(text) < 2000) top[key[1]] = text; return }
  if (depth != 2 || key[1] != "\"tool_input\"") return
  text = shorten(text)
  if (length(short) + length(text) < 2600) short = short (short == "" ? "" : ",") key[2] ":" text
}
function scalar(text) {
  if (text == "") return
  if (named[depth]) member(text)
}
function structure(text,   n, c, word) {
  word = ""
  for (n = 1; n <= length(text); n++) {
    c = substr(text, n, 1)
    if (depth == 1 && named[1] && key[1] == "\"tool_input\"" && (c == "{" || c == "[")) within = 1
    if (within) flush(c)
    if (c ~ /[^][{},: \t\r\n]/) { word = word c; continue }
    scalar(word); word = ""
    if (c == "{" || c == "[") { depth++; object[depth] = (c == "{"); named[depth] = 0 }
    else if (c == "}" || c == "]") { depth--; if (depth < 0) exit; if (depth == 1) within = 0 }
    else if (c == ",") named[depth] = 0
    else if (c == ":") named[depth] = 1
  }
  scalar(word)
}
{
  # Between quotes stands structure and text alternately; a text whose part ends in an odd number of backslashes continues.
  parts = split($0, part, "\"")
  depth = 0
  for (i = 1; i <= parts; i++) {
    if (!inside) {
      structure(part[i])
      inside = 1; text = ""
      continue
    }
    if (length(text) < 2000) text = text part[i]
    match(part[i], /\\*$/)
    if (within) flush((begun ? "" : "\"") part[i])
    if (RLENGTH % 2) { begun = 1; if (length(text) < 2000) text = text "\""; if (within) flush("\""); continue }
    if (within) flush("\"")
    begun = 0; inside = 0
    if (object[depth] && !named[depth]) key[depth] = "\"" text "\""
    else scalar("\"" text "\"")
  }
  if (depth != 0) exit
  id = ENVIRON["ID"]
  if (id == "") {
    id = top["\"session_id\""]
    gsub(/"/, "", id)
    if (id !~ /^[A-Za-z0-9_][A-Za-z0-9._-]*$/) exit
    meta = "./" id ".meta"
    if ((getline line < meta) < 0) exit
    do { if (line ~ /"own_hook": *true/) exit } while ((getline line < meta) > 0)
    check = "own() { [ -f \"$1\" ] && [ -O \"$1\" ] && [ ! -L \"$1\" ]; }; m=" meta " e=./" id ".events.jsonl; "
    check = check "own $m && { { [ ! -e $e ] && [ ! -L $e ]; } || own $e; }"
  }
  event = top["\"hook_event_name\""]
  out = ""
  tool = ",\"tool\":" (top["\"tool_name\""] == "" ? "\"\"" : top["\"tool_name\""])
  input = ",\"tool_input\":" (cut || whole == "" ? "{" short "}" : whole)
  if (event == "\"SessionStart\"") out = "\"session_start\"" (top["\"cwd\""] == "" ? "" : ",\"cwd\":" top["\"cwd\""])
  else if (event == "\"UserPromptSubmit\"") out = "\"user_prompt_submit\""
  else if (event == "\"PreToolUse\"") out = "\"pre_tool_use\"" tool input
  else if (event == "\"PermissionRequest\"") out = "\"permission_request\"" tool input
  else if (event == "\"Stop\"") out = "\"stop\""
  else if (event == "\"SessionEnd\"") out = "\"session_end\""
  if (out == "" || (check != "" && system(check) != 0)) exit
  print "{\"ts\":\"" ENVIRON["TS"] "\",\"event\":" out "}" >> ("./" id ".events.jsonl")
  exit
}' <&3 >/dev/null &
reader=$!
(
  trap 'kill "$nap"; exit' TERM
  sleep 4 &
  nap=$!
  wait "$nap" && kill "$reader"
) >/dev/null 3<&- &
watch=$!
wait "$reader"
kill "$watch"
exit 0
`;
