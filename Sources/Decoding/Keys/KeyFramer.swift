import Identity

/// Cuts what a reader of keys sends into lines: between STX and ETX, or up to CR or LF. STX begins
/// anew wherever it comes.
struct KeyFramer: Sendable {
    enum Step: Equatable {
        case pending
        /// A line is complete: take it from `text`, then call `removeAll()`.
        case line
        case fault(Fault)
    }

    private enum Phase { case between, inside, dropping }

    private(set) var text = Bytes<80>()
    private let silence: Duration
    private var phase = Phase.between
    private var lastByte = Instant(nanoseconds: 0)

    /// - Parameter silence: After so long, half a line is dropped.
    init(silence: Duration) {
        self.silence = silence
    }

    var isIdle: Bool { phase == .between }

    /// When what is under way is dropped.
    var deadline: Instant? { isIdle ? nil : lastByte + silence }

    mutating func removeAll() {
        text.removeAll()
        phase = .between
    }

    /// Ends what was silent for too long.
    mutating func expire(at now: Instant) -> Step {
        guard let deadline, deadline <= now else { return .pending }
        let isCut = phase == .inside
        removeAll()
        return isCut ? .fault(.truncated) : .pending
    }

    mutating func take(_ byte: UInt8, at now: Instant) -> Step {
        lastByte = now
        switch byte {
        case Control.startOfText:
            let isCut = phase == .inside && !text.isEmpty
            text.removeAll()
            phase = .inside
            return isCut ? .fault(.truncated) : .pending
        case Control.endOfText, Control.carriageReturn, Control.lineFeed:
            guard phase == .inside, !text.isEmpty else {
                removeAll()
                return .pending
            }
            phase = .between
            return .line
        default:
            guard phase != .dropping else { return .pending }
            phase = .inside
            guard byte.isPrintableASCII else { return drop(.badCharacter) }
            text.append(byte)
            return text.overflowed ? drop(.tooLong) : .pending
        }
    }

    /// A character came damaged: the line is dropped to its end.
    mutating func inputDamaged(at now: Instant) -> Step {
        lastByte = now
        return phase == .dropping ? .pending : drop(.badParity)
    }

    private mutating func drop(_ fault: Fault) -> Step {
        text.removeAll()
        phase = .dropping
        return .fault(fault)
    }
}
