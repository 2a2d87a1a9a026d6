import Foundation
import Identity
import Simulator
import TestSupport
import Testing
import Transport

/// A lane program in a test: whatever comes is kept, in order, until the test asks for it.
final class Lane {
    /// A line that the gateway sent.
    struct Line {
        var text: String
        var message: LaneMessage

        /// What is the same for every client and every replay of an event: all but `seq`,
        /// `previous`, `stale` and `journaled`, which stand before it.
        var body: String {
            guard let start = text.range(of: #""lane":"#)?.lowerBound else { return "" }
            return String(text[start...].dropLast(2))
        }

        func has(_ json: String) -> Bool { text.contains(json) }
    }

    let name: String
    let client: LaneClient
    private(set) var hello: LaneMessage.Hello!
    /// What came and was not asked for yet.
    private(set) var waiting: [Line] = []
    /// Everything that came.
    private(set) var transcript = ""
    private var lastID = 0
    /// What the daemon says, for a test that fails.
    private let log: () -> String

    init(socket: String, name: String, log: @escaping () -> String) throws {
        self.name = name
        self.log = log
        client = try LaneClient(path: socket)
        hello = try wait(for: "hello") {
            if case .hello(let hello) = $0.message { hello } else { nil }
        }
    }

    // MARK: Receiving

    /// The first line that came or comes which `pick` makes something of; those before it stay.
    func wait<Wanted>(
        for what: String, within limit: Duration = patience, _ pick: (Line) -> Wanted?
    ) throws -> Wanted {
        for index in waiting.indices {
            guard let wanted = pick(waiting[index]) else { continue }
            waiting.remove(at: index)
            return wanted
        }
        let deadline = Instant.now + limit
        while let line = try next(within: max(.zero, deadline - .now)) {
            if let wanted = pick(line) { return wanted }
            waiting.append(line)
        }
        throw NotInTime(what: what, seen: "came: \(waiting.map(\.text)); the log: \(log())")
    }

    /// The next line of those that wait or come before `moment`; nil when there is none.
    func line(until moment: Instant) throws -> Line? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        return try next(within: max(.zero, moment - .now))
    }

    private func next(within limit: Duration) throws -> Line? {
        guard let bytes = try client.line(within: limit) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        transcript += text + "\n"
        return Line(text: text, message: try LaneMessage(line: bytes))
    }

    /// The next event; with `outcome` it must be of that one.
    func event(_ outcome: String? = nil) throws -> LaneEvent {
        let event = try wait(for: outcome ?? "an event") { $0.event }
        if let outcome { #expect(event.outcome == outcome, "\(event)") }
        return event
    }

    func eventLine() throws -> Line { try wait(for: "an event") { $0.event == nil ? nil : $0 } }

    /// The next `count` events.
    func events(_ count: Int) throws -> [LaneEvent] {
        try (0..<count).map { _ in try event() }
    }

    /// Waits until everything sent before has been answered, so that nothing of it is still to
    /// come.
    func settle() throws {
        try call("ping")
    }

    /// The events that came and were not asked for, after everything before has been handled.
    func settledEvents() throws -> [LaneEvent] {
        try settle()
        defer { waiting.removeAll { $0.event != nil } }
        return waiting.compactMap(\.event)
    }

    /// Waits for the end of the connection, and gives the lines that came before it.
    func awaitEnd() throws -> [Line] {
        let deadline = Instant.now + patience
        do {
            while let line = try next(within: max(.zero, deadline - .now)) { waiting.append(line) }
        } catch SocketError.closed {
            defer { waiting = [] }
            return waiting
        }
        throw NotInTime(what: "the connection's end", seen: "came: \(waiting.map(\.text))")
    }

    // MARK: Asking

    func send(_ line: String) throws { try client.send(line) }

    /// Calls a method with parameters written as JSON; throws the gateway's refusal.
    @discardableResult
    func call(_ method: String, _ parameters: String = "") throws -> LaneMessage.Reply {
        try answer(try request(method, parameters))
    }

    /// Sends a request and gives its id.
    func request(_ method: String, _ parameters: String = "") throws -> Int64 {
        lastID += 1
        try send(
            #"{"jsonrpc":"2.0","id":\#(lastID),"method":"\#(method)","params":{\#(parameters)}}"#)
        return Int64(lastID)
    }

    /// The answer to the request of that id.
    func answer(_ id: Int64) throws -> LaneMessage.Reply {
        try wait(for: "an answer") { line -> Result<LaneMessage.Reply, LaneMessage.Failure>? in
            switch line.message {
            case .reply(id, let reply): .success(reply)
            case .failure(id, let failure): .failure(failure)
            default: nil
            }
        }.get()
    }

    /// The refusal of a request: its code, and the word of `data.code`.
    func refusal(_ method: String, _ parameters: String = "") throws -> LaneMessage.Failure {
        do {
            try call(method, parameters)
        } catch let failure as LaneMessage.Failure {
            return failure
        }
        throw NotInTime(what: "a refusal of \(method)")
    }

    /// Subscribes this lane; `more` are further parameters as JSON, each after a comma.
    @discardableResult
    func subscribe(
        _ lane: String? = nil, client: String = "pos", after: String? = nil, _ more: String = ""
    ) throws -> LaneMessage.Reply {
        let place = after.map { #","after":\#($0)"# } ?? ""
        return try call(
            "subscribe", #""lane":"\#(lane ?? name)","client":"\#(client)"\#(place)\#(more)"#)
    }

    /// Subscribes after an event of this instance.
    @discardableResult
    func subscribe(after seq: Int64, client: String = "pos", _ more: String = "") throws
        -> LaneMessage.Reply
    {
        try subscribe(client: client, after: place(seq), more)
    }

    /// A place to resume from, as JSON.
    func place(_ seq: Int64) -> String { #"{"instance":"\#(hello.instance)","seq":\#(seq)}"# }

    func acknowledge(_ seq: Int64) throws {
        try call("ack", #""lane":"\#(name)","seq":\#(seq)"#)
    }
}

extension Lane.Line {
    var event: LaneEvent? {
        if case .event(let event) = message { event } else { nil }
    }
}
