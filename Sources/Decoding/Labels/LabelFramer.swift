public import Identity

/// Cuts a serial line into labels.
///
/// The terminator decides where a label ends. Silence only bounds the wait for it: a started label
/// that stays silent for a second is dropped, so that it never joins the next one.
///
/// Some labels hold line ends themselves: a driving licence's PDF417, a contact card, JSON; and
/// some readers end each track of a swipe. These are kept whole until the line falls silent,
/// because their lines would pass as labels of their own, with a person's data in them.
public struct LabelFramer: Sendable {
    /// What a byte led to.
    public enum Step: Sendable, Equatable {
        /// Nothing to say yet.
        case pending
        /// A label is complete: take it from `label`, then call `removeAll()`.
        case label
        /// A label was dropped, or bytes stood outside of any.
        case fault(Fault)
    }

    private enum Phase {
        case between, inside
        /// Between STX and ETX.
        case framed
        /// Too long: its end is awaited.
        case dropping
        /// Too long within STX and ETX.
        case droppingFrame
        /// Several lines that belong together, which end with a silence.
        case lines
        /// Bytes that belong to nothing, already reported: until STX, or a silence.
        case stray
    }

    /// How long a started label may stay silent.
    public static let silence = Duration.seconds(1)
    /// The silence that ends lines that belong together.
    static let linesSilence = Duration.milliseconds(250)

    /// The label: without its terminator, with preamble and postamble. It has room for the longest
    /// reading, both affixes, the symbology identifier and the first character of the terminator.
    public private(set) var label = Bytes<2112>()
    /// Whether the label came between STX and ETX.
    public private(set) var isFramed = false
    private let ends: LabelEnd
    private let affixes: Affixes
    private var phase = Phase.between
    private var lastByte = Instant(nanoseconds: 0)
    /// The first byte of a label that ended the lines before it.
    private var carried: UInt8?
    /// The byte before this one.
    private var previous: UInt8 = 0

    public init(
        ends: LabelEnd = .auto, preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes()
    ) {
        self.ends = ends
        affixes = Affixes(preamble: preamble, postamble: postamble)
    }

    /// Whether no label is under way.
    public var isIdle: Bool {
        switch phase {
        case .between, .stray: true
        case .inside, .framed, .lines, .dropping, .droppingFrame: false
        }
    }

    /// When a started label will have been silent for too long; nil when none is started.
    public var deadline: Instant? {
        switch phase {
        case .inside, .framed: lastByte + Self.silence
        case .lines: lastByte + Self.linesSilence
        case .between, .dropping, .droppingFrame, .stray: nil
        }
    }

    /// Ends what has been silent for too long; to be called before the bytes of a feed are taken.
    public mutating func expire(at now: Instant) -> Step {
        let quiet = now - lastByte
        switch phase {
        case .lines where quiet >= Self.linesSilence:
            return finishLines()
        case .inside where quiet >= Self.silence, .framed where quiet >= Self.silence:
            removeAll()
            return .fault(.truncated)
        case .dropping, .droppingFrame, .stray:
            if quiet >= Self.silence { removeAll() }
            return .pending
        case .between, .inside, .framed, .lines:
            return .pending
        }
    }

    /// Forgets the label and what is under way.
    public mutating func removeAll() {
        label.removeAll()
        phase = .between
        guard let byte = carried else { return }
        carried = nil
        _ = start(with: byte)
    }

    public mutating func take(_ byte: UInt8, at now: Instant) -> Step {
        lastByte = now
        defer { previous = byte }
        switch phase {
        case .between: return start(with: byte)
        case .inside: return add(byte)
        case .framed: return addToFrame(byte)
        case .lines:
            guard label.span.endsLines(before: byte, after: affixes.preamble.count) else {
                return append(byte, otherwise: .stray)
            }
            carried = byte
            return finishLines()
        case .dropping:
            if ends(label: byte) { removeAll() }
            return .pending
        case .droppingFrame, .stray:
            if byte == Control.startOfText {
                beginFrame()
            } else if phase == .droppingFrame, byte == Control.endOfText {
                removeAll()
            }
            return .pending
        }
    }

