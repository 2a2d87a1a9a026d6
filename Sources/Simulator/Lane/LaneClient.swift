import Identity
public import LaneLink
public import Transport

/// A lane's end of the lane socket, for tools, demonstrations and tests: lines out, lines in. It
/// waits where the gateway waits.
///
/// One owner; the connection ends with it.
public final class LaneClient {
    private let stream: UnixStream
    /// What came and was not yet taken: whole lines and the beginning of one.
    private var received: [UInt8] = []
    /// How much of `received` was searched for a line's end.
    private var searched = 0
    /// Lines that came while an answer was awaited.
    private var kept: [[UInt8]] = []
    private var lastID: Int64 = 0

    /// Connects to the gateway that listens at `path`.
    public init(path: String) throws(SocketError) {
        stream = try UnixStream.connect(path: path)
    }

    /// Sends a line; its LF is added.
    public func send(_ line: String) throws(SocketError) {
        try send(bytes: Array(line.utf8) + [0x0A])
    }

    /// Sends bytes as they stand.
    public func send(bytes: [UInt8]) throws(SocketError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if let count = try stream.write(Array(rest)) {
                rest = rest.dropFirst(count)
            } else {
                _ = try wait(for: .output, limit: nil)
            }
        }
    }

    /// The next line, without its LF.
    /// - Parameter limit: How long to wait; nil for as long as it takes.
    /// - Returns: Nil when the limit passed.
    /// - Throws: `.closed` when the gateway has closed the connection and there is no further line.
    public func line(within limit: Duration? = nil) throws(SocketError) -> [UInt8]? {
        if !kept.isEmpty { return kept.removeFirst() }
        return try newLine(until: limit.map { Instant.now + $0 })
    }

    private func newLine(until deadline: Instant?) throws(SocketError) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let line = takeLine() { return line }
            if let count = try stream.read(into: &chunk) {
                guard count > 0 else { throw .closed }
                received.append(contentsOf: chunk[..<count])
            } else {
                let left = deadline.map { max($0 - .now, .zero) }
                guard try wait(for: .input, limit: left) else { return nil }
            }
        }
    }

    /// The next line, read; otherwise as `line(within:)`.
    /// - Throws: `SocketError`, or `DecodingError` for a line that is not the protocol's.
    public func message(within limit: Duration? = nil) throws -> LaneMessage? {
        try line(within: limit).map { try LaneMessage(line: $0) }
    }

    /// Calls a method and awaits its answer; what else comes before it is kept for `line` and
    /// `message`.
    /// - Throws: `LaneMessage.Failure` when the gateway refused, `LaneClientError.noAnswer` when
    ///   `limit` passed.
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
        try send(bytes: line.bytes)

        let deadline = Instant.now + limit
        while let line = try newLine(until: deadline) {
            switch try LaneMessage(line: line) {
            case .reply(lastID, let reply): return reply
            case .failure(let id, let failure) where id == lastID || id == nil: throw failure
            default: kept.append(line)
            }
        }
        throw LaneClientError.noAnswer(method: method)
    }

    private func wait(for events: Events, limit: Duration?) throws(SocketError) -> Bool {
        do throws(SystemError) {
            return try !stream.descriptor.wait(for: events, limit: limit).isEmpty
        } catch {
            throw .system(error)
        }
    }

    private func takeLine() -> [UInt8]? {
        guard let end = received[searched...].firstIndex(of: 0x0A) else {
            searched = received.count
            return nil
        }
        let line = Array(received[..<end])
        received.removeSubrange(...end)
        searched = 0
        return line
    }
}

/// What a gateway did not do in time.
public enum LaneClientError: Error, Equatable, CustomStringConvertible {
    case noGreeting
    case noAnswer(method: String)

    public var description: String {
        switch self {
        case .noGreeting: "the gateway accepted the connection and did not say hello"
        case .noAnswer(let method): "the gateway did not answer \(method) in time"
        }
    }
}
