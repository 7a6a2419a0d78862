#!/bin/sh
# Supervision: a worker with its permission checks on. Each gate is read, then allowed or denied by a rule of yours; needs jq.
# usage: supervision.sh FOLDER PROMPT ALLOWED, where ALLOWED is an extended regular expression for what a gate may show
set -u
folder=$1 prompt=$2 allowed=$3
out=$(mktemp -d) || exit 1
worker=$(csd launch "watched-$$" "$folder" --gated 2>"$out/log") || { cat "$out/log" >&2; exit 1; }
trap '"$worker" stop >/dev/null 2>&1; rm -rf "$out"' EXIT

"$worker" converse "$prompt" 600 >"$out/answer" 2>"$out/error" &
turn=$!
while kill -0 "$turn" 2>/dev/null; do
  state=$("$worker" state) || break
  case $(printf '%s\n' "$state" | jq -r '.status + " " + (.gate // "")') in
    'blocked permission')
      gate=$(printf '%s\n' "$state" | jq -r .gate_id)
      if printf '%s\n' "$state" | jq -r .prompt | grep -Eq "$allowed"; then decision=allow; else decision=deny; fi
      # --expect: should another gate be up by now, it is looked at first.
      "$worker" approve-tool "$decision" --expect "$gate" >/dev/null 2>&1 && printf '%s\n' "$decision" >&2 ;;
    blocked*)
      printf 'a person must look: %s\n' "$state" >&2
      break ;;
  esac
  sleep 0.5
done
wait "$turn" && cat "$out/answer" || { cat "$out/error" >&2; exit 1; }
