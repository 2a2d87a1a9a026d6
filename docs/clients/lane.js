#!/usr/bin/env node
// A lane program: prints each event and acknowledges it. Usage: lane.js [LANE] [SOCKET]
const net = require("net");
const readline = require("readline");

const lane = process.argv[2] || "lane-1";
const path = process.argv[3] || "/run/laneid/lane.sock";

// What the till does with an event.
function take(event) {
  console.log(event.outcome, event.customer ? event.customer.name : "", event.value || "");
}

function connect() {
  const connection = net.connect(path);
  const call = (id, method, params) =>
    connection.write(JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n");
  // "ack" begins behind what was acknowledged, so that a crash loses nothing.
  connection.on("connect", () => call(1, "subscribe", { lane, client: "pos", after: "ack" }));
  connection.on("error", (error) => console.error(error.message));
  connection.on("close", () => setTimeout(connect, 1000));
  const lines = readline.createInterface({ input: connection });
  lines.on("error", () => {});
  lines.on("line", (line) => {
    const message = JSON.parse(line);
    if (message.error) {
      console.error("refused:", message.error.message);
      if (message.id === 1) process.exit(1);
    } else if (message.method === "event") {
      take(message.params);
      call(2, "ack", { lane, seq: message.params.seq });
    }
  });
}

connect();
