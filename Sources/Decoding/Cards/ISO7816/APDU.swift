/// A command to a card (ISO/IEC 7816-4, 5.1); only short ones are needed.
struct APDU: Sendable, Equatable {
    var cla: UInt8
    var ins: UInt8
    var p1: UInt8
    var p2: UInt8
    /// At most 255 bytes.
    var data: [UInt8] = []
    /// How many bytes are expected, 1 to 256; nil where none are.
    var expected: Int?

    init(
        _ cla: UInt8, _ ins: UInt8, _ p1: UInt8, _ p2: UInt8, data: [UInt8] = [],
        expected: Int? = nil
    ) {
        (self.cla, self.ins, self.p1, self.p2) = (cla, ins, p1, p2)
        self.data = data
        self.expected = expected
    }

    /// SELECT by name: the whole name of an application, or its beginning.
    static func select(application name: [UInt8]) -> APDU {
        APDU(0x00, 0xA4, 0x04, 0x00, data: name, expected: 256)
    }

    /// The command as APDU-level readers and T=1 take it.
    var bytes: [UInt8] {
        var bytes = [cla, ins, p1, p2]
        if !data.isEmpty { bytes += [UInt8(data.count)] + data }
        if let expected { bytes.append(UInt8(truncatingIfNeeded: expected)) }
        return bytes
    }

    /// The command as T=0 takes it: with data it has no expected length, and it always has a P3.
    var t0Bytes: [UInt8] {
        let head = [cla, ins, p1, p2]
        if !data.isEmpty { return head + [UInt8(data.count)] + data }
        return head + [UInt8(truncatingIfNeeded: expected ?? 0)]
    }
}

/// A card's answer: data and two status bytes.
struct APDUAnswer: Equatable {
    /// At least two bytes.
    private let bytes: [UInt8]

    /// Nil for fewer than two bytes, which are no answer.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 2 else { return nil }
        self.bytes = bytes
    }

    var data: ArraySlice<UInt8> { bytes.dropLast(2) }
    /// SW1 and SW2.
    var status: UInt16 { UInt16(bytes[bytes.count - 2]) << 8 | UInt16(bytes[bytes.count - 1]) }
    var sw1: UInt8 { bytes[bytes.count - 2] }
    var sw2: UInt8 { bytes[bytes.count - 1] }

    /// Whether it is good; a file that ends early or a warning is.
    var isGood: Bool { status == 0x9000 || sw1 == 0x61 || status == 0x6282 }
}
