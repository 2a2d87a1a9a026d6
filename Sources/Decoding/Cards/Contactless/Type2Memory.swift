/// The memory of an NFC Forum Type 2 tag, read sixteen bytes at a time: where its NDEF message is.
struct Type2Memory: Sendable {
    /// What came of a read.
    enum Outcome: Equatable {
        /// More must be read.
        case more
        case message([UInt8])
        case none
    }

    /// What a read gives, in bytes; its four pages.
    static let readLength = 16
    private static let maxLength = 2048

    /// From page 0.
    private var bytes: [UInt8] = []

    /// The page to read next.
    var nextPage: Int { bytes.count / 4 }

    /// Takes what was read.
    mutating func take(_ read: ArraySlice<UInt8>) -> Outcome {
        guard read.count == Self.readLength else { return .none }
        bytes += read
        guard bytes.count >= 16, bytes[12] == 0xE1, bytes[13] >> 4 == 1 else { return .none }
        let dataLength = min(Int(bytes[14]) * 8, Self.maxLength)
        return message(in: dataLength)
    }

    /// Walks the TLVs of the data area, which begins at page 4. Byte ranges that control TLVs
    /// reserve are no data.
    private func message(in dataLength: Int) -> Outcome {
        var reserved: [Range<Int>] = []
        var place = 16
        let end = 16 + dataLength
        /// The next byte of data; nil when it is past what was read.
        func next() -> UInt8? {
            while let range = reserved.first(where: { $0.contains(place) }) {
                place = range.upperBound
            }
            guard place < end, place < bytes.count else { return nil }
            defer { place += 1 }
            return bytes[place]
        }
        func missing() -> Outcome { place < end ? .more : .none }
        while true {
            guard let tag = next() else { return missing() }
            if tag == 0x00 { continue }
            if tag == 0xFE { return .none }
            guard let short = next() else { return missing() }
            var length = Int(short)
            if short == 0xFF {
                guard let high = next(), let low = next() else { return missing() }
                length = Int(high) << 8 | Int(low)
            }
            guard length <= dataLength else { return .none }
            var value: [UInt8] = []
            for _ in 0..<length {
                guard let byte = next() else { return missing() }
                value.append(byte)
            }
            switch tag {
            case 0x01, 0x02:
                guard let range = Self.reservedRange(tag, value) else { return .none }
                reserved.append(range)
            case 0x03: return value.isEmpty ? .none : .message(value)
            default: continue
            }
        }
    }

    /// The bytes that a lock control or memory control TLV takes out of the data area (Type 2 Tag
    /// 1.1, 2.3.2 and 2.3.3).
    private static func reservedRange(_ tag: UInt8, _ value: [UInt8]) -> Range<Int>? {
        guard value.count == 3 else { return nil }
        let pageLength = 1 << Int(value[2] & 0x0F)
        let start = Int(value[0] >> 4) * pageLength + Int(value[0] & 0x0F)
        let size = value[1] == 0 ? 256 : Int(value[1])
        let count = tag == 0x01 ? (size + 7) / 8 : size
        return start..<start + count
    }
}
