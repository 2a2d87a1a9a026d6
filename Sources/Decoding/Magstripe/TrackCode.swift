public import Identity

/// How a track's characters are encoded (ISO/IEC 7811-2 and -6).
public enum TrackCode: Sendable, Equatable {
    /// Six bits and odd parity: track 1, and AAMVA's track 3. A character is its value + 0x20.
    case sevenBit
    /// Four bits and odd parity: track 2, and ISO's track 3. A character is its value + 0x30.
    case fiveBit

    /// The start sentinel's value: `%` or `;`.
    public var startSentinel: UInt8 { self == .sevenBit ? 0x05 : 0x0B }
    /// The end sentinel's value: `?`.
    public var endSentinel: UInt8 { self == .sevenBit ? 0x1F : 0x0F }
    /// What is added to a value to make it ASCII.
    public var base: UInt8 { self == .sevenBit ? 0x20 : 0x30 }
    /// How many bits a character has before its parity bit.
    public var dataBits: Int { self == .sevenBit ? 6 : 4 }

    private var mask: UInt8 { self == .sevenBit ? 0x3F : 0x0F }

    /// Whether the code has the ASCII character `byte`.
    public func contains(_ byte: UInt8) -> Bool {
        byte >= base && byte <= base + mask
    }

    /// The longitudinal redundancy check of a track: the exclusive or of all values from start to
    /// end sentinel, as an ASCII character. `data` is what stands between the sentinels, all of it
    /// of this code.
    public func lrc(of data: Span<UInt8>) -> UInt8 {
        lrc(of: data, startSentinel: startSentinel)
    }

    /// The same for a track with another start sentinel.
    public func lrc(of data: Span<UInt8>, startSentinel: UInt8) -> UInt8 {
        var value = startSentinel ^ endSentinel
        for index in data.indices { value ^= (data[index] &- base) & mask }
        return (value & mask) + base
    }

    /// The text of a track, with its sentinels and without its LRC, from the stripe's characters:
    /// one a byte, data bits low, the parity bit above them; first the start sentinel, last the
    /// LRC.
    ///
    /// `badParity` where a character's parity is not odd, `badFrame` without start sentinel,
    /// `truncated` without end sentinel or LRC, `badLRC`, `badLength` when characters follow the
    /// LRC.
    public func text(ofCharacters characters: Span<UInt8>) throws(Fault) -> Bytes<128> {
        var text = Bytes<128>()
        var sum: UInt8 = 0
        var ended = false
        for index in characters.indices {
            let character = characters[index]
            guard character < 1 << UInt8(dataBits + 1), character.nonzeroBitCount % 2 == 1 else {
                throw .badParity
            }
            let value = character & mask
            if ended {
                // The LRC's parity bit is over the LRC itself, not over a column.
                guard value == sum else { throw .badLRC }
                guard index == characters.count - 1 else { throw .badLength }
                return text
            }
            guard index > 0 || value == startSentinel else { throw .badFrame }
            sum ^= value
            text.append(value + base)
            guard !text.overflowed else { throw .tooLong }
            ended = value == endSentinel
        }
        throw .truncated
    }
}

/// Whether a reader sends each track's LRC as a character after the end sentinel. The raw value is
/// the word in settings.
public enum TrackLRC: String, Sendable, CaseIterable {
    /// It may; a character there is taken for one only if it is right.
    case auto
    /// It does: it must be there and right.
    case present
    /// It does not.
    case absent
}
