import Identity

/// How the kernel marks what is wrong with a character, with INPCK and PARMRK set (termios(3)): `FF
/// 00 c` is a character c with wrong parity or framing, `FF 00 00` a break, and a true 0xFF comes
/// as `FF FF`.
package enum InputMarks {
    /// The beginning of a mark whose end is not read yet: `FF` or `FF 00`.
    package struct Held: Equatable, Sendable {
        /// 0 to 2 bytes.
        package var count = 0

        package init(count: Int = 0) {
            self.count = count
        }
    }

    /// The piece at `start`, and where the next begins; nil at the end and at a mark that is cut.
    package static func piece(
        in bytes: borrowing Span<UInt8>, _ start: Int
    ) -> (piece: InputPiece, end: Int)? {
        guard start < bytes.count else { return nil }
        if bytes[start] == 0xFF { return mark(in: bytes, start) }
        let end = bytes.firstIndex(of: 0xFF, from: start) ?? bytes.count
        // A doubled 0xFF ends the run with its first half.
        if end + 1 < bytes.count, bytes[end + 1] == 0xFF {
            return (.bytes(start..<end + 1), end + 2)
        }
        return (.bytes(start..<end), end)
    }

    private static func mark(
        in bytes: borrowing Span<UInt8>, _ start: Int
    ) -> (piece: InputPiece, end: Int)? {
        guard start + 1 < bytes.count else { return nil }
        switch bytes[start + 1] {
        case 0xFF:
            return (.bytes(start..<start + 1), start + 2)
        case 0x00:
            guard start + 2 < bytes.count else { return nil }
            return (bytes[start + 2] == 0 ? .breakCondition : .badCharacter, start + 3)
        default:
            // The kernel sends no such thing.
            return (.badCharacter, start + 1)
        }
    }

    /// What at the end of `bytes` is the beginning of a mark.
    package static func tail(of bytes: borrowing Span<UInt8>) -> Held {
        var position = 0
        while let (_, end) = piece(in: bytes, position) { position = end }
        return Held(count: bytes.count - position)
    }
}
