/// FNV-1a with 64 bits: tells torn and damaged records, and finds places in tables. No defence
/// against somebody who means harm.
public struct FNV1a: Sendable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    public mutating func combine(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    public mutating func combine(_ bytes: borrowing Span<UInt8>) {
        for index in bytes.indices { combine(bytes[index]) }
    }

    /// The eight bytes of a number, the lowest first.
    public mutating func combine(_ number: UInt64) {
        for byte in 0..<8 as Range<UInt64> {
            combine(UInt8(truncatingIfNeeded: number >> (8 * byte)))
        }
    }
}
