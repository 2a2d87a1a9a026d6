#!/usr/bin/env bash
# A lane program: prints each event and acknowledges it. It needs bash, socat and jq.
# Usage: lane.sh [LANE] [SOCKET]
lane=${1:-lane-1}
path=${2:-/run/laneid/lane.sock}

call() { # ID METHOD PARAMS
    printf '{"jsonrpc":"2.0","id":%s,"method":"%s","params":%s}\n' "$1" "$2" "$3" >&"${LANE[1]}"
}

while true; do
    coproc LANE { exec socat - "UNIX-CONNECT:$path"; }
    socat=$LANE_PID
    exec {input}<&"${LANE[0]}"
    # "ack" begins behind what was acknowledged, so that a crash loses nothing.
    call 1 subscribe "{\"lane\":\"$lane\",\"client\":\"pos\",\"after\":\"ack\"}" 2>/dev/null
    while IFS= read -r -u "$input" line; do
        if why=$(jq -er '.error.message // empty' <<<"$line"); then
            echo "refused: $why" >&2
            [ "$(jq .id <<<"$line")" = 1 ] && { kill "$socat"; exit 1; }
        elif event=$(jq -ce 'select(.method == "event").params' <<<"$line"); then
            # What the till does with an event.
            jq -r '[.outcome, .customer.name // "", .value // ""] | join(" ")' <<<"$event"
            call 2 ack "{\"lane\":\"$lane\",\"seq\":$(jq .seq <<<"$event")}"
        fi
    done
    exec {input}<&-
    wait "$socat"
    sleep 1
done
