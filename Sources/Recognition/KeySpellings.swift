import Decoding
public import Identity

/// The texts under which a key or tag may be enrolled, for a reading of it: readers, prints and
/// back offices write the same number in many ways, and some keep only a part of it.
public struct KeySpellings {
    private let kind: IdentifierKind
    private let numbers: [KeyNumber]

    init(_ text: borrowing Span<UInt8>, kind: ReadingKind, isCanonical: Bool) {
        self.kind = kind.identifierKind
        numbers = KeyNumber.all(of: text, kind: kind, isCanonical: isCanonical)
    }

    /// Whether the reading is the whole number of one key, and nothing else.
    public var isWhole: Bool { numbers.count == 1 && numbers[0].isWhole }

    /// Calls `body` with each text that says the whole number.
    public func eachWhole<E: Error>(_ body: (Identifier) throws(E) -> Void) throws(E) {
        for number in numbers {
            try number.eachWholeText { (text) throws(E) in try body(identifier(text)) }
        }
    }

    /// Calls `body` with each text that says a part of the number, or one of several numbers that
    /// were meant.
    public func eachPartial<E: Error>(_ body: (Identifier) throws(E) -> Void) throws(E) {
        for number in numbers {
            try number.eachPartialText { (text) throws(E) in try body(identifier(text)) }
        }
    }

    /// Calls `body` with the last 24 or 32 bits of each tag of which no more was read.
    public func eachLastBits<E: Error>(_ body: (Identifier) throws(E) -> Void) throws(E) {
        for number in numbers where !number.lastBits.isEmpty {
            try body(identifier(number.lastBits))
        }
    }

    private func identifier(_ text: Bytes<24>) -> Identifier {
        Identifier(kind: kind, value: Bytes(text.span))
    }
}

extension ReadingView {
    /// Whether the reading is looked up as a key or tag, by all spellings of its number.
    var isKey: Bool {
        kind == .electronicKey || kind == .contactless && entryMode == .rfid
    }
}

extension SpellingList {
    /// What rules may also be tried on: an iButton's number in the other byte order, and its serial
    /// number alone; a tag's number in hexadecimal.
    mutating func appendKey(_ reading: borrowing ReadingView) {
        let numbers = KeyNumber.all(
            of: reading.text, kind: reading.kind, isCanonical: reading.isCanonical)
        guard numbers.count == 1 else { return }
        switch numbers[0] {
        case .rom(let key) where reading.text.count == 16:
            let isPrinted = reading.text.hexadecimalValue == key.wire
            let other = isPrinted ? OneWireROM(wire: key.wire.byteSwapped) : key
            append(.otherOrder, Bytes(other.printed.span))
            append(.serialNumber, Bytes(key.printed.span.extracting(2..<14)))
        case .rom(let key): append(.otherOrder, Bytes(key.printed.span))
        case .tag(let tag) where !tag.text.span.equals(reading.text):
            append(.tagNumber, tag.text)
        case .tag, .wiegand, .serial: break
        }
    }
}
