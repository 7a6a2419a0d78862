#!/bin/sh
# Pipeline: each stage is a fresh worker that gets its own prompt and the answer of the stage before; prints the last answer.
# usage: pipeline.sh FOLDER PROMPT...
set -u
folder=$1
shift
worker=
trap '[ -z "$worker" ] || "$worker" stop >/dev/null 2>&1' EXIT

answer=
n=0
for prompt; do
  n=$((n + 1))
  worker=$(csd launch "stage-$$-$n" "$folder" 2>/dev/null) || exit 1
  if [ -n "$answer" ]; then
    prompt=$(printf '%s\n\nThe stage before answered:\n\n%s' "$prompt" "$answer")
  fi
  answer=$("$worker" converse "$prompt" 600) || exit 1
  "$worker" stop >/dev/null
  worker=
done
printf '%s\n' "$answer"
