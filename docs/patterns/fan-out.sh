#!/bin/sh
# Fan-out: one prompt to several workers at once, a folder each; prints the answers in the order of the folders.
# usage: fan-out.sh PROMPT FOLDER...
set -u
prompt=$1
shift
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT

ask() { # NUMBER FOLDER: a worker of its own, from launch to stop
  worker=$(csd launch "fan-$$-$1" "$2" 2>"$out/$1.log") || return 1
  "$worker" converse "$prompt" 600 >"$out/$1" 2>"$out/$1.log"
  code=$?
  "$worker" stop >/dev/null 2>&1
  return $code
}

n=0
for folder; do
  n=$((n + 1))
  { ask "$n" "$folder" || echo failed >"$out/$n.failed"; } &
done
wait

failed=0
n=0
for folder; do
  n=$((n + 1))
  printf '== %s\n' "$folder"
  if [ -e "$out/$n.failed" ]; then
    cat "$out/$n.log" >&2
    failed=1
  else
    cat "$out/$n"
  fi
done
exit $failed