    /// A character came damaged: the label it is part of is dropped to its end.
    public mutating func inputDamaged(at now: Instant) -> Fault? {
        lastByte = now
        switch phase {
        case .dropping, .droppingFrame, .stray: return nil
        case .between, .inside, .framed:
            let isInFrame = phase == .framed || ends == .stxEtx
            label.removeAll()
            phase = isInFrame ? .droppingFrame : .dropping
            return .badParity
        case .lines:
            label.removeAll()
            phase = .stray
            return .badParity
        }
    }

    /// Where the label's text stands between preamble and postamble, which must both be there.
    public mutating func body() throws(Fault) -> Range<Int> {
        try affixes.body(of: label.span)
    }

    private mutating func start(with byte: UInt8) -> Step {
        label.removeAll()
        isFramed = false
        if ends == .stxEtx {
            switch byte {
            case Control.startOfText: beginFrame()
            case Control.carriageReturn, Control.lineFeed: break
            default:
                phase = .stray
                return .fault(.badFrame)
            }
            return .pending
        }
        if ends == .auto, byte == Control.startOfText, !opensPreamble(byte) {
            beginFrame()
            return .pending
        }
        // An empty label is the second half of a terminator, or nothing.
        let isRest = byte == Control.lineFeed && afterReturn && ends == .cr
        guard !isRest, ends == .crlf || !ends(label: byte) else { return .pending }
        phase = .inside
        label.append(byte)
        return .pending
    }

    private mutating func add(_ byte: UInt8) -> Step {
        if ends(label: byte) {
            if label.span.opensLines(after: affixes.preamble.count) {
                phase = .lines
                return append(byte, otherwise: .stray)
            }
            if ends == .crlf { label.truncate(to: label.count - 1) }
            phase = .between
            return label.isEmpty ? .pending : .label
        }
        return append(byte, otherwise: .dropping)
    }

    private mutating func addToFrame(_ byte: UInt8) -> Step {
        switch byte {
        case Control.startOfText:
            beginFrame()
            return .fault(.truncated)
        case Control.endOfText:
            phase = .between
            return label.isEmpty ? .pending : .label
        default:
            return append(byte, otherwise: .droppingFrame)
        }
    }

    private mutating func append(_ byte: UInt8, otherwise next: Phase) -> Step {
        label.append(byte)
        guard label.overflowed else { return .pending }
        label.removeAll()
        phase = next
        return .fault(.tooLong)
    }

    /// A silence ends the lines; a licence that falls short of the length its header declares was
    /// cut.
    private mutating func finishLines() -> Step {
        phase = .between
        if let start = label.span.licenceStart(after: affixes.preamble.count) {
            guard let header = LicenceHeader(label.span.extracting(start..<label.count)),
                let length = header.length, label.count - start >= length
            else {
                removeAll()
                return .fault(.truncated)
            }
        }
        while let last = label.span.last, last < 0x20 { label.truncate(to: label.count - 1) }
        guard label.span.areLinesOfOne(after: affixes.preamble.count) else {
            removeAll()
            return .fault(.badFrame)
        }
        return .label
    }

    private mutating func beginFrame() {
        label.removeAll()
        isFramed = true
        phase = .framed
    }

    /// Whether a LF now is the second half of a terminator.
    private var afterReturn: Bool { previous == Control.carriageReturn }

    private func opensPreamble(_ byte: UInt8) -> Bool {
        !affixes.preamble.isEmpty && affixes.preamble[0] == byte
    }

    /// Whether `byte` ends a label that is not between STX and ETX.
    private func ends(label byte: UInt8) -> Bool {
        switch ends {
        case .auto: byte == Control.carriageReturn || byte == Control.lineFeed
        case .cr: byte == Control.carriageReturn
        case .lf: byte == Control.lineFeed
        case .crlf: byte == Control.lineFeed && afterReturn
        case .tab: byte == Control.tab
        case .stxEtx: false
        }
    }
}
