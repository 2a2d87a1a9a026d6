public import Identity

/// A number that a key's or tag's text may stand for.
public enum KeyNumber: Sendable, Hashable {
    case tag(TagNumber)
    case rom(OneWireROM)
    /// The serial number of an iButton, high byte first, of a family that is not said.
    case serial(UInt64)
    case wiegand(WiegandNumber)

    /// The numbers that a text may stand for, at most four; none for a text of another form.
    /// - Parameter isCanonical: The text is a whole number in its canonical form, as its reader's
    ///   protocol says; else ten digits may be hexadecimal or decimal.
    public static func all(
        of text: borrowing Span<UInt8>, kind: ReadingKind, isCanonical: Bool
    ) -> [KeyNumber] {
        if kind == .electronicKey { return OneWireROM.readings(of: text) }
        if let number = WiegandNumber(text: text) { return [.wiegand(number)] }
        let tags = isCanonical ? canonical(text) : typed(text)
        return tags.compactMap { $0.map { .tag($0) } }
    }

    private static func canonical(_ text: borrowing Span<UInt8>) -> [TagNumber?] {
        guard let bits = text.hexadecimalValue else { return [] }
        return switch text.count {
        case 10: [TagNumber(bits, .whole)]
        case 8: [TagNumber(bits, .low32)]
        case 6: [TagNumber(bits, .low24)]
        default: []
        }
    }

    /// Of a text in no declared form: all forms of this length.
    private static func typed(_ text: borrowing Span<UInt8>) -> [TagNumber?] {
        let decimal = text.decimalValue
        switch text.count {
        case 6: return canonical(text)
        case 8:
            guard let decimal else { return canonical(text) }
            return canonical(text) + [
                TagNumber(decimal, .low24), (try? KeyForm.pair(text, 3, .low24)) ?? nil,
            ]
        case 9: return [(try? KeyForm.pair(text, 3, .low24)) ?? nil]
        case 10:
            guard let decimal else { return canonical(text) }
            return canonical(text) + [
                TagNumber(decimal, .low32) ?? TagNumber(decimal, .whole)
            ]
        case 11:
            if let decimal { return [TagNumber(decimal, .whole)] }
            return [(try? KeyForm.pair(text, 5, .low32)) ?? nil]
        case 12, 13, 14: return [decimal.flatMap { TagNumber($0, .whole) }]
        // The bits of each byte turned round.
        case 15: return [decimal.flatMap { TagNumber($0, .whole) }.map(turned)]
        case 20: return [halves(text).flatMap { TagNumber($0, .whole) }.map(turned)]
        default: return []
        }
    }

    private static func turned(_ number: TagNumber) -> TagNumber {
        TagNumber(number.turned, .whole) ?? number
    }

    /// The value of half bytes in two decimal digits each.
    private static func halves(_ text: borrowing Span<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let half = text.extracting(index..<index + 2).decimalValue, half < 16 else {
                return nil
            }
            value = value << 4 | half
        }
        return value
    }

    /// Whether the number is all that a reader could know of the key.
    public var isWhole: Bool {
        switch self {
        case .tag(let tag): tag.width == .whole
        case .rom: true
        case .serial: false
        case .wiegand(let number): number.format != nil
        }
    }

    /// The last 24 or 32 bits of a tag in hexadecimal, where no more is known; empty elsewhere.
    public var lastBits: Bytes<24> {
        switch self {
        case .tag(let tag) where tag.width != .whole: tag.text
        case .wiegand(let number): number.tag?.text ?? Bytes()
        default: Bytes()
        }
    }

    /// Calls `body` with each text that stands for the whole number.
    public func eachWholeText<E: Error>(_ body: (Bytes<24>) throws(E) -> Void) throws(E) {
        switch self {
        case .tag(let tag): try tag.eachWholeText(body)
        case .rom(let rom): try rom.eachWholeText(body)
        case .serial: break
        case .wiegand(let number): try body(number.text)
        }
    }

    /// Calls `body` with each text that stands for a part of the number, or for one of several
    /// that it may be.
    public func eachPartialText<E: Error>(_ body: (Bytes<24>) throws(E) -> Void) throws(E) {
        switch self {
        case .tag(let tag):
            if tag.width != .whole { try body(tag.text) }
            try tag.eachPartialText(body)
        case .rom(let rom): try OneWireROM.eachSerialText(rom.serial, body)
        case .serial(let serial):
            try OneWireROM.eachSerialText(serial, body)
            for family in OneWireROM.keyFamilies {
                try OneWireROM(family: family, serial: serial).eachWholeText(body)
            }
        case .wiegand(let number):
            for meaning in number.meanings { try body(meaning.text) }
            try number.tag?.eachPartialText(body)
        }
    }
}
