#!/bin/sh
# Hand-over: a worker does the first part, a person goes on in its terminal, then the worker sums up what was decided.
# usage: hand-over.sh FOLDER FIRST-PROMPT LAST-PROMPT
set -u
folder=$1 first=$2 last=$3
worker=$(csd launch "shared-$$" "$folder" 2>/dev/null) || exit 1
trap '"$worker" stop >/dev/null 2>&1' EXIT

"$worker" converse "$first" 600 || exit 1
# Counted first: the person's own prompt begins the turn that is waited for, an hour for both.
lines=$(wc -l <"$("$worker" events-file)")
"$worker" handoff >&2
"$worker" wait-for-turn 3600 --after-line $((lines)) >/dev/null || exit 1
"$worker" converse "$last" 600
