import Foundation
import Simulator
import TestSupport
import Testing

/// The lane programs of docs/clients, run as they are.
@Suite(.waiting) struct ClientTests {
    struct Client: CustomTestStringConvertible, Sendable {
        var file: String
        /// What has to be on this machine.
        var needs: [String]
        var testDescription: String { file }
    }

    static let clients = [
        Client(file: "lane.py", needs: ["python3"]), Client(file: "lane.js", needs: ["node"]),
        Client(file: "lane.php", needs: ["php"]), Client(file: "lane.sh", needs: ["socat", "jq"]),
    ]

    /// The program and its first words; nil, and said, where something that it needs is not here.
    private func command(_ client: Client) -> Program? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        for need in client.needs
        where !folders.contains(where: {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(need)")
        }) {
            print("left out: docs/clients/\(client.file), because there is no \(need) here")
            return nil
        }
        return Program(name: Program.repository("docs/clients/\(client.file)"))
    }

    @Test("A client prints events, acknowledges them, and outlives the daemon", arguments: clients)
    func client(_ client: Client) throws {
        guard let program = command(client) else { return }
        let shop = try Shop(.init(hasDirectory: false))
        // Once something was acknowledged under its name, also what is read before it runs comes.
        do {
            let before = try shop.subscribed()
            try shop.scan("4006381333900")
            try before.call("ack", #""lane":"L1","seq":\#(try before.event().seq)"#)
            try shop.scan("4006381333931")
            _ = try before.event()
        }
        let running = try program.start(["L1", shop.socket])
        try eventually("the first event", seen: running.printed + running.said) {
            running.printed.contains("read  4006381333931")
        }
        try shop.reopen()
        try shop.scan("5901234123457")
        try eventually("the event after the restart", seen: running.printed + running.said) {
            running.printed.contains("read  5901234123457")
        }
        let seen = running.printed.components(separatedBy: "5901234123457").count - 1
        #expect(seen == 1, "\(running.printed)")
        // It takes an event only after it has acknowledged the one before.
        try shop.scan("9780201379624")
        try eventually("the last event", seen: running.printed + running.said) {
            running.printed.contains("read  9780201379624")
        }
        running.end()
        // Whoever comes back under its name begins behind what was acknowledged.
        try eventually("the acknowledgement", seen: running.said) {
            let reply = try shop.lane().subscribe(client: "pos", after: #""ack""#)
            return reply.resume == "nothingMissed" || reply.count == 1
        }
    }

    @Test("A client says why it was refused, and ends", arguments: clients)
    func refused(_ client: Client) throws {
        guard let program = command(client) else { return }
        let shop = try Shop(.init(hasDirectory: false))
        let result = try program.start(["nowhere", shop.socket]).finish()
        #expect(result.code == 1)
        #expect(result.errors.contains("refused: there is no lane nowhere"), "\(result.errors)")
        #expect(result.output.isEmpty)
    }
}
