import Identity

/// What may be made of a contactless card's own number (ISO/IEC 14443-3, 15693, FeliCa).
enum CardUID {
    /// The number in the order of the air, or why it is nobody's.
    enum Judgement: Equatable {
        case usable([UInt8])
        case finding(CardFinding)
        /// All zeros, all ones, or of no known length.
        case unreadable
    }

    /// - Parameters:
    ///   - bytes: As the reader gives them.
    ///   - isReversed: Whether the reader gives the last byte first.
    static func judge(_ bytes: [UInt8], isReversed: Bool, atr: ATR) -> Judgement {
        guard Set(bytes).count > 1 || bytes.first.map({ $0 != 0 && $0 != 0xFF }) == true else {
            return .unreadable
        }
        var uid = isReversed ? bytes.reversed() : bytes
        switch uid.count {
        case 4:
            if uid[0] == 0x88 || uid[3] == 0x88 { return .finding(.truncatedUID) }
            if uid[0] == 0x08 || atr.isTypeB { return .finding(.randomUID) }
            if uid[0] == 0x80, !atr.isStorageCard { return .finding(.randomUID) }
        case 7, 10: break
        case 8:
            // ISO 15693 numbers begin with E0; many readers give them the other way round.
            if uid[7] == 0xE0, uid[0] != 0xE0 { uid.reverse() }
            if uid[0] == 0x01, uid[1] == 0xFE { return .finding(.randomUID) }
        default: return .unreadable
        }
        return .usable(uid)
    }
}

extension ATR {
    /// Whether it is made up by a contactless reader (PC/SC part 3, 3.1.3.2.3).
    public var isContactless: Bool {
        bytes.count >= 4 && bytes[0] == 0x3B && bytes[1] & 0xF0 == 0x80 && bytes[2] == 0x80
            && bytes[3] == 0x01
    }

    /// Whether it stands for a card without a processor: a tag or a memory card.
    public var isStorageCard: Bool {
        isContactless && historical.starts(with: [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06])
            && historical.count >= 11
    }

    /// The card's standard and name, where a reader says them (PC/SC part 3, supplement).
    var storageStandard: UInt8? { isStorageCard ? historical[8] : nil }
    var storageName: UInt16? {
        isStorageCard ? UInt16(historical[9]) << 8 | UInt16(historical[10]) : nil
    }

    /// Whether the card's number is a pseudo-unique one (ISO/IEC 14443-3, type B): a storage card
    /// that says so, or the eight bytes that stand for a type B card with a processor.
    var isTypeB: Bool {
        if let standard = storageStandard { return standard == 0x07 }
        return isContactless && bytes[1] == 0x88
    }
}
