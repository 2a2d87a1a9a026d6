import Identity

/// Bytes of a line under construction. One is kept and reused, so that writing an event costs no
/// heap.
///
/// JSON is written here by hand because it is on the way of every event; what lanes send is read by
/// Foundation.
public struct LineBuffer: Sendable {
    /// How many bytes have been written.
    public private(set) var count = 0
    /// What has been written, and room for more: a buffer of fixed length is written to faster than
    /// one that grows with each byte.
    private var room: [UInt8]

    /// - Parameter capacity: The room made at once, in bytes; it grows when a line is longer.
    public init(capacity: Int = 8192) {
        room = [UInt8](repeating: 0, count: capacity)
    }

    /// What has been written, borrowed.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { room.span.extracting(first: count) }
    }

    /// A copy of what has been written.
    public var bytes: [UInt8] { bytes(0..<count) }

    /// A copy of a part of what has been written.
    public func bytes(_ range: Range<Int>) -> [UInt8] {
        precondition(range.upperBound <= count, "past the end of what was written")
        return Array(room[range])
    }

    /// Forgets what was written and keeps the room.
    public mutating func removeAll() {
        count = 0
    }

    /// Shortens to the first `count` bytes.
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count, "a buffer is not made longer so")
        self.count = count
    }

    /// Appends text as it stands: keys, punctuation, words that need no escape.
    public mutating func raw(_ text: String) {
        raw(text.utf8.span)
    }

    public mutating func raw(_ span: borrowing Span<UInt8>) {
        makeRoom(span.count)
        let start = count
        count += span.count
        var room = room.mutableSpan
        room.write(span, at: start)
    }

    public mutating func newline() {
        append(0x0A)
    }

    public mutating func integer(_ value: Int64) {
        var magnitude = value.magnitude
        if value < 0 { append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        repeat {
            start -= 1
            digits[start] = 0x30 + UInt8(magnitude % 10)
            magnitude /= 10
        } while magnitude > 0
        raw(digits.span.extracting(start..<20))
    }

    /// Appends a JSON string (RFC 8259, section 7).
    public mutating func string(_ text: String) {
        string(text.utf8.span)
    }

    /// Appends a JSON string of bytes that are UTF-8; of others each byte as the Latin-1 character,
    /// so that nothing of it is lost.
    /// - Returns: Whether the bytes were UTF-8.
    @discardableResult
    public mutating func string(_ span: borrowing Span<UInt8>) -> Bool {
        // As good as every text is made of letters and digits that stand for themselves.
        guard !span.isPlainASCII else {
            quoted(span)
            return true
        }
        append(UInt8(ascii: "\""))
        defer { append(UInt8(ascii: "\"")) }
        let isUTF8 = span.isUTF8
        for index in span.indices {
            let byte = span[index]
            if byte < 0x80 || isUTF8 {
                escaped(byte)
            } else {
                append(0xC0 | byte >> 6)
                append(0x80 | byte & 0x3F)
            }
        }
        return isUTF8
    }

    /// Appends `"key":`, after a comma unless something was just opened. Keys need no escape.
    public mutating func key(_ key: String) {
        if count > 0, room[count - 1] != UInt8(ascii: "{"), room[count - 1] != UInt8(ascii: ",") {
            append(UInt8(ascii: ","))
        }
        word(key)
        append(UInt8(ascii: ":"))
    }

    /// Appends a member whose value is a word of ours, which needs no escape.
    public mutating func member(_ key: String, word: String) {
        self.key(key)
        self.word(word)
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

    /// A word of ours between quotation marks.
    private mutating func word(_ word: String) {
        quoted(word.utf8.span)
    }

    /// Bytes that need no escape between quotation marks.
    private mutating func quoted(_ span: borrowing Span<UInt8>) {
        makeRoom(span.count + 2)
        let start = count + 1
        count += span.count + 2
        var room = room.mutableSpan
        room[start - 1] = UInt8(ascii: "\"")
        room.write(span, at: start)
        room[start + span.count] = UInt8(ascii: "\"")
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        case 0..<0x20, 0x7F:
            raw("\\u00")
            append(Self.hexDigit(byte >> 4))
            append(Self.hexDigit(byte & 0x0F))
        default: append(byte)
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }

    private mutating func append(_ byte: UInt8) {
        makeRoom(1)
        room[count] = byte
        count += 1
    }

    private mutating func makeRoom(_ more: Int) {
        let missing = count + more - room.count
        guard missing > 0 else { return }
        room.append(contentsOf: repeatElement(0, count: max(missing, room.count)))
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes are well-formed UTF-8.
    var isUTF8: Bool {
        (try? UTF8Span(validating: self)) != nil
    }

    /// Whether each byte is an ASCII character that stands for itself in a JSON string.
    fileprivate var isPlainASCII: Bool {
        var isPlain = true
        for index in indices {
            let byte = self[index]
            // Without a branch, so that the compiler may look at many bytes at once.
            isPlain =
                isPlain && byte &- 0x20 < 0x5F
                && (byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\"))
        }
        return isPlain
    }
}
