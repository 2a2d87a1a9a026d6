import Identity
public import LaneLink
import Transport

/// A point-of-sale program that is none: it subscribes to a lane, takes its events and answers them.
///
/// One owner; it is a lane as long as it lives.
public final class PretendLane {
    private let client: LaneClient
    private let lane: String
    private var lastID: Int64 = 0
    /// Events that came while an answer was awaited.
    private var waiting: [LaneEvent] = []

    /// What the gateway said first; its `instance` and an event's `seq` are what one resumes after.
    public let hello: LaneMessage.Hello

    /// Connects and awaits the greeting.
    public init(socket: String, lane: String, within limit: Duration = .seconds(10)) throws {
        client = try LaneClient(path: socket)
        self.lane = lane
        guard case .hello(let hello)? = try client.message(within: limit) else {
            throw PretendLaneError.noGreeting
        }
        self.hello = hello
    }

    /// Where a subscription goes on.
    public enum After: Sendable {
        /// With the next event.
        case now
        /// After what this lane and client acknowledged last.
        case acknowledged
        case event(instance: String, seq: Int64)
    }

    /// Subscribes, and returns the gateway's answer (`resume`, `seq`, `count`).
    public func subscribe(
        client name: String = "pretend", after: After = .now, maxAgeMs: Int? = nil
    ) throws -> LaneMessage.Reply {
        try call("subscribe") { line in
            line.member("lane", string: lane)
            line.member("client", string: name)
            switch after {
            case .now: break
            case .acknowledged: line.member("after", word: "ack")
            case .event(let instance, let seq):
                line.key("after")
                line.raw("{")
                line.member("instance", string: instance)
                line.member("seq", integer: seq)
                line.raw("}")
            }
            if let maxAgeMs { line.member("maxAgeMs", integer: Int64(maxAgeMs)) }
        }
    }

    /// The next event; nil when `limit` passed.
    public func event(within limit: Duration = .seconds(10)) throws -> LaneEvent? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        let deadline = Instant.now + limit
        while let message = try client.message(within: max(deadline - .now, .zero)) {
            if case .event(let event) = message { return event }
        }
        return nil
    }

    /// Everything up to `seq` has been taken.
    public func acknowledge(_ seq: Int64) throws {
        _ = try call("ack") { line in
            line.member("lane", string: lane)
            line.member("seq", integer: seq)
        }
    }

    /// Answers a `choose`; returns the number of the event that follows.
    public func choose(_ candidate: String, of event: Int64) throws -> Int64? {
        try call("choose") { line in
            line.member("event", integer: event)
            line.member("candidate", string: candidate)
        }.seq
    }

    /// Calls a method and awaits its answer, keeping events that come before it.
    /// - Throws: `LaneMessage.Failure` when the gateway refused; `PretendLaneError.noAnswer`.
    @discardableResult
    public func call(
        _ method: String, within limit: Duration = .seconds(10),
        _ parameters: (inout LineBuffer) -> Void = { _ in }
    ) throws -> LaneMessage.Reply {
        lastID += 1
        var line = LineBuffer()
        line.raw("{\"jsonrpc\":\"2.0\"")
        line.member("id", integer: lastID)
        line.member("method", word: method)
        line.key("params")
        line.raw("{")
        parameters(&line)
        line.raw("}}\n")
        try client.send(bytes: line.bytes)

        let deadline = Instant.now + limit
        while let message = try client.message(within: max(deadline - .now, .zero)) {
            switch message {
            case .reply(lastID, let reply): return reply
            case .failure(let id, let failure) where id == lastID || id == nil: throw failure
            case .event(let event): waiting.append(event)
            default: break
            }
        }
        throw PretendLaneError.noAnswer(method: method)
    }
}

/// What a gateway did not do in time.
public enum PretendLaneError: Error, Equatable, CustomStringConvertible {
    case noGreeting
    case noAnswer(method: String)

    public var description: String {
        switch self {
        case .noGreeting: "the gateway accepted the connection and did not say hello"
        case .noAnswer(let method): "the gateway did not answer \(method) in time"
        }
    }
}
