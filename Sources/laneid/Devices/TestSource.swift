import Simulator
import Transport

/// Where the items of a test come from: the running daemon, or a port that this tool opened.
protocol TestSource {
    /// The next item; nil when `limit` has passed.
    func next(within limit: Duration) throws -> TestLine?
}

/// One item of a test, read and as it came.
struct TestLine {
    var item: TestedItem
    /// The item as one line of JSON.
    var json: String

    init(json bytes: ArraySlice<UInt8>) throws {
        item = try TestedItem(json: Array(bytes))
        json = String(decoding: bytes, as: UTF8.self)
    }
}

/// A device of the running daemon, which hands its readings to this tool until the connection ends.
struct DaemonTest: TestSource {
    let client: LaneClient

    func next(within limit: Duration) throws -> TestLine? {
        while let line = try client.line(within: limit) {
            switch try LaneMessage(line: line) {
            case .tested:
                // {"jsonrpc":"2.0","method":"test","params":{…}}: what is between the last two
                // braces' partners.
                guard let start = line.dropFirst().firstIndex(of: UInt8(ascii: "{")) else {
                    continue
                }
                return try TestLine(json: line[start...].dropLast())
            case .testEnded(_, let reason):
                throw CommandFailure(
                    "the daemon ended the test (\(reason)): ten minutes are the limit; start it again"
                )
            case .bye(let reason):
                throw CommandFailure(
                    "the gateway closed the connection: \(reason)", code: .unavailable)
            default: continue
            }
        }
        return nil
    }
}
