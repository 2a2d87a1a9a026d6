import Identity

/// Puts tracks that came one by one together as the text that a stripe reader sends: `%track
/// 1?;track 2?+track 3?`.
struct TrackMessage {
    private var text = Bytes<512>()

    /// Whether no track was added.
    var isEmpty: Bool { text.isEmpty }

    /// Adds a track with its sentinels, and perhaps its LRC character. A start sentinel that is
    /// another track's is replaced, for it is the place that says which track it is. `badFrame`
    /// where there is no start sentinel.
    mutating func add(_ track: borrowing Span<UInt8>, number: Int) throws(Fault) {
        guard !track.isEmpty, let start = Self.start(track[0], number) else { throw .badFrame }
        text.append(start)
        text.append(contentsOf: track.extracting(1..<track.count))
    }

    /// Adds a track's data without sentinels.
    mutating func add(data: borrowing Span<UInt8>, number: Int) {
        text.append(Self.plainStarts[number - 1])
        text.append(contentsOf: data)
        text.append(UInt8(ascii: "?"))
    }

    /// Adds a track that the reader could not decode.
    mutating func addUnreadable(number: Int) {
        text.append(Self.plainStarts[number - 1])
        text.append(UInt8(ascii: "E"))
        text.append(UInt8(ascii: "?"))
    }

    /// Emits the reading, after every check that tracks offer; one without text where nothing of a
    /// protected card may be seen. `noData` when there is no track.
    func read(
        protection: Protection = [], into output: inout Output
    ) throws(Fault) {
        guard !text.overflowed else { throw .tooLong }
        if !text.isEmpty {
            try StripeText().read(text.span, protection: protection, into: &output)
        } else if !protection.isEmpty {
            output.emit(.magstripe(Span(), tracks: Tracks(), protection: protection))
        } else {
            throw .noData
        }
    }

    /// Overwrites the text.
    mutating func removeAll() {
        text.removeAll()
    }

    private static let plainStarts: [UInt8] = Array("%;+".utf8)

    /// The start sentinel by which `StripeText` knows the track.
    private static func start(_ byte: UInt8, _ number: Int) -> UInt8? {
        let scalar = Unicode.Scalar(byte)
        switch (number, scalar) {
        case (1, "%"), (2, ";"), (2, "@"), (3, "+"), (3, "#"), (3, "&"), (3, "!"): return byte
        case (2, "%"): return UInt8(ascii: "@")
        case (3, ";"): return UInt8(ascii: "+")
        case (3, "%"): return UInt8(ascii: "#")
        default: return nil
        }
    }
}
