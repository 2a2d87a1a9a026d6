public import Identity

/// Decodes an MSR605 or MSR606 reader and writer on a serial line, and arms it for the next card
/// after each.
///
/// The reader sends `ESC s`, then for each track `ESC` and its number (1 to 3) and its text, then
/// `? FS ESC` and a status. In raw mode a length and bits stand for each text, and parity and LRC
/// are verified here; otherwise the reader did it.
public struct MSRDecoder: Decoder {
    private enum Phase {
        case between
        /// After an ESC between answers.
        case escape
        /// Between tracks: an ESC must come, or the end.
        case started
        /// After an ESC within an answer.
        case marker
        case text
        case length
        case bits(left: Int)
        /// After the `?` that ends an answer.
        case mark
        /// After FS: ESC and the status.
        case end, status
        /// After what follows no grammar: a silence is awaited.
        case lost
    }

    /// How long a started answer may stay silent.
    public static let silence = Duration.seconds(1)
    private static let escape: UInt8 = 0x1B
    private static let fileSeparator: UInt8 = 0x1C
    private static let good = UInt8(ascii: "0")

    private let readsBits: Bool
    private var phase = Phase.between
    private var lastByte = Instant(nanoseconds: 0)
    /// The track that is coming; 0 before the first.
    private var number = 0
    private var tracks = (Bytes<256>(), Bytes<256>(), Bytes<256>())
    private var unreadable: Tracks.Set3 = []

    /// - Parameter readsBits: Whether the reader is asked for the tracks' bits.
    public init(readsBits: Bool = false) {
        self.readsBits = readsBits
    }

    public var deadline: Instant? {
        switch phase {
        case .between: nil
        default: lastByte + Self.silence
        }
    }

    public mutating func opened(at now: Instant, into output: inout Output) {
        reset(into: &output)
        output.state(.ready)
    }

    private func reset(into output: inout Output) {
        // Reset; in raw mode eight bits a byte, so that the bits come as they are on the stripe.
        output.send(
            Bytes<16>(readsBits ? "\u{1B}a\u{1B}o\u{8}\u{8}\u{8}\u{1B}m" : "\u{1B}a\u{1B}r"))
    }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        expire(at: now, &output)
        for index in bytes.indices {
            lastByte = now
            do throws(Fault) {
                guard try take(bytes[index]) else { continue }
                defer { removeAll() }
                arm(&output)
                try read(status: bytes[index], into: &output)
            } catch {
                output.report(error, of: .magstripe)
            }
        }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        lastByte = now
        if case .lost = phase { return }
        removeAll()
        phase = .lost
        output.report(.badParity, of: .magstripe)
    }

    private mutating func expire(at now: Instant, _ output: inout Output) {
        guard now - lastByte >= Self.silence else { return }
        switch phase {
        case .between: return
        case .lost: break
        default: output.report(.truncated, of: .magstripe)
        }
        removeAll()
        // It may have stopped in the middle: from the beginning.
        reset(into: &output)
    }

    private mutating func removeAll() {
        phase = .between
        number = 0
        tracks.0.removeAll()
        tracks.1.removeAll()
        tracks.2.removeAll()
        unreadable = []
    }

    private func arm(_ output: inout Output) {
        output.send(Bytes<16>(readsBits ? "\u{1B}m" : "\u{1B}r"))
    }

    /// Takes a byte; true when it was an answer's last, its status.
    private mutating func take(_ byte: UInt8) throws(Fault) -> Bool {
        switch phase {
        case .lost: break
        case .between:
            guard byte == Self.escape else { throw lose(.badFrame) }
            phase = .escape
        case .escape:
            // Anything but a card is an answer to a command, of one character; that to a setting
            // has the setting behind.
            phase = byte == UInt8(ascii: "s") ? .started : .between
            if byte == Self.good, readsBits { phase = .bits(left: 3) }
        case .started:
            if byte == UInt8(ascii: "?") {
                phase = .mark
            } else {
                guard byte == Self.escape else { throw lose(.badFrame) }
                phase = .marker
            }
        case .marker: try takeMarker(byte)
        case .text: try takeText(byte)
        case .length: phase = byte == 0 ? .started : .bits(left: Int(byte))
        case .bits(let left): takeBits(byte, left)
        case .mark:
            guard byte == Self.fileSeparator else { throw lose(.badFrame) }
            phase = .end
        case .end:
            guard byte == Self.escape else { throw lose(.badFrame) }
            phase = .status
        case .status: return true
        }
        return false
    }

    /// After ESC: the next track's number, or a word on the one that is coming.
    private mutating func takeMarker(_ byte: UInt8) throws(Fault) {
        switch byte {
        case 1...3 where Int(byte) > number:
            number = Int(byte)
            phase = readsBits ? .length : .text
        case UInt8(ascii: "+") where number > 0:
            // Nothing on the track.
            phase = .text
        case UInt8(ascii: "*") where number > 0:
            unreadable.insert(Tracks.Set3(rawValue: 1 << UInt8(number - 1)))
            phase = .text
        default: throw lose(.badFrame)
        }
    }

    private mutating func takeText(_ byte: UInt8) throws(Fault) {
        switch byte {
        case Self.escape: phase = .marker
        case Self.fileSeparator:
            // The `?` before it ends the answer, not the track.
            let count = self[number].count
            guard count > 0, self[number][count - 1] == UInt8(ascii: "?") else {
                throw lose(.badFrame)
            }
            self[number].truncate(to: count - 1)
            phase = .end
        default:
            self[number].append(byte)
            if self[number].count > 128 { throw lose(.tooLong) }
        }
    }

    private mutating func takeBits(_ byte: UInt8, _ left: Int) {
        if number > 0 { self[number].append(byte) }
        if left > 1 {
            phase = .bits(left: left - 1)
        } else {
            phase = number > 0 ? .started : .between
        }
    }

    private mutating func lose(_ fault: Fault) -> Fault {
        removeAll()
        phase = .lost
        return fault
    }

    private subscript(number: Int) -> Bytes<256> {
        get {
            switch number {
            case 1: tracks.0
            case 2: tracks.1
            default: tracks.2
            }
        }
        set {
            switch number {
            case 1: tracks.0 = newValue
            case 2: tracks.1 = newValue
            default: tracks.2 = newValue
            }
        }
    }

    private func read(
        status: UInt8, into output: inout Output
    ) throws(Fault) {
        var message = TrackMessage()
        defer { message.removeAll() }
        for number in 1...3 {
            let track = self[number]
            if unreadable.contains(Tracks.Set3(rawValue: 1 << UInt8(number - 1))) {
                message.addUnreadable(number: number)
            } else if !track.isEmpty {
                try add(track, number, to: &message)
            }
        }
        // A status that says error makes the tracks beside it worthless.
        guard status == Self.good else {
            throw message.isEmpty || !unreadable.isEmpty ? .badTrack : .readError
        }
        try message.read(into: &output)
    }

    private func add(
        _ track: Bytes<256>, _ number: Int, to message: inout TrackMessage
    ) throws(Fault) {
        if readsBits {
            let bits = StripeBits(track.span, order: .mostSignificantFirst)
            let codes: [TrackCode] = number == 1 ? [.sevenBit] : [.fiveBit, .sevenBit]
            do throws(Fault) {
                try message.add(try bits.track(in: codes).text.span, number: number)
            } catch {
                // One bad track does not make the others worthless.
                if error != .noData { message.addUnreadable(number: number) }
            }
        } else if track[track.count - 1] == UInt8(ascii: "?") {
            try message.add(track.span, number: number)
        } else {
            message.add(data: track.span, number: number)
        }
    }
}
