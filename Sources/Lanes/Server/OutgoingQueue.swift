/// Lines that a client has not taken yet.
///
/// As long as a client keeps up, its lines go from the staging buffer straight to the socket and
/// nothing is queued. What does not go is queued line by line, with a bound: past it the oldest
/// events are dropped (from here only: they are in the journal) and the client is told which.
struct OutgoingQueue {
    /// An event's place in one subscription.
    struct Mark: Equatable {
        var subscription: Int
        var sequence: Int64
    }

    /// Events of one subscription that were dropped since it was last told.
    struct Loss: Equatable {
        var subscription: Int
        var dropped: Int
        var from: Int64
        var to: Int64
    }

    private struct Line {
        var bytes: [UInt8]
        /// Nil for replies and notices, which are never dropped.
        var event: Mark?
    }

    static let maxEvents = 1024
    static let maxBytes = 1 << 20

    private var lines: [Line] = []
    /// How many of `lines` are gone already; they are removed together now and then.
    private var first = 0
    /// How many bytes of the first line are written.
    private var written = 0
    private(set) var events = 0
    private(set) var byteCount = 0
    private(set) var losses: [Loss] = []

    /// Whether nothing is left to write or to tell.
    var isEmpty: Bool { first == lines.count && losses.isEmpty }

    /// Whether the next event will push one out.
    var isFull: Bool { events >= Self.maxEvents || byteCount >= Self.maxBytes }

    /// Queues a line; `written` bytes of it are out already (only ever of the first one).
    mutating func append(_ bytes: [UInt8], event: Mark?, written: Int = 0) {
        if first == lines.count { self.written = written }
        lines.append(Line(bytes: bytes, event: event))
        byteCount += bytes.count
        if event != nil { events += 1 }
        while events > Self.maxEvents || byteCount > Self.maxBytes, dropOldestEvent() {}
    }

    /// Hands the bytes to `write`, which says how many it took (nil: none now), until it takes no
    /// more.
    ///
    /// A loss is told before the next event, between two lines, and no sooner than its line goes
    /// out: what is dropped until then adds to it, so that a client that takes nothing is owed one
    /// line for each subscription, not thousands.
    /// - Parameter notice: The line that tells a loss; nil where nobody is to be told any more.
    /// - Returns: Whether everything is out.
    mutating func drain<Failure: Error>(
        telling notice: (Loss) -> [UInt8]?,
        _ write: (borrowing Span<UInt8>) throws(Failure) -> Int?
    ) throws(Failure) -> Bool {
        while !isEmpty {
            if written == 0, let loss = losses.first {
                if let line = notice(loss) {
                    guard let count = try write(line.span) else { return false }
                    if count < line.count { begin(line, written: count) }
                }
                losses.removeFirst()
                continue
            }
            let line = lines[first].bytes
            guard let count = try write(line.span.extracting(written...)) else { return false }
            written += count
            guard written == line.count else { return false }
            removeFirst()
        }
        return true
    }

    /// Puts a line of which a part is out before all others.
    private mutating func begin(_ bytes: [UInt8], written: Int) {
        lines.insert(Line(bytes: bytes, event: nil), at: first)
        byteCount += bytes.count
        self.written = written
    }

    /// Forgets what belongs to a subscription that ended.
    mutating func forget(subscription: Int) {
        losses.removeAll { $0.subscription == subscription }
    }

    private mutating func removeFirst() {
        let line = lines[first]
        byteCount -= line.bytes.count
        if line.event != nil { events -= 1 }
        lines[first].bytes = []
        first += 1
        written = 0
        compact()
    }

    private mutating func dropOldestEvent() -> Bool {
        let start = first + (written > 0 ? 1 : 0)
        guard let index = lines[start...].firstIndex(where: { $0.event != nil }),
            let mark = lines[index].event
        else { return false }
        byteCount -= lines[index].bytes.count
        events -= 1
        if index == first {
            lines[first].bytes = []
            first += 1
            compact()
        } else {
            lines.remove(at: index)
        }
        note(mark)
        return true
    }

    private mutating func note(_ mark: Mark) {
        for index in losses.indices where losses[index].subscription == mark.subscription {
            losses[index].dropped += 1
            losses[index].to = mark.sequence
            return
        }
        losses.append(
            Loss(
                subscription: mark.subscription, dropped: 1, from: mark.sequence,
                to: mark.sequence))
    }

    private mutating func compact() {
        if first == lines.count {
            lines.removeAll(keepingCapacity: lines.count <= Self.maxEvents)
            first = 0
        } else if first >= Self.maxEvents {
            lines.removeSubrange(..<first)
            first = 0
        }
    }
}
