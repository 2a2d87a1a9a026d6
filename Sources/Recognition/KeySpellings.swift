import Decoding
import Identity

extension SpellingList {
    /// What else an iButton's number may be written as: in the other byte order, and as its serial
    /// number alone. Readers and back offices have one key in each of these ways; which order a
    /// text has its CRC says.
    mutating func appendKey(_ text: borrowing Span<UInt8>) {
        guard let number = OneWireROM(printed: text) else { return }
        let other = OneWireROM(wire: number.wire.byteSwapped)
        let key = number.fault == nil ? number : other
        guard key.fault == nil else { return }
        append(.otherOrder, Bytes(other.printed.span))
        append(.serialNumber, Bytes(key.printed.span.extracting(2..<14)))
    }
}
