#!/usr/bin/env sh
# A plugin for TPM, the plugin manager of tmux, and for `run-shell /path/to/csd.tmux`. Options, set before it:
#   @csd_program    the csd to run (default: csd, on the PATH of the tmux server)
#   @csd_next_key   goes to the session that waits longest (default: N; none: no key)
#   @csd_popup_key  picks a session in a popup (default: A; none: no key)
# #{csd_status} in status-left or status-right becomes the segment.

option() {
  value=$(tmux show-option -gqv "$1")
  printf '%s\n' "${value:-$2}"
}

bind() {
  [ "$1" = none ] || tmux bind-key "$1" run-shell -b "$program $2 --client '#{client_name}'"
}

program=$(option @csd_program csd)
bind "$(option @csd_next_key N)" next
bind "$(option @csd_popup_key A)" tmux-popup

for side in status-left status-right; do
  text=$(tmux show-option -gqv "$side")
  case $text in
    *'#{csd_status}'*) tmux set-option -g "$side" "${text%%'#{csd_status}'*}#($program tmux-status)${text#*'#{csd_status}'}" ;;
  esac
done
