import Identity
import LaneLink
import Transport

/// A point-of-sale program that is none: it subscribes to a lane, takes its events and answers
/// them.
///
/// One owner; it is a lane as long as it lives.
public final class PretendLane {
    /// For what this type has no words for.
    public let client: LaneClient
    private let lane: String

    /// What the gateway said first; its `instance` and an event's `seq` are what one resumes after.
    public let hello: LaneMessage.Hello

    /// Connects and awaits the greeting.
    public init(socket: String, lane: String, within limit: Duration = .seconds(10)) throws {
        client = try LaneClient(path: socket)
        self.lane = lane
        guard case .hello(let hello)? = try client.message(within: limit) else {
            throw LaneClientError.noGreeting
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
        try client.call("subscribe") { line in
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
        let deadline = Instant.now + limit
        while let message = try client.message(within: max(deadline - .now, .zero)) {
            if case .event(let event) = message { return event }
        }
        return nil
    }

    /// Everything up to `seq` has been taken.
    public func acknowledge(_ seq: Int64) throws {
        _ = try client.call("ack") { line in
            line.member("lane", string: lane)
            line.member("seq", integer: seq)
        }
    }

    /// Answers a `choose`; returns the number of the event that follows.
    public func choose(_ candidate: String, of event: Int64) throws -> Int64? {
        try client.call("choose") { line in
            line.member("event", integer: event)
            line.member("candidate", string: candidate)
        }.seq
    }
}
