import Foundation
import TestSupport
import Testing
import Transport

/// A lane program needs a socket and nothing of ours: here are two, of Python and of socat.
@Suite(.waiting) struct StrangerTests {
    @Test func `Python's socket subscribes and receives an event`() throws {
        try receive(
            "python3", "-c",
            """
            import json, socket, sys
            lane = socket.socket(socket.AF_UNIX)
            lane.connect(sys.argv[1])
            lane.sendall(b'{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"lane":"L1","client":"pos"}}\\n')
            for line in lane.makefile():
                message = json.loads(line)
                print(line, end="", flush=True)
                if message.get("method") == "event":
                    break
            """, "SOCKET")
    }

    @Test func `socat subscribes and receives an event`() throws {
        // socat ends half a second after its input, or when told to wait longer for the other side.
        try receive(
            "sh", "-c",
            """
            echo '{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"lane":"L1","client":"pos"}}' |
                socat -t 30 - UNIX-CONNECT:"$0" | sed -u '/"method":"event"/q'
            """, "SOCKET")
    }

    /// Runs a client until it has an event.
    private func receive(_ command: String...) throws {
        let shop = try Shop()
        let output = shop.folder.path("client")
        let client = try ChildProcess(
            path: "/usr/bin/env",
            arguments: command.map { $0 == "SOCKET" ? shop.socket : $0 },
            environment: ProcessInfo.processInfo.environment, log: output)
        func text() -> String { (try? shop.folder.text("client")) ?? "" }
        try eventually("the answer to subscribe", seen: text()) {
            text().contains(#""resume":"nothingMissed""#)
        }
        try shop.scan(SampleDirectory.card)
        try eventually("an event", seen: text()) { text().contains(#""outcome":"identified""#) }
        #expect(text().hasPrefix(#"{"jsonrpc":"2.0","method":"hello","#))
        #expect(text().contains(#""customer":{"number":"10412","name":"Iva Horvat""#))
        client.terminate()
    }
}
