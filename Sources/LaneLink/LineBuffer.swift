/// Bytes of a line under construction. One is kept and reused, so that writing an event costs no heap.
///
/// JSON is written here by hand because it is on the way of every event; what lanes send is read by Foundation.
public struct LineBuffer: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: The room made at once, in bytes; it grows when a line is longer.
    public init(capacity: Int = 8192) {
        bytes.reserveCapacity(capacity)
    }

    public var count: Int { bytes.count }

    /// Forgets what was written and keeps the room.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Shortens to the first `count` bytes.
    public mutating func truncate(to count: Int) {
        bytes.removeLast(bytes.count - count)
    }

    /// Appends text as it stands: keys, punctuation, words that need no escape.
    public mutating func raw(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    public mutating func raw(_ span: borrowing Span<UInt8>) {
        for index in span.indices { bytes.append(span[index]) }
    }

    public mutating func newline() {
        bytes.append(0x0A)
    }

    public mutating func integer(_ value: Int64) {
        var magnitude = value.magnitude
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var count = 0
        repeat {
            digits[count] = 0x30 + UInt8(magnitude % 10)
            magnitude /= 10
            count += 1
        } while magnitude > 0
        while count > 0 {
            count -= 1
            bytes.append(digits[count])
        }
    }

    /// Appends a JSON string (RFC 8259, section 7).
    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 { escaped(byte) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a JSON string of bytes that are UTF-8; of others each byte as the Latin-1 character, so that nothing of
    /// it is lost.
    /// - Returns: Whether the bytes were UTF-8.
    @discardableResult
    public mutating func string(_ span: borrowing Span<UInt8>) -> Bool {
        let isUTF8 = span.isUTF8
        bytes.append(UInt8(ascii: "\""))
        for index in span.indices {
            let byte = span[index]
            if byte < 0x80 || isUTF8 {
                escaped(byte)
            } else {
                bytes.append(0xC0 | byte >> 6)
                bytes.append(0x80 | byte & 0x3F)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return isUTF8
    }

    /// Appends `"key":`, after a comma unless something was just opened. Keys need no escape.
    public mutating func key(_ key: String) {
        if let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: ",") {
            bytes.append(UInt8(ascii: ","))
        }
        bytes.append(UInt8(ascii: "\""))
        raw(key)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// Appends a member whose value is a word of ours, which needs no escape.
    public mutating func member(_ key: String, word: String) {
        self.key(key)
        bytes.append(UInt8(ascii: "\""))
        raw(word)
        bytes.append(UInt8(ascii: "\""))
    }

    public mutating func member(_ key: String, string: String) {
        self.key(key)
        self.string(string)
    }

    @discardableResult
    public mutating func member(_ key: String, string: borrowing Span<UInt8>) -> Bool {
        self.key(key)
        return self.string(string)
    }

    public mutating func member(_ key: String, integer: Int64) {
        self.key(key)
        self.integer(integer)
    }

    public mutating func member(_ key: String, bool: Bool) {
        self.key(key)
        raw(bool ? "true" : "false")
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        case 0..<0x20, 0x7F:
            raw("\\u00")
            bytes.append(Self.hexDigit(byte >> 4))
            bytes.append(Self.hexDigit(byte & 0x0F))
        default: bytes.append(byte)
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes are well-formed UTF-8.
    var isUTF8: Bool {
        (try? UTF8Span(validating: self)) != nil
    }
}
