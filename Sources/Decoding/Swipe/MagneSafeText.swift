import Identity

/// What a MagneSafe reader in keyboard mode types: the masked tracks, then fields after `|`
/// (99875475, 4): encryption status, the three tracks once more (as hexadecimal digits when
/// encrypted, clear when not), MagnePrint status and data, serial number, session, key serial
/// number, CRC, encrypted CRC, format code.
///
/// Only the masked tracks are read: the others are secret whatever they hold.
enum MagneSafeText {
    private static let separator = UInt8(ascii: "|")
    /// How many `|` there are.
    private static let separators = 12
    private static let crcField = 10
    /// Of the status' first byte, which is its low one here.
    private static let encrypts: UInt8 = 0x04

    /// Whether a text has the form.
    static func matches(_ text: borrowing Span<UInt8>) -> Bool {
        var count = 0
        for index in text.indices where text[index] == separator { count += 1 }
        return count == separators
    }

    /// Emits the reading. `badChecksum` where the CRC is wrong, `badFrame` where the fields are not
    /// what they must be, and what tracks can be.
    static func read(
        _ text: borrowing Span<UInt8>, into output: inout Output
    ) throws(Fault) {
        let crc = field(crcField, of: text)
        guard crc.count == 4, let low = text.hexadecimalByte(at: crc.lowerBound),
            let high = text.hexadecimalByte(at: crc.lowerBound + 2)
        else { throw .badFrame }
        // It covers everything up to and including the `|` before it.
        let sum = CRC16.ccittFalse(text.extracting(first: crc.lowerBound))
        guard sum == UInt16(high) << 8 | UInt16(low) else { throw .badChecksum }
        let status = field(1, of: text)
        guard status.count == 4, let flags = text.hexadecimalByte(at: status.lowerBound) else {
            throw .badFrame
        }
        let hasSecret = (2...4).contains { !field($0, of: text).isEmpty }
        let isEncrypted = flags & encrypts != 0 && hasSecret
        let protection: Protection = isEncrypted ? .encrypted : []
        let tracks = text.extracting(field(0, of: text))
        guard !tracks.isEmpty else {
            return try TrackMessage().read(protection: protection, into: &output)
        }
        try StripeText().read(tracks, protection: protection, into: &output)
    }

    /// Where the field with this number stands; 0 is what is before the first `|`.
    private static func field(_ number: Int, of text: borrowing Span<UInt8>) -> Range<Int> {
        var start = 0
        for _ in 0..<number {
            guard let next = text.firstIndex(of: separator, from: start) else {
                return text.count..<text.count
            }
            start = next + 1
        }
        return start..<(text.firstIndex(of: separator, from: start) ?? text.count)
    }
}

/// The cyclic redundancy check that MagneSafe readers type.
enum CRC16 {
    /// Polynomial 0x1021 from 0xFFFF, nothing reflected: CRC-16/CCITT-FALSE.
    static func ccittFalse(_ bytes: borrowing Span<UInt8>) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        for index in bytes.indices {
            crc ^= UInt16(bytes[index]) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        return crc
    }
}

extension Span where Element == UInt8 {
    /// The byte that two hexadecimal digits at `index` make; nil where no two stand.
    func hexadecimalByte(at index: Int) -> UInt8? {
        guard index >= 0, index + 2 <= count, let high = self[index].hexadecimalDigit,
            let low = self[index + 1].hexadecimalDigit
        else { return nil }
        return high << 4 | low
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit, of either case.
    fileprivate var hexadecimalDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - 0x37
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - 0x57
        default: nil
        }
    }
}
