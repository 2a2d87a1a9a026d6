public import Identity

/// Makes a reading of the text that a stripe reader sends: `%track 1?;track 2?+track 3?`, some of
/// it perhaps missing.
public struct StripeText: Sendable {
    /// The longest message, in bytes: three full tracks with sentinels, LRCs and separators, and
    /// room to spare.
    public static let capacity = 512

    /// Whether LRC characters follow the end sentinels.
    public let lrc: TrackLRC

    public init(lrc: TrackLRC = .auto) {
        self.lrc = lrc
    }

    /// Emits the reading of a message, none when it is empty. Line ends and tabs behind it are what
    /// the reader was set to end a swipe with. Text without any sentinel is a
    /// reading without tracks, for some readers print a card that way. `isFramed` says that it came
    /// between STX and ETX, where `F` instead of a track's data is an error word;
    /// `protection` is what the reader said beside the text.
    ///
    /// `tooLong`, `badParity`, `badCharacter`, `badFrame`, `truncated`, `badLRC`; `badTrack` when
    /// no track was decodable, `noData` when all are blank.
    public func read(
        _ message: Span<UInt8>, isFramed: Bool = false, protection: Protection = [],
        into output: inout Output
    ) throws(Fault) {
        var end = message.count
        while end > 0, message[end - 1].isTrackSeparator { end -= 1 }
        let message = message.extracting(first: end)
        guard !message.isEmpty else { return }
        guard message.count <= Self.capacity else { throw .tooLong }
        for index in message.indices where message[index] >= 0x80 || message[index] == Control.null
        {
            throw .badParity
        }
        if TrackStart(message[0], after: 0) != nil {
            return try readTracks(
                of: message, isFramed: isFramed, protection: protection, into: &output)
        }
        if let restored = Self.shifted(message) {
            do throws(Fault) {
                return try readTracks(
                    of: restored.span, isFramed: isFramed, protection: protection, into: &output)
            } catch {
                // Text that only begins like a card.
            }
        }
        try readText(message, protection: protection, into: &output)
    }

    /// Without knowing, tries the message as one without LRC characters, then with them: it cannot
    /// be both.
    private func readTracks(
        of message: Span<UInt8>, isFramed: Bool, protection: Protection,
        into output: inout Output
    ) throws(Fault) {
        let first: Fault
        do throws(Fault) {
            let hasLRC = lrc == .present
            return try TrackReader.read(
                message, hasLRC: hasLRC, isFramed: isFramed, protection: protection, into: &output)
        } catch {
            first = error
        }
        switch first {
        case .badFrame, .badCharacter, .truncated: break
        default: throw first
        }
        guard lrc == .auto else { throw first }
        do throws(Fault) {
            try TrackReader.read(
                message, hasLRC: true, isFramed: isFramed, protection: protection, into: &output)
        } catch {
            throw Self.endsInWrongLRC(message) ? .badLRC : first
        }
    }

    /// Whether the message is one that ends in `?` and one character: an LRC, but not the right
    /// one.
    private static func endsInWrongLRC(_ message: Span<UInt8>) -> Bool {
        message.count > 2 && message[message.count - 2] == UInt8(ascii: "?")
    }

    /// What is left of a sentinel means a lost start or end; without any it is text.
    private func readText(
        _ text: Span<UInt8>, protection: Protection, into output: inout Output
    ) throws(Fault) {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "%"), UInt8(ascii: ";"), UInt8(ascii: "?"): throw .badFrame
            case Control.tab: break
            case let byte where !byte.isPrintableASCII: throw .badCharacter
            default: break
            }
        }
        output.emit(.magstripe(text, tracks: Tracks(), protection: protection))
    }

    /// The message as it was before every key was pressed with the wrong Shift (US layout): a first
    /// `5`, `:` or `=` was `%`, `;` or `+`, and the last character a `?`. Nil when those sentinels
    /// do not show it.
    private static func shifted(_ message: Span<UInt8>) -> Bytes<512>? {
        guard TrackStart(message[0].shifted, after: 0) != nil,
            message.firstIndex(of: UInt8(ascii: "/")) != nil
        else { return nil }
        var restored = Bytes<512>()
        for index in message.indices { restored.append(message[index].shifted) }
        return restored
    }
}

extension UInt8 {
    /// The character on the same key with the other state of Shift (US layout).
    fileprivate var shifted: UInt8 {
        if isASCIILetter { return self ^ 0x20 }
        for key in shiftedKeys {
            if key.plain == self { return key.shifted }
            if key.shifted == self { return key.plain }
        }
        return self
    }
}

/// The keys of a US keyboard that are no letters.
private let shiftedKeys: [(plain: UInt8, shifted: UInt8)] = zip(
    "1234567890-=[]\\;'`,./".utf8, "!@#$%^&*()_+{}|:\"~<>?".utf8
).map { (plain: $0, shifted: $1) }
