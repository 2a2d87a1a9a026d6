import Identity

/// A label that may come in several reports: its parts, put together under a limit of length and of
/// time.
struct LabelParts: Sendable {
    /// How long the next part may be awaited.
    static let silence = Duration.seconds(1)

    /// The parts so far.
    private(set) var text = Bytes<2112>()
    /// Whether the next part is awaited.
    private(set) var isUnderWay = false
    /// Whether the label was dropped and the rest of its parts is still to come.
    private(set) var isDropping = false
    private var lastPart = Instant(nanoseconds: 0)

    /// When the next part will have been awaited for too long; nil when none is.
    var deadline: Instant? { isUnderWay ? lastPart + Self.silence : nil }

    /// Drops a label whose next part did not come.
    mutating func expire(at now: Instant) throws(Fault) {
        guard isUnderWay || isDropping, now - lastPart >= Self.silence else { return }
        let isCut = isUnderWay
        removeAll()
        if isCut { throw .truncated }
    }

    /// Takes a part; true when the label is complete. `tooLong` drops the label with all its parts.
    mutating func take(
        _ part: borrowing Span<UInt8>, hasMore: Bool, at now: Instant
    ) throws(Fault) -> Bool {
        lastPart = now
        guard !isDropping else {
            isDropping = hasMore
            return false
        }
        text.append(contentsOf: part)
        isUnderWay = hasMore
        guard text.count <= Reading.capacity, !text.overflowed else {
            drop(hasMore: hasMore, at: now)
            throw .tooLong
        }
        return !hasMore
    }

    /// Forgets the label; the parts that are still to come pass without a word.
    mutating func drop(hasMore: Bool, at now: Instant) {
        removeAll()
        isDropping = hasMore
        lastPart = now
    }

    /// Forgets the label because something of it was lost; the parts that may still come pass
    /// without a word.
    mutating func abandon(at now: Instant) {
        drop(hasMore: isUnderWay || isDropping, at: now)
    }

    /// Overwrites the text and forgets the label.
    mutating func removeAll() {
        text.removeAll()
        isUnderWay = false
        isDropping = false
    }
}
