public import Identity

/// What a card is asked for: the applications of settings in their order, then its NDEF message,
/// then its number.
public struct CardQueries: Sendable, Equatable {
    public var applications: [CardApplication]
    /// Whether NFC tags are asked for their message.
    public var readsNDEF: Bool
    /// Whether a contactless card's own number identifies.
    public var readsUID: Bool
    /// Whether the reader gives a card's number last byte first.
    public var isUIDReversed: Bool
    /// Whether a number of four bytes is written as decimal digits instead of hexadecimal ones.
    public var isUIDDecimal: Bool

    public init(
        applications: [CardApplication] = [], readsNDEF: Bool = true, readsUID: Bool = true,
        isUIDReversed: Bool = false, isUIDDecimal: Bool = false
    ) {
        self.applications = applications
        self.readsNDEF = readsNDEF
        self.readsUID = readsUID
        self.isUIDReversed = isUIDReversed
        self.isUIDDecimal = isUIDDecimal
    }
}

/// An application on a card, and what is taken from it.
public struct CardApplication: Sendable, Equatable {
    /// Where the bytes are (ISO/IEC 7816-4).
    public enum Place: Sendable, Equatable {
        /// An elementary file by its two-byte identifier.
        case file(UInt16)
        /// An elementary file by its short identifier, 1 to 30.
        case shortFile(UInt8)
        /// A record of a file by its short identifier.
        case record(UInt8, file: UInt8)
        /// A data object by its tag (GET DATA).
        case data(UInt16)
    }

    /// How the bytes become text.
    public enum Form: String, Sendable, CaseIterable {
        /// As they are, up to a zero or FF, without blanks at the ends.
        case text
        case hex
        /// Packed decimal digits, up to an F.
        case digits
    }

    public var name: Bytes<32>
    /// The application's identifier (AID), 1 to 16 bytes.
    public var identifier: [UInt8]
    public var place: Place
    /// The tags that lead to the bytes inside what was read; empty for all of it.
    public var tags: [UInt32]
    /// The first byte to take, from 0.
    public var first: Int
    /// How many bytes to take; nil for all that there are.
    public var length: Int?
    public var form: Form

    public init(
        name: Bytes<32>, identifier: [UInt8], place: Place, tags: [UInt32] = [], first: Int = 0,
        length: Int? = nil, form: Form = .text
    ) {
        self.name = name
        self.identifier = identifier
        self.place = place
        self.tags = tags
        self.first = first
        self.length = length
        self.form = form
    }

    /// Whether the name is a payment application's, which nobody reads.
    public static func isPayment(_ identifier: [UInt8]) -> Bool {
        CardNames.isPayment(identifier)
    }

    /// The part of what was read that is wanted, as text; nil when it is not there.
    func text(of read: [UInt8]) -> [UInt8]? {
        var value = read[...]
        for tag in tags {
            guard let inner = TLV.value(of: tag, in: value) else { return nil }
            value = inner
        }
        guard first >= 0, first <= value.count else { return nil }
        value = value.dropFirst(first)
        if let length {
            guard value.count >= length else { return nil }
            value = value.prefix(length)
        }
        let text = form.write(value)
        return text.isEmpty || text.count > Identifier.capacity ? nil : text
    }
}

extension CardApplication.Form {
    fileprivate func write(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        switch self {
        case .text:
            let text = bytes.prefix { $0 != 0 && $0 != 0xFF }.drop { $0 == 0x20 }
            return text.reversed().drop { $0 == 0x20 }.reversed()
        case .hex: return Self.digits(of: bytes)
        case .digits:
            let digits = Self.digits(of: bytes).prefix { $0 != UInt8(ascii: "F") }
            return digits.allSatisfy(\.isASCIIDigit) ? Array(digits) : []
        }
    }

    static func digits(of bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.flatMap { [$0 >> 4, $0 & 0x0F] }.map { $0 < 10 ? 0x30 + $0 : 0x37 + $0 }
    }
}

/// Data objects in BER-TLV (ISO/IEC 7816-4, 5.2.2).
enum TLV {
    private static let maxObjects = 256

    /// The value of the first object with this tag, among these or inside constructed ones.
    static func value(of tag: UInt32, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var objects = 0
        return find(tag, in: bytes, depth: 0, &objects)
    }

    private static func find(
        _ tag: UInt32, in bytes: ArraySlice<UInt8>, depth: Int, _ objects: inout Int
    ) -> ArraySlice<UInt8>? {
        guard depth < 8 else { return nil }
        var rest = bytes
        while let (found, isConstructed, value) = next(&rest) {
            objects += 1
            guard objects <= maxObjects else { return nil }
            if found == tag { return value }
            if isConstructed, let inner = find(tag, in: value, depth: depth + 1, &objects) {
                return inner
            }
        }
        return nil
    }

    private static func next(
        _ rest: inout ArraySlice<UInt8>
    ) -> (tag: UInt32, isConstructed: Bool, value: ArraySlice<UInt8>)? {
        while let filler = rest.first, filler == 0 || filler == 0xFF { rest.removeFirst() }
        guard let first = rest.popFirst() else { return nil }
        var tag = UInt32(first)
        if first & 0x1F == 0x1F {
            repeat {
                guard let byte = rest.popFirst(), tag < 0x1_0000 else { return nil }
                tag = tag << 8 | UInt32(byte)
            } while tag & 0x80 != 0
        }
        guard let short = rest.popFirst() else { return nil }
        var length = Int(short)
        if short & 0x80 != 0 {
            let count = Int(short & 0x7F)
            guard (1...2).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard rest.count >= length else { return nil }
        defer { rest = rest.dropFirst(length) }
        return (tag, first & 0x20 != 0, rest.prefix(length))
    }
}
