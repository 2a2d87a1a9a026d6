import Foundation
import Identity
import Simulator
import Testing
import Transport

/// What lanes may send by mistake, or on purpose. The daemon answers with the right error, and goes
/// on serving.
@Suite(.waiting) struct LaneNoiseTests {
    static func nested(_ open: String, _ close: String, _ depth: Int) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    static func request(_ method: String, _ params: String) -> String {
        #"{"jsonrpc":"2.0","id":7,"method":"\#(method)","params":\#(params)}"#
    }

    /// A line, the error's code, and whether its `id` comes back.
    static let lines: [(String, Int, Bool)] = [
        ("{", -32700, false), ("nonsense", -32700, false), ("{\"jsonrpc\":", -32700, false),
        ("}", -32700, false), (#"{"jsonrpc":"2.0","id":7,"method":"ping"} x"#, -32700, false),
        ("\u{0}", -32700, false), (request("ping", "{}") + "\u{0}", -32700, false),
        (#"{"jsonrpc":"2.0","id":7,"method":"pi\#u{0}ng"}"#, -32700, false),
        (#"{"jsonrpc":"2.0","id":7,"method":"\ud800"}"#, -32600, true),
        (nested("[", "]", 30_000), -32700, false),
        (nested("{\"a\":", "}", 10_000), -32700, false),
        (request("ping", "{\"a\":\(nested("[", "]", 20_000))}"), -32700, false),
        ("[]", -32600, false), ("[\(request("ping", "{}"))]", -32600, false),
        ("\"ping\"", -32600, false), ("42", -32600, false), ("null", -32600, false),
        ("{}", -32600, false), (#"{"jsonrpc":"1.0","id":7,"method":"ping"}"#, -32600, true),
        (#"{"id":7,"method":"ping"}"#, -32600, true), (#"{"jsonrpc":"2.0","id":7}"#, -32600, true),
        (#"{"jsonrpc":"2.0","id":7,"method":["ping"]}"#, -32600, true),
        (#"{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}"#, -32600, false),
        (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600, false),
        (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600, false),
        (#"{"jsonrpc":"2.0","id":18446744073709551616,"method":"ping"}"#, -32600, false),
        (request("pong", "{}"), -32601, true), (request("", "{}"), -32601, true),
        (request(String(repeating: "m", count: 10_000), "{}"), -32601, true),
        (request("ping\\u0000", "{}"), -32601, true),
        (request("subscribe", "{}"), -32602, true), (request("subscribe", "[]"), -32602, true),
        (request("subscribe", #"{"lane":7,"client":"pos"}"#), -32602, true),
        (request("subscribe", #"{"lane":"","client":"pos"}"#), -32602, true),
        (request("subscribe", #"{"lane":"L1","client":"a\u0000b"}"#), -32602, true),
        (
            request(
                "subscribe",
                "{\"lane\":\"L1\",\"client\":\"\(String(repeating: "c", count: 65))\"}"), -32602,
            true
        ),
        (request("subscribe", #"{"lane":"L1","client":"pos","after":"yesterday"}"#), -32602, true),
        (request("subscribe", #"{"lane":"L1","client":"pos","after":[1]}"#), -32602, true),
        (
            request("subscribe", #"{"lane":"L1","client":"pos","outcomes":["sold"]}"#), -32602,
            true
        ),
        (request("subscribe", #"{"lane":"L1","client":"pos","maxAgeMs":-1}"#), -32602, true),
        (request("ack", #"{"lane":"L1","seq":9223372036854775808}"#), -32602, true),
        (request("ack", #"{"lane":"L1","seq":1e999}"#), -32602, true),
        (request("ack", #"{"lane":"L1","seq":-9223372036854775808}"#), -32602, true),
        (request("ack", #"{"lane":"L1","seq":1.5}"#), -32602, true),
        (request("choose", #"{"event":1,"candidate":{}}"#), -32602, true),
        (request("identify", #"{"lane":"L1","by":[]}"#), -32602, true),
        (request("feedback", #"{"device":"front","signal":7}"#), -32602, true),
        (request("search", #"{"text":"a","limit":0}"#), -32602, true),
        (request("choose", #"{"event":9223372036854775807,"candidate":"1"}"#), -32002, true),
    ]

    @Test func `Every wrong line gets its own error, and the connection goes on`() throws {
        let shop = try Shop()
        for (text, code, hasID) in Self.lines {
            let lane = try shop.lane()
            try lane.send(text)
            let failure = try lane.wait(for: "an error for \(text.prefix(60))") { line in
                if case .failure(let id, let failure) = line.message { (id, failure) } else { nil }
            }
            #expect(failure.1.code == code, "\(text.prefix(60)): \(failure.1.message)")
            #expect(failure.0 == (hasID ? 7 : nil), "\(text.prefix(60))")
            try lane.settle()
        }
    }

    @Test(
        "Bytes that are not UTF-8 are no JSON, wherever they stand",
        arguments: [
            [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0x80],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) throws {
        let shop = try Shop()
        for place in [
            #"{"jsonrpc":"2.0","id":7,"method":"subscribe","params":{"lane":"@","client":"pos"}}"#,
            #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"@":1}}"#, "@",
        ] {
            let lane = try shop.lane()
            let halves = place.split(
                separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            try lane.client.send(
                bytes: Array(halves[0].utf8) + bytes + Array(halves[1].utf8) + [0x0A])
            let code = try lane.wait(for: "an error") { line -> Int? in
                if case .failure(nil, let failure) = line.message { failure.code } else { nil }
            }
            #expect(code == -32700)
        }
    }

    @Test func `A line of 64 KiB is taken, one byte more is not, and what follows is`() throws {
        let shop = try Shop()
        let lane = try shop.lane()
        func ping(of length: Int) -> String {
            let bare = #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":""}}"#
            let padding = String(repeating: "x", count: length - bare.utf8.count)
            return bare.replacing(#""a":"""#, with: #""a":"\#(padding)""#)
        }
        try lane.send(ping(of: 65_536))
        // It is read: its parameter is one that the method does not take.
        #expect(try lane.wait(for: "an answer") { $0.has(#""id":7,"error""#) ? true : nil })
        for length in [65_537, 1_000_000] {
            try lane.send(ping(of: length))
            let failure = try lane.wait(for: "an error") { line in
                if case .failure(nil, let failure) = line.message { failure } else { nil }
            }
            #expect(failure.code == -32700 && failure.data?.code == "lineTooLong")
            try lane.settle()
            #expect(lane.waiting.isEmpty, "more than one error for one line")
        }
    }

    @Test func `The third line that is no JSON ends the connection, with a reason`() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        for _ in 0..<2 { try lane.send("nonsense") }
        try lane.send(Self.request("nonsense", "{}"))
        try lane.settle()
        try lane.send(String(repeating: "x", count: 70_000))
        let last = try lane.awaitEnd()
        guard case .bye("badLines")? = last.last?.message else {
            Issue.record("\(last)")
            return
        }
        try shop.subscribed().settle()
    }

    @Test func `Half a request and a closed connection harm nobody`() throws {
        let shop = try Shop()
        let witness = try shop.subscribed(client: "witness")
        for line in [
            #"{"jsonrpc":"2.0","id":1,"me"#, "", "{\"", String(repeating: "y", count: 65_000),
        ] {
            let stream = try UnixStream.connect(path: shop.socket)
            _ = try stream.write(Array(line.utf8))
            stream.finishWriting()
        }
        try shop.scan("label")
        #expect(try witness.event("read").value == "label")
        #expect(shop.daemon?.isRunning == true)
    }

    @Test
    func
        `Of a hundred clients the first 64 are served, the others told why not, and room is made again`()
        throws
    {
        let shop = try Shop()
        var lanes: [Lane] = []
        for number in 0..<64 { lanes.append(try shop.subscribed(client: "client \(number)")) }
        for _ in 64..<100 {
            let client = try LaneClient(path: shop.socket)
            let line = try #require(try client.line(within: patience))
            #expect(String(decoding: line, as: UTF8.self).contains(#""reason":"tooManyClients""#))
            #expect(throws: SocketError.closed) { try client.line(within: patience) }
        }
        try shop.scan("label")
        for lane in lanes { #expect(try lane.event("read").value == "label") }
        lanes.removeFirst(10)
        try eventually("room for another client") { (try? shop.subscribed(client: "new")) != nil }
    }

    @Test func `Whoever asks and does not listen is not read any more, and nobody else notices`()
        throws
    {
        let shop = try Shop()
        let witness = try shop.subscribed(client: "witness")
        let before = shop.memory
        let flood = try UnixStream.connect(path: shop.socket)
        let ping = Array((#"{"jsonrpc":"2.0","id":1,"method":"ping"}"# + "\n").utf8)
        let many = (0..<400).flatMap { _ in ping }
        var sent = 0
        while sent < 64 << 20 {
            let rest = Array(many[(sent % ping.count)...])
            if let count = try flood.write(rest) {
                sent += count
            } else if try flood.descriptor.wait(for: .output, limit: .milliseconds(300)).isEmpty {
                break
            }
        }
        #expect(sent < 64 << 20, "the daemon kept reading")
        #expect(shop.memory - before < 16 << 20, "from \(before) to \(shop.memory) bytes")
        try shop.scan("label")
        #expect(try witness.event("read").value == "label")

        // Listening again, it gets an answer to each.
        var answers = -1
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while answers < sent / ping.count {
            guard let count = try flood.read(into: &chunk) else {
                try #require(
                    !(try flood.descriptor.wait(for: .input, limit: patience)).isEmpty,
                    "\(answers) of \(sent / ping.count) answers")
                continue
            }
            try #require(count > 0)
            answers += chunk[..<count].count { $0 == 0x0A }
        }
        #expect(answers == sent / ping.count)
    }
}
