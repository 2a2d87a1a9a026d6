import Identity

/// Names of applications that are the same on every card (ISO/IEC 7816-5).
enum CardNames {
    /// What a payment card lists its applications under (EMV 4.3, Book 1, 12.2; Book B for
    /// contactless ones).
    static func paymentDirectory(_ isContactless: Bool) -> [UInt8] {
        Array((isContactless ? "2PAY.SYS.DDF01" : "1PAY.SYS.DDF01").utf8)
    }

    /// NFC Forum Type 4 tags.
    static let tag: [UInt8] = [0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01]

    /// Documents that are refused: passports and identity cards (ICAO 9303), driving licences (ISO
    /// 18013-2 and -5).
    static let documents: [(name: [UInt8], finding: CardFinding)] = [
        ([0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01], .identityDocument),
        ([0xA0, 0x00, 0x00, 0x02, 0x48, 0x02, 0x00], .licence),
        ([0xA0, 0x00, 0x00, 0x02, 0x48, 0x04, 0x00], .licence),
    ]

    /// The first five bytes of payment applications: the brands' registered identifiers.
    static let paymentApplications: [[UInt8]] = [
        [0xA0, 0x00, 0x00, 0x00, 0x03], [0xA0, 0x00, 0x00, 0x00, 0x04],
        [0xA0, 0x00, 0x00, 0x00, 0x05], [0xA0, 0x00, 0x00, 0x00, 0x25],
        [0xA0, 0x00, 0x00, 0x00, 0x29], [0xA0, 0x00, 0x00, 0x00, 0x42],
        [0xA0, 0x00, 0x00, 0x00, 0x65], [0xA0, 0x00, 0x00, 0x00, 0x98],
        [0xA0, 0x00, 0x00, 0x01, 0x21], [0xA0, 0x00, 0x00, 0x01, 0x41],
        [0xA0, 0x00, 0x00, 0x01, 0x52], [0xA0, 0x00, 0x00, 0x03, 0x24],
        [0xA0, 0x00, 0x00, 0x02, 0x28], [0xA0, 0x00, 0x00, 0x02, 0x77],
        [0xA0, 0x00, 0x00, 0x03, 0x33], [0xA0, 0x00, 0x00, 0x04, 0x17],
        [0xA0, 0x00, 0x00, 0x05, 0x24], [0xA0, 0x00, 0x00, 0x06, 0x58],
    ]

    /// Whether an application of settings would be a brand's.
    static func isPayment(_ name: [UInt8]) -> Bool {
        paymentApplications.contains { name.starts(with: $0) }
            || name.starts(with: Array("1PAY".utf8)) || name.starts(with: Array("2PAY".utf8))
    }
}

extension ATR {
    /// The answer of the reader's own security module, which early ACR122 readers show as a card.
    var isReaderModule: Bool { bytes.starts(with: [0x3B, 0xBE, 0x95, 0x00, 0x00, 0x41, 0x03]) }

    /// What a reader makes up for a memory card, which has no answer of its own.
    var isMemoryCard: Bool { bytes == [0x3B, 0x04, 0x17, 0x04, 0xFF, 0xFF] }
}

extension ATR {
    /// The number of an HID Prox card, which an OMNIKEY 5x25 or 5427 shows in the answer to reset
    /// (H10301): 01, the facility in four packed digits, the number in six. The same text as a
    /// Wiegand reader gives.
    var proxNumber: Bytes<24>? {
        guard bytes.count == 8, bytes[0] == 0x3B, bytes[1] == 0x06, historical.count == 6,
            historical[0] == 0x01, let facility = Self.decimal(historical[1...2]),
            let number = Self.decimal(historical[3...5]), facility <= 255, number <= 65_535
        else { return nil }
        return WiegandNumber(.h10301, facility: facility, card: number).text
    }

    private static func decimal(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for byte in bytes {
            guard byte >> 4 < 10, byte & 0x0F < 10 else { return nil }
            value = value * 100 + UInt64(byte >> 4) * 10 + UInt64(byte & 0x0F)
        }
        return value
    }
}
