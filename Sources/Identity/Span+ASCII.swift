/// What identifiers ask of byte strings. Digits are the bytes 0x30...0x39 and nothing else:
/// `Character.isNumber` would accept "⁰", "٣" and "½".
extension Span where Element == UInt8 {
    /// Whether both hold the same bytes.
    public func equals(_ other: borrowing Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Whether the bytes begin with the UTF-8 of `prefix`.
    public func starts(with prefix: String) -> Bool {
        starts(with: prefix, at: 0)
    }

    /// Whether the UTF-8 of `text` stands at `offset`.
    public func starts(with text: String, at offset: Int) -> Bool {
        guard offset >= 0 else { return false }
        var index = offset
        for byte in text.utf8 {
            guard index < count, self[index] == byte else { return false }
            index += 1
        }
        return true
    }

    /// Whether the bytes begin with `prefix`.
    public func starts(with prefix: borrowing Span<UInt8>) -> Bool {
        count >= prefix.count && extracting(first: prefix.count).equals(prefix)
    }

    /// Whether there is at least one byte and each is an ASCII digit.
    public var isAllDigits: Bool {
        guard !isEmpty else { return false }
        for index in indices where !self[index].isASCIIDigit { return false }
        return true
    }

    /// The offset of the first `byte` at or after `start`.
    public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        var index = start
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }
}

extension UInt8 {
    /// Whether this is one of the bytes 0x30...0x39.
    @inlinable public var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// Whether this is an ASCII letter, of either case.
    @inlinable public var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    /// Whether this is a printable ASCII character, space included.
    @inlinable public var isPrintableASCII: Bool { self >= 0x20 && self <= 0x7E }
}
