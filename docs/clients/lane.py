#!/usr/bin/env python3
"""A lane program: prints each event and acknowledges it. Usage: lane.py [LANE] [SOCKET]"""
import json
import socket
import sys
import time

LANE = sys.argv[1] if len(sys.argv) > 1 else "lane-1"
PATH = sys.argv[2] if len(sys.argv) > 2 else "/run/laneid/lane.sock"


def call(connection, number, method, **params):
    request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    connection.sendall(json.dumps(request).encode() + b"\n")


def take(event):
    """What the till does with an event."""
    name = event.get("customer", {}).get("name", "")
    print(event["outcome"], name, event.get("value", ""), flush=True)


def serve():
    """Serves one connection. Ends the program when the daemon refuses the subscription."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(PATH)
        # For reading only: a file for both drops lines that wait when something is written.
        lines = connection.makefile("r", encoding="utf-8", newline="\n")
        # "ack" begins behind what was acknowledged, so that a crash loses nothing.
        call(connection, 1, "subscribe", lane=LANE, client="pos", after="ack")
        for line in lines:
            message = json.loads(line)
            if "error" in message:
                print("refused:", message["error"]["message"], file=sys.stderr, flush=True)
                if message["id"] == 1:
                    sys.exit(1)
            elif message.get("method") == "event":
                event = message["params"]
                take(event)
                call(connection, 2, "ack", lane=LANE, seq=event["seq"])


while True:
    try:
        serve()
    except OSError as error:
        print(f"{PATH}: {error}", file=sys.stderr, flush=True)
    time.sleep(1)
