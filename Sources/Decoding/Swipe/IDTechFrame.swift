import Identity

/// A swipe in ID TECH's secure output format: STX, length (low byte first), card data, the
/// exclusive or and the sum of the card data, ETX (80096504-001, 10).
///
/// The card data begins with type, track status and the lengths of the three tracks. A type with
/// bit 7 is the *enhanced* layout, where two more bytes say what was sent.
enum IDTechFrame {
    /// STX, two bytes of length; two of checks, ETX.
    static let overhead = 6
    private static let enhanced: UInt8 = 0x80

    /// How long the frame is that begins `bytes`; nil until that can be told.
    static func length(_ bytes: borrowing Span<UInt8>) -> Int? {
        guard bytes.count >= 3 else { return nil }
        return overhead + Int(bytes[1]) + Int(bytes[2]) << 8
    }

    /// Emits the reading of a whole frame. `badFrame`, `badLRC`, `badChecksum`, `badLength`, and
    /// what tracks can be.
    static func read(
        _ frame: borrowing Span<UInt8>, into output: inout Output
    ) throws(Fault) {
        guard frame.count > overhead, frame[0] == Control.startOfText,
            length(frame) == frame.count, frame[frame.count - 1] == Control.endOfText
        else { throw .badFrame }
        let data = frame.extracting(3..<frame.count - 3)
        var lrc: UInt8 = 0
        var sum: UInt8 = 0
        for index in data.indices {
            lrc ^= data[index]
            sum &+= data[index]
        }
        guard lrc == frame[frame.count - 3] else { throw .badLRC }
        guard sum == frame[frame.count - 2] else { throw .badChecksum }
        try read(cardData: data, into: &output)
    }

    private static func read(
        cardData data: borrowing Span<UInt8>, into output: inout Output
    ) throws(Fault) {
        guard data.count >= 5 else { throw .badLength }
        let isEnhanced = data[0] & enhanced != 0
        let headerLength = isEnhanced ? 7 : 5
        guard data.count >= headerLength else { throw .badLength }
        let type = data[0] & ~enhanced
        // Raw: samples of the stripe, all encrypted.
        if type == 0x04 { return try TrackMessage().read(protection: .encrypted, into: &output) }
        guard type == 0x00 || type == 0x01 || type == 0x03 else { throw .badFrame }
        // In the original layout a card with account data is encrypted, any other is not.
        let isSecret = isEnhanced ? data[6] & 0x87 != 0 : type == 0x00 && (data[2] | data[3]) != 0
        var message = TrackMessage()
        defer { message.removeAll() }
        var start = headerLength
        for number in 1...3 {
            let bit = UInt8(1) << UInt8(number - 1)
            // Bits 0 to 2: decoded, or empty. Bits 3 to 5: there was something to decode.
            if data[1] & bit == 0, data[1] & bit << 3 != 0 {
                message.addUnreadable(number: number)
                continue
            }
            let length = Int(data[1 + number])
            guard length > 0, !isEnhanced || data[5] & bit != 0 else { continue }
            guard start + length <= data.count else { throw .badLength }
            try message.add(data.extracting(start..<start + length), number: number)
            start += length
        }
        try message.read(protection: isSecret ? .encrypted : [], into: &output)
    }
}
